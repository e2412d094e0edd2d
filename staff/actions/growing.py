"""What somebody learns: CPD, reflections for her own eyes, interests, and competencies signed off.

Of a reflection the trail keeps that it was written, never its words.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.working_days import local_date
from staff.entries import CpdLine
from staff.models import Competency, CompetencySignOff, CpdEntry, Reflection, StaffMember

_LEAST, _MOST = 5, 600
_LONG_AGO = timedelta(days=366 * 5)


@transaction.atomic
def log_cpd(*, line: CpdLine, form_key: UUID, by: StaffMember, now: datetime) -> CpdEntry:
    """Write down what one has learnt. The same form again is the first. Raises Refused for a day
    that cannot be, and for less than 5 minutes or more than 10 hours.
    """
    if not line.what.strip():
        raise Refused("Write what it was.", field="what")
    on = local_date(now)
    if not on - _LONG_AGO <= line.on <= on:
        raise Refused("Choose today, or a day of the last five years.", field="on")
    if not _LEAST <= line.minutes <= _MOST:
        raise Refused("Write between 5 minutes and 10 hours.", field="minutes")
    entry, made = CpdEntry.objects.get_or_create(
        form_key=form_key,
        defaults={
            "staff": by,
            "on": line.on,
            "what": line.what.strip(),
            "minutes": line.minutes,
            "was_protected": line.was_protected,
            "logged_at": now,
        },
    )
    _refuse_anothers(entry.staff_id, by)
    if made:
        trail.record(
            Event.CPD_LOGGED,
            by=by,
            at=now,
            about=entry,
            changes={"minutes": ("", line.minutes), "was_protected": ("", line.was_protected)},
        )
    return entry


@transaction.atomic
def write_reflection(*, text: str, form_key: UUID, by: StaffMember, now: datetime) -> Reflection:
    """Keep a note for one's own eyes. The same form again is the first."""
    if not text.strip():
        raise Refused("Write something first.", field="text")
    note, made = Reflection.objects.get_or_create(
        form_key=form_key, defaults={"staff": by, "text": text.strip(), "written_at": now}
    )
    _refuse_anothers(note.staff_id, by)
    if made:
        trail.record(Event.REFLECTION_WRITTEN, by=by, at=now)
    return note


@transaction.atomic
def remove_reflection(*, reflection: int, by: StaffMember, now: datetime) -> None:
    """Take one's own note away for good. Anybody else's, or one that has gone, is no mistake."""
    gone, _ = Reflection.objects.filter(pk=reflection, staff=by).delete()
    if gone:
        trail.record(Event.REFLECTION_WRITTEN, by=by, at=now)


@transaction.atomic
def set_interests(*, words: str, by: StaffMember, now: datetime) -> None:
    """Say what one would like to do more of; it is shown beside one's name, so it is short."""
    StaffMember.objects.filter(pk=by.pk).update(interests=words.strip())
    trail.record(Event.INTERESTS_CHANGED, by=by, at=now, about=by)


@transaction.atomic
def sign_competency(
    *, member: StaffMember, competency: Competency, seen_on: date, by: StaffMember, now: datetime
) -> CompetencySignOff:
    """Say that one has seen somebody do this. It stands for good; twice is once. Raises Refused
    for oneself, and for a day that is still to come.
    """
    if member.pk == by.pk:
        raise Refused("Your supervisor signs your competencies.")
    if seen_on > local_date(now):
        raise Refused("Choose today or an earlier day.", field="on")
    signed, made = CompetencySignOff.objects.get_or_create(
        staff=member,
        competency=competency,
        defaults={"seen_on": seen_on, "signed_at": now, "signed_by": by},
    )
    if made:
        trail.record(
            Event.COMPETENCY_SIGNED,
            by=by,
            at=now,
            about=signed,
            changes={"competency": ("", competency.value)},
        )
    return signed


@transaction.atomic
def note_export(*, by: StaffMember, now: datetime) -> None:
    """One took a copy of one's own record."""
    trail.record(Event.PORTFOLIO_EXPORTED, by=by, at=now, about=by)


def _refuse_anothers(staff_id: int, by: StaffMember) -> None:
    if staff_id != by.pk:
        raise Refused("This form was used already. Load the page again.")
