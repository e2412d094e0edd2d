"""Takes a source in, from its files to people: each step is kept when it is done, so that a run
that was killed, or whose turn is over, goes on where it was. Several hands may share its steps.
"""

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Protocol

from django.db import transaction

from reporting.dataset.importer import gathering, hands, months, people, runs, sources, staging
from reporting.dataset.importer.bundles import LeftOut, PersonBundle, SourceRow, Taken, Taking
from reporting.dataset.importer.details import files as details_files
from reporting.dataset.importer.details import run as details
from reporting.dataset.importer.gathering import Share
from reporting.dataset.importer.months import Found, months_of
from reporting.dataset.importer.people import Judged
from reporting.dataset.importer.sources import Source
from reporting.dataset.importer.staging import Place
from reporting.dataset.importer.turns import NotYet, Turn
from reporting.models import ImportRun, StagedRow
from reporting.models import LeftOut as StoredLeftOut

__all__ = ["NotYet", "Turn", "work_on"]

_PEOPLE = 200
# Fewer are in before several hands have begun.
_WORTH_SHARING = 1_000
_BYTES_WORTH_SHARING = 8 * 1024**2
_STAFF_KEY = ("CarePersLocalId", "QualAttainLevelIAPT")
_COUNTS = ("made", "changed", "unchanged", "kept")
_ENDING = ImportRun.Ending


class Takes(Protocol):
    """The writing half."""

    def take_staff(self, rows: Sequence[SourceRow], *, taking: Taking) -> Taken: ...

    def make_practices(self, codes: Iterable[str]) -> None: ...

    def take(self, people: Sequence[PersonBundle], *, taking: Taking) -> Taken: ...


def work_on(
    run: ImportRun, source: Source, *, turn: Turn, takes: Takes, most_hands: int = 1
) -> None:
    """Go on with a run to its end: the months, and then whatever of the five files lies beside
    them. Raises NotYet when the turn is over before. With more than one hand there is no turn.
    """
    found = months_of(source)
    places = _places(run, found)
    with gathering.unhurried():
        if not _waits(run):
            runs.forget_what_waited(run)
        if run.phase == ImportRun.Phase.WAITING:
            _begin(run, found, turn=turn)
        if run.phase == ImportRun.Phase.READING:
            _read(run, places, turn=turn, most_hands=most_hands)
        if run.phase == ImportRun.Phase.TAKING:
            _take(run, places, turn=turn, takes=takes, most_hands=most_hands)
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


def _read(run: ImportRun, places: Sequence[Place], *, turn: Turn, most_hands: int) -> None:
    """Every file that is not staged yet, from its beginning."""
    done = set(run.staged)
    waiting = [place for place in places if place.number not in done]
    _forget_unfinished(run, waiting)
    if most_hands > 1 and sum(one.file.size for one in waiting) > _BYTES_WORTH_SHARING:
        shares = _of_one_size(waiting, most_hands)
        hands.together([partial(_read_alone, run, share, turn=turn) for share in shares])
    else:
        _read_files(run, waiting, turn=turn)
    with transaction.atomic():
        runs.hold(run)
        run.phase, run.people = ImportRun.Phase.TAKING, gathering.count(run.pk)
        run.save(update_fields=["phase", "people"])


def _of_one_size(places: Sequence[Place], shares: int) -> list[list[Place]]:
    """Shares of about as many bytes: the largest files first, each to who has least."""
    found: list[list[Place]] = [[] for _ in range(shares)]
    sizes = [0] * shares
    for place in sorted(places, key=lambda one: one.file.size, reverse=True):
        least = sizes.index(min(sizes))
        found[least].append(place)
        sizes[least] += place.file.size
    return found


def _read_alone(run: ImportRun, places: Sequence[Place], *, turn: Turn) -> None:
    sources.read_by_itself(place.file for place in places)
    _read_files(run, places, turn=turn)


