"""One row of the caseload as strings: everything is made here once, templates only place it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from caseload.chips import chip, label_chips
from clinical import nhs_number, wording
from clinical.measures import GAD7, PHQ9
from clinical.problems import Problem
from clinical.reason import Found, Reason
from clinical.working_days import local_date
from outcomes.charts import score_cell
from referrals.models import Medium

_NO_FLAG = SafeString('<span class="app-s app-2">No flag</span>')
_NOTHING_NEXT = SafeString("<b>None</b>")
_BOOK = (
    '{} <a class="app-link app-s app-hit app-noprint" href="{}book">Book'
    '<span class="nhsuk-u-visually-hidden"> for {}</span></a>'
)
_DAYS_IN_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Case:
    """One person on the caseload as they stand this minute."""

    row: Mapping[str, Any]
    found: tuple[Found, ...]
    reasons: frozenset[Reason]
    put_off: frozenset[Reason]
    risk_due_by: datetime | None
    booked_at: datetime | None

    @property
    def has_risk(self) -> bool:
        """Shown first and whatever the filter (safety S-R7)."""
        return Reason.RISK in self.reasons

    @property
    def needs_action(self) -> bool:
        """Something is asked of the PWP now."""
        return any(one.needs_action for one in self.found)

    @property
    def asking(self) -> tuple[Found, ...]:
        """Every reason that nobody put off; they stand before those put off."""
        return self.found[: len(self.found) - len(self.put_off)]

    @property
    def resting(self) -> tuple[Found, ...]:
        """Every reason that rests until its day."""
        return self.found[len(self.found) - len(self.put_off) :]

    @property
    def next_at(self) -> datetime | None:
        """The earliest obligation."""
        return min((at for at in (self.risk_due_by, self.booked_at) if at), default=None)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as drawn."""

    path: str
    name: str
    age: int
    nhs_number: str
    labels: SafeString
    why: SafeString
    problem: str
    treatment: str
    session: str
    medium: str
    weeks: int
    phq9: SafeString
    gad7: SafeString
    last: str
    next: SafeString


def row_of(case: Case, *, base: str, may_book: bool, now: datetime) -> Row:
    """The row of one person; `base` is the caseload's own path."""
    row, on = case.row, local_date(now)
    path = f"{base}{row['reference']}/"
    name = wording.listed_name(row["patient__family_name"], row["patient__given_name"])
    following = _next(case.risk_due_by, case.booked_at, now, on)
    return Row(
        path=path,
        name=name,
        age=wording.age(row["patient__date_of_birth"], on),
        nhs_number=_spaced(row["patient__nhs_number"]),
        labels=label_chips(tuple(row["labels"])),
        why=_why(case, on),
        problem=problem_name(row["problem"]),
        treatment=row["treatment"],
        session=f"{row['treatment_contacts']} of {row['planned_sessions']}",
        medium=medium_name(row["usual_medium"]),
        weeks=weeks_in_treatment(row, on) or 0,
        phq9=score_cell(row["phq9"], PHQ9),
        gad7=score_cell(row["gad7"], GAD7),
        last=_ago(row["last_attended_on"], on),
        next=(
            format_html(_BOOK, following, path, name)
            if may_book and case.booked_at is None
            else following
        ),
    )


def weeks_in_treatment(row: Mapping[str, Any], on: date) -> int | None:
    """Whole weeks since the first treatment session; none before it."""
    began: date | None = row["first_treatment_on"]
    return None if began is None else (on - began).days // _DAYS_IN_A_WEEK


@lru_cache(maxsize=64)
def problem_name(stored: str) -> str:
    """The short name of a stored problem descriptor."""
    return Problem[stored].short if stored else Problem.NOT_RECORDED.short


@lru_cache(maxsize=16)
def medium_name(stored: str) -> str:
    """`phone`: how they usually meet, within a line."""
    return Medium(stored).label.lower()


