"""From records to model rows: referrals, visits, and what hangs from them."""

from collections.abc import Iterator
from dataclasses import dataclass

from caseload.models import (
    Allocation,
    CallAttempt,
    CareContact,
    CaseFlag,
    ContactDraft,
    Correction,
    Escalation,
    Proposal,
    RiskAction,
    RiskAsked,
    RiskReview,
    RiskSignal,
    SignalSource,
)
from clinical.escalation import Level
from clinical.measures import GAD7, PHQ9, WSAS, Measure, Total
from clinical.reason import Reason
from clinical.working_days import local_date
from outcomes.models import MeasureScore, Mode, Sitting, kept_as
from pwpservice.practice import homes, told
from pwpservice.practice.records import RiskRecord, Story, Visit
from referrals.models import (
    Medium,
    NextStep,
    Patient,
    ProblemDescriptor,
    Referral,
    ReferralStep,
    TimelineNote,
)


@dataclass(frozen=True, slots=True)
class Ids:
    """Database ids of teams and staff, by their places in the lists."""

    teams: tuple[int, ...]
    staff: tuple[int, ...]

    def person(self, place: int | None) -> int | None:
        """The account of whoever stands at this place; None is the system."""
        return None if place is None else self.staff[place]


def patient(story: Story) -> Patient:
    """The person, with every detail."""
    who = story.person
    return Patient(
        **{name: getattr(who, name) for name in who.__slots__ if name != "born"},
        date_of_birth=who.born,
        practice_id=homes.practice_of(who),
        deprivation_decile=homes.decile_at(who.postcode),
        updated_at=story.updated_at,
    )


def referral(story: Story, who: Patient, ids: Ids) -> Referral:
    """The referral as it stands today."""
    risky = story.open_risk
    return Referral(
        reference=story.reference,
        patient=who,
        team_id=ids.teams[story.team],
        source=story.source,
        received_on=story.received_on,
        commissioner=homes.commissioner_of(story.person),
        status=story.status,
        carried_by_id=ids.person(story.carrier),
        risk_open_since=risky[0].signed_at if risky else None,
        problem_statement=story.problem_statement,
        **told.at_assessment(story),
        goals=story.goals,
        treatment=story.treatment,
        usual_medium=story.medium,
        planned_sessions=story.planned_sessions,
        ended_on=story.ended_on,
        end_code=story.end_code or "",
        updated_at=story.updated_at,
        updated_by_id=ids.person(story.carrier),
    )


def steps(story: Story, referral_id: int, ids: Ids) -> Iterator[ReferralStep]:
    """Each change of status."""
    before = ""
    for step in story.steps:
        yield ReferralStep(
            referral_id=referral_id,
            from_status=before,
            to_status=step.to,
            at=step.at,
            by_id=ids.person(step.by),
            why=step.why,
        )
        before = step.to


def notes(story: Story, referral_id: int, ids: Ids) -> Iterator[TimelineNote]:
    """The lines of the timeline that are no sessions."""
    for note in story.notes:
        yield TimelineNote(
            referral_id=referral_id,
            kind=note.kind,
            title=note.title,
            text=note.text,
            at=note.at,
            by_id=ids.person(note.by),
        )


def problem(story: Story, referral_id: int, ids: Ids) -> Iterator[ProblemDescriptor]:
    """The problem descriptor, where one was recorded."""
    if story.problem and story.problem_on:
        yield ProblemDescriptor(
            referral_id=referral_id,
            problem=story.problem.name,
            recorded_on=story.problem_on,
            recorded_by_id=ids.person(story.carrier),
        )


def allocation(story: Story, referral_id: int, ids: Ids) -> Iterator[Allocation]:
    """Who carried it, from–to."""
    held = story.allocation
    if held is not None and story.carrier is not None:
        yield Allocation(
            referral_id=referral_id,
            pwp_id=ids.staff[story.carrier],
            starts_at=held.starts_at,
            ends_at=held.ends_at,
            by_id=ids.staff[held.by],
            last_discussed_on=held.last_discussed_on,
            review_due_on=held.review_due_on,
        )


