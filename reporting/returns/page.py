"""Each month that may be sent now, until when, and what was written of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from clinical import wording
from reporting.dataset.export.windows import Submission, submission
from reporting.dataset.layout import Severity
from reporting.models import ExportRun, Window
from reporting.named_periods import Named, month_before, month_named

_RUNS = 12
_IN_WORDS = {
    Severity.FILE: "reject the whole file",
    Severity.GROUP: "reject a record with all that hangs from it",
    Severity.RECORD: "reject a record",
    Severity.WARNING: "warn and reject nothing",
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
    removed: str

    @property
    def is_going_on(self) -> bool:
        """Somebody has asked for it, and it has not ended."""
        return self.state in {ExportRun.State.WAITING, ExportRun.State.WRITING}

    @property
    def is_done(self) -> bool:
        """It was written."""
        return self.state == ExportRun.State.DONE

    @property
    def has_files(self) -> bool:
        """There is a file to keep: its time is not up yet."""
        return self.is_done and not self.removed


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
    """Two queries."""
    runs = ExportRun.objects.select_related("asked_by")
    order = _order(on)
    # Of each month its own latest: however often another was written.
    newest = runs.filter(month__in=order).order_by("month", "-asked_at", "-pk").distinct("month")
    latest = {one.month: run_shown(one, on=on) for one in newest}
    earlier = runs.exclude(pk__in=[one.pk for one in latest.values()])
    return Page(
        tuple(
            _month(month_named(f"{month:%Y-%m}", on=on), latest.get(month), on=on, is_first=not at)
            for at, month in enumerate(order)
        ),
        tuple(
            run_shown(one, on=on) for one in earlier.order_by("-month", "-asked_at", "-pk")[:_RUNS]
        ),
    )


def read_month(named: Named, *, on: date) -> Month:
    """One month alone. One query."""
    run = runs_of(named.period.start).first()
    return _month(named, None if run is None else run_shown(run, on=on), on=on, is_first=False)


def runs_of(month: date) -> QuerySet[ExportRun]:
    """The latest first."""
    found = ExportRun.objects.filter(month=month).select_related("asked_by")
    return found.order_by("-asked_at", "-pk")


def _order(on: date) -> tuple[date, date, date]:
    """The one to send first stands first: provisional, performance, then the one going on."""
    this = on.replace(day=1)
    before = month_before(this)
    return before, month_before(before), this


def _month(named: Named, run: Run | None, *, on: date, is_first: bool) -> Month:
    now = submission(named.period.start, on=on)
    return Month(
        key=named.key,
        label=named.label,
        window=now.window,
        when=_when(now, on=on),
        run=run,
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
        removed=wording.sentence_time(one.files_removed_at, on) if one.files_removed_at else "",
    )
