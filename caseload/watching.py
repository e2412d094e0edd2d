"""What the night watches over besides flags: next steps, unsigned notes, letters nobody has read,
and who must be told.

Each is "all that is due": safe twice, late, and beside itself. Notices are rows of the outbox under
a key of the day, so that nobody is told twice.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from audit import trail
from audit.events import Event
from caseload import notices
from caseload.documents import unread
from caseload.models import CaseFlag, ContactDraft, Document
from clinical.policy import Policy
from clinical.reason import Reason
from clinical.working_days import add_working_days, local_date, moment
from referrals import actions as referral_actions
from referrals.actions import NextStepEntry
from referrals.models import NextStep, NextStepKind, Referral
from staff.models import Absence, StaffMember, SupervisionPairing
from staff.roles import Role

_DECIDE = "Decide what happens next"


@transaction.atomic
def mend_next_steps(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Give every open referral without a next step one: to decide, today, by whoever carries it.

    On nobody's caseload, it is a step without a person, which the service lead's list shows.
    """
    without = Referral.objects.open().exclude(
        Exists(NextStep.objects.filter(referral=OuterRef("pk"), done_at__isnull=True))
    )
    due_by = moment(local_date(now), policy.same_day_due)
    mended = 0
    for referral in without.select_related("carried_by").order_by("patient_id", "pk"):
        carrier = referral.carried_by
        owner_id = carrier.pk if carrier is not None and carrier.is_active else None
        referral_actions.put_next_step(
            referral=referral,
            entry=NextStepEntry(NextStepKind.OTHER, _DECIDE, owner_id, due_by),
            by=None,
            now=now,
        )
        trail.record(
            Event.NEXT_STEP_SET,
            by=None,
            at=now,
            about=referral,
            patient_id=referral.patient_id,
            referral_id=referral.pk,
            changes={"kind": ("", NextStepKind.OTHER.value)},
        )
        mended += 1
    return {"mended": mended}


@transaction.atomic
def chase_unsigned_notes(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Tell the author of each note that waits too long, once a day; of one who has left or is away,
    the supervisor, and failing that the service leads.
    """
    on = local_date(now)
    since = add_working_days(on, -policy.draft_age_days, policy.calendar)
    late = ContactDraft.objects.filter(started_at__lt=moment(since, policy.closes))
    counts = {"authors_told": 0, "others_told": 0}
    away = Absence.objects.on(on).filter(staff=OuterRef("author"))
    for author_id, is_here in late.values_list(
        "author", Q(author__is_active=True) & ~Exists(away)
    ).distinct():
        told = [author_id] if is_here else _in_place_of(author_id, now=now)
        for staff_id in told:
            notices.tell(staff_id=staff_id, key=f"unsigned:{on}:{author_id}", at=now)
        counts["authors_told" if is_here else "others_told"] += len(told)
    _record(counts, now=now)
    return counts


@transaction.atomic
def chase_unread_letters(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Tell whoever carries the person and who supervises them, once a day, that a letter has waited
    too long for a reader; after twice as long, and of a person nobody carries or whose referral has
    ended, the service leads.
    """
    on = local_date(now)
    late = Document.objects.filter(
        settled_at__isnull=True,
        attached_at__lt=unread.late_before(now, policy=policy),
    )
    carried = late.filter(referral__ended_on__isnull=True, referral__carried_by__isnull=False)
    carriers = {
        one for one in carried.values_list("referral__carried_by", flat=True) if one is not None
    }
    told = carriers.union(*(_in_place_of(one, now=now) for one in carriers))
    soon = carried.filter(attached_at__gte=unread.late_before(now, policy=policy, times=2))
    if late.exclude(pk__in=soon).exists():
        told |= set(_leads(now=now))
    for staff_id in sorted(told):
        notices.tell(staff_id=staff_id, key=f"letters:{on}", at=now)
    counts = {"letters": late.count(), "told": len(told)}
    _record(counts, now=now)
    return counts


@transaction.atomic
def tell_of_what_fell_due(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Tell each person, once a day, that flags which need an action were opened since yesterday.

    A silence that has lasted long also goes to the supervisor, and then to the service leads
    (clinical.md 6.3).
    """
    on = local_date(now)
    fresh = CaseFlag.objects.filter(
        reason__in=[reason.value for reason in Reason if reason.needs_action],
        cleared_at__isnull=True,
        opened_at__gt=now - timedelta(days=1),
        referral__ended_on__isnull=True,
    )
    carriers = set(
        fresh.filter(referral__carried_by__isnull=False).values_list(
            "referral__carried_by", flat=True
        )
    )
    seniors = _of_long_silences(after_days=policy.contact_overdue_senior_days, now=now)
    leads = _of_long_silences(after_days=policy.contact_overdue_lead_days, now=now)
    told = carriers | _supervisors_of(seniors, now=now) | (set(_leads(now=now)) if leads else set())
    for staff_id in sorted(told):
        notices.tell(staff_id=staff_id, key=f"worklist:{on}", at=now)
    counts = {"told": len(told)}
    _record(counts, now=now)
    return counts


def _of_long_silences(*, after_days: int, now: datetime) -> set[int]:
    """Who carries somebody whose contact has been overdue for this long."""
    since = local_date(now) - timedelta(days=after_days)
    return set(
        CaseFlag.objects.filter(
            reason=Reason.OVERDUE_CONTACT.value,
            cleared_at__isnull=True,
            referral__ended_on__isnull=True,
            referral__carried_by__isnull=False,
        )
        .filter(
            Q(referral__summary__last_attended_on__lte=since)
            | Q(
                referral__summary__last_attended_on__isnull=True,
                referral__summary__allocated_on__lte=since,
            )
        )
        .values_list("referral__carried_by", flat=True)
    )


def _in_place_of(staff_id: int, *, now: datetime) -> list[int]:
    return sorted(_supervisors_of({staff_id}, now=now)) or _leads(now=now)


def _supervisors_of(staff_ids: set[int], *, now: datetime) -> set[int]:
    pairings = SupervisionPairing.objects.on(local_date(now)).filter(
        supervisee__in=staff_ids, supervisor__is_active=True
    )
    return set(pairings.values_list("supervisor", flat=True))


def _leads(*, now: datetime) -> list[int]:
    on = local_date(now)
    in_force = Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=on)
    leads = StaffMember.objects.filter(
        in_force,
        is_active=True,
        memberships__role=Role.SERVICE_LEAD,
        memberships__starts_on__lte=on,
    )
    return sorted(set(leads.values_list("pk", flat=True)))


def _record(counts: Mapping[str, int], *, now: datetime) -> None:
    """One line of the system's own chain, and none when nothing was done."""
    if any(counts.values()):
        trail.record(
            Event.JOB_FINISHED,
            by=None,
            at=now,
            changes={name: ("", number) for name, number in counts.items()},
        )
