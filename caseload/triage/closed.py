"""Who was sent on, with what was promised them, and who ended without treatment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from caseload.triage.frame import SENT_ON_OPEN
from caseload.waiting import steps
from clinical import wording
from clinical.working_days import local_date
from referrals.models import (
    EndCode,
    Referral,
    ReferralSource,
    Signposting,
    TakenUp,
    TriageDecision,
)
from staff.roles import Permission
from staff.standing import Standing

ON_A_PAGE = 50
_FOR = timedelta(days=90)
_UNTREATED = (
    EndCode.NOT_ASSESSED,
    EndCode.NOT_SUITABLE_NO_ACTION,
    EndCode.SIGNPOSTED,
    EndCode.ADVICE_GIVEN,
    EndCode.OTHER_THERAPY_SERVICE,
    EndCode.DECLINED,
    EndCode.INCOMPLETE_ASSESSMENT,
    EndCode.NOT_KNOWN_NOT_TREATED,
)


@dataclass(frozen=True, slots=True)
class Given:
    """One place somebody was pointed to; `asks` while nobody has asked whether they went."""

    pk: int
    words: str
    came_of_it: str
    asks: bool


@dataclass(frozen=True, slots=True)
class SentOn:
    """One person: what was decided, what happens next."""

    patient_id: int
    reference: str
    name: str
    full_name: str
    came: str
    how: str
    next_step: str
    given: tuple[Given, ...]

    @property
    def asks(self) -> bool:
        """Somebody is still to ask how it went."""
        return any(one.asks for one in self.given)


@dataclass(frozen=True, slots=True)
class Closed:
    """Open ones first, who came first; then those who ended in the last 90 days, latest first."""

    still_open: tuple[SentOn, ...]
    ended: tuple[SentOn, ...]
    more_open: bool
    more_ended: bool

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(one.patient_id for one in (*self.still_open, *self.ended))


def read(*, standing: Standing, is_clinical: bool, now: datetime) -> Closed:
    """Two queries, however many."""
    on = local_date(now)
    seen = Referral.objects.visible_to(standing, on=on, needs=Permission.VIEW_IDENTITY)
    still_open = _rows(seen.filter(SENT_ON_OPEN).order_by("received_on", "pk"))
    recent = Q(ended_on__gte=on - _FOR, end_code__in=_UNTREATED)
    ended = _rows(seen.filter(recent).order_by(F("ended_on").desc(), "-pk"))
    return Closed(
        still_open=_people(still_open[:ON_A_PAGE], is_clinical=is_clinical, now=now),
        ended=_people(ended[:ON_A_PAGE], is_clinical=is_clinical, now=now),
        more_open=len(still_open) > ON_A_PAGE,
        more_ended=len(ended) > ON_A_PAGE,
    )


def _rows(found: QuerySet[Referral]) -> list[dict[str, Any]]:
    given = Signposting.objects.filter(referral=OuterRef("pk")).order_by("pk")
    place = JSONObject(pk="pk", words="words", taken_up="taken_up")
    return list(
        found.values(
            *("patient_id", "reference", "source", "received_on", "ended_on", "end_code"),
            *("triaged_as", "patient__given_name", "patient__family_name"),
            step=steps.column(),
            given=ArraySubquery(given.values(place=place)),
        )[: ON_A_PAGE + 1]
    )


def _people(
    rows: Iterable[Mapping[str, Any]], *, is_clinical: bool, now: datetime
) -> tuple[SentOn, ...]:
    return tuple(_person(row, is_clinical=is_clinical, now=now) for row in rows)


def _person(row: Mapping[str, Any], *, is_clinical: bool, now: datetime) -> SentOn:
    on = local_date(now)
    given, family = row["patient__given_name"], row["patient__family_name"]
    received = wording.sentence_date(row["received_on"], on)
    return SentOn(
        patient_id=row["patient_id"],
        reference=row["reference"],
        name=wording.listed_name(family, given),
        full_name=wording.full_name(family, given),
        came=f"{ReferralSource(row['source']).label}, received {received}",
        how=_how(row, is_clinical=is_clinical, on=on),
        next_step=_next(row["step"], is_clinical=is_clinical, now=now),
        given=tuple(_given(one) for one in row["given"]) if is_clinical else (),
    )


def _how(row: Mapping[str, Any], *, is_clinical: bool, on: date) -> str:
    if row["ended_on"] is not None:
        ended = f"Ended {wording.sentence_date(row['ended_on'], on)}"
        return f"{ended}: {EndCode(row['end_code']).label.lower()}" if is_clinical else ended
    return TriageDecision(row["triaged_as"]).label if is_clinical else "Sent on"


def _next(step: Mapping[str, Any] | None, *, is_clinical: bool, now: datetime) -> str:
    """What it is may say why somebody came, or that there is risk: an administrator reads when."""
    if step is None:
        return ""
    what = step["what"] if is_clinical else "To be decided"
    return steps.words(what, step, now=now)


def _given(one: Mapping[str, Any]) -> Given:
    taken_up = one["taken_up"]
    return Given(
        pk=one["pk"],
        words=one["words"],
        came_of_it=TakenUp(taken_up).label if taken_up else "",
        asks=not taken_up,
    )
