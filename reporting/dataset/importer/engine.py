"""Takes a source in, from its files to people: each step is kept when it is done, so that a run
that was killed, or whose turn is over, goes on where it was.
"""

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from django.db import transaction

from reporting.dataset.importer import gathering, months, people, runs, staging
from reporting.dataset.importer.bundles import LeftOut, PersonBundle, SourceRow, Taken, Taking
from reporting.dataset.importer.details import files as details_files
from reporting.dataset.importer.details import run as details
from reporting.dataset.importer.months import Found, months_of
from reporting.dataset.importer.people import Judged
from reporting.dataset.importer.sources import Source
from reporting.dataset.importer.staging import Place
from reporting.dataset.importer.turns import NotYet, Turn
from reporting.models import ImportRun, StagedRow
from reporting.models import LeftOut as StoredLeftOut

__all__ = ["NotYet", "Turn", "work_on"]

_PEOPLE = 200
_STAFF_KEY = ("CarePersLocalId", "QualAttainLevelIAPT")
_COUNTS = ("made", "changed", "unchanged", "kept")
_ENDING = ImportRun.Ending


class Takes(Protocol):
    """The writing half."""

    def take_staff(self, rows: Sequence[SourceRow], *, taking: Taking) -> Taken: ...

    def take(self, people: Sequence[PersonBundle], *, taking: Taking) -> Taken: ...


def work_on(run: ImportRun, source: Source, *, turn: Turn, takes: Takes) -> None:
    """Go on with a run to its end: the months, and then whatever of the five files lies beside
    them. Raises NotYet when the turn is over before.
    """
    found = months_of(source)
    places = _places(run, found)
    with gathering.unhurried():
        if not _waits(run):
            runs.forget_what_waited(run)
        if run.phase == ImportRun.Phase.WAITING:
            _begin(run, found, turn=turn)
        if run.phase == ImportRun.Phase.READING:
            _read(run, places, turn=turn)
        if run.phase == ImportRun.Phase.TAKING:
            _take(run, places, turn=turn, takes=takes)
        if details_files.is_there(source):
            details.go_on(run, source, turn=turn, with_months=bool(found.months))
        runs.end(run, ending=_ending(run), now=turn.now + turn.passed)


def _places(run: ImportRun, found: Found) -> list[Place]:
    return [
        Place(run.pk, number, month, table, file)
        for number, (month, table, file) in enumerate(found.files)
    ]


def _waits(run: ImportRun) -> bool:
    """Whether what was staged is still there: a crash of the database empties the table."""
    return not run.rows or StagedRow.objects.filter(run=run.pk).exists()


@transaction.atomic
def _begin(run: ImportRun, found: Found, *, turn: Turn) -> None:
    run.provider = found.provider
    runs.leave_out(run, found.left_out)
    if found.months and runs.is_later_in(run, than=found.months[-1].name):
        runs.leave_out(run, months.too_old(found))
        run.phase = ImportRun.Phase.TAKING
    else:
        run.files, run.phase = len(found.files), ImportRun.Phase.READING
        run.counts[runs.LATEST] = found.months[-1].name if found.months else ""
    turn.goes_on(run)
    run.save()


def _read(run: ImportRun, places: Sequence[Place], *, turn: Turn) -> None:
    """Every file that is not staged yet, from its beginning."""
    done = set(run.staged)
    _forget_unfinished(run, [place for place in places if place.number not in done])
    for place in places:
        if place.number in done:
            continue
        for chunk in staging.chunks_of(place):
            with transaction.atomic():
                staging.write(chunk)
                runs.leave_out(run, chunk.left_out)
                run.rows += chunk.rows
                turn.goes_on(run)
                run.save()
        run.staged.append(place.number)
        run.files_done = len(run.staged)
        run.save(update_fields=["staged", "files_done"])
        turn.may_end()
    run.phase, run.people = ImportRun.Phase.TAKING, gathering.count(run.pk)
    run.save(update_fields=["phase", "people"])


@transaction.atomic
def _forget_unfinished(run: ImportRun, places: Sequence[Place]) -> None:
    """What a killed run had of a file that it had not read to its end."""
    again = StagedRow.objects.filter(run=run.pk, file__in=[one.number for one in places])
    said = StoredLeftOut.objects.filter(run=run, line__gt=0, file__in=[one.shown for one in places])
    run.rows -= again.delete()[0]
    run.left_out -= said.delete()[0]
    run.save(update_fields=["rows", "left_out"])


