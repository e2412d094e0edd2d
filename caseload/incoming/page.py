"""The page on which a referral is typed: who may be known, who was chosen, what is offered."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from audit import recent, trail
from audit.events import Event
from caseload.incoming.known import KnownPerson, sign
from caseload.models import RiskAction, TypedReferral
from clinical.policy import Policy
from clinical.working_days import local_date
from referrals.matching import Candidate, Typed, possible_duplicates
from referrals.models import Referral, ReferringOrganisation
from referrals.search import fingerprint
from staff.models import StaffMember

_OFFERED = 500
_COUNTED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Offered:
    """Organisations that have referred before."""

    surgeries: tuple[str, ...]
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody on record who may be the person, and what choosing them sends."""

    person: Candidate
    token: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the fields about the person."""

    candidates: tuple[Choice, ...]
    others: tuple[int, ...]
    known: KnownPerson | None = None
    # Very many were looked up lately: nobody is shown, and who it may be is noted on saving.
    is_bounded: bool = False

    @property
    def asks(self) -> bool:
        """Somebody must say whether these are the same person."""
        return bool(self.candidates)


def offered() -> Offered:
    """What the fields offer while somebody types. One query."""
    rows = ReferringOrganisation.objects.order_by("name").values_list("name", "is_surgery")
    found = list(rows[:_OFFERED])
    return Offered(
        surgeries=tuple(name for name, is_surgery in found if is_surgery),
        organisations=tuple(name for name, is_surgery in found if not is_surgery),
    )


def who_may_it_be(
    typed: Typed, *, others: tuple[int, ...], by: StaffMember, now: datetime, policy: Policy
) -> Beside:
    """People on record of whom nothing was said yet. Each look is on the trail, whoever it shows;
    nobody looks without end.
    """
    if not typed.is_enough:
        return Beside((), others)
    looked = recent.times(Event.LOOK_ALIKES_SHOWN, staff_id=by.pk, since=now - _COUNTED)
    if looked >= policy.lookups_an_hour:
        return Beside((), others, is_bounded=True)
    found = possible_duplicates(typed, on=local_date(now), but=others)
    trail.record_view(
        Event.LOOK_ALIKES_SHOWN,
        by=by,
        at=now,
        shown=[one.patient_id for one in found],
        searched=fingerprint(f"{typed.given_name} {typed.family_name}"),
    )
    return Beside(tuple(Choice(one, sign(one)) for one in found), others)


def was_saved(form_key: uuid.UUID | None) -> bool:
    """This very form was saved before: who is on record now is this person."""
    return form_key is not None and TypedReferral.objects.filter(form_key=form_key).exists()


def who_has_it(referral: Referral) -> str:
    """Whoever must look at what a letter says about harm; empty where it says nothing."""
    action = (
        RiskAction.objects.filter(
            referral=referral, closed_at__isnull=True, referral__typed__signal__isnull=False
        )
        .select_related("owner")
        .first()
    )
    return "" if action is None else action.owner.full_name


def ids(text: str) -> tuple[int, ...]:
    """People of whom it was said that they are somebody else, as the form carries them."""
    parts = text.split(",")[:50]
    return tuple(int(one) for one in parts if one.isascii() and one.isdigit() and len(one) < 19)
