"""What a person told at assessment, in the order in which a new person is presented: a line each
(clinical reference 3.3). Empty is not asked yet, and no "no".
"""

from collections.abc import Iterator

from caseload.about_them import work_from
from caseload.record.contact_words import Fact
from caseload.record.rows import SaidRow
from policy.wordings import LANGUAGES
from referrals.models import Condition, DisabilityKind, Referral, YesNo

_ENGLISH = "en"


def history(referral: Referral) -> tuple[Fact, ...]:
    """Since when it is there, and what came before."""
    return (
        Fact("Since when", referral.since_when.strip()),
        Fact("Before", referral.earlier_episodes.strip()),
    )


def beside(referral: Referral, said: SaidRow) -> tuple[Fact, ...]:
    """What is there beside the main problem."""
    return (
        Fact("Alcohol, drugs", referral.alcohol_and_drugs.strip()),
        Fact("Physical health", ". ".join(filter(None, _health(referral, said)))),
        Fact("Work", _work(referral, said)),
    )


def taken(referral: Referral) -> Fact:
    """Medication, and what else is had from the GP or others."""
    return Fact("Medication", referral.patient.medication)


def needs(referral: Referral, said: SaidRow) -> str:
    """Needs, the language they read best if it is not English, and disability."""
    patient = referral.patient
    language = LANGUAGES.get(patient.language, patient.language)
    kinds = [DisabilityKind(one).label.lower() for one in said.disability_kinds or ()]
    disability = f"Disability: {', '.join(kinds)}" if kinds else "Has a disability"
    found = (
        patient.needs,
        "" if patient.language == _ENGLISH else f"Reads {language}",
        disability if said.disability == YesNo.YES else "",
    )
    return ". ".join(filter(None, found))


def _health(referral: Referral, said: SaidRow) -> Iterator[str]:
    """The conditions that are ticked, then what was written beside them."""
    if said.conditions:
        yield ", ".join(Condition(one).label for one in said.conditions)
    elif said.long_term_condition == YesNo.NO:
        yield "No long-term condition"
    yield referral.physical_health.strip()


def _work(referral: Referral, said: SaidRow) -> str:
    """In words; where there are none, as they answered when they were last asked."""
    if referral.patient.employment or not said.work:
        return referral.patient.employment
    return work_from(said.work[0]).words
