"""Search names by any of their words, accents and punctuation ignored, through an index."""

import django.contrib.postgres.indexes
from django.db import migrations

import referrals.models.patient

# unaccent is only stable: its dictionary could change. Ours does not, so an index may hold the result.
_CREATE = r"""
CREATE FUNCTION referrals_searchable_name(family text, given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT ' ' || regexp_replace(
    regexp_replace(lower(public.unaccent('public.unaccent', family || ' ' || given)), '[''’`]', '', 'g'),
    '[[:space:][:punct:]]+', ' ', 'g'
)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_patients_and_referrals")]

    operations = [
        migrations.RunSQL(_CREATE, "DROP FUNCTION referrals_searchable_name(text, text)"),
        migrations.RemoveIndex(model_name="patient", name="referrals_name_trigram"),
        migrations.AddIndex(
            model_name="patient",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    referrals.models.patient.SearchableName("family_name", "given_name"),
                    name="gin_trgm_ops",
                ),
                name="referrals_name_words",
            ),
        ),
    ]
