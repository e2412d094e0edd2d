"""How a person is reached, in words for their record."""

from dataclasses import dataclass

from policy.wordings import LANGUAGES
from referrals.models import Patient


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the contact panel."""

    label: str
    words: str


def contact_facts(patient: Patient) -> tuple[Fact, ...]:
    """How to reach the person safely, in the order of the panel."""
    used = ", ".join(
        f"{name} {'yes' if is_fine else 'no'}"
        for name, is_fine in (
            ("voicemail", patient.voicemail_ok),
            ("text", patient.text_ok),
            ("email", patient.email_ok),
            ("letter", patient.letter_ok),
        )
    )
    address = ", ".join(filter(None, (patient.address, patient.postcode)))
    share = "yes" if patient.share_with_gp else "no"
    return (
        Fact("Phone", patient.phone or "Not known"),
        Fact("May use", used[:1].upper() + used[1:]),
        Fact("Email", patient.email or "Not known"),
        Fact("Address", address or "Not known"),
        Fact("Messages", _messages(patient)),
        Fact("Best time", patient.best_time or "Not said"),
        *([Fact("If others answer", f"Say {patient.say_who}")] if patient.say_who else []),
        Fact("Needs", patient.needs or "None recorded"),
        Fact("GP", f"{patient.gp or 'Not known'}. Share letters: {share}"),
    )


def _messages(patient: Patient) -> str:
    """In which language, and under which name of the service."""
    language = LANGUAGES.get(patient.language, patient.language)
    name = "the service’s full name" if patient.full_name_ok else "the neutral name"
    return f"In {language}, under {name}"
