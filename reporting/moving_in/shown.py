"""Imports as the page shows them: how far each is, what came in, what was left out and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db.models import Count
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clinical.wording import count, sentence_time
from reporting.models import ImportRun, ImportUpload, LeftOut

MOST_ROWS = 100
_MOST_REASONS = 12
_MOST_RUNS = 20
_WIDTH = 1000
_KINDS: Mapping[str, str] = MappingProxyType(
    {"made": "New", "changed": "Changed", "unchanged": "As before", "kept": "Edited here, kept"}
)
_PHASES: Mapping[str, str] = MappingProxyType(
    {
        ImportRun.Phase.WAITING: "Waits to begin, within a minute",
        ImportRun.Phase.READING: "Reads the files",
        ImportRun.Phase.TAKING: "Brings in",
    }
)


_LOOKED_AT: Mapping[str, str] = MappingProxyType(
    {
        ImportRun.Ending.ALL_IN: "All would come in",
        ImportRun.Ending.SOME_LEFT_OUT: "What would be left out is listed; the rest would come in",
        ImportRun.Ending.NOTHING_READ: "Nothing could be read",
    }
)


@dataclass(frozen=True, slots=True)
class RunRow:
    """One import: how far it is, or what it came to."""

    pk: int
    source: str
    who: str
    when: str
    is_dry_run: bool
    is_going_on: bool
    state: str
    far: str
    meter: SafeString | str
    counts: tuple[tuple[str, tuple[int, ...]], ...]
    left_out: int
    may_be_brought_in: bool

    @property
    def kinds(self) -> tuple[str, ...]:
        """The heads of its counts."""
        return tuple(_KINDS.values())


@dataclass(frozen=True, slots=True)
class Reason:
    """Why so many rows were left out."""

    why: str
    rule: str
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """One page of what was left out, and behind which row the next begins. Before the first row
    stand the reasons that hold for many, the commonest first.
    """

    rows: tuple[LeftOut, ...]
    next_after: int
    reasons: tuple[Reason, ...]


def runs(*, on: date) -> tuple[RunRow, ...]:
    """The latest, newest first. Two queries."""
    found = list(ImportRun.objects.select_related("asked_by").order_by("-pk")[:_MOST_RUNS])
    held = set(ImportUpload.objects.filter(run__in=found, place=0).values_list("run_id", flat=True))
    return tuple(_row(one, one.pk in held, on=on) for one in found)


def run(pk: int, *, on: date) -> RunRow | None:
    """One of them."""
    found = ImportRun.objects.select_related("asked_by").filter(pk=pk).first()
    if found is None:
        return None
    is_held = ImportUpload.objects.filter(run=found, place=0).exists()
    return _row(found, is_held, on=on)


def report(pk: int, *, after: int) -> Report:
    """What was left out, in the order of the files. Two queries, one behind the first page."""
    rows = list(LeftOut.objects.filter(run=pk, pk__gt=after).order_by("pk")[: MOST_ROWS + 1])
    more = len(rows) > MOST_ROWS
    reasons = () if after else _reasons(pk)
    return Report(tuple(rows[:MOST_ROWS]), rows[MOST_ROWS - 1].pk if more else 0, reasons)


def _reasons(pk: int) -> tuple[Reason, ...]:
    found = (
        LeftOut.objects.filter(run=pk)
        .values_list("why", "rule")
        .annotate(many=Count("pk"))
        .filter(many__gt=1)
        .order_by("-many", "why")[:_MOST_REASONS]
    )
    return tuple(Reason(why, rule, many) for why, rule, many in found)


def _row(one: ImportRun, is_held: bool, *, on: date) -> RunRow:  # noqa: FBT001 - a fact
    is_going_on = one.ended_at is None
    return RunRow(
        pk=one.pk,
        source=one.source,
        who=one.asked_by.full_name,
        when=sentence_time(one.asked_at, on),
        is_dry_run=one.is_dry_run,
        is_going_on=is_going_on,
        state=_state(one),
        far=_far(one),
        meter=_meter(one),
        counts=_counts(one),
        left_out=one.left_out,
        may_be_brought_in=is_held and one.is_dry_run and not is_going_on,
    )


def _state(one: ImportRun) -> str:
    if one.ended_at is None:
        is_looking = one.is_dry_run and one.phase == ImportRun.Phase.TAKING
        return "Looks at what would come in" if is_looking else _PHASES[one.phase]
    return _LOOKED_AT[one.ending] if one.is_dry_run else str(one.get_ending_display())


def _far(one: ImportRun) -> str:
    """`3 of 5 files, 400 of 1,200 people and rows`."""
    said = f"{one.files_done:,} of {count(one.files, 'file')}"
    if not one.people:
        return said if one.files else ""
    return f"{said}, {one.people_done:,} of {one.people:,} people and rows"


def _meter(one: ImportRun) -> SafeString | str:
    if not one.people:
        return ""
    return format_html(
        '<svg class="app-meter" viewBox="0 0 {} 10" preserveAspectRatio="none" role="img" '
        'aria-label="{} of {} done" focusable="false">'
        '<rect class="app-meter__b" x="0" width="{}" height="10"/></svg>',
        _WIDTH,
        one.people_done,
        one.people,
        one.people_done * _WIDTH // one.people,
    )


def _counts(one: ImportRun) -> tuple[tuple[str, tuple[int, ...]], ...]:
    by_kind = {kind: one.counts.get(kind) or {} for kind in _KINDS}
    names = sorted({name for counts in by_kind.values() for name in counts})
    return tuple(
        (
            name.replace("_", " ").capitalize(),
            tuple(by_kind[kind].get(name, 0) for kind in _KINDS),
        )
        for name in names
    )
