"""The practice service's provider: a page that staff read, and nobody outside."""

from portal.models import LocalMessage
from portal.providers import Outgoing


def send(message: Outgoing) -> str:
    """Put it on the page, once per key."""
    words = f"{message.subject}\n\n{message.words}" if message.channel == "EMAIL" else message.words
    kept, _ = LocalMessage.objects.get_or_create(
        key=message.key,
        defaults={
            "channel": message.channel,
            "to": message.to,
            "words": words,
            "at": message.at,
        },
    )
    return f"local-{kept.pk}"
