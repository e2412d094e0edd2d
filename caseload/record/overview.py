"""The case record as frozen display strings: how is this person, and what was agreed?"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.safestring import SafeString

from caseload import numbering
from caseload.banner import PatientBanner, RiskLine, banner
from caseload.chips import label_chips
from caseload.facts import next_booked
from caseload.models import ContactState
from caseload.models.contact import ATTENDED
from caseload.record import online, told
from caseload.record import source as record_source
from caseload.record.contact_words import Fact, contact_facts
from caseload.record.flags import FlagPanel, flag_panel
from caseload.record.risk import RiskPanel, panel
from caseload.record.rows import OtherRow
from caseload.record.source import Head, RiskHistory, Source
from caseload.record.story import Story, happened, story
from caseload.safety.panel import only, readable
from clinical import wording
from clinical.measures import GAD7, PHQ9, WSAS, Measure
from clinical.policy import Policy
from clinical.problems import Problem
from clinical.trajectory import Table
from clinical.working_days import local_date, moment
from outcomes import expected
from outcomes.helps_next import HelpsNext, helps_next, range_words
from outcomes.progress import Progress, Score, chart_points, progress
from outcomes.trajectory import trajectory
from referrals.models import EndCode, Medium, NextStepKind, Referral, Status
from referrals.paths import path_to
from referrals.visibility import grants
from staff.models import StaffMember
from staff.roles import Permission

_SUBJECTS = {PHQ9.code: "low mood", GAD7.code: "anxiety"}
_BESIDE_A_BOOKING = (NextStepKind.APPOINTMENT,)


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the record."""

    label: str
    path: str
    is_current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page of a record."""

    reference: str
    banner: PatientBanner
    who: str
    standing: str
    tabs: tuple[Tab, ...]
    may: frozenset[Permission]
    is_open: bool
    labels: SafeString

    def lets(self, permission: str) -> bool:
        """Whether the reader holds this right on this record, by the right's name."""
        return permission in self.may


@dataclass(frozen=True, slots=True)
class Course:
    """One measure: where it stands in words, and its chart."""

    title: str
    progress: Progress | None
    chart: SafeString


@dataclass(frozen=True, slots=True)
class TableRow:
    """The scores of one appointment; a blank means not asked."""

    label: str
    on: str
    phq9: str
    item_nine: str
    gad7: str
    wsas: str


@dataclass(frozen=True, slots=True)
class Now:
    """What is being worked on, and what happens next."""

    problem: str
    told: tuple[Fact, ...]
    not_told: str
    treatment: str
    goals: str
    plan: str
    next: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another referral of the same person; the path only where it may be opened."""

    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the overview."""

    frame: Frame
    courses: tuple[Course, ...]
    usual_range: str
    helps_next: HelpsNext | None
    table: tuple[TableRow, ...]
    story: Story
    now: Now
    risk: RiskPanel
    flags: FlagPanel
    contact: tuple[Fact, ...]
    others: tuple[Earlier, ...]


def overview(
    *,
    referral: Referral,
    may: frozenset[Permission],
    reader: StaffMember,
    shown: str,
    now: datetime,
    policy: Policy,
) -> Overview:
    """The whole story of one referral on one page. Two queries, however long it is."""
    source, on = record_source.read(referral.pk), local_date(now)
    usual = _usual(source.head, policy=policy, on=on)
    totals = {PHQ9.code: source.head.row["phq9"], GAD7.code: source.head.row["gad7"]}
    return Overview(
        frame=frame(referral, head=source.head, may=may, page="record", now=now),
        courses=tuple(
            _course(source, measure, referral=referral, usual=usual) for measure in (PHQ9, GAD7)
        ),
        usual_range=range_words(totals, table=usual),
        helps_next=helps_next(totals, table=usual, policy=policy) if referral.is_open else None,
        table=score_table(source, on=on),
        story=story(source, referral=referral, shown=shown, on=on),
        now=_now(source, referral, now=now),
        risk=panel(
            _readable(source, referral, reader, on=on),
            head=source.head,
            contacts=source.contacts,
            referral_id=referral.pk,
            may=may,
            now=now,
        ),
        flags=flag_panel(source.head, source.history.flags, now=now, policy=policy),
        contact=_contact(referral, source, on=on),
        others=tuple(_other(one, reader, on=on) for one in source.others),
    )


def _readable(source: Source, referral: Referral, reader: StaffMember, *, on: date) -> RiskHistory:
    """The safety history of those referrals whose record this reader may open."""
    ids = readable(source.others, here=referral.pk, standing=reader.standing, on=on)
    found = source.history
    return replace(found, reviews=only(found.reviews, ids), actions=only(found.actions, ids))