def next_step(story: Story, referral_id: int, ids: Ids) -> Iterator[NextStep]:
    """The one open next step of an open referral."""
    following = story.next_step
    if following is not None:
        yield NextStep(
            referral_id=referral_id,
            kind=following.kind,
            what=following.what,
            owner_id=ids.person(following.owner),
            due_by=following.due_by,
            set_at=story.updated_at,
            set_by_id=ids.person(story.carrier),
        )


# A visit and what was written in it


def sitting(visit: Visit, referral_id: int, pwp_id: int) -> Sitting:
    """The occasion of answering."""
    return Sitting(
        referral_id=referral_id,
        form_key=visit.sitting_key,
        taken_at=visit.starts_at,
        mode=Mode.IN_PERSON if visit.medium is Medium.IN_PERSON else Mode.ON_CALL,
        recorded_at=visit.written_at,
        recorded_by_id=pwp_id,
    )


def measure_scores(visit: Visit, kept: Sitting) -> Iterator[MeasureScore]:
    """One row a questionnaire; PHQ-9 first."""
    if visit.scores is None:
        return
    given: tuple[tuple[Measure, tuple[int, ...] | None], ...] = (
        (PHQ9, visit.scores.phq9),
        (GAD7, visit.scores.gad7),
        (WSAS, visit.scores.wsas),
    )
    for measure, answers in given:
        if answers is not None:
            yield MeasureScore(
                sitting=kept,
                referral_id=kept.referral_id,
                measure=measure.code,
                instrument_version=measure.version,
                taken_at=kept.taken_at,
                answers=list(answers),
                total=sum(answers),
                item_nine=answers[8] if measure is PHQ9 else None,
            )
    if visit.scores.own is not None:
        yield _own_score(*visit.scores.own, kept)


def _own_score(measure: Measure, total: Total, kept: Sitting) -> MeasureScore:
    return MeasureScore(
        sitting=kept,
        referral_id=kept.referral_id,
        measure=measure.code,
        instrument_version=measure.version,
        taken_at=kept.taken_at,
        **kept_as(measure, total),
    )


def contact(visit: Visit, referral_id: int, pwp_id: int, kept: Sitting | None) -> CareContact:
    """The appointment with its note."""
    attended = visit.was_attended
    remote = visit.medium in (Medium.PHONE, Medium.VIDEO)
    asked = RiskAsked.REVIEWED if visit.risk else RiskAsked.NOTHING_NEW
    return CareContact(
        reference=visit.reference,
        referral_id=referral_id,
        pwp_id=pwp_id,
        kind=visit.kind,
        medium=visit.medium,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        state=visit.state,
        booked_at=visit.booked_at,
        attendance=visit.attendance or "",
        minutes=visit.minutes,
        identity_checked=True if attended and remote else None,
        private_to_talk=True if attended and remote else None,
        location=visit.location,
        sitting=kept,
        questionnaires_not_done=visit.not_done,
        risk_asked=asked if attended else "",
        plan_done=visit.plan_done or "",
        interventions=[one.value for one in visit.interventions],
        did=visit.did,
        plan=visit.plan,
        supervision_question=visit.question,
        extras=visit.extras or "",
        extras_note=visit.extras_note,
        follow_up=visit.follow_up or "",
        text_asked_for=visit.text_asked_for,
        ending_proposed=visit.ending_proposed,
        own_view=told.of_ending(visit),
        proposed=Proposal.STEP_UP if "Step up" in visit.question else "",
        form_key=visit.form_key if visit.is_logged else None,
        signed_at=visit.signed_at,
        signed_by_id=pwp_id if visit.is_logged else None,
        updated_at=visit.signed_at or visit.booked_at,
    )


def attempts(visit: Visit, kept: CareContact, pwp_id: int) -> Iterator[CallAttempt]:
    """Each try at a call that nobody answered."""
    for at, outcome in visit.attempts:
        yield CallAttempt(contact=kept, at=at, outcome=outcome, by_id=pwp_id)


