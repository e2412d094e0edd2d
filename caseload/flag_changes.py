"""Writes what changes about flags, their copy on the summary, and until when they hold: one
statement for a batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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
_HOLD = """
unnest(%(held_ids)s::bigint[], %(next_changes)s::date[], %(versions)s::text[])
    hold (referral_id, next_change_on, version)
"""
_SET_HOLD = """
flags_checked_on = %(on)s, flags_next_change_on = hold.next_change_on,
flags_checked_under = %(under)s
"""
_IS_NEW = """
(kept.flags_checked_on, kept.flags_next_change_on, kept.flags_checked_under)
    IS DISTINCT FROM (%(on)s::date, hold.next_change_on, %(under)s)
"""
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
SET flags = CASE WHEN kept.referral_id = ANY(%(all_ids)s)
    THEN (SELECT {OPEN_FLAGS} FROM standing f WHERE f.referral_id = kept.referral_id)
    ELSE kept.flags END, {_SET_HOLD}
FROM {_HOLD}
WHERE kept.referral_id = hold.referral_id
  AND (kept.referral_id = ANY(%(all_ids)s) OR {_IS_NEW})
"""  # noqa: S608 - made of names in this code
# Where no flag changes. A row that somebody has written since it was read, as its version says, is
# left to them; no version is given by whoever holds the lock.
_WRITE_HOLD = f"""
UPDATE caseload_casesummary kept SET {_SET_HOLD}
FROM {_HOLD}
WHERE kept.referral_id = hold.referral_id AND {_IS_NEW}
  AND (hold.version = '' OR kept.xmin::text = hold.version)
"""  # noqa: S608 - made of names in this code


@dataclass(frozen=True, slots=True)
class Fresh:
    """A flag as the rules say it now. No row of the table yet: most nights make thousands."""

    referral_id: int
    reason: str
    evidence: str
    since: date


@dataclass(frozen=True, slots=True)
class Held:
    """Flags of one referral, held against the rules: the first day on which time alone changes one,
    and the version of the row that was read, where it was read without its lock.
    """

    referral_id: int
    next_change_on: date | None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A look at the flags of some referrals: whose, on which day, under which rules."""

    held: Sequence[Held]
    on: date
    under: str

    def parameters(self) -> dict[str, Any]:
        """For the statements above."""
        return {
            "on": self.on,
            "under": self.under,
            "held_ids": [one.referral_id for one in self.held],
            "next_changes": [one.next_change_on for one in self.held],
            "versions": [one.version for one in self.held],
        }


def write(
    *,
    opened: Sequence[Fresh],
    reworded: Sequence[Fresh],
    gone: Sequence[tuple[int, str]],
    check: Check,
    now: datetime,
) -> None:
    """Open, reword and clear, and say until when that holds; in the transaction that has just made
    the summaries true.
    """
    ids = {flag.referral_id for flag in (*opened, *reworded)} | {pk for pk, _ in gone}
    if not ids:
        write_held(check)
        return
    parameters = {
        **_DEFAULTS,
        **check.parameters(),
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


def write_held(check: Check) -> None:
    """Only until when the flags hold: none of them changes."""
    if not check.held:
        return
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_HOLD, check.parameters())
