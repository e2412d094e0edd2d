"""Keeps CaseSummary true, and turns its rows into the facts that the review rules are asked about.

The only writer of the summary (performance 4.1), but for the copy of flags that just changed
(`flag_changes`): every row is recomputed from base rows, never counted up, so that running it twice,
or as a repair, is harmless and writes nothing the second time.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from caseload.counting import COUNTS_AS_ATTENDED, COUNTS_AS_SESSION
from caseload.models import CaseSummary
from caseload.models.contact import ATTENDED, MISSED, TREATMENT_KINDS, ContactKind, Proposal
from clinical.facts import CaseFacts, RiskFact
from clinical.measures import GAD7_CODE, MEASURES, anxiety_measure_for
from clinical.problems import Problem
from clinical.working_days import local_date
from outcomes import expected
from referrals.models import Referral
from referrals.planned import Planned

# The open flags of one referral as the summary keeps them, from rows `f` of the table of flags.
OPEN_FLAGS = (
    "coalesce(jsonb_object_agg(f.reason,"
    " jsonb_build_array(f.evidence, f.since, f.is_provisional, f.snoozed_until)"
    " || CASE WHEN f.snoozed_until IS NULL THEN '[]'"
    " ELSE jsonb_build_array(f.snoozed_numbers) END), '{}')"
)
_OWN_MEASURES = {
    problem.name: code for problem in Problem if (code := anxiety_measure_for(problem)) != GAD7_CODE
}
_PROBLEMS = dict(Problem.__members__)
_PROPOSALS = dict(Proposal.choices)
# The measure that the problem calls for, where it is not GAD-7; null elsewhere.
_OWN_MEASURE = "(CASE problem.problem {} END)".format(
    " ".join(f"WHEN '{name}' THEN '{code}'" for name, code in _OWN_MEASURES.items())
)
_LOCAL_DAY = "({} AT TIME ZONE 'Europe/London')::date"

# Each column of the summary, and where it comes from. The laterals are below.
_COLUMNS: Mapping[str, str] = {
    "referral_id": "r.id",
    "reference": "r.reference",
    "patient_id": "r.patient_id",
    "team_id": "r.team_id",
    "pwp_id": "r.carried_by_id",
    "is_open": "r.ended_on IS NULL",
    "status": "r.status",
    "received_on": "r.received_on",
    "ended_on": "r.ended_on",
    "allocated_on": _LOCAL_DAY.format("allocation.starts_at"),
    "last_discussed_on": "allocation.last_discussed_on",
    "review_due_on": "allocation.review_due_on",
    "problem": "coalesce(problem.problem, '')",
    "treatment": "r.treatment",
    "usual_medium": "r.usual_medium",
    "planned_sessions": "r.planned_sessions",
    "assessed_on": "seen.assessed_on",
    "first_attended_on": "least(seen.first_attended_on, online.first_on)",
    "last_attended_on": "greatest(seen.last_seen_on, online.last_on)",
    "first_treatment_on": "least(seen.first_treatment_on, online.first_since_receipt_on)",
    "attended": "seen.attended",
    "treatment_contacts": "seen.treatment_contacts + online.weeks",
    "missed": "seen.missed",
    "missed_in_a_row": "missed.in_a_row",
    "last_missed_on": "missed.last_on",
    "missed_followed_up": "coalesce(missed.followed_up, false)",
    "booked_at": "booked.at",
    "treatment_booked_at": "booked.treatment_at",
    "ending_proposed": "coalesce(latest.ending_proposed, false)",
    "proposed": "coalesce(latest.proposed, '')",
    "risk_asked_last": "coalesce(latest.risk_asked NOT IN ('', 'NOT_SENT'), true)",
    "last_contact_scored": "coalesce(latest.scored, true)",
    "phq9": "scores.phq9",
    "gad7": "scores.gad7",
    "own_totals": "scores.own_totals",
    "last_item_nine": "item_nine.answers[1]",
    "previous_item_nine": "item_nine.answers[2]",
    "last_item_nine_on": "item_nine.latest_on",
    "last_scored_on": "scores.latest_on",
    "safety_plan_review_on": "safety_plan.review_on",
    "labels": "labels.names",
    "flags": "flags.open",
}

_FROM = f"""
FROM referrals_referral r
LEFT JOIN caseload_allocation allocation ON allocation.referral_id = r.id AND allocation.ends_at IS NULL
LEFT JOIN LATERAL (
    SELECT p.problem FROM referrals_problemdescriptor p
    WHERE p.referral_id = r.id ORDER BY p.recorded_on DESC, p.id DESC LIMIT 1
) problem ON true
LEFT JOIN LATERAL (
    SELECT min(c.day) FILTER (WHERE c.attended AND c.kind = ANY(%(assessments)s)) AS assessed_on,
           min(c.day) FILTER (WHERE c.attended) AS first_attended_on,
           -- how long somebody was silent, and what was missed since: from when they were seen
           max(c.day) FILTER (WHERE c.attendance = ANY(%(seen)s)) AS last_seen_on,
           max(c.starts_at) FILTER (WHERE c.attendance = ANY(%(seen)s)) AS last_seen_at,
           -- none dated before the referral, as in the national rules
           min(c.day) FILTER (WHERE c.treated AND c.day >= r.received_on) AS first_treatment_on,
           count(*) FILTER (WHERE c.attended) AS attended,
           count(*) FILTER (WHERE c.treated) AS treatment_contacts,
           count(*) FILTER (WHERE c.attendance = ANY(%(missed)s) AND c.is_planned) AS missed
    FROM (
        SELECT kind, attendance, starts_at, is_planned, {COUNTS_AS_ATTENDED} AS attended, {COUNTS_AS_SESSION} AS treated,
               {_LOCAL_DAY.format("starts_at")} AS day
        FROM caseload_carecontact WHERE referral_id = r.id AND state IN ('LOGGED', 'CANCELLED')
    ) c
) seen ON true
LEFT JOIN LATERAL (
    -- a week on which nobody spent a minute ends no silence
    SELECT count(*) AS weeks, min(w.ended_on) AS first_on,
           min(w.ended_on) FILTER (WHERE w.ended_on >= r.received_on) AS first_since_receipt_on,
           max(w.ended_on) FILTER (WHERE w.minutes > 0) AS last_on
    FROM caseload_internettherapylog w WHERE w.referral_id = r.id AND w.withdrawn_at IS NULL
) online ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS in_a_row,
           {_LOCAL_DAY.format("max(m.starts_at)")} AS last_on,
           bool_or(m.follow_up = 'WRITE_AND_SUPERVISION' AND m.is_last) OR EXISTS (
               SELECT 1 FROM caseload_carecontact b
               WHERE b.referral_id = r.id AND b.state = 'BOOKED' AND b.starts_at > max(m.starts_at)
           ) AS followed_up
    FROM (
        SELECT starts_at, follow_up, row_number() OVER (ORDER BY starts_at DESC, id DESC) = 1 AS is_last
        FROM caseload_carecontact
        -- one the person cancelled by message is out of the diary, unsigned, and counts as well
        WHERE referral_id = r.id AND state IN ('LOGGED', 'CANCELLED') AND attendance = ANY(%(missed)s)
          AND is_planned AND (seen.last_seen_at IS NULL OR starts_at > seen.last_seen_at)
    ) m
) missed ON true
LEFT JOIN LATERAL (
    SELECT coalesce(array_agg(b.starts_at ORDER BY b.starts_at), '{{}}') AS at,
           min(b.starts_at) FILTER (WHERE b.kind = ANY(%(treatments)s)) AS treatment_at
    FROM caseload_carecontact b WHERE b.referral_id = r.id AND b.state = 'BOOKED'
) booked ON true
LEFT JOIN LATERAL (
    -- PHQ-9, GAD-7, and the measure of the problem where that is another
    SELECT c.ending_proposed, c.proposed, c.risk_asked, (
        SELECT count(DISTINCT s.measure) FROM outcomes_measurescore s
        WHERE s.sitting_id = c.sitting_id AND (s.total IS NOT NULL OR s.mean IS NOT NULL)
          AND NOT s.is_prorated AND s.superseded_at IS NULL AND s.withdrawn_at IS NULL
          AND (s.measure IN ('PHQ9', 'GAD7') OR s.measure = {_OWN_MEASURE})
    ) = 2 + ({_OWN_MEASURE} IS NOT NULL)::int AS scored
    FROM caseload_carecontact c
    WHERE c.referral_id = r.id AND c.state = 'LOGGED' AND c.attendance = ANY(%(seen)s)
    ORDER BY c.starts_at DESC, c.id DESC LIMIT 1
) latest ON true
LEFT JOIN LATERAL (
    SELECT coalesce(array_agg(s.total ORDER BY s.taken_at, s.id) FILTER (WHERE s.measure = 'PHQ9'), '{{}}') AS phq9,
           coalesce(array_agg(s.total ORDER BY s.taken_at, s.id) FILTER (WHERE s.measure = 'GAD7'), '{{}}') AS gad7,
           coalesce(array_agg(coalesce(s.mean, s.total)::numeric(5, 2) ORDER BY s.taken_at, s.id)
                    FILTER (WHERE s.measure = {_OWN_MEASURE}), '{{}}') AS own_totals,
           {_LOCAL_DAY.format("max(s.taken_at)")} AS latest_on
    FROM outcomes_measurescore s
    WHERE s.referral_id = r.id AND (s.total IS NOT NULL OR s.mean IS NOT NULL) AND NOT s.is_prorated
      AND s.superseded_at IS NULL AND s.withdrawn_at IS NULL
) scores ON true
LEFT JOIN LATERAL (
    SELECT array_agg(n.item_nine ORDER BY n.taken_at DESC, n.id DESC) AS answers,
           {_LOCAL_DAY.format("max(n.taken_at)")} AS latest_on
    FROM (
        SELECT id, item_nine, taken_at FROM outcomes_measurescore
        WHERE referral_id = r.id AND measure = 'PHQ9' AND item_nine IS NOT NULL
          AND superseded_at IS NULL AND withdrawn_at IS NULL
        ORDER BY taken_at DESC, id DESC LIMIT 2
    ) n
) item_nine ON true
LEFT JOIN LATERAL (
    SELECT p.review_on FROM caseload_safetyplan p JOIN referrals_referral o ON o.id = p.referral_id
    WHERE o.patient_id = r.patient_id ORDER BY p.at DESC, p.number DESC LIMIT 1
) safety_plan ON true
LEFT JOIN LATERAL (
    SELECT coalesce(array_agg(named.name ORDER BY named.name), '{{}}') AS names
    FROM caseload_caselabel l JOIN caseload_label named ON named.id = l.label_id
    WHERE l.referral_id = r.id AND l.removed_at IS NULL
) labels ON true
LEFT JOIN LATERAL (
    SELECT {OPEN_FLAGS} AS open
    FROM caseload_caseflag f WHERE f.referral_id = r.id AND f.cleared_at IS NULL
) flags ON true
"""

# What the words of the laterals stand for, in SQL. All of them are names in this code.
_MEANINGS: Mapping[str, Iterable[str]] = {
    "seen": ATTENDED,
    "missed": MISSED,
    "treatments": TREATMENT_KINDS,
    "assessments": (ContactKind.ASSESSMENT, ContactKind.ASSESSMENT_AND_TREATMENT),
}
_SELECT = (
    f"SELECT {', '.join(f'{source} AS {name}' for name, source in _COLUMNS.items())} {_FROM}"
    % {word: f"'{{{','.join(meant)}}}'::text[]" for word, meant in _MEANINGS.items()}
)
_OTHERS = [name for name in _COLUMNS if name != "referral_id"]
# Two statements in one trip. The first waits for whoever else is changing these referrals, so that
# the second sees what they wrote; in order of id, so that two batches never wait for each other.
# The second writes only rows that differ, and hands back all of them. What differs has flags that
# nobody has held against the rules yet (`flag_changes` says so when somebody has).
_LOCK = "SELECT id FROM referrals_referral WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE; "
_REFRESH = f"""
WITH truth AS MATERIALIZED ({_SELECT} WHERE r.id {{whose}}),
written AS (
    INSERT INTO caseload_casesummary AS kept ({", ".join(_COLUMNS)})
    SELECT {", ".join(_COLUMNS)} FROM truth ORDER BY referral_id
    ON CONFLICT (referral_id) DO UPDATE SET
    {", ".join(f"{name} = EXCLUDED.{name}" for name in _OTHERS)}, flags_checked_under = ''
    WHERE ({", ".join(f"kept.{name}" for name in _OTHERS)})
    IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in _OTHERS)})
)
SELECT {", ".join(_COLUMNS)}, {expected.NEWEST} FROM truth ORDER BY referral_id
"""
_REFRESH_MANY = _REFRESH.replace("{whose}", "= ANY(%s)")
# One referral is what a save changes: the database plans that once for each connection.
_ONE = -987_654_321
_REFRESH_ONE = Planned(_REFRESH.replace("{whose}", "= %s"), [_ONE], stand_ins=[_ONE])
_DIFFERENT = f"""
WITH truth AS ({_SELECT} WHERE r.id = ANY(%s))
SELECT truth.referral_id FROM truth LEFT JOIN caseload_casesummary kept USING (referral_id)
WHERE kept.referral_id IS NULL OR {" OR ".join(f"kept.{name} IS DISTINCT FROM truth.{name}" for name in _OTHERS)}
ORDER BY 1
"""


def refresh(referral_ids: Iterable[int]) -> None:
    """Make the summaries of these referrals true, in the caller's transaction. One trip."""
    refreshed(referral_ids)


