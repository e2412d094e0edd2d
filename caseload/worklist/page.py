"""The caseload page: one row per person, in three headed groups, with the reason to look now.

One query reads the rows with what is open about risk; everything else is Python over at most a
few dozen people. Counts come from the same rows, and risk is on the page whatever the filter
(safety S-R7).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.text import slugify

from caseload import flagging, whose
from caseload.facts import next_booked
from caseload.worklist import around, source
from caseload.worklist.around import Kept
from caseload.worklist.choices import COLUMNS, Asked, Column
from caseload.worklist.nobody import Nobody, nobody
from caseload.worklist.order import in_order, matches, risk_first
from caseload.worklist.rows import Case, Row, row_of
from caseload.worklist.views import VIEWS, View
from clinical import wording
from clinical.policy import Policy
from clinical.problems import Problem
from clinical.working_days import local_date
from referrals.visibility import COVER
from staff.models import StaffMember
from staff.roles import Relation

# Who books for the people of a caseload: the table of access says so, and the door checks it.
_BOOKERS = frozenset({Relation.MINE.value, COVER})


@dataclass(frozen=True, slots=True)
class Tab:
    """A view with the number of people in it."""

    code: str
    label: str
    path: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading; without a path it does not sort."""

    label: str
    hidden: str
    classes: str
    sort: str
    path: str
    direction: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    heading: str
    note: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Caseload:
    """The page."""

    asked: Asked
    owner: str
    is_mine: bool
    total: int
    tabs: tuple[Tab, ...]
    headings: tuple[Heading, ...]
    groups: tuple[Group, ...]
    problems: tuple[Problem, ...]
    said: str
    labels: tuple[tuple[str, str], ...]
    kept: tuple[Kept, ...]
    nobody: Nobody | None
    shown_patient_ids: tuple[int, ...]
    relation: str


def read(*, member: StaffMember, asked: Asked, base: str, now: datetime) -> Caseload | None:
    """Somebody's caseload as this person may see it; None when it is not theirs to open."""
    standing = member.standing
    if standing is None:
        return None
    pwp_id = asked.of or member.pk
    rows = source.read(pwp_id, standing)
    owner = _owner(pwp_id, rows, member=member)
    if owner is None:
        return None
    teams = frozenset(row["team_id"] for row in rows)
    beside = around.read(member, on=local_date(now))
    return _page(
        _cases(rows, now=now, policy=beside.policy),
        kept=beside.kept,
        asked=asked,
        owner=owner,
        is_mine=pwp_id == member.pk,
        relation=whose.relation_to(pwp_id, teams, standing),
        base=base,
        now=now,
    )


def _owner(pwp_id: int, rows: Sequence[dict[str, Any]], *, member: StaffMember) -> str | None:
    if pwp_id == member.pk:
        return member.full_name
    if rows:
        return wording.full_name(rows[0]["pwp__family_name"], rows[0]["pwp__given_name"])
    return None if member.standing is None else whose.name_of(pwp_id, member.standing)


def _cases(rows: Sequence[dict[str, Any]], *, now: datetime, policy: Policy) -> list[Case]:
    """Each person with every reason that holds this minute, whether or not a worker has run."""
    cases = []
    for row in rows:
        risk = flagging.open_risk(row)
        found = flagging.reasons_now(row, risk=risk, now=now, policy=policy)
        cases.append(
            Case(
                row=row,
                found=found,
                reasons=frozenset(one.reason for one in found),
                put_off=frozenset(one.reason for one in found if one.snoozed_until is not None),
                risk_due_by=min((action.due_by for action in risk.actions), default=None),
                booked_at=next_booked(row["booked_at"], now=now),
            )
        )
    return cases


