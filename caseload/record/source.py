"""Everything the pages of a record show, read in one query or two and given as typed facts."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from caseload import facts, flagging
from caseload.facts import OpenRisk
from caseload.models import (
    CallAttempt,
    CareContact,
    CaseSummary,
    ContactState,
    Correction,
    EndingWithOpenRisk,
    RiskAction,
)
from caseload.record import follow_up_rows, online, rows
from caseload.record.follow_up_rows import AskedRow, HandoverRow, SignalRow, ToldRow
from caseload.record.online import WeekRow
from caseload.record.rows import (
    ActionRow,
    CallRow,
    CarriedRow,
    FlagRow,
    NoteRow,
    OtherRow,
    ProblemRow,
    ReviewRow,
    SaidRow,
    StepRow,
    made,
    named,
)
from caseload.safety import line, person_rows
from caseload.safety.line import Known
from caseload.safety.person_rows import PersonRow
from outcomes.progress import Score, score_rows, scores_from
from referrals.models import Referral
from referrals.prepared import Prepared

_DIARY_AHEAD = timedelta(days=70)
_HEAD = (
    *facts.FACT_COLUMNS,
    *("is_open", "attended", "missed", "labels", "open_actions", "risk_evidence"),
)


@dataclass(frozen=True, slots=True)
class Head:
    """What every page of a record needs: the summary row, and what is open about risk."""

    row: Mapping[str, Any]
    risk: OpenRisk
    safety: Known


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One appointment, whatever became of it."""

    reference: str
    kind: str
    medium: str
    starts_at: datetime
    ends_at: datetime
    state: str
    attendance: str
    is_planned: bool
    minutes: int | None
    sitting_id: int | None
    risk_asked: str
    interventions: Sequence[str]
    therapies: Sequence[str]
    format: str
    did: str
    plan: str
    own_view: str
    plan_done: str
    follow_up: str
    pwp: str
    signed_by: str
    corrections: int
    attempts: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True, slots=True)
class RiskHistory:
    """Safety facts of the person across all referrals."""

    reviews: tuple[ReviewRow, ...]
    actions: tuple[ActionRow, ...]
    flags: tuple[FlagRow, ...]


