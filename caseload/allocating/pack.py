"""The pack of a caseload for whoever takes it over or covers it: of each person the next step, how
they may be reached, what is open about risk, the safety plan, and the last session. To be printed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F

from caseload.models import Allocation, CareContact, ContactState, RiskAction, SafetyPlan
from caseload.models.contact import ATTENDED
from caseload.safety.plan import Filled, card
from clinical import wording
from clinical.working_days import local_date
from referrals.models import NextStep, Patient, Referral
from staff.standing import Standing

_LATELY = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Packed:
    """One person."""

    patient_id: int
    name: str
    born: str
    reach: str
    next_step: str
    booked: str
    risk: tuple[str, ...]
    plan: tuple[Filled, ...]
    plan_review: str
    last_session: str
    did: str
    agreed: str


@dataclass(frozen=True, slots=True)
class Pack:
    """The pages."""

    people: tuple[Packed, ...]

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient whose pages these are."""
        return tuple(one.patient_id for one in self.people)


def of_caseload(staff_id: int, *, standing: Standing, now: datetime) -> Pack:
    """Everybody somebody carries, as far as this reader may open them. Six queries."""
    on = local_date(now)
    return _pack(Referral.objects.visible_to(standing, on=on).carried_by(staff_id), now=now)


def received(*, standing: Standing, now: datetime) -> Pack:
    """Whoever came to this reader from somebody else in the last four weeks. Seven queries."""
    on = local_date(now)
    came = Allocation.objects.filter(
        pwp=standing.staff_id,
        ends_at__isnull=True,
        starts_at__gte=now - _LATELY,
        referral__allocations__ends_at=F("starts_at"),
    )
    mine = Referral.objects.visible_to(standing, on=on).carried_by(standing.staff_id)
    return _pack(mine.filter(pk__in=list(came.values_list("referral_id", flat=True))), now=now)


def _pack(found: Iterable[Referral], *, now: datetime) -> Pack:
    referrals = list(
        found.select_related("patient").order_by(  # type: ignore[attr-defined]
            F("risk_open_since").asc(nulls_last=True), "patient__family_name", "pk"
        )
    )
    ids = [one.pk for one in referrals]
    steps = {
        one.referral_id: one
        for one in NextStep.objects.filter(referral__in=ids, done_at__isnull=True)
    }
    risk, plans = _open_risk(ids), _plans({one.patient_id for one in referrals})
    last, booked = _last(ids), _booked(ids, now=now)
    on = local_date(now)
    return Pack(
        tuple(
            Packed(
                patient_id=one.patient_id,
                name=wording.banner_name(
                    one.patient.family_name, one.patient.given_name, one.patient.title
                ),
                born=wording.birth_date(one.patient.date_of_birth),
                reach=_reach(one.patient),
                next_step=_step(steps.get(one.pk), on=on),
                booked=_when(booked.get(one.pk), on=on),
                risk=tuple(_risk(action, on=on) for action in risk[one.pk]),
                plan=_parts(plans.get(one.patient_id), on=on),
                plan_review=_review(plans.get(one.patient_id), on=on),
                last_session=_held(last.get(one.pk), on=on),
                did=last[one.pk].did if one.pk in last else "",
                agreed=last[one.pk].plan if one.pk in last else "",
            )
            for one in referrals
        )
    )


def _open_risk(ids: list[int]) -> Mapping[int, list[RiskAction]]:
    found: dict[int, list[RiskAction]] = defaultdict(list)
    rows = RiskAction.objects.filter(referral__in=ids, closed_at__isnull=True)
    for row in rows.select_related("owner").order_by("due_by"):
        found[row.referral_id].append(row)
    return found


def _plans(patients: Iterable[int]) -> Mapping[int, SafetyPlan]:
    """By the referrals, which move when two records are one person; the latest counts."""
    rows = SafetyPlan.objects.filter(referral__patient__in=sorted(patients))
    latest = rows.select_related("by", "referral").order_by("at", "number")
    return {row.referral.patient_id: row for row in latest}


def _last(ids: list[int]) -> Mapping[int, CareContact]:
    rows = CareContact.objects.filter(
        referral__in=ids, state=ContactState.LOGGED, attendance__in=ATTENDED
    )
    newest = rows.order_by("referral_id", "-starts_at", "-pk").distinct("referral_id")
    return {row.referral_id: row for row in newest}


def _booked(ids: list[int], *, now: datetime) -> Mapping[int, datetime]:
    rows = CareContact.objects.filter(referral__in=ids, state=ContactState.BOOKED, ends_at__gt=now)
    newest = rows.order_by("-starts_at").values_list("referral_id", "starts_at")
    return dict(newest)


def _reach(patient: Patient) -> str:
    """`07700 900123. Voicemail: no. Texts: yes. Afternoons`."""
    said = [patient.phone or "No phone number"]
    said.append(f"Voicemail: {'yes' if patient.voicemail_ok else 'no'}")
    said.append(f"Texts: {'yes' if patient.text_ok else 'no'}")
    said += [words for words in (patient.best_time, patient.needs) if words]
    return ". ".join(said)


def _step(step: NextStep | None, *, on: date) -> str:
    if step is None:
        return "Nothing set"
    return f"{step.what}, by {wording.sentence_date(local_date(step.due_by), on)}"


def _when(at: datetime | None, *, on: date) -> str:
    return "Nothing booked" if at is None else wording.day_and_time(at, on)


def _risk(action: RiskAction, *, on: date) -> str:
    due = wording.sentence_time(action.due_by, on)
    return f"{action.what}. Due {due}, with {action.owner.full_name}"


def _parts(plan: SafetyPlan | None, *, on: date) -> tuple[Filled, ...]:
    return () if plan is None else card(plan, on=on).parts


def _review(plan: SafetyPlan | None, *, on: date) -> str:
    return "" if plan is None else card(plan, on=on).review


def _held(contact: CareContact | None, *, on: date) -> str:
    if contact is None:
        return "Not seen yet"
    day = wording.sentence_date(local_date(contact.starts_at), on)
    return f"{contact.get_kind_display()}, {day}"
