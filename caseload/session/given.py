"""What the session page says of how a session is given, beside what was used."""

from collections.abc import Mapping
from dataclasses import dataclass

from caseload.forms.session import SessionForm
from caseload.session.facts import SessionFacts

_NO_THERAPY = "No therapy"
_FIELDS = ("therapy", "format", "group_participants", "group_facilitators", "planned")


@dataclass(frozen=True, slots=True)
class Given:
    """`Guided self-help, book or workbook, individual`: as the session will be recorded; and what
    a therapy that nobody chose is called.
    """

    words: str
    unsaid: str
    has_errors: bool


def given(form: SessionForm, facts: SessionFacts, errors: Mapping[str, str]) -> Given:
    """As typed so far, else as usual."""
    typed = form.cleaned_data
    therapy = typed.get("therapy") or facts.delivery.therapy
    seen_as = typed.get("format") or facts.delivery.seen_as
    words = therapy.label if therapy else _NO_THERAPY
    return Given(
        words=f"{words}, {seen_as.label.lower()}",
        unsaid="As usual" if facts.delivery.therapy else _NO_THERAPY,
        has_errors=not errors.keys().isdisjoint(_FIELDS),
    )
