"""Whether two people can meet at a time: to come, while the service is open, both in and free."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from caseload.models import CareContact, ContactState
from clinical import wording
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import is_working_day, local_date, moment
from staff.models import StaffMember
from supervision.models import SupervisionSession
from supervision.planning.absences import away
from supervision.planning.cover import covered
from supervision.planning.rhythm import is_away

_LONGEST_MEETING = timedelta(hours=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Two people, from when on, for how long. Leaves out the meeting that is to be moved."""

    supervisor: StaffMember
    supervisee: StaffMember
    starts_at: datetime
    minutes: int
    moves: int | None = None

    @property
    def on(self) -> date:
        """The local day."""
        return local_date(self.starts_at)

    @property
    def ends_at(self) -> datetime:
        """When its minutes are over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def people(self) -> tuple[StaffMember, StaffMember]:
        """Both who meet."""
        return self.supervisor, self.supervisee


def hold_people(people: Iterable[StaffMember]) -> None:
    """Two changes at once: the second sees the first."""
    list(
        StaffMember.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=[one.pk for one in people])
        .order_by("pk")
    )


def refuse_time(proposed: Proposed, *, now: datetime, policy: Policy) -> None:
    """Raises Refused for a time that is over, a closed day or hour, leave, and whatever either of
    them does then.
    """
    if proposed.starts_at <= now:
        raise Refused("This time is over. Choose a later one.", field="day")
    _refuse_closed(proposed, policy=policy)
    _refuse_leave(proposed)
    _refuse_meeting(proposed)
    _refuse_booking(proposed)


def _refuse_closed(proposed: Proposed, *, policy: Policy) -> None:
    day = wording.sentence_date(proposed.on)
    if not is_working_day(proposed.on, policy.calendar):
        raise Refused(f"The service is closed on {day}. Choose a working day.", field="day")
    opens, closes = moment(proposed.on, policy.opens), moment(proposed.on, policy.closes)
    if proposed.starts_at < opens or proposed.ends_at > closes:
        raise Refused(
            f"A meeting lies within {policy.opens} and {policy.closes}, when the service is open.",
            field="clock",
        )


def _refuse_leave(proposed: Proposed) -> None:
    """Nobody stands in for who is supervised; a supervisor who is covered may be away."""
    on, (supervisor, supervisee) = proposed.on, proposed.people
    gone = away((supervisor.pk, supervisee.pk), since=on, until=on)
    absent = [supervisee] if is_away(supervisee.pk, on, gone) else []
    if is_away(supervisor.pk, on, gone) and not _is_covered(proposed):
        absent.append(supervisor)
    if absent:
        names = " and ".join(one.full_name for one in absent)
        is_or_are = "is" if len(absent) == 1 else "are"
        day = wording.sentence_date(on)
        raise Refused(f"{names} {is_or_are} away on {day}. Choose another day.", field="day")


def _is_covered(proposed: Proposed) -> bool:
    on = proposed.on
    covers = covered([proposed.supervisor.pk], since=on, until=on)
    coverers = {coverer for _, _, coverer in covers.get(proposed.supervisor.pk, ())}
    coverers.discard(proposed.supervisee.pk)
    gone = away(coverers, since=on, until=on)
    return any(not is_away(coverer, on, gone) for coverer in coverers)


def _refuse_meeting(proposed: Proposed) -> None:
    both = [one.pk for one in proposed.people]
    others = (
        SupervisionSession.objects.filter(
            Q(supervisor__in=both) | Q(supervisee__in=both),
            starts_at__lt=proposed.ends_at,
            starts_at__gt=proposed.starts_at - _LONGEST_MEETING,
            not_held_at__isnull=True,
        )
        .exclude(pk__in=[] if proposed.moves is None else [proposed.moves])
        .select_related("supervisor", "supervisee")
        .order_by("starts_at")
    )
    for other in others:
        if other.ends_at > proposed.starts_at:
            raise Refused(
                f"{other.supervisor.full_name} meets {other.supervisee.full_name} from "
                f"{wording.clock(other.starts_at)} to {wording.clock(other.ends_at)} then. "
                "Choose another time.",
                field="clock",
            )


def _refuse_booking(proposed: Proposed) -> None:
    booked = (
        CareContact.objects.filter(
            pwp__in=[one.pk for one in proposed.people],
            state=ContactState.BOOKED,
            starts_at__lt=proposed.ends_at,
            ends_at__gt=proposed.starts_at,
        )
        .annotate(given=F("pwp__given_name"), family=F("pwp__family_name"))
        .order_by("starts_at")
        .first()
    )
    if booked is not None:
        name = wording.full_name(booked.family, booked.given)
        at = wording.clock(booked.starts_at)
        raise Refused(f"{name} has a session at {at} then. Choose another time.", field="clock")
