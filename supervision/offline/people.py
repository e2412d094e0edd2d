"""Whoever somebody may have to ring while the system is down: how, when, and what keeps them safe.

No score, no note and no measure is read here; nothing that ranks anybody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from caseload.facts import next_booked
from caseload.models import CaseSummary, RiskAction, RiskReview, SafetyPlan
from caseload.safety import plan as the_plan
from caseload.safety.plan import PlanCard
from clinical import wording
from clinical.working_days import local_date
from referrals.models import Gender, Medium, NextStep, Referral
from staff.roles import Permission
from staff.standing import Standing

_PATIENT = (
    "title", "given_name", "family_name", "date_of_birth", "gender", "nhs_number", "phone",
    "address", "postcode", "voicemail_ok", "text_ok", "best_time", "needs", "language", "gp",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """One person: who, how to reach them, what comes next, what was agreed to keep them safe."""

    patient_id: int
    referral_id: int
    name: str
    born: str
    nhs_number: str
    phone: str
    rule: str
    address: str
    beside: str
    carrier_id: int | None
    carrier: str
    coming: str
    coming_at: datetime | None
    due_by: datetime | None
    risk: tuple[str, ...]
    agreed: str
    keeps_safe: str
    plan: PlanCard | None


def read(standing: Standing, *, now: datetime) -> tuple[Person, ...]:
    """Everybody within reach, what is open about risk first by its due time, then by the next
    contact, then by name. Five queries, however many there are.
    """
    rows = list(_rows(standing))
    referrals = [row["referral_id"] for row in rows]
    patients = [row["patient_id"] for row in rows]
    beside = _Beside(
        actions=_actions(patients),
        reviews={one.referral_id: one for one in _reviews(referrals)},
        plans={one.referral.patient_id: one for one in _plans(patients)},
        steps={one.referral_id: one for one in _steps(referrals)},
    )
    people = (_person(row, beside, now=now) for row in rows)
    return tuple(sorted(people, key=_by_obligation))


def _by_obligation(one: Person) -> tuple[bool, float, bool, float, str, int]:
    due, coming = one.due_by, one.coming_at
    return (
        due is None,
        due.timestamp() if due else 0,
        coming is None,
        coming.timestamp() if coming else 0,
        one.name,
        one.referral_id,
    )


def whom(standing: Standing) -> Q:
    """Whose people: one's own and covered caseloads and those of whoever one supervises. The duty
    senior, and whoever answers for duty and carries nobody, have everybody with a risk plan too.
    """
    found = Q(is_open=True, pwp_id__in=sorted(standing.carried_ids | standing.supervisee_ids))
    is_in_charge = standing.may_elsewhere(Permission.SEE_DUTY) and not standing.may_elsewhere(
        Permission.CARRY_CASELOAD
    )
    if standing.is_on_duty or is_in_charge:
        found |= Q(referral__risk_open_since__isnull=False)
    return found


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the rows, by referral or patient."""

    actions: Mapping[int, tuple[RiskAction, ...]]
    reviews: Mapping[int, RiskReview]
    plans: Mapping[int, SafetyPlan]
    steps: Mapping[int, NextStep]


def _rows(standing: Standing) -> QuerySet[CaseSummary, Any]:
    visible = Referral.objects.visible_to(standing, on=standing.on)
    return CaseSummary.objects.filter(whom(standing), referral__in=visible).values(
        "referral_id",
        "patient_id",
        "pwp_id",
        "booked_at",
        "usual_medium",
        *(f"patient__{name}" for name in _PATIENT),
        pwp_given=F("pwp__given_name"),
        pwp_family=F("pwp__family_name"),
    )


def _actions(patients: list[int]) -> Mapping[int, tuple[RiskAction, ...]]:
    """What is open about risk, whichever referral of the person it stands on."""
    rows = (
        RiskAction.objects.filter(referral__patient_id__in=patients, closed_at__isnull=True)
        .select_related("owner", "referral")
        .order_by("due_by", "pk")
    )
    found: dict[int, tuple[RiskAction, ...]] = {}
    for row in rows:
        patient_id = row.referral.patient_id
        found[patient_id] = (*found.get(patient_id, ()), row)
    return found


