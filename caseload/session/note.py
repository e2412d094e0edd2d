"""A session as it was signed: every field in words, corrections beside it, who and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from caseload.banner import PatientBanner, RiskLine, banner
from caseload.models import CareContact, ContactState, ExtrasState, Intervention, RiskReview, SeenAs
from caseload.restricted import safeguarding_words
from caseload.safety.line import Known
from caseload.session.choices import attempt_words
from caseload.session.side import session_name
from caseload.session.source import Said, Source
from clinical import wording
from clinical.measures import Measure, severity
from clinical.therapies import in_words
from clinical.thresholds import measures_under
from clinical.working_days import local_date
from outcomes.progress import Score
from referrals.access import OpenedRecord
from referrals.models import Referral
from referrals.paths import path_to
from staff.models import StaffMember
from staff.roles import Permission

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Correction:
    """Words added later, and by whom."""

    text: str
    by: str
    when: str


@dataclass(frozen=True, slots=True)
class SessionNote:
    """A contact that is not written on: signed, withdrawn, or somebody else's to write."""

    banner: PatientBanner
    title: str
    heading: str
    when: str
    state: str
    state_code: str
    rows: tuple[Row, ...]
    risk: tuple[Row, ...]
    corrections: tuple[Correction, ...]
    may_correct: bool
    may_correct_answers: bool
    may_correct_total: bool
    may_withdraw: bool
    may_file_again: bool
    base: str
    record: str


def note(source: Source, *, record: OpenedRecord, reader: StaffMember, on: date) -> SessionNote:
    """What somebody who may read this record sees of a contact."""
    contact = source.contact
    is_logged = contact.state == ContactState.LOGGED
    is_withdrawn = contact.state == ContactState.WITHDRAWN
    may_withdraw = contact.signed_by_id == reader.pk or Permission.WITHDRAW_NOTE in record.may
    return _shown(
        source,
        referral=record.referral,
        on=on,
        with_words=is_logged,
        safety=source.safety,
        may_correct=is_logged and Permission.ADD_CORRECTION in record.may,
        may_withdraw=is_logged and may_withdraw,
        may_file_again=is_withdrawn and may_withdraw and contact.filed_again_as is None,
        may=record.may,
    )


def withdrawn_note(
    source: Source, *, scores: tuple[Score, ...], referral: Referral, on: date
) -> SessionNote:
    """What the privacy officer reads of a withdrawn note: everything, and why it was withdrawn."""
    return _shown(
        replace(source, own_scores=scores),
        referral=referral,
        on=on,
        with_words=source.contact.state == ContactState.WITHDRAWN,
    )


def plain_banner(referral: Referral, *, on: date, safety: Known | None = None) -> PatientBanner:
    """The banner where scores were not read: who this is, and whether a risk plan is open."""
    risk = RiskLine(plan_since=referral.risk_open_since, scores_were_read=False)
    return banner(referral, risk=risk, on=on, safety=safety)


def _shown(
    source: Source,
    *,
    referral: Referral,
    on: date,
    with_words: bool,
    safety: Known | None = None,
    may_correct: bool = False,
    may_withdraw: bool = False,
    may_file_again: bool = False,
    may: frozenset[Permission] = frozenset(),
) -> SessionNote:
    contact = source.contact
    review = getattr(contact, "risk_review", None) if with_words else None
    return SessionNote(
        banner=plain_banner(referral, on=on, safety=safety),
        title=f"{session_name(source)}, {contact.get_state_display().lower()}",
        heading=session_name(source),
        when=_when(contact, on=on),
        state=_state(contact, on=on),
        state_code=contact.state,
        rows=tuple(row for row in _rows(source) if row[1]) if with_words else (),
        risk=tuple(row for row in _risk_rows(review, may) if row[1]) if review else (),
        corrections=tuple(_correction(one, on=on) for one in source.corrections)
        if with_words
        else (),
        may_correct=may_correct,
        may_correct_answers=may_correct and any(one.answers for one in source.own_scores),
        may_correct_total=may_correct and any(one.was_typed for one in source.own_scores),
        may_withdraw=may_withdraw,
        may_file_again=may_file_again,
        base=path_to("caseload:session", referral.reference, contact.reference),
        record=f"/caseload/{referral.reference}/",
    )


def _when(contact: CareContact, *, on: date) -> str:
    day = wording.long_date(local_date(contact.starts_at), on)
    return f"{day}, {wording.clock(contact.starts_at)}, {contact.get_medium_display().lower()}"


def _state(contact: CareContact, *, on: date) -> str:
    if contact.state == ContactState.WITHDRAWN:
        return f"Withdrawn {_at(contact.withdrawn_at, on=on)} by {contact.withdrawn_by}"
    if contact.state == ContactState.LOGGED:
        return f"Signed {_at(contact.signed_at, on=on)} by {contact.signed_by}"
    if contact.state == ContactState.BOOKED:
        return f"Not signed yet. {contact.pwp}, or who covers, writes this note"
    return "Taken out of the diary"


