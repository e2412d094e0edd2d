"""Look names up word by word: an index of words answers by itself, where one of three-letter pieces
has each name it gives worked out again.
"""

import django.contrib.postgres.indexes
from django.db import migrations

import referrals.models.patient

_WORDS = r"""
CREATE FUNCTION referrals_words_of_name(family text, given text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT array_to_tsvector(
    array_remove(string_to_array(public.referrals_searchable_name(family, given), ' '), '')
)
$$
"""
# Each word as names hold it, and whatever begins with it; nothing where no word was typed.
_TYPED = r"""
CREATE FUNCTION referrals_words_typed(typed text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT string_agg(quote_literal(word) || ':*', ' & ')::tsquery
FROM unnest(string_to_array(public.referrals_searchable_name(typed, ''), ' ')) AS word
WHERE word <> ''
$$
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_language_and_full_name")]

    operations = [
        migrations.RunSQL(_WORDS, "DROP FUNCTION referrals_words_of_name(text, text)"),
        migrations.RunSQL(_TYPED, "DROP FUNCTION referrals_words_typed(text)"),
        migrations.RemoveIndex(model_name="patient", name="referrals_name_words"),
        migrations.AddIndex(
            model_name="patient",
            index=django.contrib.postgres.indexes.GinIndex(
                referrals.models.patient.WordsOfName("family_name", "given_name"),
                name="referrals_name_words",
            ),
        ),
    ]
