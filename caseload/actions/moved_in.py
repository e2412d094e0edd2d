"""What comes in from an old system, many people at once: their referrals, contacts, weeks of
internet therapy and scores, as they were there. Nobody is told, and no risk is opened or closed.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from audit import trail
from audit.copying import copy, copy_values, say_that_triggers_hold
from audit.events import Event
from caseload import flagging, next_steps, owners
from caseload.models import (
    CareContact,
    ContactState,
    Correction,
    InternetTherapyLog,
    RiskAction,
    RiskAsked,
)
from caseload.models.contact import ATTENDED
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import add_working_days, local_date, moment
from outcomes import bulk as outcomes_bulk
from outcomes.bulk import ScoreEntry, SittingEntry
from outcomes.models import Mode
from referrals import bulk as referrals_bulk
from referrals.bulk import ReferralEntry, Waiting
from referrals.models import Medium, Referral
from referrals.models.referral import new_reference
from referrals.registering import receiving_team
from staff.models import StaffMember, Team

# How long a contact is in the diary whose length nobody sent
_USUAL = timedelta(minutes=30)
CHANGED = "Changed in the old system, and filed anew as it stands there"
_A_TEAM = "From the old system"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntry:
    """An appointment of the old system, attended or not, with the scores of that occasion. Minutes
    are None where nobody sent them.
    """

    referral_id: int
    pwp_id: int
    kind: str
    medium: str
    starts_at: datetime
    attendance: str
    minutes: int | None
    is_planned: bool
    format: str
    group_participants: int | None = None
    group_facilitators: int | None = None
    therapies: Sequence[str] = ()
    scores: Sequence[ScoreEntry] = ()


@dataclass(frozen=True, slots=True)
class WeekEntry:
    """A log of internet therapy."""

    referral_id: int
    pwp_id: int
    started_on: date
    ended_on: date
    programme: str
    minutes: int


@dataclass(frozen=True, slots=True)
class CameIn:
    """What came in of one patient, for the trail, and which details changed with it."""

    run: int
    referrals: int
    contacts: int
    details: trail.Changes = field(default_factory=dict)


# A referral that came before, and what of it changed
Told = tuple[Referral, trail.Changes]


def place_for_referrals(*, now: datetime, policy: Policy) -> tuple[int, Waiting]:
    """The team that receives who comes in, and who looks after those that are open, by when. Where
    no team is there yet, one is made, so that nobody has to be left out for it.
    """
    team = receiving_team() or Team.objects.get_or_create(name=_A_TEAM)[0]
    owner = owners.service_at(now).finds_out()
    due_on = add_working_days(local_date(now), policy.triage_within_working_days, policy.calendar)
    waiting = Waiting(
        owner_id=None if owner is None else owner.staff_id,
        triage_by=moment(due_on, policy.closes),
        allocate_by=next_steps.soon(now, policy),
    )
    return team.pk, waiting


@transaction.atomic
def bring_in_referrals(
    *, referrals: Sequence[ReferralEntry], by: StaffMember | None, now: datetime, policy: Policy
) -> list[int]:
    """Referrals with their history; the ids, in this order. An open one is on nobody's caseload: it
    waits to be triaged where nobody was seen on it, or else to be allocated.
    """
    if not referrals:
        return []
    say_that_triggers_hold()
    team_id, waiting = place_for_referrals(now=now, policy=policy)
    return referrals_bulk.bring_in(
        referrals=referrals,
        team_id=team_id,
        waiting=waiting,
        by_id=None if by is None else by.pk,
        now=now,
    )


@transaction.atomic
def bring_in_contacts(*, contacts: Sequence[ContactEntry], now: datetime) -> list[int]:
    """Signed contacts with their scores; the ids, in this order. What was asked about risk is not
    known, and is said to be so.
    """
    scored = [one for one in contacts if one.scores]
    sittings = outcomes_bulk.bring_in_sittings(
        sittings=[
            SittingEntry(one.referral_id, one.starts_at, _mode(one), one.scores) for one in scored
        ],
        now=now,
    )
    of = {id(one): sitting for one, sitting in zip(scored, sittings, strict=True)}
    return copy_values(CareContact, [_contact(one, of.get(id(one)), now=now) for one in contacts])


@transaction.atomic
def bring_in_weeks(*, weeks: Sequence[WeekEntry], by: StaffMember, now: datetime) -> list[int]:
    """Weeks of internet therapy; the ids, in this order."""
    made = copy(
        InternetTherapyLog,
        (
            InternetTherapyLog(
                referral_id=one.referral_id,
                started_on=one.started_on,
                ended_on=one.ended_on,
                programme=one.programme,
                minutes=one.minutes,
                pwp_id=one.pwp_id,
                form_key=uuid.uuid4(),
                at=now,
                by_id=by.pk,
            )
            for one in weeks
        ),
    )
    return [one.pk for one in made]


def edited_here(contact_ids: Collection[int]) -> set[int]:
    """Those of these contacts to which somebody here has added, or which they withdrew, or of which
    they corrected a score: the old system no longer says how they stand. They are held until the
    transaction ends: who corrects one at this moment was first, or comes after.
    """
    _hold(contact_ids)
    corrections = Correction.objects.filter(contact=OuterRef("pk"))
    rows = CareContact.objects.filter(pk__in=contact_ids).annotate(corrected=Exists(corrections))
    found = list(rows.values_list("pk", "state", "corrected", "sitting_id"))
    scored = outcomes_bulk.corrected_here([sitting for *_, sitting in found if sitting])
    return {
        pk
        for pk, state, corrected, sitting in found
        if corrected or state != ContactState.LOGGED or sitting in scored
    }


def _hold(contact_ids: Collection[int]) -> None:
    """As whoever corrects a score does, the referral first."""
    held = Referral.objects.select_for_update(of=("self",)).filter(pk__in=referrals_of(contact_ids))
    list(held.order_by("pk").values_list("pk"))
    contacts = CareContact.objects.select_for_update(of=("self",)).filter(pk__in=contact_ids)
    list(contacts.order_by("pk").values_list("pk"))


def referrals_of(contact_ids: Collection[int]) -> set[int]:
    """On which referrals these contacts stand: filed anew, one may stand on another."""
    rows = CareContact.objects.filter(pk__in=contact_ids)
    return set(rows.values_list("referral_id", flat=True))


@transaction.atomic
def file_contacts_anew(
    *, contacts: Mapping[int, ContactEntry], by: StaffMember, now: datetime
) -> list[int]:
    """Signed contacts that changed in the old system: each is withdrawn with that reason, its
    scores with it, and filed anew. The new ids, in this order.

    Raises Refused for one that is not signed any more, or that somebody has added to here.
    """
    if edited_here(list(contacts)):
        raise Refused("A contact was edited here: it is not filed anew.")
    rows = CareContact.objects.filter(pk__in=contacts)
    sittings = [pk for pk in rows.values_list("sitting_id", flat=True) if pk is not None]
    outcomes_bulk.withdraw_sittings(sitting_ids=sittings, now=now)
    rows.update(
        state=ContactState.WITHDRAWN,
        withdrawn_at=now,
        withdrawn_by=by,
        withdrawn_reason=CHANGED,
    )
    filed = bring_in_contacts(contacts=list(contacts.values()), now=now)
    for before, after in zip(contacts, filed, strict=True):
        CareContact.objects.filter(pk=before).update(filed_again_as=after)
    return filed


def withdrawn_weeks(week_ids: Collection[int]) -> set[int]:
    """Those of these weeks that somebody here has withdrawn."""
    rows = InternetTherapyLog.objects.filter(pk__in=week_ids, withdrawn_at__isnull=False)
    return set(rows.values_list("pk", flat=True))


@transaction.atomic
def log_weeks_anew(*, weeks: Mapping[int, WeekEntry], by: StaffMember, now: datetime) -> list[int]:
    """Weeks of internet therapy that changed in the old system, withdrawn and logged anew."""
    InternetTherapyLog.objects.filter(pk__in=weeks, withdrawn_at__isnull=True).update(
        withdrawn_at=now, withdrawn_by=by, withdrawn_reason=CHANGED
    )
    return bring_in_weeks(weeks=list(weeks.values()), by=by, now=now)


@transaction.atomic
def end_as_there(
    *, endings: Mapping[int, tuple[date, str]], by: StaffMember, now: datetime
) -> list[int]:
    """End those of these referrals that the old system ended and that nobody here has taken on:
    never triaged or carried here, with nothing in the diary and nothing open about risk. The ids of
    those that ended; each of the others stays open for a person to end (safety S-R6).
    """
    is_open = RiskAction.objects.filter(referral__in=endings, closed_at__isnull=True)
    booked = CareContact.objects.filter(referral__in=endings, state=ContactState.BOOKED)
    kept = {
        *is_open.values_list("referral_id", flat=True),
        *booked.values_list("referral_id", flat=True),
    }
    return referrals_bulk.end_referrals(
        endings={pk: ending for pk, ending in endings.items() if pk not in kept},
        by_id=by.pk,
        now=now,
    )


@transaction.atomic
def settle(
    *,
    referral_ids: Collection[int],
    patients: Mapping[int, CameIn],
    told: Sequence[Told] = (),
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
) -> None:
    """After a batch: what follows from it, the summaries and flags of these referrals, and one line
    on the trail for each patient, beside one for each referral that changed or ended.
    """
    referrals_bulk.derive(patients=list(patients))
    flagging.refresh(referral_ids, now=now, policy=policy)
    with trail.written_last():
        for referral, changes in told:
            ended = "ended_on" in changes and referral.is_open
            trail.record(
                Event.REFERRAL_ENDED if ended else Event.PATIENT_DETAILS_CHANGED,
                by=by,
                at=now,
                about=referral,
                patient_id=referral.patient_id,
                referral_id=referral.pk,
                changes=changes,
            )
        for patient_id, came in patients.items():
            trail.record(
                Event.MOVED_IN,
                by=by,
                at=now,
                patient_id=patient_id,
                changes={
                    "run": (None, came.run),
                    "referrals": (0, came.referrals),
                    "contacts": (0, came.contacts),
                    **came.details,
                },
            )


def where_they_stand(referral_ids: Collection[int]) -> Mapping[int, Referral]:
    """These referrals as they are now, held until the transaction ends."""
    rows = Referral.objects.select_for_update(of=("self",)).filter(pk__in=referral_ids)
    return {one.pk: one for one in rows.order_by("pk")}


def _mode(one: ContactEntry) -> Mode:
    return Mode.IN_PERSON if one.medium == Medium.IN_PERSON else Mode.ON_CALL


def _contact(one: ContactEntry, sitting_id: int | None, *, now: datetime) -> dict[str, object]:
    ends_at = one.starts_at + (timedelta(minutes=one.minutes) if one.minutes else _USUAL)
    return {
        "reference": new_reference(),
        "referral_id": one.referral_id,
        "pwp_id": one.pwp_id,
        "kind": one.kind,
        "medium": one.medium,
        "starts_at": one.starts_at,
        "ends_at": ends_at,
        "state": ContactState.LOGGED,
        "booked_at": one.starts_at,
        "is_planned": one.is_planned,
        "format": one.format,
        "group_participants": one.group_participants,
        "group_facilitators": one.group_facilitators,
        "attendance": one.attendance,
        "minutes": one.minutes,
        "sitting_id": sitting_id,
        "risk_asked": RiskAsked.NOT_SENT if one.attendance in ATTENDED else "",
        "therapies": list(one.therapies),
        "signed_at": ends_at,
        "signed_by_id": one.pwp_id,
        "updated_at": now,
    }