@dataclass(frozen=True, slots=True)
class FollowUps:
    """What was done about the risk actions, the ending that waits for a second person, what is on
    record on each referral of this one, and every signal.
    """

    told: tuple[ToldRow, ...]
    given: tuple[HandoverRow, ...]
    asked: tuple[AskedRow, ...]
    person: tuple[PersonRow, ...]
    signals: tuple[SignalRow, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """The whole story of one referral."""

    head: Head
    contacts: tuple[ContactRow, ...]
    weeks: tuple[WeekRow, ...]
    scores: tuple[Score, ...]
    history: RiskHistory
    notes: tuple[NoteRow, ...]
    calls: tuple[CallRow, ...]
    carried: tuple[CarriedRow, ...]
    others: tuple[OtherRow, ...]
    step: StepRow | None
    problem: ProblemRow | None
    said: SaidRow


def head(referral_id: int) -> Head:
    """The summary row and what is open about risk. One query."""
    return _head(_one(_HEAD_ALONE, referral_id))


def risk_history(referral_id: int) -> tuple[Head, RiskHistory, FollowUps]:
    """What the risk page shows. One query."""
    row = _one(_HEAD_AND_RISK, referral_id)
    return _head(row), _history(row), _followed_up(row)


def follow_ups_of(referral_ids: Sequence[int]) -> dict[int, FollowUps]:
    """What was done about the risk of several referrals. One query, however many."""
    rows = _described(CaseSummary.objects.filter(pk__in=referral_ids), *_FOLLOW_UPS)
    return {row["referral_id"]: _followed_up(row) for row in rows}


def _followed_up(row: Mapping[str, Any]) -> FollowUps:
    return FollowUps(
        told=made(ToldRow, row["told_rows"]),
        given=made(HandoverRow, row["given_rows"]),
        asked=made(AskedRow, row["asked_rows"]),
        person=made(PersonRow, row["person_rows"]),
        signals=made(SignalRow, row["signal_rows"]),
    )


def asked_ending(referral_id: int) -> tuple[AskedRow, ...]:
    """The ending that waits for a second person, if one was asked for. One query."""
    return made(AskedRow, _one(_HEAD_AND_ASKED, referral_id)["asked_rows"])


def last_ending_asked(referral_id: int) -> EndingWithOpenRisk | None:
    """The ending while risk was open that was asked for last, decided or not."""
    return EndingWithOpenRisk.objects.filter(referral=referral_id).order_by("-pk").first()


def scored(referral_id: int) -> tuple[Head, tuple[Score, ...], tuple[WeekRow, ...]]:
    """What the pages of measures and sessions show beside the appointments. One query."""
    row = _one(_HEAD_AND_SCORES, referral_id)
    return _head(row), scores_from(row["score_rows"]), made(WeekRow, row["week_rows"])


def with_weeks(referral_id: int) -> tuple[Head, tuple[WeekRow, ...]]:
    """What those see who arrange appointments, beside these. One query."""
    row = _one(_HEAD_AND_WEEKS, referral_id)
    return _head(row), made(WeekRow, row["week_rows"])


def described(referral_id: int) -> tuple[Head, tuple[ProblemRow, ...], tuple[CarriedRow, ...]]:
    """What the details page shows beside the referral itself. One query."""
    row = _one(_HEAD_AND_DETAILS, referral_id)
    return (
        _head(row),
        made(ProblemRow, row["problem_rows"]),
        made(CarriedRow, row["carried_rows"]),
    )


def read(referral_id: int) -> Source:
    """The whole story. Two queries, however long it is."""
    return _source(_one(_EVERYTHING, referral_id), contacts(referral_id))


def _source(row: Mapping[str, Any], contacts: tuple[ContactRow, ...]) -> Source:
    return Source(
        head=_head(row),
        contacts=contacts,
        weeks=made(WeekRow, row["week_rows"]),
        scores=scores_from(row["score_rows"]),
        history=_history(row),
        notes=made(NoteRow, row["note_rows"]),
        calls=made(CallRow, row["call_rows"]),
        carried=made(CarriedRow, row["carried_rows"]),
        others=made(OtherRow, row["other_rows"]),
        step=next(iter(made(StepRow, row["step_rows"])), None),
        problem=next(iter(made(ProblemRow, row["problem_rows"])), None),
        said=made(SaidRow, row["said_rows"])[0],
    )


def read_many(referral_ids: Sequence[int]) -> dict[int, Source]:
    """The whole stories of several referrals. Two queries, however many."""
    summaries = CaseSummary.objects.filter(pk__in=referral_ids)
    found: dict[int, list[ContactRow]] = {}
    for row in _contacts(CareContact.objects.filter(referral_id__in=referral_ids)):
        found.setdefault(row["referral_id"], []).append(_contact(row))
    return {
        row["referral_id"]: _source(row, tuple(found.get(row["referral_id"], ())))
        for row in _described(summaries, *_ARRAYS)
    }


def contacts(referral_id: int) -> tuple[ContactRow, ...]:
    """Every appointment of the referral in order. One query."""
    return tuple(_contact(row) for row in _CONTACTS.rows(referral_id))


def _contacts_of(referral_id: int) -> QuerySet[CareContact, Any]:
    return _contacts(CareContact.objects.filter(referral_id=referral_id))


def _contacts(some: QuerySet[CareContact]) -> QuerySet[CareContact, Any]:
    attempts = CallAttempt.objects.filter(contact=OuterRef("pk")).order_by("at")
    corrections = Correction.objects.filter(contact=OuterRef("pk")).values("id")
    return (
        some.annotate(
            pwp_name=named("pwp"),
            signed_name=named("signed_by"),
            correction_ids=ArraySubquery(corrections),
            attempt_rows=ArraySubquery(attempts.values(row=JSONObject(at="at", said="outcome"))),
        )
        .order_by("starts_at", "id")
        .values(
            *("referral_id", *_CONTACT, "pwp_name", "signed_name"),
            *("correction_ids", "attempt_rows"),
        )
    )


def _contact(row: Mapping[str, Any]) -> ContactRow:
    return ContactRow(
        **{name: row[name] for name in _CONTACT},
        pwp=row["pwp_name"],
        signed_by=row["signed_name"],
        corrections=len(row["correction_ids"]),
        attempts=tuple(
            (datetime.fromisoformat(one["at"]), one["said"]) for one in row["attempt_rows"]
        ),
    )


def _with(*names: str) -> Prepared:
    """The summary row, what is open about risk, and these arrays beside it."""

    def build(referral_id: int) -> QuerySet[CaseSummary, Any]:
        return _described(CaseSummary.objects.filter(pk=referral_id), *names)

    return Prepared(build, json_arrays=("open_actions", *names))


def _described(some: QuerySet[CaseSummary], *names: str) -> QuerySet[CaseSummary, Any]:
    arrays = {name: (_ARRAYS | _FOLLOW_UPS)[name]() for name in names}
    beside = line.columns(referral=OuterRef("referral_id"), patient=OuterRef("patient_id"))
    summaries = flagging.with_open_risk(some).annotate(**arrays, **beside)
    return summaries.values(*_HEAD, *beside, *names)


def _scores() -> ArraySubquery:
    return ArraySubquery(score_rows(OuterRef("referral_id")))


_CONTACT = (
    "reference", "kind", "medium", "starts_at", "ends_at", "state", "attendance",
    "is_planned", "minutes", "sitting_id", "risk_asked", "interventions", "therapies", "format",
    "did", "plan", "own_view",
    "plan_done", "follow_up",
)  # fmt: skip
_ARRAYS: dict[str, Callable[[], ArraySubquery]] = {
    "review_rows": rows.reviews,
    "action_rows": rows.actions,
    "flag_rows": rows.flags,
    "score_rows": _scores,
    "week_rows": online.weeks,
    "note_rows": rows.notes,
    "call_rows": rows.calls,
    "carried_rows": rows.carried,
    "other_rows": rows.others,
    "step_rows": rows.step,
    "problem_rows": rows.problems,
    "said_rows": rows.said,
}
_FOLLOW_UPS: dict[str, Callable[[], ArraySubquery]] = {
    "told_rows": follow_up_rows.told,
    "given_rows": follow_up_rows.handovers,
    "asked_rows": follow_up_rows.asked,
    "person_rows": person_rows.of_person,
    "signal_rows": follow_up_rows.signals,
}
_HEAD_ALONE = _with()
_HEAD_AND_RISK = _with("review_rows", "action_rows", "flag_rows", *_FOLLOW_UPS)
_HEAD_AND_ASKED = _with("asked_rows")
_HEAD_AND_SCORES = _with("score_rows", "week_rows")
_HEAD_AND_WEEKS = _with("week_rows")
_HEAD_AND_DETAILS = _with("problem_rows", "carried_rows")
_EVERYTHING = _with(*_ARRAYS)
_CONTACTS = Prepared(_contacts_of, json_arrays=("attempt_rows",))


def _history(row: Mapping[str, Any]) -> RiskHistory:
    return RiskHistory(
        reviews=made(ReviewRow, row["review_rows"]),
        actions=made(ActionRow, row["action_rows"]),
        flags=made(FlagRow, row["flag_rows"]),
    )


def _one(prepared: Prepared, referral_id: int) -> dict[str, Any]:
    """The summary row; whoever opened the record knows that it exists."""
    (row,) = prepared.rows(referral_id)
    row["flags"] = json.loads(row["flags"])
    return row


def _head(row: Mapping[str, Any]) -> Head:
    return Head(row=row, risk=flagging.open_risk(row), safety=line.known(row))


def risk_action(referral_id: int, pk: int) -> RiskAction | None:
    """A risk action of this referral; None for any other number."""
    return (
        RiskAction.objects.select_related("referral").filter(referral_id=referral_id, pk=pk).first()
    )


def booked(referral: Referral, reference: str) -> CareContact | None:
    """An appointment of this referral that is still in the diary."""
    contact = CareContact.objects.filter(
        referral=referral, reference=reference, state=ContactState.BOOKED
    ).first()
    if contact is not None:
        contact.referral = referral
    return contact


def usual_time(referral_id: int) -> datetime | None:
    """When the latest appointment began or begins: the time they are used to."""
    mine = CareContact.objects.filter(
        referral_id=referral_id, state__in=(ContactState.BOOKED, ContactState.LOGGED)
    )
    return mine.order_by("-starts_at").values_list("starts_at", flat=True).first()


def busy(pwp_id: int, *, now: datetime) -> list[tuple[datetime, datetime]]:
    """What stands in somebody's diary in the weeks ahead."""
    ahead = CareContact.objects.filter(
        pwp_id=pwp_id,
        state=ContactState.BOOKED,
        ends_at__gt=now,
        starts_at__lt=now + _DIARY_AHEAD,
    )
    return list(ahead.order_by("starts_at").values_list("starts_at", "ends_at"))