def _take(run: ImportRun, places: Sequence[Place], *, turn: Turn, takes: Takes) -> None:
    taking = Taking(run.pk, run.provider, run.asked_by, turn.now, turn.policy)
    hand = _Hand(takes, taking, run.is_dry_run, *_staff(run, places))
    if not run.mark:
        with transaction.atomic():
            _keep(run, hand.staff(), turn=turn)
    # The stream is opened outside of any transaction, and so lives on from one to the next.
    with closing(_batches(run, places)) as batches:
        for batch in batches:
            with transaction.atomic():
                _keep(run, hand.people(batch), turn=turn)
            turn.may_end()


def _batches(run: ImportRun, places: Sequence[Place]) -> Generator[list[Judged], None, None]:
    """People after the last who is in, some at a time."""
    shared = gathering.shared_numbers(run.pk)
    with closing(gathering.people(run.pk, after=run.mark)) as rows:
        stream = people.judged(rows, places, shared)
        while batch := list(islice(stream, _PEOPLE)):
            yield batch


@dataclass(slots=True)
class _Step:
    """What some people came to: counts, how many were looked at and taken, and the last of them."""

    taken: Taken
    looked_at: int = 0
    bundles: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class _Hand:
    """Hands over to the writing half, in the transaction of whoever asks. In a dry run each batch
    is undone at once: nobody who works here waits for what it would lock.
    """

    takes: Takes
    taking: Taking
    is_dry_run: bool
    rows: Sequence[SourceRow]
    again: Sequence[LeftOut]

    def staff(self) -> _Step:
        """Before anybody else: contacts are theirs."""
        with self._undone():
            taken = self.takes.take_staff(self.rows, taking=self.taking)
        taken.left_out += self.again
        return _Step(taken)

    def people(self, batch: Sequence[Judged]) -> _Step:
        """Some of them, and what was left out of them before."""
        bundles = [one.bundle for one in batch if one.bundle is not None]
        with self._undone():
            if self.is_dry_run:
                self.takes.take_staff(self.rows, taking=self.taking)
            taken = self.takes.take(bundles, taking=self.taking) if bundles else Taken()
        taken.left_out += [out for one in batch for out in one.left_out]
        looked_at = sum(1 for one in batch if one.is_patient)
        return _Step(taken, looked_at, len(bundles), batch[-1].key)

    @contextmanager
    def _undone(self) -> Iterator[None]:
        with transaction.atomic():
            yield
            if self.is_dry_run:
                transaction.set_rollback(True)


def _staff(run: ImportRun, places: Sequence[Place]) -> tuple[list[SourceRow], list[LeftOut]]:
    """Each qualification of each once, as the latest month has it."""
    seen: dict[tuple[str, ...], int] = {}
    rows: list[SourceRow] = []
    again: list[LeftOut] = []
    for staged in gathering.staff(run.pk):
        row = people.source_row(staged, places)
        key = tuple(row[name] for name in _STAFF_KEY)
        if seen.get(key) == staged.file:
            why = "Again: another row of the file has the same key."
            again.append(places[staged.file].said(staged.line, _STAFF_KEY[0], "IDS90210", why))
        elif key not in seen:
            seen[key] = staged.file
            rows.append(row)
    return rows, again


def _keep(run: ImportRun, step: _Step, *, turn: Turn) -> None:
    """What was taken, what was left out, and how far the run is now."""
    for name in _COUNTS:
        counted = Counter(run.counts.get(name, {})) + getattr(step.taken, name)
        run.counts[name] = dict(counted)
    run.counts["people"] = run.counts.get("people", 0) + step.bundles
    run.people_done = min(run.people, run.people_done + step.looked_at)
    run.mark = step.mark or run.mark
    runs.leave_out(run, step.taken.left_out)
    turn.goes_on(run)
    run.save()


def _ending(run: ImportRun) -> ImportRun.Ending:
    if not run.counts.get("people") and not details.is_any_in(run):
        return _ENDING.NOTHING_READ
    return _ENDING.SOME_LEFT_OUT if run.left_out else _ENDING.ALL_IN
