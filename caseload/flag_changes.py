"""Writes what changes about flags, and their copy on the summary: one statement for a batch."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from caseload.facts import OPEN_FLAGS
from caseload.models import CaseFlag

_NO_LONGER = "The reason no longer holds."
_GIVEN = ("referral_id", "reason", "evidence", "since", "opened_at")
# Columns that nobody gives and that may not be null: their defaults are Django's.
_DEFAULTS = {
    field.attname: field.get_default()
    for field in CaseFlag._meta.concrete_fields  # noqa: SLF001 - public in all but name
    if not field.primary_key and not field.null and field.attname not in _GIVEN
}
# All parts see the table as it was before: so what stands in the end is put together from what each
# part says it wrote, and from the rows that none of them touched. An open flag of the same reason
# wins over a new one (unique constraint). A risk flag is never among them.
_WRITE = f"""
WITH gone AS (
    UPDATE caseload_caseflag f SET cleared_at = %(now)s, cleared_how = %(how)s
    FROM unnest(%(gone_ids)s::bigint[], %(gone_reasons)s::text[]) old (referral_id, reason)
    WHERE f.referral_id = old.referral_id AND f.reason = old.reason AND f.cleared_at IS NULL
    RETURNING f.*
), reworded AS (
    UPDATE caseload_caseflag f SET evidence = fresh.evidence
    FROM unnest(%(ids)s::bigint[], %(reasons)s::text[], %(evidence)s::text[])
        fresh (referral_id, reason, evidence)
    WHERE f.referral_id = fresh.referral_id AND f.reason = fresh.reason AND f.cleared_at IS NULL
    RETURNING f.*
), opened AS (
    INSERT INTO caseload_caseflag ({", ".join((*_GIVEN, *_DEFAULTS))})
    SELECT fresh.*, %(now)s::timestamptz{"".join(f", %({name})s" for name in _DEFAULTS)}
    FROM unnest(%(new_ids)s::bigint[], %(new_reasons)s::text[], %(new_evidence)s::text[],
        %(new_since)s::date[]) fresh
    ON CONFLICT DO NOTHING
    RETURNING *
), standing AS (
    SELECT * FROM caseload_caseflag f
    WHERE f.referral_id = ANY(%(all_ids)s) AND f.cleared_at IS NULL
      AND f.id NOT IN (SELECT id FROM gone UNION ALL SELECT id FROM reworded)
    UNION ALL SELECT * FROM reworded
    UNION ALL SELECT * FROM opened
)
UPDATE caseload_casesummary kept
SET flags = (SELECT {OPEN_FLAGS} FROM standing f WHERE f.referral_id = kept.referral_id)
WHERE kept.referral_id = ANY(%(all_ids)s)
"""  # noqa: S608 - made of names in this code


def write(
    *,
    opened: Sequence[CaseFlag],
    reworded: Sequence[CaseFlag],
    gone: Sequence[tuple[int, str]],
    now: datetime,
) -> None:
    """Open, reword and clear; in the transaction that has just made the summaries true."""
    ids = {flag.referral_id for flag in (*opened, *reworded)} | {pk for pk, _ in gone}
    if not ids:
        return
    parameters = {
        **_DEFAULTS,
        "now": now,
        "how": _NO_LONGER,
        "all_ids": sorted(ids),
        "gone_ids": [pk for pk, _ in gone],
        "gone_reasons": [reason for _, reason in gone],
        "ids": [flag.referral_id for flag in reworded],
        "reasons": [flag.reason for flag in reworded],
        "evidence": [flag.evidence for flag in reworded],
        "new_ids": [flag.referral_id for flag in opened],
        "new_reasons": [flag.reason for flag in opened],
        "new_evidence": [flag.evidence for flag in opened],
        "new_since": [flag.since for flag in opened],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, parameters)
