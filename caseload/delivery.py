"""How a session was given: which therapy, to one person or a group, planned or not."""

from collections.abc import Sequence
from dataclasses import dataclass

from caseload.models import CareContact, ContactKind, SeenAs
from caseload.models.contact import TREATMENT_KINDS
from clinical.therapies import Therapy, carried_on


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a contact gave and how, as somebody confirmed or changed it."""

    therapy: Therapy | None
    seen_as: SeenAs = SeenAs.INDIVIDUAL
    participants: int | None = None
    facilitators: int | None = None
    is_planned: bool = True

    def facts(self) -> dict[str, object]:
        """The columns of the contact."""
        return {
            "therapies": [] if self.therapy is None else [self.therapy.name],
            "format": self.seen_as,
            "group_participants": self.participants,
            "group_facilitators": self.facilitators,
            "is_planned": self.is_planned,
        }


def usual(contact: CareContact, *, treatment: str, before: Sequence[str] = ()) -> Delivery:
    """What a contact gives unless somebody says otherwise: by what the treatment of the referral is
    called, then by the last session's therapies; none where nobody is treated.
    """
    therapy = None
    if contact.kind == ContactKind.EMPLOYMENT_SUPPORT:
        therapy = Therapy.EMPLOYMENT_SUPPORT
    elif contact.kind in TREATMENT_KINDS:
        therapy = carried_on(treatment=treatment, before=before)
    return Delivery(therapy=therapy, is_planned=contact.is_planned)