def _at(moment: datetime | None, *, on: date) -> str:
    return "" if moment is None else wording.sentence_time(moment, on)


def _correction(one: Said, *, on: date) -> Correction:
    return Correction(text=one.text, by=one.by, when=wording.sentence_time(one.at, on))


def _rows(source: Source) -> Iterator[Row]:
    """The note's own fields, in the order of the form."""
    contact, measures = source.contact, measures_under(source.policy_then)
    yield "Attendance", contact.get_attendance_display()
    yield "Call attempts", ", ".join(_attempt(one) for one in source.attempts)
    yield "Minutes", str(contact.minutes or "")
    yield "Opening check", _opening(contact)
    for one in source.own_scores:
        yield measures[one.measure].name, _score(one, measures)
    yield "Not done", contact.questionnaires_not_done
    yield "Risk", contact.get_risk_asked_display()
    yield "Last plan done", contact.get_plan_done_display()
    yield "What was used", ", ".join(Intervention(one).label for one in contact.interventions)
    yield "Therapy", in_words(contact.therapies)
    yield "Seen as", _seen_as(contact)
    yield "Planned", "" if contact.is_planned else "No, an unplanned contact"
    yield "What was done", contact.did
    yield "Plan until next time", contact.plan
    yield "What happened next", contact.get_follow_up_display()
    yield "Text asked for", "Yes" if contact.text_asked_for else ""
    yield "Ending", "Ending treatment proposed" if contact.ending_proposed else ""
    yield "Their own view of ending", contact.own_view
    yield "Proposed to supervision", contact.get_proposed_display()
    yield "Question for supervision", contact.supervision_question
    yield "Work, medication, other measures", _extras(contact)
    yield "Withdrawn because", contact.withdrawn_reason
    if contact.filed_again_as is not None:
        yield "Filed again", f"On another record, as {contact.filed_again_as.reference}"


def _seen_as(contact: CareContact) -> str:
    """`Group of 12, led by 2`; nothing of somebody seen alone, as is usual."""
    if contact.format == SeenAs.INDIVIDUAL:
        return ""
    many = f" of {contact.group_participants}" if contact.group_participants else ""
    led = f", led by {contact.group_facilitators}" if contact.group_facilitators else ""
    return f"{contact.get_format_display()}{many}{led}"


def _attempt(one: Said) -> str:
    return f"{wording.clock(one.at)} {attempt_words(one.text)}"


def _opening(contact: CareContact) -> str:
    if contact.identity_checked is None:
        return ""
    who = "two identifiers checked" if contact.identity_checked else "identity not confirmed"
    private = "private to talk" if contact.private_to_talk else "not private to talk"
    where = f"at {contact.location}" if contact.location else "place not given"
    return f"{who}, {where}, {private}".capitalize()


def _score(one: Score, measures: Mapping[str, Measure]) -> str:
    """`12, moderate (2 2 1 2 1 1 1 2 0)`: a dash is an item left out, which is never 0. A total
    typed in alone has no answers beside it. The word is by the thresholds of that day.
    """
    answers = " ".join("–" if answer is None else str(answer) for answer in one.answers)
    said = f" ({answers})" if answers else ""
    measure = measures[one.measure]
    if not measure.is_totalled:
        return answers
    if one.total is None:
        return f"Not complete{said}"
    if one.work_not_applicable:
        return f"{one.result}, work does not apply{said}"
    word = severity(measure=measure, total=one.total).word
    return f"{one.result}, {word}{'' if measure.verified else ', unverified'}{said}"


def _extras(contact: CareContact) -> str:
    if not contact.extras:
        return ""
    state = ExtrasState(contact.extras).label
    return f"{state}: {contact.extras_note}" if contact.extras_note else state


def _risk_rows(review: RiskReview, may: frozenset[Permission]) -> Iterator[Row]:
    """What was asked and found, fact by fact."""
    yield "Thoughts of suicide or self-harm now", review.get_thoughts_display()
    for label, answer in (
        ("Plan or preparation", review.plan),
        ("Means to hand", review.means),
        ("Intends to act", review.intent),
    ):
        yield label, "Yes" if answer else "No"
    yield "Agreed about the means", review.means_agreed
    yield "Past attempts or self-harm", review.get_past_attempts_display()
    for label, answer in (
        ("Self-neglect", review.self_neglect),
        ("Harm from others", review.from_others),
        ("Harm to others", review.to_others),
        ("Children", review.children),
    ):
        yield label, "Concern" if answer else "No concern"
    yield "What the concern is", review.concern_details
    yield (
        "Restricted",
        safeguarding_words(
            is_recorded=review.safeguarding, details=review.safeguarding_details, may=may
        ),
    )
    yield "What keeps them safe, in their words", review.keeps_safe
    yield "What was agreed", review.agreed
    yield "Who was told", review.who_told
    yield "Outcome", review.get_outcome_display()
