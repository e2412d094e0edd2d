"""Today's queries about the rows of a past moment: what an agenda reads stands before each of them
as it was known then, under the names of its tables.

So there is one way to make an agenda, whether of now or of then (ADR 0017). Names of people are
those of today.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from caseload.models import CareContact, CaseFlag, CaseSummary, KeptSummary, RiskAction, RiskSignal
from outcomes.models import ExpectedResponse
from policy.models import ClosedDay, PolicyChange
from referrals import planned
from referrals.models import Referral
from staff.models import Absence, Cover, Membership, StaffMember
from supervision.models import (
    KeptRow,
    SupervisionAction,
    SupervisionDecision,
    SupervisionItem,
    SupervisionQuestion,
    SupervisionSession,
    SupervisionTurn,
)

# In place of the words of a note that was taken off the record since: the privacy officer reads it.
WITHDRAWN = "Not shown: the note that asked this was withdrawn since."
_READS = ("SELECT ", "(SELECT ")


def _table(model: Any) -> str:
    return str(model._meta.db_table)  # noqa: SLF001 - public in all but name


_SUMMARY, _REFERRAL, _CONTACT = (_table(one) for one in (CaseSummary, Referral, CareContact))
_ON_THE_CASELOAD = f"SELECT referral_id FROM {_SUMMARY}"


def _kept(model: Any, *, which: str = "true", but: str = "'{}'") -> str:
    """Rows as the last that was kept says; of some only, and with more that is put over them. Words
    that are not kept are those of the row itself.
    """
    table = _table(model)
    return f"""
    SELECT p.* FROM (
        SELECT DISTINCT ON (row_id) row_id, said FROM {_table(KeptRow)}
        WHERE relation = '{table}' AND at <= %(at)s AND {which}
        ORDER BY row_id, id DESC
    ) k LEFT JOIN {table} t ON t.id = k.row_id
    CROSS JOIN LATERAL jsonb_populate_record(t, k.said || {but}) p WHERE k.said IS NOT NULL
    """


def _dated(model: Any, *, begun: str, over: str, which: str = "true") -> str:
    """Rows that say themselves when they began and were over, which lay ahead then."""
    return f"""
    SELECT p.* FROM {_table(model)} t CROSS JOIN LATERAL jsonb_populate_record(
        t, CASE WHEN t.{over} > %(at)s THEN '{{"{over}": null}}' ELSE '{{}}' END::jsonb
    ) p WHERE t.{begun} <= %(at)s AND {which}
    """


# Each reads the tables themselves where it names its own, and what stands above it of the others.
_OF_A_CASELOAD = {
    _SUMMARY: f"""
    SELECT p.* FROM (
        SELECT k.referral_id, jsonb_object_agg(one.key, one.value ORDER BY k.id) AS said
        FROM {_table(KeptSummary)} k CROSS JOIN LATERAL jsonb_each(k.changed) one
        WHERE k.at <= %(at)s AND k.referral_id IN (
            SELECT referral_id FROM {_table(KeptSummary)}
            WHERE changed ? 'pwp_id' AND (changed ->> 'pwp_id')::bigint = %(pwp)s
        )
        GROUP BY k.referral_id
    ) k JOIN {_REFERRAL} r ON r.id = k.referral_id
    CROSS JOIN LATERAL jsonb_populate_record(
        NULL::{_SUMMARY}, k.said || jsonb_build_object('patient_id', r.patient_id)
    ) p
    """,
    _REFERRAL: f"""
    SELECT p.* FROM {_SUMMARY} s JOIN {_REFERRAL} t ON t.id = s.referral_id
    CROSS JOIN LATERAL jsonb_populate_record(t, jsonb_build_object(
        'carried_by_id', s.pwp_id, 'ended_on', s.ended_on, 'team_id', s.team_id
    )) p
    """,
    # Of risk alone: of the others the summary says what is read.
    _table(CaseFlag): f"""
    SELECT p.* FROM {_table(CaseFlag)} t JOIN {_SUMMARY} s USING (referral_id)
    CROSS JOIN LATERAL (SELECT t.cleared_at IS NULL OR t.cleared_at > %(at)s AS is_open) o
    CROSS JOIN LATERAL jsonb_populate_record(t, CASE WHEN NOT o.is_open THEN '{{}}' ELSE
        jsonb_build_object('cleared_at', NULL, 'evidence',
                           coalesce(s.flags -> t.reason -> 0, to_jsonb(t.evidence)))
    END) p WHERE t.reason = 'risk' AND t.opened_at <= %(at)s
    """,
    _table(RiskSignal): f"""
    SELECT t.* FROM {_table(RiskSignal)} t
    WHERE t.at <= %(at)s AND t.referral_id IN ({_ON_THE_CASELOAD})
    """,
    _table(RiskAction): _dated(
        RiskAction,
        begun="opened_at",
        over="closed_at",
        which=f"t.referral_id IN ({_ON_THE_CASELOAD})",
    ),
    _table(SupervisionItem): f"""
    SELECT t.* FROM {_table(SupervisionItem)} t
    JOIN {_table(SupervisionSession)} s ON s.id = t.session_id
    WHERE s.opened_at <= %(at)s AND t.referral_id IN ({_ON_THE_CASELOAD})
    """,
    _table(SupervisionQuestion): _kept(
        SupervisionQuestion, which=f"(said ->> 'referral_id')::bigint IN ({_ON_THE_CASELOAD})"
    ),
    _CONTACT: _kept(
        CareContact,
        which=f"(said ->> 'referral_id')::bigint IN ({_ON_THE_CASELOAD})",
        but=f"""CASE WHEN t.state = 'WITHDRAWN' AND t.supervision_question <> ''
        THEN jsonb_build_object('supervision_question', '{WITHDRAWN}') ELSE '{{}}' END""",
    ),
}
_OF_A_MEETING = {
    _table(SupervisionDecision): f"""
    SELECT t.* FROM {_table(SupervisionDecision)} t
    WHERE t.at <= %(at)s AND t.item_id IN (SELECT id FROM {_table(SupervisionItem)})
    """,
    _table(SupervisionAction): f"""
    SELECT p.* FROM {_table(SupervisionAction)} t CROSS JOIN LATERAL jsonb_populate_record(
        t, CASE WHEN t.done_at > %(at)s THEN '{{"done_at": null}}' ELSE '{{}}' END::jsonb
    ) p WHERE t.decision_id IN (SELECT id FROM {_table(SupervisionDecision)})
    """,
    _table(SupervisionTurn): _kept(SupervisionTurn),
    _table(SupervisionSession): _kept(
        SupervisionSession, which="(said ->> 'supervisee_id')::bigint = %(pwp)s"
    ),
    _table(Absence): _kept(Absence),
    _table(Cover): _kept(Cover),
    _table(Membership): _kept(Membership),
    _table(StaffMember): _kept(StaffMember),
    _table(ExpectedResponse): f"SELECT * FROM {_table(ExpectedResponse)} WHERE built_at <= %(at)s",
    _table(PolicyChange): f"SELECT * FROM {_table(PolicyChange)} WHERE approved_at <= %(at)s",
    _table(ClosedDay): _dated(ClosedDay, begun="set_at", over="withdrawn_at"),
}
# Every table that is read as it was.
TABLES = frozenset({**_OF_A_CASELOAD, **_OF_A_MEETING})


@contextmanager
def as_known(at: datetime, *, pwp_id: int, opened: bool) -> Iterator[None]:
    """Within it the agenda of this PWP is made of what was known at this moment. Once a meeting is
    opened its cases are fixed, and only what became of them is read as it was.

    Raises RuntimeError for whatever does more than read.
    """
    rows = _OF_A_MEETING if opened else {**_OF_A_CASELOAD, **_OF_A_MEETING}
    given = {"at": up_to(at), "pwp": pwp_id}
    # Made once each: within a subquery about one case of eighty they would be made eighty times.
    before = ", ".join(f"{name} AS MATERIALIZED ({sql})" for name, sql in rows.items())

    def put_before(
        execute: Callable[..., Any], sql: str, parameters: Any, many: Any, context: Any
    ) -> Any:
        if many or not sql.lstrip().startswith(_READS):
            raise RuntimeError("What was known at a past moment is only read.")
        with connection.connection.cursor() as cursor:
            said = cursor.mogrify(sql, parameters).decode()
            known = cursor.mogrify(before, given).decode()
        return execute(f"WITH {known} {said}", None, many, context)

    with planned.sent_whole(), connection.execute_wrapper(put_before):
        yield


def up_to(at: datetime) -> datetime:
    """What was written later is not read."""
    return at