def frame(
    referral: Referral,
    *,
    head: Head,
    may: frozenset[Permission],
    page: str,
    now: datetime,
) -> Frame:
    """Banner, heading, tabs and buttons."""
    on, patient = local_date(now), referral.patient
    shown = banner(referral, risk=_risk_line(referral, head), safety=head.safety, on=on)
    overdue = [action.due_by for action in head.risk.actions if action.due_by <= now]
    if overdue:
        shown = replace(shown, risk=f"overdue since {wording.time_within(min(overdue), on)}")
    if Permission.VIEW_RECORD not in may:
        shown = replace(shown, risk=_for_administrators(referral), has_risk_plan=False, safety=None)
    return Frame(
        reference=referral.reference,
        banner=shown,
        who=patient.full_name,
        standing=_standing(referral, head, may=may, now=now),
        tabs=_tabs(referral, head, may=may, page=page),
        may=may,
        is_open=referral.is_open,
        labels=label_chips(tuple(head.row["labels"]) if Permission.VIEW_RECORD in may else ()),
    )


def _for_administrators(referral: Referral) -> str:
    """Enough to keep an appointment, and nothing about risk (safety S-P8)."""
    return "" if referral.risk_open_since is None else "Do not cancel: safety follow-up"


def _risk_line(referral: Referral, head: Head) -> RiskLine:
    due = min((action.due_by for action in head.risk.actions), default=None)
    day = head.row["last_item_nine_on"]
    return RiskLine(
        plan_since=referral.risk_open_since,
        due_by=due,
        item_nine=head.row["last_item_nine"],
        asked_at=None if day is None else moment(day, "12:00"),
    )


def _standing(referral: Referral, head: Head, *, may: frozenset[Permission], now: datetime) -> str:
    """`Step 2, session 5 of 6 today at 10:30, week 5`; `on 16 June at 10:30` on another day."""
    on, row = local_date(now), head.row
    if referral.ended_on is not None:
        ended = f"Ended {wording.sentence_date(referral.ended_on, on)}"
        may_say_why = Permission.VIEW_RECORD in may
        return f"{ended}: {EndCode(referral.end_code).label}" if may_say_why else ended
    booked = next_booked(row["booked_at"], now=now)
    on_day = "" if booked is None or local_date(booked) == on else " on"
    when = f"{on_day} {wording.sentence_time(booked, on)}" if booked else ""
    if Permission.VIEW_RECORD not in may:
        return f"Next appointment{when}" if booked else "No appointment booked"
    if referral.carried_by is None:
        return f"Step 2, waiting since {wording.sentence_date(referral.received_on, on)}"
    if referral.status == Status.ALLOCATED and row["first_attended_on"] is None:
        return f"Step 2, first session{when or ' not booked yet'}"
    session = f"session {row['treatment_contacts'] + 1} of {referral.planned_sessions}{when}"
    began = row["first_treatment_on"]
    weeks = 0 if began is None else (on - began).days // 7
    return f"Step 2, {session}" + (f", week {weeks}" if weeks else "")


def _tabs(
    referral: Referral, head: Head, *, may: frozenset[Permission], page: str
) -> tuple[Tab, ...]:
    """The pages of the record that this reader may open."""
    if Permission.VIEW_RECORD not in may:
        return ()
    logged = head.row["attended"] + head.row["missed"]
    pages = [
        ("record", "Overview", None),
        ("sessions", "Sessions", logged),
        ("measures", "Measures", None),
        ("risk", "Risk", None),
        ("details", "Referral and details", None),
    ]
    shown = [
        Tab(label, path_to(f"caseload:{name}", referral.reference), name == page, count)
        for name, label, count in pages
    ]
    # Pages of the packages above, by name: links may cross the tower where imports may not.
    above = [("supervision", "Supervision", "record_supervision:record")]
    above += [("documents", "Documents", "papers:documents")]
    above += [("messages", "Messages", "messages:record")]
    return (
        *shown,
        *(Tab(label, path_to(name, referral.reference), page == key) for key, label, name in above),
    )


def _usual(head: Head, *, policy: Policy, on: date) -> Table | None:
    """The usual range that the rules were given too; none where the service compares nothing."""
    return expected.table(head.row["newest_range"], on=on) if policy.expected_range_on else None


def _course(source: Source, measure: Measure, *, referral: Referral, usual: Table | None) -> Course:
    logged = [one for one in source.contacts if one.state == ContactState.LOGGED]
    points = chart_points(
        source.scores,
        measure,
        numbering.appointments(map(happened, logged), online.counted(source.weeks)),
    )
    planned = referral.planned_sessions if referral.is_open else 0
    return Course(
        title=f"{measure.name}, {_SUBJECTS[measure.code]}",
        progress=progress(source.scores, measure),
        chart=trajectory(points, measure, planned=planned, expected=usual),
    )


