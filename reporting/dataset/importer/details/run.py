"""Brings the five files of a folder or zip in, as a part of a run or as one of its own. How far it
is stands in the run: one that was killed goes on behind its last batch.
"""

import sys
from collections import Counter
from dataclasses import dataclass

from django.db import transaction

from reporting.dataset.importer import runs
from reporting.dataset.importer.bundles import LeftOut, Taken
from reporting.dataset.importer.details import files, taking
from reporting.dataset.importer.details.bringing import Bringing
from reporting.dataset.importer.details.files import Readable
from reporting.dataset.importer.details.keys import Keys
from reporting.dataset.importer.sources import Source, shown
from reporting.dataset.importer.turns import Turn
from reporting.models import ImportRun

_NONE_THERE = "None of the five files is here: name them staff.csv, people.csv and so on."
_COUNTS = ("made", "changed", "unchanged", "kept")
# Of each file, the line behind which it goes on.
_LINES = "lines"
_ENDING = ImportRun.Ending


def provider_here() -> str:
    """Whose monthly files came in last: the numbers of these files are that one’s."""
    came = ImportRun.objects.filter(is_dry_run=False).exclude(provider="")
    last = came.order_by("-asked_at", "-pk").first()
    return "" if last is None else last.provider


def carry_out(run: ImportRun, source: Source, *, turn: Turn) -> None:
    """A run of the five files alone, to its end. Raises NotYet when the turn is over before."""
    if not go_on(run, source, turn=turn) and not run.left_out:
        runs.leave_out(run, [LeftOut(shown(source.name), 0, "", "S2-FILE", _NONE_THERE)])
    runs.end(run, ending=_ending(run), now=turn.now + turn.passed)


def go_on(run: ImportRun, source: Source, *, turn: Turn, with_months: bool = False) -> bool:
    """Take what is there of the five files, behind where the run stands. Whether any can be read.
    Raises NotYet when the turn is over before the end.
    """
    found, left_out = files.readable(source)
    if _LINES not in run.counts:
        _begin(run, found, left_out, turn=turn)
    bringing = Bringing(
        keys=Keys(run.provider, run.pk),
        by=run.asked_by,
        now=turn.now,
        policy=turn.policy,
        is_dry_run=run.is_dry_run,
        is_form_only=run.is_dry_run and with_months,
    )
    for one in found:
        _take(_Going(run, turn, bringing), one)
    return bool(found)


@transaction.atomic
def _begin(run: ImportRun, found: list[Readable], left_out: list[LeftOut], *, turn: Turn) -> None:
    rows = sum(one.rows for one in found)
    run.provider = run.provider or provider_here()
    run.phase = ImportRun.Phase.TAKING
    run.files += len(found)
    run.people += rows
    run.counts[_LINES] = {}
    runs.leave_out(run, left_out)
    turn.goes_on(run)
    run.save()


@dataclass(frozen=True, slots=True)
class _Going:
    """A run in its turn."""

    run: ImportRun
    turn: Turn
    bringing: Bringing


def _take(going: _Going, one: Readable) -> None:
    run, name = going.run, one.file.name
    after = run.counts[_LINES].get(name, 0)
    if after == sys.maxsize:
        return
    for done in taking.take(one, after=after, bringing=going.bringing):
        _keep(going, done.rows)
        run.counts[_LINES][name] = done.line
        run.files_done += int(done.line == sys.maxsize)
        run.save()
        going.turn.may_end()


def _keep(going: _Going, rows: int) -> None:
    """What the batch came to, and how far the run is."""
    run, taken = going.run, going.bringing.taken
    going.bringing.taken = Taken()
    for name in _COUNTS:
        run.counts[name] = dict(Counter(run.counts.get(name, {})) + getattr(taken, name))
    run.people_done = min(run.people, run.people_done + rows)
    runs.leave_out(run, taken.left_out)
    going.turn.goes_on(run)


def is_any_in(run: ImportRun) -> bool:
    """Whether one of the five files could be read."""
    return bool(run.counts.get(_LINES))


def _ending(run: ImportRun) -> ImportRun.Ending:
    if not is_any_in(run):
        return _ENDING.NOTHING_READ
    return _ENDING.SOME_LEFT_OUT if run.left_out else _ENDING.ALL_IN
