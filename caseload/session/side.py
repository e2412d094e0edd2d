"""The panel beside the session form: last time, both charts with room for today, goals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString

from caseload.models import ContactKind
from caseload.models.contact import TREATMENT_KINDS
from caseload.numbering import Happened, appointments
from caseload.session.source import Source
from clinical import wording
from clinical.measures import GAD7, PHQ9, Measure
from clinical.trajectory import Table
from clinical.working_days import local_date
from outcomes import expected
from outcomes.helps_next import HelpsNext, helps_next, range_words
from outcomes.progress import chart_points
from outcomes.trajectory import trajectory
from referrals.models import Referral
from referrals.paths import path_to

_CHARTED = (PHQ9, GAD7)


@dataclass(frozen=True, slots=True)
class Side:
    """Display strings and drawn charts."""

    last_label: str
    plan: str
    did: str
    charts: tuple[tuple[str, SafeString], ...]
    usual_range: str
    helps_next: HelpsNext | None
    goals: tuple[str, ...]
    # Pages of the package above, by name: what supervision agreed comes back here.
    agreed_path: str
    supervision_path: str


def side(source: Source, *, referral: Referral, on: date) -> Side:
    """What stands beside the form."""
    last = source.last_time
    label = "" if last is None else _last_label(source, last.starts_at, on=on)
    policy = source.policy
    usual = expected.table(source.newest_range, on=on) if policy.expected_range_on else None
    totals = {measure.code: source.totals(measure.code) for measure in _CHARTED}
    return Side(
        last_label=label,
        plan=last.plan if last else "",
        did=last.did if last else "",
        charts=tuple(
            (measure.name, _chart(source, measure, referral=referral, usual=usual))
            for measure in _CHARTED
        ),
        usual_range=range_words(totals, table=usual),
        helps_next=helps_next(totals, table=usual, policy=policy),
        goals=tuple(filter(None, map(str.strip, referral.goals.splitlines()))),
        agreed_path=path_to("record_supervision:agreed", referral.reference),
        supervision_path=path_to("record_supervision:record", referral.reference),
    )


def session_name(source: Source) -> str:
    """`Session 5`, `Assessment`, `Review`: what this appointment is called."""
    return _name(source.contact.kind, source.earlier, source.weeks)


def _last_label(source: Source, at: datetime, *, on: date) -> str:
    place = next(n for n, one in enumerate(source.earlier) if one.starts_at == at)
    day = local_date(at)
    weeks = [week for week in source.weeks if week < day]
    name = _name(source.earlier[place].kind, source.earlier[:place], weeks)
    return f"{name}, {wording.sentence_date(day, on)}"


def _name(kind: str, before: Sequence[Happened], weeks: Sequence[date]) -> str:
    if kind not in TREATMENT_KINDS:
        return ContactKind(kind).label
    return f"Session {_treated(before, weeks) + 1}"


def _treated(before: Sequence[Happened], weeks: Sequence[date]) -> int:
    """Sessions that took place, and weeks of internet therapy that ended, by then."""
    return sum(one.is_session for one in before) + len(weeks)


def _chart(
    source: Source, measure: Measure, *, referral: Referral, usual: Table | None
) -> SafeString:
    return trajectory(
        chart_points(source.scores, measure, appointments(source.earlier, source.weeks)),
        measure,
        planned=max(referral.planned_sessions, _treated(source.earlier, source.weeks) + 1),
        size="side",
        today=True,
        prefix="today",
        expected=usual,
    )
