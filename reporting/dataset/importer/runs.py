"""Runs of an import: begun, gone on with, ended; what they left out, and how far they are."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from typing import IO
from uuid import uuid4

from django.db import IntegrityError, connection, transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from reporting.dataset.importer import limits
from reporting.dataset.importer.bundles import LeftOut
from reporting.dataset.importer.sources import Source, shown
from reporting.models import ImportRun, ImportUpload, StagedRow
from reporting.models import LeftOut as StoredLeftOut
from staff.models import StaffMember

# Between two looks at the clock of a run that goes on; after it another may go on with the run.
LEASE = timedelta(minutes=2)
# Two imports side by side would each make what the other made.
ONE_AT_A_TIME = 7_280_003
# Shared by the hands of one import: one whose sender was killed may still be at work.
HANDS_AT_WORK = 7_280_004
_PIECE = 1024**2
# No page takes a larger request; the command reads what lies on the machine.
MOST_BYTES_OF_AN_UPLOAD = 20 * 1024**2
TOO_LARGE = (
    f"More than {MOST_BYTES_OF_AN_UPLOAD // 1024**2} MB: send some months at a time, the oldest "
    "first, or use the command."
)
_BY_COMMAND = "moved-in"
# Among the counts of a run: its latest month; and until it ends how far each hand is, and those who
# come last
LATEST, MARKS = "latest", "hands"


@transaction.atomic
def start_import(
    *, upload: IO[bytes], name: str, by: StaffMember, now: datetime, is_dry_run: bool = False
) -> ImportRun:
    """Keep a zip that came by the page, and let the next look for work take it in.

    Raises Refused for one that is too large, or that is being taken in already.
    """
    digest = sha256()
    run = ImportRun.objects.create(
        # Until it is known; two that come at once are two.
        fingerprint=uuid4().hex,
        source=shown(name),
        is_dry_run=is_dry_run,
        asked_by=by,
        asked_at=now,
    )
    place = 0
    while piece := upload.read(_PIECE):
        digest.update(piece)
        if place * _PIECE >= MOST_BYTES_OF_AN_UPLOAD:
            raise Refused(TOO_LARGE, field="upload")
        ImportUpload.objects.create(run=run, place=place, content=piece)
        place += 1
    run.fingerprint = digest.hexdigest()
    try:
        with transaction.atomic():
            run.save(update_fields=["fingerprint"])
    except IntegrityError as twice:  # sent by two presses of a button, too
        raise Refused("This file is being taken in already.", field="upload") from twice
    _say_begun(run, by=by, now=now)
    return run


@transaction.atomic
def begin(
    source: Source, *, by: StaffMember | None, now: datetime, is_dry_run: bool
) -> tuple[ImportRun, bool]:
    """The run of a folder or zip of this machine; whether it goes on with one that was killed."""
    found = ImportRun.objects.filter(
        fingerprint=source.fingerprint, is_dry_run=is_dry_run, ended_at__isnull=True
    ).first()
    if found is not None:
        return found, True
    run = ImportRun.objects.create(
        source=shown(source.name),
        fingerprint=source.fingerprint,
        is_dry_run=is_dry_run,
        asked_by=by or _by_command(),
        asked_at=now,
    )
    _say_begun(run, by=by, now=now)
    return run, False


def _say_begun(run: ImportRun, *, by: StaffMember | None, now: datetime) -> None:
    trail.record(Event.IMPORT_BEGUN, by=by, at=now, about=run)


def _by_command() -> StaffMember:
    """Who stands for a command that was given without a name: an account nobody can sign in to."""
    member, _ = StaffMember.objects.get_or_create(
        username=_BY_COMMAND,
        defaults={
            "given_name": "Moved",
            "family_name": "In",
            "is_active": False,
            "password": "!",
        },
    )
    return member


@contextmanager
def alone() -> Iterator[bool]:
    """Whether no other import is at work. Held by the connection: a killed one lets go at once."""
    is_alone = _asked("pg_try_advisory_lock", ONE_AT_A_TIME)
    try:
        yield is_alone and _nobodys_hand_is_at_work()
    finally:
        if is_alone and connection.is_usable():
            _asked("pg_advisory_unlock", ONE_AT_A_TIME)


def _nobodys_hand_is_at_work() -> bool:
    """None of an import that was killed a moment ago."""
    return _asked("pg_try_advisory_lock", HANDS_AT_WORK) and _asked(
        "pg_advisory_unlock", HANDS_AT_WORK
    )


@contextmanager
def counted_among_hands() -> Iterator[None]:
    """Let nobody else begin while this hand is at work, whatever becomes of its sender."""
    _asked("pg_advisory_lock_shared", HANDS_AT_WORK)
    yield
    _asked("pg_advisory_unlock_shared", HANDS_AT_WORK)


def _asked(function: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [key])
        return bool(cursor.fetchone()[0])


def hold(run: ImportRun) -> None:
    """The run as it is now, held until the transaction ends: each of its hands writes on it."""
    run.refresh_from_db(from_queryset=ImportRun.objects.select_for_update(of=("self",)))


def is_later_in(run: ImportRun, *, than: str) -> bool:
    """Whether the same provider's files of a later month came in before."""
    came = ImportRun.objects.filter(provider=run.provider, is_dry_run=False).exclude(pk=run.pk)
    taken = came.exclude(ending=ImportRun.Ending.NOTHING_READ)
    return taken.filter(**{f"counts__{LATEST}__gt": than}).exists()


