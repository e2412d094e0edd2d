"""Registration, accreditation and training: written down, seen by somebody else, taken back; and
the steps of an induction.
"""

from datetime import date, datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.working_days import local_date
from staff.entries import CredentialEntry
from staff.models import Credential, Induction, InductionStep, StaffMember
from staff.models.credential import FROM_A_BODY, WITHOUT_EXPIRY

_EARLIEST = date(1950, 1, 1)


@transaction.atomic
def record_credential(
    *, member: StaffMember, entry: CredentialEntry, by: StaffMember, now: datetime
) -> Credential:
    """Write down what somebody holds; it takes the place of the one it renews. The same twice is
    one. Whoever writes it down for somebody else has seen the certificate.

    Raises Refused for dates that cannot be, a registration that names nobody, training without an
    end, and for one that runs out before the one on record.
    """
    _refuse_entry(entry, on=local_date(now))
    StaffMember.objects.select_for_update(no_key=True).get(pk=member.pk)
    current = (
        Credential.objects.current()
        .filter(staff=member, kind=entry.kind, body__iexact=entry.body)
        .first()
    )
    if current is not None:
        if _is_same(current, entry):
            return current
        _refuse_earlier(current, entry)
        current.ended_at = now
        current.save(update_fields=["ended_at"])
    seen = {} if by.pk == member.pk else {"checked_at": now, "checked_by": by}
    held = Credential.objects.create(
        staff=member,
        kind=entry.kind,
        body=entry.body,
        number=entry.number,
        obtained_on=entry.obtained_on,
        expires_on=entry.expires_on,
        recorded_at=now,
        recorded_by=by,
        **seen,
    )
    _record(Event.CREDENTIAL_RECORDED, held, by=by, now=now)
    return held


@transaction.atomic
def check_credential(*, credential: Credential, by: StaffMember, now: datetime) -> None:
    """Say that one has seen the certificate; twice is once. Raises Refused for one's own, and for
    one that was renewed or taken back meanwhile.
    """
    if credential.staff_id == by.pk:
        raise Refused("Somebody else looks at your certificates.")
    waiting = Credential.objects.current().filter(pk=credential.pk)
    if not waiting.exists():
        raise Refused("This was renewed or taken back meanwhile. Nothing was changed now.")
    if waiting.filter(checked_at__isnull=True).update(checked_at=now, checked_by=by):
        _record(Event.CREDENTIAL_CHECKED, credential, by=by, now=now)


@transaction.atomic
def withdraw_credential(*, credential: Credential, by: StaffMember, now: datetime) -> None:
    """Take back what was written down wrongly; it stays on the trail. Twice is once."""
    if Credential.objects.current().filter(pk=credential.pk).update(ended_at=now):
        _record(Event.CREDENTIAL_WITHDRAWN, credential, by=by, now=now)


@transaction.atomic
def sign_induction(
    *, member: StaffMember, step: Induction, done_on: date, by: StaffMember, now: datetime
) -> InductionStep:
    """Say that somebody was shown this, on a day. Twice is once. Raises Refused for oneself, and
    for a day that is still to come.
    """
    if member.pk == by.pk:
        raise Refused("Somebody else signs your induction.")
    if done_on > local_date(now):
        raise Refused("Choose today or an earlier day.", field="on")
    signed, made = InductionStep.objects.get_or_create(
        staff=member,
        step=step,
        defaults={"done_on": done_on, "signed_at": now, "signed_by": by},
    )
    if made:
        trail.record(
            Event.INDUCTION_SIGNED,
            by=by,
            at=now,
            about=signed,
            changes={"step": ("", step.value), "done_on": ("", done_on.isoformat())},
        )
    return signed


def _refuse_entry(entry: CredentialEntry, *, on: date) -> None:
    if entry.kind in FROM_A_BODY and not entry.body:
        raise Refused("Write who gave it, such as the name of the register.", field="body")
    if not _EARLIEST <= entry.obtained_on <= on:
        raise Refused("Choose today or an earlier day.", field="obtained_on")
    if entry.expires_on is None:
        if entry.kind not in WITHOUT_EXPIRY:
            raise Refused("Write until when it holds.", field="expires_on")
    elif entry.expires_on <= entry.obtained_on:
        raise Refused("It runs out after the day it was given.", field="expires_on")
    elif entry.expires_on.year > on.year + 20:
        raise Refused("Check the year.", field="expires_on")


def _is_same(current: Credential, entry: CredentialEntry) -> bool:
    return (current.number, current.obtained_on, current.expires_on) == (
        entry.number,
        entry.obtained_on,
        entry.expires_on,
    )


def _refuse_earlier(current: Credential, entry: CredentialEntry) -> None:
    """What is on record holds longer: then this is no renewal, and which of them is wrong?"""
    if current.expires_on and entry.expires_on and entry.expires_on < current.expires_on:
        raise Refused(
            "The one on record holds for longer. Take that one back first if it is wrong.",
            field="expires_on",
        )


def _record(event: Event, held: Credential, *, by: StaffMember, now: datetime) -> None:
    trail.record(
        event,
        by=by,
        at=now,
        about=held,
        changes={"kind": ("", held.kind), "expires_on": ("", held.expires_on)},
    )