def refreshed(referral_ids: Iterable[int]) -> list[dict[str, Any]]:
    """The same, handing back the rows as they now stand, so that nobody need read them again."""
    ids = sorted(set(referral_ids))
    if not ids:
        return []
    with connection.cursor() as cursor:
        if len(ids) == 1:
            sql, parameters = _REFRESH_ONE.about({_ONE: ids[0]})
        else:
            sql, parameters = _REFRESH_MANY, [ids]
        cursor.execute(_LOCK + sql, [ids, *parameters])
        names = (*_COLUMNS, "newest_range")
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        row["flags"] = json.loads(row["flags"])
    return rows


def different(referral_ids: Iterable[int]) -> list[int]:
    """Those whose stored summary is not what the base rows say: none, unless somebody wrote around
    the actions.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENT, [sorted(set(referral_ids))])
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class OpenRisk:
    """What is open about risk on one referral, read live (never from the summary)."""

    actions: tuple[RiskFact, ...] = ()
    signals: int = 0
    evidence: str = ""


# Of a summary row; the last is no column but the annotation `with_range`.
FACT_COLUMNS: Sequence[str] = (
    "referral_id", "received_on", "allocated_on", "first_attended_on", "last_attended_on", "assessed_on",
    "treatment_contacts", "planned_sessions", "phq9", "gad7", "own_totals", "last_item_nine",
    "previous_item_nine", "last_item_nine_on", "missed_in_a_row", "last_missed_on", "missed_followed_up", "booked_at",
    "last_discussed_on", "review_due_on", "problem", "last_contact_scored", "risk_asked_last",
    "first_treatment_on", "ending_proposed", "proposed", "last_scored_on", "safety_plan_review_on", "flags",
    "newest_range",
)  # fmt: skip


def with_range(summaries: QuerySet[CaseSummary]) -> QuerySet[CaseSummary]:
    """Summaries, each with the number that names the usual range they are compared with."""
    return summaries.annotate(newest_range=expected.newest())


def case_facts(row: Mapping[str, Any], *, risk: OpenRisk, now: datetime) -> CaseFacts:
    """The facts of one open referral, from its summary row and what is open about risk."""
    return CaseFacts(
        referral_id=row["referral_id"],
        received_on=row["received_on"],
        allocated_on=row["allocated_on"],
        first_attended_on=row["first_attended_on"],
        last_attended_on=row["last_attended_on"],
        assessed_on=row["assessed_on"],
        treatment_contacts=row["treatment_contacts"],
        planned_sessions=row["planned_sessions"],
        phq9=tuple(row["phq9"]),
        gad7=tuple(row["gad7"]),
        last_item_nine=row["last_item_nine"],
        previous_item_nine=row["previous_item_nine"],
        last_item_nine_on=row["last_item_nine_on"],
        missed_in_a_row=row["missed_in_a_row"],
        last_missed_on=row["last_missed_on"],
        missed_followed_up=row["missed_followed_up"],
        next_booked_at=next_booked(row["booked_at"], now=now),
        last_discussed_on=row["last_discussed_on"],
        review_due_on=row["review_due_on"],
        open_risk_actions=risk.actions,
        open_risk_signals=risk.signals,
        risk_evidence=risk.evidence,
        has_problem_descriptor=bool(row["problem"]),
        problem=_PROBLEMS.get(row["problem"], Problem.NOT_RECORDED),
        own_measure=_own_measure_name(row["problem"]),
        # Null in what was kept of a summary before they stood in it.
        own_totals=tuple(row["own_totals"] or ()),
        last_contact_scored=row["last_contact_scored"],
        risk_asked_last=row["risk_asked_last"],
        in_treatment=row["first_treatment_on"] is not None,
        ending_proposed=row["ending_proposed"],
        # Null in what was kept of a summary before it stood in it.
        proposed=_PROPOSALS.get(row["proposed"] or "", ""),
        last_scored_on=row["last_scored_on"],
        safety_plan_review_on=row["safety_plan_review_on"],
        expected=expected.table(row["newest_range"], on=local_date(now)),
    )


def own_measure_code(problem: str) -> str | None:
    """The measure that a stored descriptor calls for; none where it is GAD-7."""
    return _OWN_MEASURES.get(problem)


def _own_measure_name(problem: str) -> str:
    """`SPIN`; empty where the problem is measured with GAD-7."""
    code = own_measure_code(problem)
    return MEASURES[code].name if code else ""


def risk_alone(referral_id: int, *, risk: OpenRisk) -> CaseFacts:
    """Only what is open about risk: all that is sure where the other facts cannot be gathered."""
    nothing: dict[str, Any] = dict.fromkeys(field.name for field in fields(CaseFacts))
    known = {
        "referral_id": referral_id,
        "open_risk_actions": risk.actions,
        "open_risk_signals": risk.signals,
        "risk_evidence": risk.evidence,
    }
    return CaseFacts(**{**nothing, **known})


def next_booked(booked_at: Iterable[datetime], *, now: datetime) -> datetime | None:
    """The first appointment from today on: one that began this morning and is not logged yet still
    counts.
    """
    today = local_date(now)
    return next((at for at in booked_at if local_date(at) >= today), None)


def batches(*, size: int = 2000) -> Iterator[list[int]]:
    """Every referral's id, summarised or not, in batches, for the nightly check and for repairs."""
    last = 0
    while ids := list(
        Referral.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]
    ):
        yield ids
        last = ids[-1]