def leave_out(run: ImportRun, found: Sequence[LeftOut]) -> None:
    """List them, up to a bound, and count them all. Saved with the run."""
    room = max(0, limits.MOST_LEFT_OUT_LISTED - run.left_out)
    StoredLeftOut.objects.bulk_create(
        [
            StoredLeftOut(
                run=run,
                month=one.month,
                file=one.file[:200],
                line=one.line,
                field=one.field[:40],
                rule=one.rule[:20],
                why=one.why[:300],
            )
            for one in found[:room]
        ],
        batch_size=2_000,
    )
    run.left_out += len(found)


def left_out_of(run: ImportRun) -> Iterable[StoredLeftOut]:
    """What was left out, file by file and line by line."""
    return (
        StoredLeftOut.objects.filter(run=run)
        .order_by("file", "line", "pk")
        .iterator(chunk_size=2_000)
    )


@transaction.atomic
def end(run: ImportRun, *, ending: ImportRun.Ending, now: datetime) -> None:
    """Say how it ended, and keep nothing of what was on its way, nor whose number it stood at. What
    was only looked at waits to be brought in.
    """
    StagedRow.objects.filter(run=run.pk).delete()
    if not run.is_dry_run:
        ImportUpload.objects.filter(run=run).delete()
    run.phase, run.ending, run.ended_at = ImportRun.Phase.DONE, ending, now
    run.leased_until, run.mark = None, ""
    run.counts.pop(MARKS, None)
    run.save()
    trail.record(Event.IMPORT_ENDED, by=None, at=now, about=run, changes={"ending": ("", ending)})


@transaction.atomic
def give_up(run: ImportRun, *, now: datetime) -> None:
    """End a run that came to no end: what waits of it is about people, and is not kept."""
    why = "It came to no end within a week. What is in stays in: send the files again."
    leave_out(run, [LeftOut(run.source, 0, "", "S2-FILE", why)])
    ImportUpload.objects.filter(run=run).delete()
    is_some_in = bool(run.counts.get("people"))
    ending = ImportRun.Ending.SOME_LEFT_OUT if is_some_in else ImportRun.Ending.NOTHING_READ
    end(run, ending=ending, now=now)


@transaction.atomic
def forget_what_waited(run: ImportRun) -> None:
    """Begin again from the files: the table on the way does not outlive a crash."""
    StagedRow.objects.filter(run=run.pk).delete()
    StoredLeftOut.objects.filter(run=run).delete()
    run.phase, run.staged, run.files, run.files_done = ImportRun.Phase.WAITING, [], 0, 0
    run.rows = run.left_out = run.people = run.people_done = 0
    run.mark, run.counts = "", {}
    run.save()
