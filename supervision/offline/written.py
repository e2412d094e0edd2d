"""A copy as the file that is handed over or put on the share."""

from django.template.loader import render_to_string

from supervision.offline import sealed
from supervision.offline.copy import OfflineCopy
from supervision.offline.sealed import Lock


def file(found: OfflineCopy, *, locked: Lock) -> bytes:
    """Drawn, sealed, and in its shell."""
    return sealed.file(
        render_to_string("supervision/offline/copy.html", {"copy": found}),
        whose=found.whose,
        as_at=found.as_at,
        until=found.until,
        locked=locked,
    )
