"""The people Today speaks of: one frozen case each, with every reason that holds this minute."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from caseload import flagging
from caseload.facts import FACT_COLUMNS, own_measure_code
from caseload.models import CaseSummary
from clinical import wording
from clinical.course import course_outcome
from clinical.measures import GAD7_CODE, PHQ9_CODE, Total
from clinical.policy import Policy
from clinical.problems import Problem
from clinical.reason import Found, Reason
from clinical.thresholds import measures_under
from clinical.working_days import days_between, local_date
from referrals.prepared import IsOneOf, PreparedFor
from staff.standing import Standing

# Stands in the built query for the referrals that are asked for besides.
_REFERRALS = -987_654_321
_PERSON = (
    "patient__given_name",
    "patient__family_name",
    "patient__date_of_birth",
    "patient__phone",
    "patient__voicemail_ok",
    "patient__needs",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One open referral on somebody's caseload."""

    referral_id: int
    patient_id: int
    reference: str
    pwp_id: int | None
    given_name: str
    family_name: str
    age: int
    phone: str
    voicemail_ok: bool
    needs: str
    problem: str
    planned_sessions: int
    treatment_contacts: int
    first_attended_on: date | None
    ending_proposed: bool
    phq9: tuple[int, ...]
    gad7: tuple[int, ...]
    has_reliably_improved: bool
    days_quiet: int
    missed_in_a_row: int
    risk_evidence: str
    has_risk_plan: bool
    reasons: tuple[Found, ...]

    @property
    def listed_name(self) -> str:
        """`NAIR, Priya`."""
        return wording.listed_name(self.family_name, self.given_name)

    @property
    def full_name(self) -> str:
        """`Priya Nair`."""
        return wording.full_name(self.family_name, self.given_name)

    @property
    def needs_action(self) -> bool:
        """Something asks for an action now, not only for the next meeting."""
        return any(found.needs_action for found in self.reasons)

    @property
    def is_put_off(self) -> bool:
        """A flag of theirs rests until its day."""
        return any(found.snoozed_until is not None for found in self.reasons)

    @property
    def is_new(self) -> bool:
        """No treatment session yet."""
        return self.treatment_contacts == 0

    @property
    def is_ending(self) -> bool:
        """One planned session is left or none, or a decision about ending waits."""
        is_last = self.treatment_contacts >= self.planned_sessions - 1
        return not self.is_new and (is_last or self.has(Reason.READY_FOR_DECISION))

    def has(self, *reasons: Reason) -> bool:
        """Whether any of these reasons holds now, put off or not."""
        return any(found.reason in reasons for found in self.reasons)

    def asks(self, *reasons: Reason) -> bool:
        """Whether any of these reasons holds now and is not put off."""
        return any(
            found.reason in reasons and found.snoozed_until is None for found in self.reasons
        )

    def found(self, *reasons: Reason) -> Found | None:
        """The first of these reasons that holds now."""
        return next((found for found in self.reasons if found.reason in reasons), None)


def read(
    *,
    standing: Standing,
    and_referrals: Iterable[int],
    now: datetime,
    policy: Policy,
) -> dict[int, Case]:
    """Open cases on one's own caseloads, and these referrals whoever carries them. One query."""
    rows = _PEOPLE.rows(standing.reach, given={_REFERRALS: sorted(set(and_referrals))})
    return {row["referral_id"]: _case(row, now=now, policy=policy) for row in rows}


def _people(standing: Standing) -> QuerySet[CaseSummary, Any]:
    wanted = Q(pwp_id__in=sorted(standing.carried_ids)) | Q(
        IsOneOf("referral_id", stand_in=_REFERRALS)
    )
    return (
        flagging.with_open_risk(CaseSummary.objects.filter(wanted, is_open=True))
        .order_by("referral_id")
        .values(
            *FACT_COLUMNS,
            *_PERSON,
            "reference",
            "patient_id",
            "pwp_id",
            "open_actions",
            "risk_evidence",
        )
    )


_PEOPLE = PreparedFor(_people, one_json=("flags",), many_json=("open_actions",))


def _case(row: Mapping[str, Any], *, now: datetime, policy: Policy) -> Case:
    on = local_date(now)
    quiet_since = row["last_attended_on"] or row["allocated_on"] or row["received_on"]
    reasons = flagging.reasons_now(row, risk=flagging.open_risk(row), now=now, policy=policy)
    is_checked = all(found.reason is not Reason.COULD_NOT_BE_CHECKED for found in reasons)
    return Case(
        referral_id=row["referral_id"],
        patient_id=row["patient_id"],
        reference=row["reference"],
        pwp_id=row["pwp_id"],
        given_name=row["patient__given_name"],
        family_name=row["patient__family_name"],
        age=wording.age(row["patient__date_of_birth"], on),
        phone=row["patient__phone"],
        voicemail_ok=row["patient__voicemail_ok"],
        needs=row["patient__needs"],
        problem=_problem(row["problem"]),
        planned_sessions=row["planned_sessions"],
        treatment_contacts=row["treatment_contacts"],
        first_attended_on=row["first_attended_on"],
        ending_proposed=row["ending_proposed"],
        phq9=tuple(row["phq9"]),
        gad7=tuple(row["gad7"]),
        has_reliably_improved=is_checked and _has_reliably_improved(row, policy=policy),
        days_quiet=days_between(quiet_since, on),
        missed_in_a_row=row["missed_in_a_row"],
        risk_evidence=row["risk_evidence"] or "",
        has_risk_plan=bool(row["open_actions"]),
        reasons=reasons,
    )


def _problem(name: str) -> str:
    """The short label of a stored descriptor; nothing while none is recorded."""
    return Problem[name].short if name in Problem.__members__ else ""


def _has_reliably_improved(row: Mapping[str, Any], *, policy: Policy) -> bool:
    """From first scores to latest, of the two measures that decide nationally."""
    measures, own = measures_under(policy), own_measure_code(row["problem"])
    totals: dict[str, Sequence[Total]] = {PHQ9_CODE: row["phq9"], GAD7_CODE: row["gad7"]}
    if own is not None:
        totals[own] = row["own_totals"]
    problem = Problem.__members__.get(row["problem"], Problem.NOT_RECORDED)
    return course_outcome(problem=problem, totals=totals, measures=measures).reliably_improved
