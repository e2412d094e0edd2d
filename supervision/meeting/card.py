"""One case as it is presented, filled from the record, in the order of the meeting (ux.md 05)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.safestring import SafeString

from caseload import numbering
from caseload.banner import PatientBanner
from caseload.facts import next_booked
from caseload.models import ContactState, Intervention
from caseload.record import overview as the_record
from caseload.record import source as record_source
from caseload.record import told as what_they_told
from caseload.record.online import counted
from caseload.record.risk import RiskPanel, panel
from caseload.record.source import ContactRow, FollowUps, RiskHistory, Source
from caseload.record.story import happened
from caseload.safety.panel import only, readable
from clinical import wording
from clinical.agenda import Group
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
from staff.standing import Standing
from supervision.meeting import attended
from supervision.meeting.agenda import Line
from supervision.meeting.leads import Lead, Told, lead
from supervision.meeting.since import Agreed, last_decisions, with_risk_action
from supervision.models import SupervisionSession


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
    note: str
    lead: Lead | None
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
    decided: Agreed | None,
    standing: Standing | None,
    may: frozenset[Permission],
    now: datetime,
    policy: Policy,
) -> Card:
    """The case at its line of the agenda, for a reader as they stand, with what was last decided.
    Two queries, three for risk, however long its story is.
    """
    source, on = record_source.read(referral.pk), local_date(now)
    follow_ups = None
    if line.group == Group.RISK:
        _, _, follow_ups = record_source.risk_history(referral.pk)
    return _drawn(
        referral,
        line,
        source=source,
        follow_ups=follow_ups,
        since=decided or _told(source, session, on=on),
        standing=standing,
        may=may,
        now=now,
        policy=policy,
    )


def cards(
    cases: Sequence[tuple[Referral, Line, frozenset[Permission]]],
    *,
    session: SupervisionSession,
    standing: Standing | None,
    now: datetime,
    policy: Policy,
) -> dict[int, Card]:
    """The same of several cases, by referral. Five queries, however many there are."""
    on, ids = local_date(now), [referral.pk for referral, _, _ in cases]
    sources = record_source.read_many(ids)
    decided = last_decisions(ids, before=session, on=on)
    at_risk = [referral.pk for referral, line, _ in cases if line.group == Group.RISK]
    passed_on = record_source.follow_ups_of(at_risk)
    return {
        referral.pk: _drawn(
            referral,
            line,
            source=sources[referral.pk],
            follow_ups=passed_on.get(referral.pk),
            since=decided.get(referral.pk) or _told(sources[referral.pk], session, on=on),
            standing=standing,
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
    follow_ups: FollowUps | None,
    since: Agreed,
    standing: Standing | None,
    may: frozenset[Permission],
    now: datetime,
    policy: Policy,
) -> Card:
    on = local_date(now)
    usual = expected.table(source.head.row["newest_range"], on=on)
    usual_or_none = usual if policy.expected_range_on else None
    source = replace(source, history=_readable(source, referral, standing, on=on))
    risk = _risk(source, referral, may=may, now=now)
    told = Told(
        referral=referral, source=source, risk=risk, follow_ups=follow_ups, now=now, policy=policy
    )
    return Card(
        banner=the_record.frame(referral, head=source.head, may=may, page="", now=now).banner,
        first_name=referral.patient.given_name,
        why=tuple(_why(line, on=on)),
        question=line.question,
        note=line.note,
        lead=lead(line.group, told),
        where=_where(referral, source, now=now),
        problem=_problem(referral, source),
        life=_life(referral, source, is_new=line.group == Group.NEW),
        risk=risk,
        courses=tuple(_course(referral, source, one, usual_or_none) for one in (PHQ9, GAD7)),
        scores=_scores(source, usual_or_none, policy),
        usual_range=range_words(_totals(source), table=usual_or_none),
        treatment=_treatment(referral, source),
        last_session=_last_session(source, on=on),
        since=with_risk_action(since, source.history.actions, on=on),
    )


def _risk(
    source: Source, referral: Referral, *, may: frozenset[Permission], now: datetime
) -> RiskPanel:
    return panel(
        source.history,
        head=source.head,
        contacts=source.contacts,
        referral_id=referral.pk,
        may=may,
        now=now,
    )


def _readable(
    source: Source, referral: Referral, standing: Standing | None, *, on: date
) -> RiskHistory:
    """The safety history of those referrals of the person whose record this reader may open."""
    ids = readable(source.others, here=referral.pk, standing=standing, on=on)
    found = source.history
    return replace(found, reviews=only(found.reviews, ids), actions=only(found.actions, ids))


def _why(line: Line, *, on: date) -> Iterator[Why]:
    for code, evidence, since in line.reasons:
        day = wording.sentence_date(date.fromisoformat(since), on) if since else ""
        yield Why(Reason(code).value, evidence, day)


def _where(referral: Referral, source: Source, *, now: datetime) -> str:
    """`Had 6 of 6 sessions, week 8, by phone. Last seen 9 June, nothing booked. Missed 26 May.`"""
    row, on = source.head.row, local_date(now)
    had = f"Had {row['treatment_contacts']} of {referral.planned_sessions} sessions"
    week = attended.week(source, on=on)
    seen, booked = row["last_attended_on"], next_booked(row["booked_at"], now=now)
    last = f"Last seen {wording.sentence_date(seen, on)}" if seen else "Not seen yet"
    ahead = f"next {wording.sentence_time(booked, on)}" if booked else "nothing booked"
    how = Medium(referral.usual_medium).how
    so_far = ", ".join(filter(None, (had, week, how)))
    return f"{so_far}. {last}, {ahead}.{_missed(attended.missed(source), on=on)}"


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


def _life(referral: Referral, source: Source, *, is_new: bool) -> str:
    """What is there beside it and what they need, unless these stood first; how much it gets in
    the way.
    """
    wsas = [one for one in source.scores if one.measure == WSAS.code]
    said = [(WSAS.name, wsas[-1].result if wsas else "")]
    if not is_new:
        beside = what_they_told.beside(referral, source.said)
        facts = (*beside, what_they_told.taken(referral))
        needs = ("Needs", what_they_told.needs(referral, source.said))
        said = [*((one.label, one.words) for one in facts), needs, *said]
    return " ".join(f"{name}: {words.rstrip('.')}." for name, words in said if words)


def _course(referral: Referral, source: Source, measure: Measure, usual: Table | None) -> Course:
    logged = [one for one in source.contacts if one.state == ContactState.LOGGED]
    points = chart_points(
        source.scores, measure, numbering.appointments(map(happened, logged), counted(source.weeks))
    )
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


def _treatment(referral: Referral, source: Source) -> str:
    """`Behavioural activation. In sessions: behavioural activation 4, sleep management 2.`"""
    seen = attended.seen(source)
    used = Counter(one for contact in seen for one in contact.interventions)
    named = ", ".join(
        f"{Intervention(one).label.lower()} {times}" for one, times in used.most_common()
    )
    chosen = referral.treatment or "Not chosen yet"
    in_sessions = f" In sessions: {named}." if named else ""
    done = attended.plan_done(seen)
    return f"{chosen}.{in_sessions}{' ' if done else ''}{done}"


def _last_session(source: Source, *, on: date) -> str:
    """What was done and agreed when they last met, in the PWP's words."""
    seen = attended.seen(source)
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
