"""What stands on a staff record, line by line, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from clinical import wording
from staff.models import (
    MANDATORY,
    AgreedOffset,
    Competency,
    CompetencySignOff,
    CpdEntry,
    Credential,
    CredentialKind,
    Induction,
    InductionStep,
    OffsetKind,
)

# As early as a service may have people reminded.
SOON = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that is held, or a training that is not: `pk` is 0 then."""

    pk: int
    label: str
    given: str
    until: str
    note: str
    is_late: bool
    seen: str
    awaits_a_look: bool


@dataclass(frozen=True, slots=True)
class Line:
    """What it is about, and what is said of it; `is_done` where something is ticked off."""

    pk: int
    what: str
    words: str
    is_done: bool = True
    value: str = ""


@dataclass(frozen=True, slots=True)
class Learnt:
    """CPD of the last twelve months, and how much of it was in protected time."""

    lines: tuple[Line, ...]
    total: str


def held(rows: Iterable[Credential], *, on: date, with_numbers: bool) -> tuple[Held, ...]:
    """Registration and training, those that run out first; missing training stands first."""
    found = list(rows)
    kinds = {row.kind for row in found}
    missing = [_missing(kind) for kind in MANDATORY if kind not in kinds]
    found.sort(key=lambda row: (row.expires_on or date.max, row.kind, row.body))
    return (*missing, *(_held(row, on=on, with_numbers=with_numbers) for row in found))


def induction(rows: Iterable[InductionStep], *, on: date) -> tuple[Line, ...]:
    """The whole checklist, done or not."""
    by_step = {row.step: row for row in rows}
    return tuple(
        Line(0, step.label, _signed(row.done_on, row.signed_by.signed_name, on), value=step.value)
        if (row := by_step.get(step))
        else Line(0, step.label, "", is_done=False, value=step.value)
        for step in Induction
    )


def competencies(rows: Iterable[CompetencySignOff], *, on: date) -> tuple[Line, ...]:
    """Every competency in the order in which it is learnt, signed or not."""
    signed = {row.competency: row for row in rows}
    return tuple(
        Line(0, one.label, _signed(row.seen_on, row.signed_by.signed_name, on), value=one.value)
        if (row := signed.get(one))
        else Line(0, one.label, "", is_done=False, value=one.value)
        for one in Competency
    )


def offsets(rows: Iterable[AgreedOffset], *, on: date) -> tuple[Line, ...]:
    """What lowers the agreed number now or later, the soonest first."""
    coming = [row for row in rows if row.ends_on is None or row.ends_on >= on]
    coming.sort(key=lambda row: (row.starts_on, row.pk))
    return tuple(Line(row.pk, offset_name(row), _effect(row, on)) for row in coming)


def learnt(rows: Iterable[CpdEntry], *, on: date) -> Learnt:
    """CPD, newest first, with its sums."""
    found = list(rows)
    minutes = sum(row.minutes for row in found)
    guarded = sum(row.minutes for row in found if row.was_protected)
    return Learnt(
        lines=tuple(
            Line(
                row.pk,
                row.what,
                f"{wording.sentence_date(row.on, on)}, {duration(row.minutes)}"
                + ("" if row.was_protected else ", not in protected time"),
            )
            for row in found
        ),
        total=f"{duration(minutes)} in twelve months, {duration(guarded)} in protected time",
    )


def duration(minutes: int) -> str:
    """`45 minutes`, `2 h`, `1 h 30`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} minutes"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def offset_name(row: AgreedOffset) -> str:
    """`Champion: perinatal`."""
    label = OffsetKind(row.kind).label
    return f"{label}: {row.topic}" if row.topic else label


def _effect(row: AgreedOffset, on: date) -> str:
    when = f"from {wording.sentence_date(row.starts_on, on)}"
    if row.ends_on is not None:
        when += f" to {wording.sentence_date(row.ends_on, on)}"
    if row.hours_a_week is not None:
        return f"{row.hours_a_week.normalize():f} h a week, {row.taken_off} off, {when}"
    return f"{row.cap} people at most, {when}" if row.cap is not None else when


def _held(row: Credential, *, on: date, with_numbers: bool) -> Held:
    kind = CredentialKind(row.kind)
    given = ", ".join(filter(None, (row.body, row.number))) if with_numbers else ""
    return Held(
        pk=row.pk,
        label=kind.label,
        given=given,
        until="" if row.expires_on is None else wording.sentence_date(row.expires_on, on),
        note=_note(row.expires_on, on),
        is_late=row.expires_on is not None and row.expires_on < on,
        seen=""
        if row.checked_by is None or row.checked_at is None
        else f"Seen by {row.checked_by.signed_name}",
        awaits_a_look=row.checked_at is None,
    )


def _note(expires_on: date | None, on: date) -> str:
    if expires_on is None or expires_on - on > SOON:
        return ""
    said = "Ran out" if expires_on < on else "Runs out"
    return f"{said} {wording.days_ago(expires_on, on)}"


def _missing(kind: CredentialKind) -> Held:
    return Held(
        pk=0,
        label=kind.label,
        given="",
        until="",
        note="Not recorded",
        is_late=True,
        seen="",
        awaits_a_look=False,
    )


def _signed(day: date, name: str, on: date) -> str:
    return f"{wording.sentence_date(day, on)}, {name}"
