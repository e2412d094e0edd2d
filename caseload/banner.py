"""The patient banner as display strings: who this is, how to reach them, what risk is open."""

from dataclasses import dataclass
from datetime import date, datetime

from caseload.safety.line import Known, SafetyLine, line
from clinical import wording
from clinical.risk import item_nine_words
from clinical.working_days import local_date
from referrals.models import Gender, Patient, Referral
from referrals.paths import path_to


@dataclass(frozen=True, slots=True)
class RiskLine:
    """What the banner says about risk."""

    plan_since: datetime | None
    due_by: datetime | None = None
    item_nine: int | None = None
    asked_at: datetime | None = None
    scores_were_read: bool = True


@dataclass(frozen=True, slots=True)
class PatientBanner:
    """The banner's words, in the order of the NHS patient banner."""

    name: str
    born: str
    gender: str
    nhs_number: str
    phone: str
    contact_rule: str
    needs: str
    risk: str
    has_risk_plan: bool
    # None for those who may not read about safety.
    safety: SafetyLine | None = None
    # Somebody else on record looks like this person: what to check, and where.
    alike: str = ""
    alike_path: str = ""


def banner(
    referral: Referral, *, risk: RiskLine, on: date, safety: Known | None = None
) -> PatientBanner:
    """The banner of one referral's patient."""
    patient = referral.patient
    born = wording.birth_date(patient.date_of_birth)
    return PatientBanner(
        name=wording.banner_name(patient.family_name, patient.given_name, patient.title),
        born=f"{born} ({wording.age(patient.date_of_birth, on)}y)",
        gender=Gender(patient.gender).label,
        nhs_number=_spaced(patient.nhs_number or ""),
        phone=patient.phone,
        contact_rule=contact_rule(patient),
        needs=patient.needs,
        risk=_risk_words(risk, on=on),
        has_risk_plan=risk.plan_since is not None,
        safety=None if safety is None else line(safety, reference=referral.reference, on=on),
        alike=_alike(patient),
        alike_path=path_to("caseload:alike", referral.reference) if patient.alike else "",
    )


def contact_rule(patient: Patient) -> str:
    """`No voicemail, text yes`: what the person said may be used."""
    voicemail = "Voicemail yes" if patient.voicemail_ok else "No voicemail"
    return f"{voicemail}, {'text yes' if patient.text_ok else 'no text'}"


def _alike(patient: Patient) -> str:
    """`Look-alike on record: check birth date and NHS number`; empty for most."""
    if not patient.alike:
        return ""
    found = "May be on record twice" if patient.may_be_known else "Look-alike on record"
    return f"{found}: check birth date and NHS number"


def _risk_words(risk: RiskLine, *, on: date) -> str:
    if risk.plan_since is not None:
        if risk.due_by is None:
            return f"since {wording.sentence_date(local_date(risk.plan_since), on)}"
        return f"due {wording.sentence_time(risk.due_by, on)}"
    if not risk.scores_were_read:
        return "No risk plan"
    if risk.item_nine is None or risk.asked_at is None:
        return "No risk plan. Item 9 not asked yet"
    asked = wording.sentence_date(local_date(risk.asked_at), on)
    return f"No risk plan. {item_nine_words(risk.item_nine, None)}, asked {asked}"


def _spaced(digits: str) -> str:
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if digits else "not known"
