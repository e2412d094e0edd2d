"""The rota as pages show it: who is on duty now, the days ahead, and the hours nobody covers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date, moment
from staff import rota
from staff.rota import Gap, Turn


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody on duty now, on which number, until when; a warning if they are not there."""

    name: str
    phone: str
    until: str
    warning: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """A turn to come."""

    who: str
    when: str


@dataclass(frozen=True, slots=True)
class RotaPanel:
    """Beside the duty page."""

    now: tuple[OnDuty, ...]
    ahead: tuple[Ahead, ...]
    gaps: tuple[str, ...]
    days: int


def read(*, now: datetime, policy: Policy) -> RotaPanel:
    """The rota from now on, for as many days as gaps are looked for. Two queries."""
    until = end_of_look(now, policy)
    turns = rota.turns(since=now, until=until)
    found = rota.gaps(turns, since=now, until=until, calendar=policy.calendar)
    return RotaPanel(
        now=tuple(_on_duty(one, now) for one in turns if one.is_running(now)),
        ahead=tuple(
            Ahead(who=f"{one.name}{_absent(one)}", when=span(one.starts_at, one.ends_at, now))
            for one in turns
            if one.starts_at > now
        ),
        gaps=tuple(gap_words(gap, now) for gap in found),
        days=policy.duty_gap_days,
    )


def gaps(*, now: datetime, policy: Policy) -> tuple[str, ...]:
    """`No duty senior Thursday 11 June, 13:00 to 17:00`, one line each. Two queries."""
    until = end_of_look(now, policy)
    turns = rota.turns(since=now, until=until)
    found = rota.gaps(turns, since=now, until=until, calendar=policy.calendar)
    return tuple(gap_words(gap, now) for gap in found)


def end_of_look(now: datetime, policy: Policy) -> datetime:
    """Gaps are looked for until the end of the last of so many days."""
    return moment(local_date(now) + timedelta(days=policy.duty_gap_days + 1), "00:00")


def gap_words(gap: Gap, now: datetime) -> str:
    """`No duty senior Thursday 11 June, 13:00 to 17:00`."""
    day = local_date(gap.starts_at)
    when = "today" if day == local_date(now) else wording.long_date(day, local_date(now))
    return f"No duty senior {when}, {wording.clock(gap.starts_at)} to {wording.clock(gap.ends_at)}"


def span(starts_at: datetime, ends_at: datetime, now: datetime) -> str:
    """`Thu 11 Jun, 09:00 to 17:00`; over several days, both with their day."""
    on = local_date(now)
    first, last = local_date(starts_at), local_date(ends_at)
    start = f"{wording.table_date(first, on)}, {wording.clock(starts_at)}"
    if first == last:
        return f"{start} to {wording.clock(ends_at)}"
    return f"{start} to {wording.table_date(last, on)}, {wording.clock(ends_at)}"


def _on_duty(one: Turn, now: datetime) -> OnDuty:
    until = wording.sentence_time(one.ends_at, local_date(now))
    return OnDuty(name=one.name, phone=one.phone, until=until, warning=absence_words(one, now))


def absence_words(one: Turn, now: datetime) -> str:
    """Why somebody on the rota does not come now; empty when they do."""
    if one.has_left:
        return f"{one.name} no longer works here: give this turn to somebody else."
    if one.is_away_on(local_date(now)):
        return f"{one.name} is away today: give this turn to somebody else."
    return ""


def _absent(one: Turn) -> str:
    if one.has_left:
        return ", who no longer works here"
    return f", away {_days(one.missing)}" if one.missing else ""


def _days(missing: Sequence[object]) -> str:
    return "on a day of it" if len(missing) == 1 else "on days of it"