def _page(
    cases: Sequence[Case],
    *,
    kept: tuple[Kept, ...],
    asked: Asked,
    owner: str,
    is_mine: bool,
    relation: str,
    base: str,
    now: datetime,
) -> Caseload:
    matching = [case for case in cases if matches(case, asked)]
    counted = [case for case in cases if case.has_risk or matches(case, asked)]
    listed = in_order(
        (case for case in matching if asked.view.holds(case.reasons, case.put_off)),
        asked,
        on=local_date(now),
    )
    seen = {id(case) for case in listed}
    beside = risk_first(case for case in cases if case.has_risk and id(case) not in seen)
    shown = [*beside, *listed]
    drawn = partial(row_of, base=base, may_book=relation in _BOOKERS, now=now)
    return Caseload(
        asked=asked,
        owner=owner,
        is_mine=is_mine,
        total=len(cases),
        tabs=_tabs(counted, asked, base),
        headings=tuple(_heading(column, asked, base) for column in COLUMNS),
        groups=_groups(beside, listed, drawn),
        problems=_problems(cases, asked),
        labels=_labels(cases, asked),
        kept=kept,
        said=_said(len(shown), len(beside)),
        nobody=None if listed else nobody(cases, matching, asked, is_mine=is_mine, base=base),
        shown_patient_ids=tuple(case.row["patient_id"] for case in shown),
        relation=relation,
    )


def _groups(
    beside: Sequence[Case], listed: Sequence[Case], drawn: Callable[[Case], Row]
) -> tuple[Group, ...]:
    """Risk that the filter would leave out, then the three groups; an empty one has no heading."""
    needs_you = [case for case in listed if case.needs_action]
    meeting = [case for case in listed if case.asking and not case.needs_action]
    put_off = [case for case in listed if case.put_off and not case.asking]
    quiet = [case for case in listed if not case.found]
    named = (
        ("Risk", "shown whatever the filter", beside),
        ("Needs you", "something is for you to do", needs_you),
        ("For the meeting", "nothing to do before supervision", meeting),
        ("Put off", "each comes back on its day", put_off),
        ("No flag", "nothing for you to do", quiet),
    )
    return tuple(
        Group(heading, note, tuple(drawn(case) for case in cases))
        for heading, note, cases in named
        if cases
    )


def _tabs(counted: Sequence[Case], asked: Asked, base: str) -> tuple[Tab, ...]:
    """Every view with its count; a rare one while somebody stands in it, or it is looked at."""
    tabs = ((view, _tab(view, counted, asked, base)) for view in VIEWS)
    return tuple(tab for view, tab in tabs if not view.is_rare or tab.count or tab.is_current)


def _tab(view: View, counted: Sequence[Case], asked: Asked, base: str) -> Tab:
    return Tab(
        code=view.code,
        label=view.label,
        path=f"{base}{asked.in_view(view).query}",
        count=sum(1 for case in counted if view.holds(case.reasons, case.put_off)),
        is_current=view is asked.view,
    )


def _heading(column: Column, asked: Asked, base: str) -> Heading:
    is_sorted = bool(column.sort) and column.sort == asked.column
    return Heading(
        label=column.label,
        hidden=column.hidden,
        classes=column.classes,
        sort=column.sort,
        path=f"{base}{asked.sorted_by(column).query}" if column.sort else "",
        direction=asked.direction if is_sorted else "none",
    )


def _problems(cases: Sequence[Case], asked: Asked) -> tuple[Problem, ...]:
    """What can be filtered by: the problems on this caseload, and the one that is asked for."""
    stored = {case.row["problem"] or Problem.NOT_RECORDED.name for case in cases}
    wanted = {Problem[name] for name in stored} | ({asked.problem} if asked.problem else set())
    return tuple(sorted(wanted, key=lambda problem: problem.short))


def _labels(cases: Sequence[Case], asked: Asked) -> tuple[tuple[str, str], ...]:
    """What can be filtered by: the labels on this caseload; one that is asked for stays."""
    stored = {slugify(name): name for case in cases for name in case.row["labels"]}
    if asked.label:
        stored.setdefault(asked.label, asked.label)
    return tuple(sorted(stored.items()))


def _said(shown: int, beside: int) -> str:
    """What the status line says: `12 shown, 4 of them whatever the filter`."""
    return f"{shown} shown" + (f", {beside} of them whatever the filter" if beside else "")
