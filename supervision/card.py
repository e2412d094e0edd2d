"""One case as it is presented, filled from the record, in the order of the meeting (ux.md 05)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString

from caseload import numbering
from caseload.banner import PatientBanner
from caseload.facts import next_booked
from caseload.models import ContactState, Intervention, PlanDone
from caseload.models.contact import ATTENDED, MISSED
from caseload.record import overview as the_record
from caseload.record import source as record_source
from caseload.record.risk import RiskPanel, panel
from caseload.record.source import ContactRow, Source
from caseload.record.story import happened
from clinical import wording
from clinical.measures import GAD7, PHQ9, WSAS, Measure
from clinical.policy import Policy
from clinical.problems import Problem
from clinical.reason import Reason
from clinical.trajectory import Table
from clinical.working_days import local_date
from outcomes import expected
from outcomes.helps_next import helps_next, range_words
from outcomes.progress import Progress, chart_points, progress
from outcomes.trajectory import trajectory
from referrals.models import Medium, Referral, TimelineKind
from staff.roles import Permission
from supervision.agenda import Line
from supervision.models import SupervisionSession
from supervision.since import Agreed, last_decision, last_decisions


@dataclass(frozen=True, slots=True)
class Why:
    """A reason for which the case is here, its evidence and since when."""

    code: str
    evidence: str
    since: str


@dataclass(frozen=True, slots=True)
class Course:
    """One measure: where it stands, and its chart with the usual range."""

    name: str
    progress: Progress | None
    chart: SafeString


@dataclass(frozen=True, slots=True)
class Card:
    """The case, in the order in which it is presented."""

    banner: PatientBanner
    first_name: str
    why: tuple[Why, ...]
    question: str
    where: str
    problem: str
    life: str
    risk: RiskPanel
    courses: tuple[Course, ...]
    scores: str
    usual_range: str
    treatment: str
    last_session: str
    since: Agreed


def card(
    referral: Referral,
    line: Line,
    *,
    session: SupervisionSession,
    may: frozenset[Permission],
    now: datetime,
    policy: Policy,
) -> Card:
    """The case at its line of the agenda. Four queries, however long its story is."""
    source, on = record_source.read(referral.pk), local_date(now)
    since = last_decision(referral.pk, before=session, on=on) or _told(source, session, on=on)
    return _drawn(referral, line, source=source, since=since, may=may, now=now, policy=policy)


def cards(
    cases: Sequence[tuple[Referral, Line, frozenset[Permission]]],
    *,
    session: SupervisionSession,
    now: datetime,
    policy: Policy,
) -> dict[int, Card]:
    """The same of several cases, by referral. Four queries, however many there are."""
    on, ids = local_date(now), [referral.pk for referral, _, _ in cases]
    sources = record_source.read_many(ids)
    decided = last_decisions(ids, before=session, on=on)
    return {
        referral.pk: _drawn(
            referral,
            line,
            source=sources[referral.pk],
            since=decided.get(referral.pk) or _told(sources[referral.pk], session, on=on),
            may=may,
            now=now,
            policy=policy,
        )
        for referral, line, may in cases
    }


def _drawn(
    referral: Referral,
    line: Line,
    *,
    source: Source,
    since: Agreed,
    may: frozenset[Permission],
    now: datetime,
    policy: Policy,
) -> Card:
    on = local_date(now)
    usual = expected.table(source.head.row["newest_range"], on=on)
    usual_or_none = usual if policy.expected_range_on else None
    frame = the_record.frame(referral, head=source.head, may=may, page="", now=now)
    return Card(
        banner=frame.banner,
        first_name=referral.patient.given_name,
        why=tuple(_why(line, on=on)),
        question=line.question,
        where=_where(referral, source, now=now),
        problem=_problem(referral, source),
        life=_life(referral, source),
        risk=panel(
            source.history,
            head=source.head,
            contacts=source.contacts,
            referral_id=referral.pk,
            may=may,
            now=now,
        ),
        courses=tuple(_course(referral, source, one, usual_or_none) for one in (PHQ9, GAD7)),
        scores=_scores(source, usual_or_none, policy),
        usual_range=range_words(_totals(source), table=usual_or_none),
        treatment=_treatment(referral, source),
        last_session=_last_session(source, on=on),
        since=since,
    )


def _why(line: Line, *, on: date) -> Iterator[Why]:
    for code, evidence, since in line.reasons:
        day = wording.sentence_date(date.fromisoformat(since), on) if since else ""
        yield Why(Reason(code).value, evidence, day)


def _where(referral: Referral, source: Source, *, now: datetime) -> str:
    """`Had 6 of 6 sessions, week 8, by phone. Last seen 9 June, nothing booked. Missed 26 May.`"""
    row, on = source.head.row, local_date(now)
    had = f"Had {row['treatment_contacts']} of {referral.planned_sessions} sessions"
    began = row["first_treatment_on"]
    week = f", week {(on - began).days // 7 + 1}" if began else ""
    seen, booked = row["last_attended_on"], next_booked(row["booked_at"], now=now)
    last = f"Last seen {wording.sentence_date(seen, on)}" if seen else "Not seen yet"
    ahead = f"next {wording.sentence_time(booked, on)}" if booked else "nothing booked"
    medium = Medium(referral.usual_medium).label.lower()
    missed = [one for one in source.contacts if _was_missed(one)]
    return f"{had}{week}, by {medium}. {last}, {ahead}.{_missed(missed, on=on)}"


def _was_missed(one: ContactRow) -> bool:
    return one.state == ContactState.LOGGED and one.attendance in MISSED


def _missed(missed: list[ContactRow], *, on: date) -> str:
    if not missed:
        return ""
    day = wording.sentence_date(local_date(missed[-1].starts_at), on)
    tries = len(missed[-1].attempts)
    called = f", {wording.count(tries, 'call')} tried" if tries else ""
    return f" Missed {len(missed)}, last {day}{called}."


def _problem(referral: Referral, source: Source) -> str:
    described = Problem.NOT_RECORDED if source.problem is None else Problem[source.problem.problem]
    name = described.short if described.is_recorded else "No main problem recorded"
    goals = f"Goals: {referral.goals.strip()}" if referral.goals.strip() else ""
    return " ".join(filter(None, (f"{name}.", referral.problem_statement.strip(), goals)))


def _life(referral: Referral, source: Source) -> str:
    """Work, medication, needs, and how much it gets in the way."""
    patient = referral.patient
    wsas = [one for one in source.scores if one.measure == WSAS.code]
    said = (
        ("Work", patient.employment),
        ("Medication", patient.medication),
        ("Needs", patient.needs),
        (WSAS.name, wsas[-1].result if wsas else ""),
    )
    return " ".join(f"{name}: {words}." for name, words in said if words)


def _course(referral: Referral, source: Source, measure: Measure, usual: Table | None) -> Course:
    logged = [one for one in source.contacts if one.state == ContactState.LOGGED]
    points = chart_points(source.scores, measure, numbering.appointments(map(happened, logged)))
    planned = referral.planned_sessions if referral.is_open else 0
    return Course(
        name=measure.name,
        progress=progress(source.scores, measure),
        chart=trajectory(points, measure, planned=planned, size="side", expected=usual),
    )


def _scores(source: Source, usual: Table | None, policy: Policy) -> str:
    """What stands beside both charts: above the usual range, where it is."""
    found = helps_next(_totals(source), table=usual, policy=policy)
    return f"{found.above}." if found else ""


def _totals(source: Source) -> dict[str, list[int]]:
    row = source.head.row
    return {PHQ9.code: row["phq9"], GAD7.code: row["gad7"]}


def _seen(source: Source) -> list[ContactRow]:
    logged = (one for one in source.contacts if one.state == ContactState.LOGGED)
    return [one for one in logged if one.attendance in ATTENDED]


def _plan_done(seen: list[ContactRow]) -> str:
    """`Plan done 2 times in 6, partly 1.`"""
    answers = Counter(one.plan_done for one in seen if one.plan_done)
    if not answers:
        return ""
    times = wording.count(answers[PlanDone.YES], "time")
    partly = f", partly {answers[PlanDone.PARTLY]}" if answers[PlanDone.PARTLY] else ""
    return f" Plan done {times} in {answers.total()}{partly}."


def _treatment(referral: Referral, source: Source) -> str:
    """`Behavioural activation. In sessions: behavioural activation 4, sleep management 2.`"""
    seen = _seen(source)
    used = Counter(one for contact in seen for one in contact.interventions)
    named = ", ".join(
        f"{Intervention(one).label.lower()} {times}" for one, times in used.most_common()
    )
    chosen = referral.treatment or "Not chosen yet"
    in_sessions = f" In sessions: {named}." if named else ""
    return f"{chosen}.{in_sessions}{_plan_done(seen)}"


def _last_session(source: Source, *, on: date) -> str:
    """What was done and agreed when they last met, in the PWP's words."""
    seen = _seen(source)
    if not seen:
        return ""
    last = seen[-1]
    day = wording.sentence_date(local_date(last.starts_at), on)
    plan = f" Plan: {last.plan.strip()}" if last.plan.strip() else ""
    return f"{day}: {last.did.strip()}{plan}".strip()


def _told(source: Source, session: SupervisionSession, *, on: date) -> Agreed:
    """What an earlier note on the record says, where no decision of a meeting stands."""
    before = session.opened_at or session.starts_at
    told = (one for one in source.notes if one.kind == TimelineKind.SUPERVISION)
    notes = [one for one in told if one.noted_at < before]
    if not notes:
        return Agreed("Not discussed yet.")
    last = max(notes, key=lambda one: one.noted_at)
    day = wording.sentence_date(local_date(last.noted_at), on)
    return Agreed(f"{day}: {last.title}. {last.text}".strip())
