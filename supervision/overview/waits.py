"""What is open of those somebody supervises: risk actions, endings and requests to approve, and
what was agreed and is late.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db.models import F, Q, QuerySet

from caseload.models import CaseSummary, EndingWithOpenRisk, RiskAction
from clinical import wording
from referrals.models import Referral
from referrals.paths import path_to
from staff.models import Grade
from staff.roles import Permission
from staff.standing import Standing
from supervision.models import DecisionCode, SupervisionAction

# Decided, and with an owner until it is done.
_REQUESTS = (DecisionCode.STEP_UP, DecisionCode.DISCHARGE, DecisionCode.TRANSFER)
_PERSON = (
    ("patient_id", "referral__patient_id"),
    ("reference", "referral__reference"),
    ("family", "referral__patient__family_name"),
    ("given", "referral__patient__given_name"),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: about whom, what, whose it is, and the page on which it is done."""

    patient_id: int
    who: str
    spoken: str
    words: str
    link: str
    path: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Waits:
    """Each list with the most pressing first."""

    risk: tuple[Waiting, ...]
    to_approve: tuple[Waiting, ...]
    overdue: tuple[Waiting, ...]

    @property
    def shown(self) -> tuple[int, ...]:
        """Everybody who is named."""
        everything = chain(self.risk, self.to_approve, self.overdue)
        return tuple(sorted({one.patient_id for one in everything}))


def read(standing: Standing, *, on: date, now: datetime) -> Waits:
    """Of everybody's cases she supervises and may open. Four queries."""
    actions = list(_agreed(standing))
    return Waits(
        risk=tuple(_risk(row, now=now, on=on) for row in _risk_rows(standing)),
        to_approve=tuple(
            chain(
                (_ending(row, on=on) for row in _endings(standing)),
                (_proposed(row) for row in _proposals(standing)),
                (_request(row, on=on) for row in actions if row["code"] in _REQUESTS),
            )
        ),
        overdue=tuple(
            _late(row, on=on)
            for row in actions
            if row["due_on"] < on and row["code"] not in _REQUESTS
        ),
    )


def _supervised(standing: Standing, *, needs: Permission) -> QuerySet[Referral]:
    within_reach = Referral.objects.visible_to(standing, on=standing.on, needs=needs)
    return within_reach.filter(carried_by__in=sorted(standing.supervisee_ids))


def _named() -> dict[str, F]:
    return {name: F(column) for name, column in _PERSON}


def _risk_rows(standing: Standing) -> QuerySet[RiskAction, Any]:
    cases = _supervised(standing, needs=Permission.VIEW_RECORD)
    return (
        RiskAction.objects.filter(closed_at__isnull=True, referral__in=cases)
        .order_by("due_by", "pk")
        .values(
            *("what", "due_by", "acknowledged_at"),
            **_named(),
            owner_given=F("owner__given_name"),
            owner_family=F("owner__family_name"),
        )
    )


def _endings(standing: Standing) -> QuerySet[EndingWithOpenRisk, Any]:
    """Endings while risk is open that wait for a second person, and that she may agree to."""
    cases = _supervised(standing, needs=Permission.AGREE_ENDING)
    return (
        EndingWithOpenRisk.objects.filter(
            agreed_at__isnull=True, withdrawn_at__isnull=True, referral__in=cases
        )
        .exclude(asked_by=standing.staff_id)
        .order_by("asked_at", "pk")
        .values(
            "asked_at",
            **_named(),
            owner_given=F("asked_by__given_name"),
            owner_family=F("asked_by__family_name"),
        )
    )


def _proposals(standing: Standing) -> QuerySet[CaseSummary, Any]:
    """Endings that a trainee proposes; each is agreed in supervision."""
    waiting = Q(
        referral__allocations__ends_at__isnull=True,
        referral__allocations__ending_agreed_on__isnull=True,
    )
    return (
        CaseSummary.objects.filter(
            waiting,
            is_open=True,
            ending_proposed=True,
            pwp__grade=Grade.TRAINEE_PWP,
            referral__in=_supervised(standing, needs=Permission.VIEW_RECORD),
        )
        .order_by("last_attended_on", "pk")
        .values(
            "reference",
            "patient_id",
            family=F("patient__family_name"),
            given=F("patient__given_name"),
            owner_given=F("pwp__given_name"),
            owner_family=F("pwp__family_name"),
        )
    )


def _agreed(standing: Standing) -> QuerySet[SupervisionAction, Any]:
    """What was agreed about these cases and is not done, whose ever it is."""
    cases = _supervised(standing, needs=Permission.VIEW_RECORD)
    return (
        SupervisionAction.objects.filter(done_at__isnull=True, decision__item__referral__in=cases)
        .order_by("due_on", "pk")
        .values(
            *("what", "due_on"),
            **{name: F(f"decision__item__{column}") for name, column in _PERSON},
            code=F("decision__code"),
            owner_given=F("owner__given_name"),
            owner_family=F("owner__family_name"),
        )
    )


def _waiting(row: Mapping[str, Any], *, words: str, link: str, page: str, is_late: bool) -> Waiting:
    return Waiting(
        patient_id=row["patient_id"],
        who=wording.listed_name(row["family"], row["given"]),
        spoken=wording.full_name(row["family"], row["given"]),
        words=words,
        link=link,
        path=path_to(page, row["reference"]),
        is_late=is_late,
    )


def _owner(row: Mapping[str, Any]) -> str:
    return wording.full_name(row["owner_family"], row["owner_given"])


def _risk(row: Mapping[str, Any], *, now: datetime, on: date) -> Waiting:
    due = wording.time_within(row["due_by"], on)
    is_late = row["due_by"] <= now
    by_when = f"Overdue since {due}" if is_late else f"Due {due}"
    taken = "" if row["acknowledged_at"] else ", not taken yet"
    words = f"{row['what'].rstrip('.')}. {by_when}, {_owner(row)}{taken}."
    return _waiting(row, words=words, link="Read", page="caseload:risk", is_late=is_late)


def _ending(row: Mapping[str, Any], *, on: date) -> Waiting:
    asked = wording.sentence_time(row["asked_at"], on)
    words = f"Ending while risk is open: {_owner(row)} asked {asked}."
    return _waiting(row, words=words, link="Decide", page="caseload:end_agree", is_late=False)


def _proposed(row: Mapping[str, Any]) -> Waiting:
    words = f"Ending proposed by {_owner(row)}, trainee: agree to it in your meeting."
    page = "record_supervision:record"
    return _waiting(row, words=words, link="Open", page=page, is_late=False)


def _request(row: Mapping[str, Any], *, on: date) -> Waiting:
    title = DecisionCode(row["code"]).label
    return _waiting(
        row,
        words=f"{title}: {_to_do(row, on=on)}",
        link="Say what came of it",
        page="record_supervision:record",
        is_late=row["due_on"] < on,
    )


def _late(row: Mapping[str, Any], *, on: date) -> Waiting:
    return _waiting(
        row,
        words=_to_do(row, on=on),
        link="Say what came of it",
        page="record_supervision:record",
        is_late=True,
    )


def _to_do(row: Mapping[str, Any], *, on: date) -> str:
    """`Ring the GP. Priya Raman, by 12 June, 3 days late.`"""
    days = (on - row["due_on"]).days
    late = f", {wording.count(days, 'day')} late" if days > 0 else ""
    by_when = wording.sentence_date(row["due_on"], on)
    return f"{row['what'].strip().rstrip('.')}. {_owner(row)}, by {by_when}{late}."
