"""Keep each name as search puts it in order: people of a family name are then read in order from an
index, and only those found by another word of their name are put in order anew.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

import referrals.models.patient

# Nothing in a name sorts before the sign between family and given name, so that Smith comes before
# Smith-Jones; no word that is typed can hold it.
_IN_ORDER = r"""
CREATE FUNCTION referrals_name_in_order(family text, given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT btrim(public.referrals_searchable_name(family, '')) || chr(1)
    || btrim(public.referrals_searchable_name(given, ''))
$$
"""
# Every word, and every one but the first of the family name once more, with a mark before it.
_WORDS = r"""
CREATE FUNCTION referrals_words_of_name(in_order text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT array_to_tsvector(array_remove(
    string_to_array(words || ' ' || replace(words, ' ', ' /'), ' '), ''
))
FROM translate(in_order, chr(1), ' ') AS words
$$
"""
# Not safe for parallel workers: a search of a few milliseconds is not worth starting two of them.
_TYPED = r"""
CREATE FUNCTION referrals_words_typed(typed text, mark text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE AS $$
SELECT string_agg(quote_literal(mark || word) || ':*', ' & ')::tsquery
FROM unnest(string_to_array(public.referrals_searchable_name(typed, ''), ' ')) AS word
WHERE word <> ''
$$
"""
_NO_WORDS = "DROP FUNCTION referrals_words_of_name(text)"
_NOTHING_TYPED = "DROP FUNCTION referrals_words_typed(text, text)"
_WORDS_BEFORE = r"""
CREATE FUNCTION referrals_words_of_name(family text, given text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT array_to_tsvector(
    array_remove(string_to_array(public.referrals_searchable_name(family, given), ' '), '')
)
$$
"""
_TYPED_BEFORE = r"""
CREATE FUNCTION referrals_words_typed(typed text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT string_agg(quote_literal(word) || ':*', ' & ')::tsquery
FROM unnest(string_to_array(public.referrals_searchable_name(typed, ''), ' ')) AS word
WHERE word <> ''
$$
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0014_longer_timeline_notes")]

    operations = [
        migrations.RemoveIndex(model_name="patient", name="referrals_name_words"),
        migrations.RemoveIndex(model_name="patient", name="referrals_family_name"),
        migrations.RunSQL("DROP FUNCTION referrals_words_of_name(text, text)", _WORDS_BEFORE),
        migrations.RunSQL("DROP FUNCTION referrals_words_typed(text)", _TYPED_BEFORE),
        migrations.RunSQL(_IN_ORDER, "DROP FUNCTION referrals_name_in_order(text, text)"),
        migrations.RunSQL(_WORDS, _NO_WORDS),
        migrations.RunSQL(_TYPED, _NOTHING_TYPED),
        migrations.AddField(
            model_name="patient",
            name="by_name",
            field=models.GeneratedField(
                expression=referrals.models.patient.NameInOrder("family_name", "given_name"),
                output_field=models.TextField(db_collation="C"),
                db_persist=True,
            ),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(
                fields=["by_name", "date_of_birth", "id"],
                condition=models.Q(merged_into__isnull=True),
                name="referrals_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=django.contrib.postgres.indexes.GinIndex(
                referrals.models.patient.WordsOfName("by_name"), name="referrals_name_words"
            ),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=django.contrib.postgres.indexes.GinIndex(
                referrals.models.patient.WordsOfName("by_name"),
                condition=models.Q(merged_into__isnull=False),
                name="referrals_merged_name_words",
            ),
        ),
    ]