def score_table(source: Source, *, on: date) -> tuple[TableRow, ...]:
    """The charts' numbers, with item 9 and WSAS, one row an appointment."""
    logged = [one for one in source.contacts if one.state == ContactState.LOGGED]
    by_sitting: dict[int, dict[str, Score]] = {}
    for score in source.scores:
        by_sitting.setdefault(score.sitting_id, {})[score.measure] = score
    rows = []
    for one in numbering.appointments(map(happened, logged), online.counted(source.weeks)):
        found = by_sitting.pop(one.sitting_id, {}) if one.sitting_id else {}
        label = "Missed" if one.is_missed else _long(one.label)
        rows.append((one.on, _table_row(label, one.on, found, on=on)))
    for found in by_sitting.values():
        day = next(iter(found.values())).on
        rows.append((day, _table_row("Between sessions", day, found, on=on)))
    return tuple(row for _, row in sorted(rows, key=lambda dated: dated[0]))


def _long(label: str) -> str:
    return _IN_FULL.get(label, label)


_IN_FULL = {
    "Assess": "Assessment",
    "R": "Review",
    "F": "Follow-up",
    "E": "Employment support",
    "O": "Other contact",
}


def _table_row(label: str, day: date, found: dict[str, Score], *, on: date) -> TableRow:
    phq9 = found.get(PHQ9.code)
    return TableRow(
        label=label,
        on=wording.sentence_date(day, on),
        phq9=_total(found.get(PHQ9.code)),
        item_nine="" if phq9 is None else _answered(phq9),
        gad7=_total(found.get(GAD7.code)),
        wsas=_total(found.get(WSAS.code)),
    )


def _answered(phq9: Score) -> str:
    """Item 9; of a total without answers nobody knows it, and it is never 0."""
    if phq9.item_nine is not None:
        return str(phq9.item_nine)
    return "not answered" if phq9.answers else "not known"


def _total(score: Score | None) -> str:
    return "" if score is None else score.result


def _now(source: Source, referral: Referral, *, now: datetime) -> Now:
    described = Problem.NOT_RECORDED if source.problem is None else Problem[source.problem.problem]
    seen = [one for one in source.contacts if one.attendance in ATTENDED]
    signed = [one for one in seen if one.state == ContactState.LOGGED]
    how = Medium(referral.usual_medium).how
    statement = referral.problem_statement.strip()
    beside = told.beside(referral, source.said)
    facts = (*told.history(referral), *beside, told.taken(referral))
    missing = [fact.label.lower() for fact in facts if not fact.words]
    return Now(
        problem=f"{described.short if described.is_recorded else 'No main problem recorded'}. "
        f"{statement}".strip(),
        told=tuple(fact for fact in facts if fact.words),
        not_told=", ".join(missing) if seen and referral.is_open else "",
        treatment=f"{referral.treatment}, {how}" if referral.treatment else "Not chosen yet",
        goals=referral.goals.strip() or "None written yet",
        plan=signed[-1].plan if signed and signed[-1].plan else "None yet",
        next=_next(source, now=now),
    )


def _next(source: Source, *, now: datetime) -> str:
    """The booking, and the next step where that is something else."""
    on, step = local_date(now), source.step
    booked = next_booked(source.head.row["booked_at"], now=now)
    parts = [wording.day_and_time(booked, on)] if booked else []
    if step is not None and not (booked and step.kind in _BESIDE_A_BOOKING):
        owner = f", {step.owner}" if step.owner else ""
        parts.append(f"{step.what}{owner}, by {wording.time_within(step.due_by, on)}")
    return ". ".join(parts) or "Nothing: this referral has ended"


def _contact(referral: Referral, source: Source, *, on: date) -> tuple[Fact, ...]:
    carried = source.carried[-1] if source.carried else None
    pwp = "Nobody yet"
    if carried is not None and carried.ends_at is None:
        since = wording.sentence_date(local_date(carried.starts_at), on)
        pwp = f"{carried.pwp}, since {since}"
    return (*contact_facts(referral.patient), Fact("PWP", pwp))


def _other(one: OtherRow, reader: StaffMember, *, on: date) -> Earlier:
    """Named for everybody who reads this record; a link only for those who may open that one."""
    received = f"Received {wording.sentence_date(one.received_on, on)}"
    if one.ended_on is None:
        words = f"{received}, open"
    else:
        ended = wording.sentence_date(one.ended_on, on)
        words = f"{received}, ended {ended}: {EndCode(one.end_code).label}"
    standing = reader.standing
    may = frozenset() if standing is None else grants(one, standing, on=on)
    is_theirs = Permission.VIEW_RECORD in may
    return Earlier(words, path_to("caseload:record", one.reference) if is_theirs else "")