def _reviews(referrals: list[int]) -> Iterable[RiskReview]:
    rows = RiskReview.objects.filter(referral_id__in=referrals)
    return rows.order_by("referral_id", "-at", "-pk").distinct("referral_id")


def _plans(patients: list[int]) -> Iterable[SafetyPlan]:
    """The one that holds of each, by the referrals: they move when two records are one person."""
    rows = SafetyPlan.objects.filter(referral__patient_id__in=patients)
    whose = "referral__patient_id"
    return rows.select_related("by", "referral").order_by(whose, "-at", "-number").distinct(whose)


def _steps(referrals: list[int]) -> Iterable[NextStep]:
    return NextStep.objects.filter(referral_id__in=referrals, done_at__isnull=True)


def _person(row: Mapping[str, Any], beside: _Beside, *, now: datetime) -> Person:
    patient = {name: row[f"patient__{name}"] for name in _PATIENT}
    coming = next_booked(row["booked_at"], now=now)
    actions = beside.actions.get(row["patient_id"], ())
    review = beside.reviews.get(row["referral_id"])
    plan = beside.plans.get(row["patient_id"])
    asked = "" if review is None else f"{_day(local_date(review.at))}: "
    return Person(
        patient_id=row["patient_id"],
        referral_id=row["referral_id"],
        name=wording.banner_name(patient["family_name"], patient["given_name"], patient["title"]),
        born=_born(patient, on=local_date(now)),
        nhs_number=_spaced(patient["nhs_number"] or ""),
        phone=patient["phone"],
        rule=_rule(patient),
        address=", ".join(filter(None, (patient["address"], patient["postcode"]))),
        beside=_beside(patient),
        carrier_id=row["pwp_id"],
        carrier=wording.full_name(row["pwp_family"] or "", row["pwp_given"] or "") or "Nobody yet",
        coming=_coming(row, beside.steps.get(row["referral_id"]), coming),
        coming_at=coming,
        due_by=actions[0].due_by if actions else None,
        risk=tuple(_action(one, now=now) for one in actions),
        agreed="" if review is None else f"{asked}{review.agreed.strip()}",
        keeps_safe="" if review is None else f"{asked}{review.keeps_safe.strip()}",
        plan=None if plan is None else the_plan.card(plan, on=local_date(now)),
    )


def _born(patient: Mapping[str, Any], *, on: date) -> str:
    born = patient["date_of_birth"]
    words = f"Born {wording.birth_date(born)} ({wording.age(born, on)}y)"
    gender = Gender(patient["gender"])
    return words if gender is Gender.NOT_KNOWN else f"{words}, {gender.label.lower()}"


def _spaced(digits: str) -> str:
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if digits else "not known"


def _rule(patient: Mapping[str, Any]) -> str:
    """`No voicemail, text yes. Best after 17:00.`"""
    voicemail = "Voicemail yes" if patient["voicemail_ok"] else "No voicemail"
    said = f"{voicemail}, {'text yes' if patient['text_ok'] else 'no text'}."
    return f"{said} Best time: {patient['best_time']}." if patient["best_time"] else said


def _beside(patient: Mapping[str, Any]) -> str:
    """Needs, another language, the GP."""
    language = patient["language"] if patient["language"] != "en" else ""
    said = (("Needs", patient["needs"]), ("Language", language), ("GP", patient["gp"]))
    return " ".join(f"{name}: {words}." for name, words in said if words)


def _coming(row: Mapping[str, Any], step: NextStep | None, coming: datetime | None) -> str:
    """`Tue 16 Jun, 14:00, phone`, or what has to happen instead."""
    if coming is not None:
        return f"{wording.day_and_time(coming)}, usually {Medium(row['usual_medium']).how}"
    if step is None:
        return "Nothing booked"
    return f"Nothing booked. {step.what}, by {wording.day_and_time(step.due_by)}"


def _action(one: RiskAction, *, now: datetime) -> str:
    """`Safety call. Due Tue 9 Jun, 17:00, Priya Raman.`; what, by when, whose."""
    due = wording.day_and_time(one.due_by)
    by_when = f"Overdue since {due}" if one.due_by <= now else f"Due {due}"
    return f"{one.what}. {by_when}, {one.owner.full_name}."


def _day(day: date) -> str:
    return wording.table_date(day)
