"""Keeps the rows of pathways true: all of them at night, what changed every quarter of an hour.

The only writer of `Pathway`. Every row is derived from base rows, never counted up, so that running
it twice, or as a repair, is harmless and writes nothing the second time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from clinical.pathway import Derived
from clinical.pathway_words import Explained, explain
from clinical.policy import Policy
from clinical.working_days import local_date
from policy.definitions import definitions
from referrals.models import Referral
from reporting import pathway_measures, pathway_sql
from reporting.models import PathwayRun
from reporting.pathway_facts import facts_of

_BATCH = 20_000
# Up to so many are looked up one by one; more are read in stretches.
_FEW = 200
# Two derivations side by side could each overwrite what the other saw: the night waits, and what
# runs often leaves it to the one under way and to its own next run.
_ONE_AT_A_TIME = 6_280_001
# Of contacts and scores only these are looked at between nights; what is older waits for the night.
_RECENT = timedelta(days=60)
_MARK_HOLDS = timedelta(days=1)

_IN_BULK = "SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '64MB'"
_AS_EVER = "SET LOCAL enable_nestloop = on; SET LOCAL jit = on; SET LOCAL work_mem TO DEFAULT"
_NOW_MARK = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""
# Rows that a transaction wrote whose number is the mark or above.
_SINCE = "age({0}.xmin) <= age(%(mark)s::text::xid)"
_CHANGED = f"""
SELECT r.id FROM referrals_referral r WHERE {_SINCE.format("r")}
UNION SELECT r.id FROM referrals_patient p JOIN referrals_referral r ON r.patient_id = p.id
WHERE {_SINCE.format("p")}
UNION SELECT r.id FROM referrals_equality e JOIN referrals_referral r USING (patient_id)
WHERE {_SINCE.format("e")}
UNION SELECT referral_id FROM referrals_problemdescriptor p WHERE {_SINCE.format("p")}
UNION SELECT referral_id FROM referrals_employmentstatus w WHERE {_SINCE.format("w")}
UNION SELECT referral_id FROM caseload_internettherapylog l WHERE {_SINCE.format("l")}
UNION SELECT referral_id FROM caseload_carecontact c
WHERE c.starts_at > %(recent)s AND {_SINCE.format("c")}
UNION SELECT referral_id FROM outcomes_measurescore s
WHERE s.taken_at > %(recent)s AND {_SINCE.format("s")}
"""


def derive_all(*, now: datetime, policy: Policy) -> Mapping[str, int]:  # noqa: ARG001 - a job
    """Make every row what the base rows say today."""
    with transaction.atomic():
        mark = _begin()
        ids = list(Referral.objects.order_by("pk").values_list("pk", flat=True))
        written = _write_batches(ids, on=local_date(now))
        _keep(mark, now=now)
    return {"looked_at": len(ids), "written": written}


def derive_changed(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """The same for referrals of which anything was written since the last run, by whatever way:
    the database's own number of the writing transaction says so, so that nobody need tell.
    """
    with transaction.atomic():
        if not _is_alone():
            return {"looked_at": 0, "written": 0}
        mark = _begin()
        since = _mark_to_go_by(mark, now=now)
        if since is None:
            return derive_all(now=now, policy=policy)
        ids = _changed_since(since, now=now)
        written = derive(ids, on=local_date(now))
        _keep(mark, now=now)
    return {"looked_at": len(ids), "written": written}


def derive(referral_ids: Iterable[int], *, on: date) -> int:
    """Make the rows of these true as at this day; how many were not."""
    ids = sorted(set(referral_ids))
    written = 0
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        written += _write("= ANY(%(ids)s)", {"ids": some}, how_many=len(some), on=on)
    return written


def read(*, on: date, references: Sequence[str] | None = None) -> Iterator[tuple[str, Derived]]:
    """Each reference with its pathway as at this day, derived afresh; nothing is written."""
    for ids in _batches(references):
        with _planned_for(len(ids)) as cursor:
            cursor.execute(
                pathway_sql.READ.replace("{whose}", "= ANY(%(ids)s)"),
                _parameters(on=on) | {"ids": list(ids)},
            )
            rows = cursor.fetchall()
        for reference, *values in rows:
            yield reference, _derived(values)


def explained(
    *, on: date, references: Sequence[str] | None = None
) -> Iterator[tuple[str, Explained]]:
    """The same in plain Python, with the values used and what decided."""
    measures = definitions()
    for ids in _batches(references):
        for pk, facts in facts_of(ids).items():
            if facts.received_on <= on:
                judged_on = min(facts.ended_on or on, on)
                yield ids[pk], explain(facts, as_of=on, measures=measures.on(judged_on))


def _batches(references: Sequence[str] | None) -> Iterator[Mapping[int, str]]:
    """Ids with their references: these, or everybody's."""
    found = Referral.objects.order_by("pk")
    if references is not None:
        found = found.filter(reference__in=references)
    ids = list(found.values_list("pk", "reference"))
    for start in range(0, len(ids), _BATCH):
        yield dict(ids[start : start + _BATCH])


def _derived(values: Sequence[object]) -> Derived:
    facts: dict[str, Any] = dict(zip(pathway_sql.DERIVED, values, strict=True))
    return Derived(
        **facts | {"wsas_first": tuple(facts["wsas_first"]), "wsas_last": tuple(facts["wsas_last"])}
    )


def _write_batches(ids: Sequence[int], *, on: date) -> int:
    """By ranges of ids, so that a batch reads its stretch of each table and no more."""
    written = 0
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        ends = {"first_id": some[0], "last_id": some[-1]}
        between = "BETWEEN %(first_id)s AND %(last_id)s"
        written += _write(between, ends, how_many=len(some), on=on)
    return written


def _write(whose: str, ids: Mapping[str, object], *, how_many: int, on: date) -> int:
    with _planned_for(how_many) as cursor:
        cursor.execute(pathway_sql.WRITE.replace("{whose}", whose), _parameters(on=on) | dict(ids))
        return cursor.rowcount


@contextmanager
def _planned_for(how_many: int) -> Iterator[Any]:
    """Of steps that build on one another the database expects a row or two, whatever they give, and
    would look through each for every row of the one before. Scores of a batch are put in order in
    memory, not on disk.
    """
    is_bulk = how_many > _FEW
    with transaction.atomic(), connection.cursor() as cursor:
        if is_bulk:
            cursor.execute(_IN_BULK)
        yield cursor
        if is_bulk:
            cursor.execute(_AS_EVER)


def _parameters(*, on: date) -> dict[str, Any]:
    return {"as_of": on, **pathway_measures.parameters(definitions())}


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        return bool(cursor.fetchone()[0])


def _begin() -> tuple[int, int]:
    """From which transaction on another may not be seen yet, and the next one's number. First of
    all, so that whatever is written while this runs is looked at again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        cursor.execute(_NOW_MARK)
        first, following = cursor.fetchone()
    return first, following


def _mark_to_go_by(mark: tuple[int, int], *, now: datetime) -> int | None:
    """None where the last run is too long ago, or was of another database than this copy."""
    last = PathwayRun.objects.first()
    if last is None or last.mark > mark[1] or not now - _MARK_HOLDS <= last.at <= now:
        return None
    return last.mark


def _changed_since(mark: int, *, now: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"mark": str(mark % 2**32), "recent": now - _RECENT})
        return [row[0] for row in cursor.fetchall()]


def _keep(mark: tuple[int, int], *, now: datetime) -> None:
    PathwayRun.objects.update_or_create(pk=1, defaults={"mark": mark[0], "at": now})