@lru_cache(maxsize=4096)
def _spaced(number: str | None) -> str:
    return nhs_number.spaced(number) if number else "NHS no. not known"


def _why(case: Case, on: date) -> SafeString:
    """One chip and its evidence; a second reason follows as "and ..."; what is put off is quiet."""
    asking = case.asking
    if not asking:
        return _rests(case.resting, on) if case.found else _NO_FLAG
    first, second = asking[0], _second(asking)
    cell = _why_cell(first.reason, first.evidence, second.reason if second else None)
    return format_html("{}<br>{}", cell, _rests(case.resting, on)) if case.put_off else cell


def _rests(resting: tuple[Found, ...], on: date) -> SafeString:
    """`High scores, put off until 16 June`."""
    return format_html_join(
        SafeString("<br>"),
        '<span class="app-s app-2">{}, put off until {}</span>',
        (
            (one.reason.label, wording.sentence_date(one.snoozed_until, on))
            for one in resting
            if one.snoozed_until is not None
        ),
    )


def _second(found: tuple[Found, ...]) -> Found | None:
    """The next reason; where the first asks nothing of the PWP, the one that does."""
    rest = found[1:]
    if found[0].reason.needs_action:
        return next(iter(rest), None)
    asking = (one for one in rest if one.reason.needs_action)
    return next(asking, next(iter(rest), None))


@lru_cache(maxsize=4096)
def _why_cell(first: Reason, evidence: str, second: Reason | None) -> SafeString:
    also = (
        "" if second is None else format_html(' <span class="app-s">and {}</span>', _also(second))
    )
    return format_html('{}{}<br><span class="app-s">{}</span>', chip(first.value), also, evidence)


def _also(reason: Reason) -> str:
    return reason.label[:1].lower() + reason.label[1:]


def _ago(day: date | None, on: date) -> str:
    """`7 days`, as the column already says that it is in the past."""
    return (
        "None yet" if day is None else wording.days_ago(day, on).removesuffix(" ago").capitalize()
    )


def _next(
    risk_due_by: datetime | None, booked_at: datetime | None, now: datetime, on: date
) -> SafeString:
    """What must happen next, with its time; a risk plan is never hidden behind an appointment."""
    if risk_due_by is None:
        return _NOTHING_NEXT if booked_at is None else _appointment(booked_at, on, "")
    if booked_at is not None and now < booked_at < risk_due_by:
        return _appointment(booked_at, on, f"then risk plan by {_moment(risk_due_by, on)}")
    then = "" if booked_at is None else f"then {_moment(booked_at, on)}"
    return _risk_plan(risk_due_by, on, then, is_overdue=risk_due_by <= now)


@lru_cache(maxsize=2048)
def _appointment(at: datetime, on: date, also: str) -> SafeString:
    return _stacked(_day(local_date(at), on), wording.clock(at), also)


@lru_cache(maxsize=512)
def _risk_plan(due_by: datetime, on: date, also: str, *, is_overdue: bool) -> SafeString:
    if is_overdue:
        since = f"risk plan, since {_moment(due_by, on)}"
        return _stacked(SafeString("<b>Overdue</b>"), since, also)
    return _stacked(_day(local_date(due_by), on), f"risk plan by {wording.clock(due_by)}", also)


def _stacked(first: SafeString | str, *small: str) -> SafeString:
    """A line, and smaller lines under it."""
    lines = format_html_join(
        "", '<br><span class="app-s app-2">{}</span>', ((one,) for one in small if one)
    )
    return format_html("{}{}", first, lines)


def _day(day: date, on: date) -> SafeString | str:
    return SafeString("<b>Today</b>") if day == on else wording.table_date(day, on)


@lru_cache(maxsize=4096)
def _moment(at: datetime, on: date) -> str:
    """`07:24` on the day itself, else `Thu 11 Jun, 12:24`."""
    return wording.clock(at) if local_date(at) == on else wording.day_and_time(at, on)
