"""Letters that staff typed, and two people of one name and birth date: somebody is still to say
whether they are one.
"""

from random import Random
from uuid import UUID

from django.db.models import QuerySet

from caseload import facts
from caseload.models import CameBy, MentionsHarm, TypedReferral
from clinical.working_days import moment
from pwpservice.practice.generate import Order
from pwpservice.practice.rows import Ids
from pwpservice.practice.words.names import SURGERIES
from referrals import look_alikes
from referrals.models import Patient, Referral, ReferralSource, ReferringOrganisation

_WHO = {
    ReferralSource.GP: ("Dr Sunita Rao", ""),
    ReferralSource.HOSPITAL: ("Liaison team", "Northbrook General Hospital"),
    ReferralSource.VOLUNTARY: ("Joan Price", "Northbrook Carers"),
    ReferralSource.PRIMARY_CARE: ("Practice nurse", ""),
    ReferralSource.MATERNITY: ("Community midwife", "Northbrook Maternity"),
    ReferralSource.SOCIAL_CARE: ("Duty social worker", "Northbrook Council"),
    ReferralSource.EMPLOYER: ("Occupational health", "Northbrook Parcels"),
    ReferralSource.STEPPED_DOWN: ("Step 3 team", "Northbrook Talking Therapies"),
    ReferralSource.OTHER_SERVICE: ("", "Eastvale Talking Therapies"),
    ReferralSource.OTHER: ("Advice desk", "Northbrook Housing Advice"),
}
_ORGANISATIONS = ("Northbrook General Hospital", "Northbrook Carers", "Northbrook Jobcentre")
_MOST = 8


def write_typed_referrals(order: Order, ids: Ids) -> None:
    """For some of those who wait and were referred by others; and one pair who look alike."""
    rng = Random(f"{order.seed}/{order.today}/typed")
    waiting = Referral.objects.open().filter(carried_by__isnull=True, risk_open_since__isnull=True)
    by_others = waiting.exclude(source=ReferralSource.SELF).filter(sent_referral__isnull=True)
    people = list(by_others.select_related("patient").order_by("-received_on", "pk")[:_MOST])
    TypedReferral.objects.bulk_create(_typed(one, rng, order, ids) for one in people)
    _offer(order)
    if len(people) > 1:
        _make_alike(people[0].patient, waiting.exclude(pk=people[0].pk), order)


def _typed(referral: Referral, rng: Random, order: Order, ids: Ids) -> TypedReferral:
    source = ReferralSource(referral.source)
    who, organisation = _WHO.get(source, ("", "Northbrook Library"))
    return TypedReferral(
        referral=referral,
        form_key=UUID(int=rng.getrandbits(128), version=4),
        digest="",
        came_by=rng.choice((CameBy.LETTER, CameBy.LETTER, CameBy.EMAIL)),
        referrer=who,
        organisation=organisation or referral.patient.gp.rsplit(", ", 1)[-1],
        problem=referral.problem_statement or "Please assess.",
        mentions_harm=MentionsHarm.NO,
        words_mention_harm=False,
        was_known=False,
        typed_at=min(moment(referral.received_on, "10:30"), order.now),
        typed_by_id=ids.staff[0],
    )


def _offer(order: Order) -> None:
    surgeries = sorted({name.rsplit(", ", 1)[-1] for name in SURGERIES})
    names = [(name, True) for name in surgeries] + [(name, False) for name in _ORGANISATIONS]
    ReferringOrganisation.objects.bulk_create(
        ReferringOrganisation(name=name, is_surgery=is_surgery, first_at=order.now)
        for name, is_surgery in names
    )


def _make_alike(patient: Patient, waiting: QuerySet[Referral], order: Order) -> None:
    """Somebody else who waits has the same name and birth date, and another NHS number."""
    other = (
        Patient.objects.filter(gender=patient.gender, referrals__in=waiting)
        .exclude(pk=patient.pk)
        .order_by("pk")
        .first()
    )
    if other is None:
        return
    Patient.objects.filter(pk=patient.pk).update(
        given_name=other.given_name,
        family_name=other.family_name,
        date_of_birth=other.date_of_birth,
        email="",
    )
    patient.refresh_from_db()
    look_alikes.note(patient, now=order.now)
    facts.refresh(patient.referrals.values_list("pk", flat=True))
