"""Each month that may be sent now, until when, and what was written of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from clinical import wording
from reporting.dataset.export.windows import Submission, submission
from reporting.dataset.layout import Severity
from reporting.models import ExportRun, Window
from reporting.named_periods import Named, month_before, month_named

# This month, whose return is still early, and the two whose windows are open
_SHOWN = 3
_RUNS = 12
_IN_WORDS = {
    Severity.FILE: "reject the whole file",
    Severity.GROUP: "reject a record with all that hangs from it",
    Severity.RECORD: "reject a record",
    Severity.WARNING: "warn",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One time that a month was written."""

    pk: int
    month: str
    month_label: str
    window: str
    state: ExportRun.State
    who: str
    when: str
    rows: int
    counts: tuple[tuple[str, int], ...]
    findings: tuple[tuple[str, int], ...]
    checksum: str
    why_failed: str

    @property
    def is_going_on(self) -> bool:
        """Somebody has asked for it, and it has not ended."""
        return self.state in {ExportRun.State.WAITING, ExportRun.State.WRITING}

    @property
    def is_done(self) -> bool:
        """There is a file to keep."""
        return self.state == ExportRun.State.DONE


@dataclass(frozen=True, slots=True)
class Month:
    """One month: which submission it is in, until when, and its latest run."""

    key: str
    label: str
    window: Window
    when: str
    run: Run | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The months that matter today, and what was written before."""

    months: tuple[Month, ...]
    earlier: tuple[Run, ...]


def read(*, on: date) -> Page:
    """One query."""
    runs = [run_shown(one, on=on) for one in _latest()]
    latest = {month: next(of_month) for month, of_month in groupby(runs, lambda one: one.month)}
    months = _months(latest, on=on)
    shown = {one.run.pk for one in months if one.run}
    return Page(months, tuple(one for one in runs if one.pk not in shown)[:_RUNS])


def read_month(named: Named, *, on: date) -> Month:
    """One month alone. One query."""
    run = runs_of(named.period.start).first()
    found = {} if run is None else {named.key: run_shown(run, on=on)}
    return _month(named, found, on=on, is_first=False)


def runs_of(month: date) -> QuerySet[ExportRun]:
    """The latest first."""
    found = ExportRun.objects.filter(month=month).select_related("asked_by")
    return found.order_by("-asked_at", "-pk")


def _latest() -> Iterable[ExportRun]:
    found = ExportRun.objects.select_related("asked_by")
    return found.order_by("-month", "-asked_at", "-pk")[: _SHOWN * _RUNS]


def _months(latest: Mapping[str, Run], *, on: date) -> tuple[Month, ...]:
    """The one to send first stands first: provisional, performance, then the one going on."""
    this = on.replace(day=1)
    before = month_before(this)
    order = (before, month_before(before), this)
    return tuple(
        _month(month_named(f"{month:%Y-%m}", on=on), latest, on=on, is_first=at == 0)
        for at, month in enumerate(order)
    )


def _month(named: Named, latest: Mapping[str, Run], *, on: date, is_first: bool) -> Month:
    now = submission(named.period.start, on=on)
    return Month(
        key=named.key,
        label=named.label,
        window=now.window,
        when=_when(now, on=on),
        run=latest.get(named.key),
        is_first=is_first,
    )


def _when(now: Submission, *, on: date) -> str:
    """`7 days left: closes 22 June`; from when, where the window is not open yet."""
    if now.opens_on is None or now.closes_on is None:
        return "Nothing more is taken of this month."
    usual = ", the usual day" if now.is_assumed else ""
    closes = f"closes {wording.sentence_date(now.closes_on, on)}{usual}"
    if now.opens_on > on:
        return f"Opens {wording.sentence_date(now.opens_on, on)}, {closes}."
    days = (now.closes_on - on).days
    left = f"{wording.count(days, 'day')} left" if days else "Today is the last day"
    return f"{left}: {closes}."


def run_shown(one: ExportRun, *, on: date) -> Run:
    """As its reader sees it."""
    named = month_named(f"{one.month:%Y-%m}", on=max(on, one.month))
    return Run(
        pk=one.pk,
        month=named.key,
        month_label=named.label,
        window=Window(one.window).label,
        state=ExportRun.State(one.state),
        who=one.asked_by.full_name,
        when=wording.sentence_time(one.finished_at or one.asked_at, on),
        rows=sum(one.counts.values()),
        counts=tuple(sorted(one.counts.items())),
        findings=tuple(
            (_IN_WORDS[cost], one.findings[cost.value])
            for cost in Severity
            if one.findings.get(cost.value)
        ),
        checksum=one.checksum,
        why_failed=one.why_failed,
    )
