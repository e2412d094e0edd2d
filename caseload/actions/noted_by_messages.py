"""What was sent about an appointment, noted on it by the portal: parts of the verbs there."""

from collections.abc import Iterable
from datetime import datetime

from caseload.models import CareContact, ContactState


def note_reminded(*, contact_ids: Iterable[int], now: datetime) -> None:
    """These appointments have had their reminder. One statement; the first time stays."""
    CareContact.objects.filter(
        pk__in=list(contact_ids), state=ContactState.BOOKED, reminded_at__isnull=True
    ).update(reminded_at=now)


def note_questionnaire_sent(*, contact_ids: Iterable[int], now: datetime) -> None:
    """The questionnaires of these appointments are out. One statement; the first time stays."""
    CareContact.objects.filter(
        pk__in=list(contact_ids), state=ContactState.BOOKED, questionnaire_sent_at__isnull=True
    ).update(questionnaire_sent_at=now)