def _read_files(run: ImportRun, places: Sequence[Place], *, turn: Turn) -> None:
    for place in places:
        for chunk in staging.chunks_of(place):
            with transaction.atomic():
                staging.write(chunk)
                _hold(run, turn=turn)
                runs.leave_out(run, chunk.left_out)
                run.rows += chunk.rows
                if chunk.is_last:
                    run.staged.append(place.number)
                    run.files_done = len(run.staged)
                run.save()
        turn.may_end()


def _hold(run: ImportRun, *, turn: Turn) -> None:
    """The run as all hands have left it, a little longer ours."""
    hands.may_keep()
    runs.hold(run)
    turn.goes_on(run)


@transaction.atomic
def _forget_unfinished(run: ImportRun, places: Sequence[Place]) -> None:
    """What a killed run had of a file that it had not read to its end. What is said of a file as a
    whole came before it was begun, or with its end.
    """
    again = StagedRow.objects.filter(run=run.pk, file__in=[one.number for one in places])
    said = StoredLeftOut.objects.filter(run=run, line__gt=0, file__in=[one.shown for one in places])
    run.rows -= again.delete()[0]
    run.left_out -= said.delete()[0]
    run.save(update_fields=["rows", "left_out"])


def _take(
    run: ImportRun, places: Sequence[Place], *, turn: Turn, takes: Takes, most_hands: int
) -> None:
    taking = Taking(run.pk, run.provider, run.asked_by, turn.now, turn.policy)
    hand = _Hand(takes, taking, run.is_dry_run, *_staff(run, places))
    if not run.mark and not run.counts.get(runs.MARKS):
        # In a dry run each would wait for what another is about to undo.
        is_shared = most_hands > 1 and not run.is_dry_run and run.people >= _WORTH_SHARING
        with transaction.atomic():
            if is_shared:
                gathering.share_out(run.pk, provider=run.provider, hands=most_hands)
                takes.make_practices(gathering.practices(run.pk))
            _keep(run, hand.staff(), turn=turn, shared_by=most_hands if is_shared else 0)
    take = partial(_take_people, run, places, hand, turn)
    if marks := run.counts.get(runs.MARKS):
        *sides, last = (Share(number, len(marks) - 1) for number in range(len(marks)))
        hands.together([partial(take, share) for share in sides])
        run.refresh_from_db()
        take(last)
    else:
        take(None)


def _take_people(
    run: ImportRun, places: Sequence[Place], hand: "_Hand", turn: Turn, share: Share | None
) -> None:
    # The stream is opened outside of any transaction, and so lives on from one to the next.
    with closing(_batches(run, places, share)) as batches:
        for batch in batches:
            with transaction.atomic():
                _keep(run, hand.people(batch), turn=turn, share=share)
            turn.may_end()


def _batches(
    run: ImportRun, places: Sequence[Place], share: Share | None
) -> Generator[list[Judged], None, None]:
    """People after the last who is in, some at a time."""
    shared = gathering.shared_numbers(run.pk)
    mark = run.mark if share is None else run.counts[runs.MARKS][share.hand]
    found = gathering.people(run.pk, after=mark, share=share)
    with closing(found) as rows:
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


def _keep(
    run: ImportRun, step: _Step, *, turn: Turn, share: Share | None = None, shared_by: int = 0
) -> None:
    """What was taken, what was left out, and how far the run is now."""
    _hold(run, turn=turn)
    for name in _COUNTS:
        counted = Counter(run.counts.get(name, {})) + getattr(step.taken, name)
        run.counts[name] = dict(counted)
    run.counts["people"] = run.counts.get("people", 0) + step.bundles
    run.people_done = min(run.people, run.people_done + step.looked_at)
    if shared_by:
        run.counts[runs.MARKS] = [""] * (shared_by + 1)
    elif share is None:
        run.mark = step.mark or run.mark
    else:
        run.counts[runs.MARKS][share.hand] = step.mark or run.counts[runs.MARKS][share.hand]
    runs.leave_out(run, step.taken.left_out)
    run.save()


def _ending(run: ImportRun) -> ImportRun.Ending:
    if not run.counts.get("people") and not details.is_any_in(run):
        return _ENDING.NOTHING_READ
    return _ENDING.SOME_LEFT_OUT if run.left_out else _ENDING.ALL_IN
