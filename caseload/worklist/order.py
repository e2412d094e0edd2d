"""Who matches what was asked for, and in which order they stand. Risk stands first, always."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.utils.text import slugify

from caseload.worklist.choices import URGENT, Asked
from caseload.worklist.rows import Case, weeks_in_treatment
from clinical import nhs_number
from clinical.problems import Problem
from clinical.reason import Reason

_NEVER = datetime.max.replace(tzinfo=UTC)
_AT_ONCE = datetime.min.replace(tzinfo=UTC)
_AFTER_EVERY_REASON = len(Reason)


def matches(case: Case, asked: Asked) -> bool:
    row = case.row
    return (
        (
            asked.problem is None
            or (row["problem"] or Problem.NOT_RECORDED.name) == asked.problem.name
        )
        and (asked.medium is None or row["usual_medium"] == asked.medium)
        and (not asked.label or any(slugify(name) == asked.label for name in row["labels"]))
        and (not asked.name or is_called(case, asked.name))
    )


def is_called(case: Case, typed: str) -> bool:
    """Every word is part of the name; or the digits are part of the NHS number."""
    row = case.row
    digits = nhs_number.digits(typed)
    if digits.isdigit():
        return digits in (row["patient__nhs_number"] or "")
    name = f"{row['patient__given_name']} {row['patient__family_name']}".casefold()
    return all(word in name for word in typed.casefold().replace(",", " ").split())


def in_order(cases: Iterable[Case], asked: Asked, *, on: date) -> list[Case]:
    """Risk first, by what is due; then as asked, those without a value last."""
    every = list(cases)
    risk = risk_first(case for case in every if case.has_risk)
    rest = sorted((case for case in every if not case.has_risk), key=_by_urgency)
    if asked.sort != URGENT:
        value = _SORT_BY[asked.column]
        with_value = [case for case in rest if value(case, on) is not None]
        with_value.sort(key=lambda case: value(case, on), reverse=asked.direction == "descending")
        rest = with_value + [case for case in rest if value(case, on) is None]
    return risk + rest


def risk_first(cases: Iterable[Case]) -> list[Case]:
    """By obligation, never by rank: overdue first, then due soonest (safety S-R2)."""
    return sorted(cases, key=lambda case: (case.risk_due_by or _AT_ONCE, _by_name(case)))


def _by_urgency(case: Case) -> tuple[int, datetime, tuple[str, str]]:
    order = case.asking[0].reason.order if case.asking else _AFTER_EVERY_REASON
    return order, case.next_at or _NEVER, _by_name(case)


def _by_name(case: Case) -> tuple[str, str]:
    row = case.row
    return row["patient__family_name"].casefold(), row["patient__given_name"].casefold()


_SORT_BY: dict[str, Callable[[Case, date], Any]] = {
    "patient": lambda case, _on: _by_name(case),
    "session": lambda case, _on: case.row["treatment_contacts"],
    "weeks": lambda case, on: weeks_in_treatment(case.row, on),
    "phq": lambda case, _on: next(reversed(case.row["phq9"]), None),
    "gad": lambda case, _on: next(reversed(case.row["gad7"]), None),
    "last": lambda case, on: case.row["last_attended_on"] and on - case.row["last_attended_on"],
    "next": lambda case, _on: case.next_at,
}