def correction(visit: Visit, kept: CareContact, pwp_id: int) -> Iterator[Correction]:
    """Words added to a signed note."""
    if visit.correction and visit.signed_at:
        yield Correction(
            contact=kept,
            text=visit.correction,
            form_key=visit.form_key,
            at=visit.signed_at,
            by_id=pwp_id,
        )


def draft(visit: Visit, kept: CareContact, pwp_id: int) -> Iterator[ContactDraft]:
    """A note begun and not signed."""
    if visit.draft:
        yield ContactDraft(
            contact=kept,
            author_id=pwp_id,
            fields=dict(visit.draft.fields),
            contact_version=kept.version,
            missing=visit.draft.missing,
            started_at=visit.draft.started_at,
            saved_at=visit.draft.saved_at,
        )


# Risk


def flag(visit: Visit, risk: RiskRecord, referral_id: int, pwp_id: int) -> CaseFlag:
    """The flag of a risk section, closed by its PWP or still open."""
    return CaseFlag(
        referral_id=referral_id,
        reason=Reason.RISK.value,
        evidence=risk.evidence,
        since=local_date(visit.starts_at),
        opened_at=visit.written_at,
        cleared_at=risk.closed_at,
        cleared_by_id=pwp_id if risk.closed_at else None,
        cleared_how=risk.closed_how,
    )


def review(visit: Visit, risk: RiskRecord, kept: CareContact, pwp_id: int) -> RiskReview:
    """What was asked and found."""
    return RiskReview(
        referral_id=kept.referral_id,
        contact=kept,
        thoughts=risk.thoughts,
        plan=risk.plan,
        means=risk.means,
        means_agreed=risk.means_agreed,
        intent=risk.intent,
        past_attempts=risk.past_attempts,
        self_neglect=risk.self_neglect,
        from_others=risk.from_others,
        to_others=False,
        children=risk.children,
        concern_details=risk.concern_details,
        keeps_safe=risk.keeps_safe,
        agreed=risk.agreed,
        who_told=risk.who_told,
        outcome=risk.outcome,
        at=visit.written_at,
        by_id=pwp_id,
    )


def signals(
    visit: Visit, kept: CareContact, raised: CaseFlag, score: MeasureScore, found: RiskReview
) -> Iterator[RiskSignal]:
    """Item 9 above 0, and the section in which it was spoken about."""
    common = {
        "referral_id": kept.referral_id,
        "flag": raised,
        "contact": kept,
        "evidence": raised.evidence,
        "at": visit.written_at,
    }
    yield RiskSignal(source=SignalSource.SCORE, score=score, **common)
    yield RiskSignal(source=SignalSource.RISK_SECTION, review=found, **common)


def action(
    visit: Visit, kept: CareContact, raised: CaseFlag, found: RiskReview, pwp_id: int
) -> Iterator[RiskAction]:
    """What must happen, or has happened."""
    planned = visit.risk.action if visit.risk else None
    if planned is None:
        return
    done = planned.closed_at is not None
    yield RiskAction(
        referral_id=kept.referral_id,
        flag=raised,
        review=found,
        what=planned.what,
        urgency=planned.urgency.value,
        owner_id=pwp_id,
        due_by=planned.due_by,
        opened_at=visit.written_at,
        opened_by_id=pwp_id,
        acknowledged_at=visit.written_at,
        acknowledged_by_id=pwp_id,
        closed_at=planned.closed_at,
        closed_by_id=pwp_id if done else None,
        outcome=planned.outcome,
    )


def named_person(planned: RiskAction) -> Escalation:
    """Its owner wrote it, and so has known of it since then: no notice leaves for that."""
    return Escalation(
        risk_action=planned,
        level=Level.NAMED_PERSON,
        due_at=planned.opened_at,
        told_id=planned.owner_id,
        at=planned.opened_at,
    )
