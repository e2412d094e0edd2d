"""Views of the caseload that somebody keeps under a name: filters only, never a person's name."""

from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.models import SavedView
from clinical.errors import Refused
from staff.models import StaffMember

_MOST = 20


@transaction.atomic
def keep_view(*, name: str, query: str, by: StaffMember, now: datetime) -> SavedView:
    """Keep a view for oneself. `query` is what the page itself made of the filters.

    Raises Refused without a name, for a name in use, and beyond twenty.
    """
    name = " ".join(name.split())
    if not name:
        raise Refused("Give the view a name.", field="name")
    StaffMember.objects.select_for_update().get(pk=by.pk)
    mine = SavedView.objects.filter(staff=by, removed_at__isnull=True)
    if mine.filter(name=name).exists():
        raise Refused(f"You keep a view called “{name}” already.", field="name")
    if mine.count() >= _MOST:
        raise Refused(f"You keep {_MOST} views. Remove one first.", field="name")
    view = SavedView.objects.create(staff=by, name=name, query=query, saved_at=now)
    trail.record(Event.VIEW_SAVED, by=by, at=now, about=view, changes={"kept": (False, True)})
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: StaffMember, now: datetime) -> None:
    """Keep it no longer; doing so twice changes nothing. Raises Refused for somebody else's."""
    if view.staff_id != by.pk:
        raise Refused("This view is not yours.")
    removed = SavedView.objects.filter(pk=view.pk, removed_at__isnull=True).update(removed_at=now)
    if removed:
        trail.record(Event.VIEW_SAVED, by=by, at=now, about=view, changes={"kept": (True, False)})
