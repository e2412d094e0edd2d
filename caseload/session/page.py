"""The Log-a-session page as frozen display strings: the template places them, nothing more."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from caseload.banner import PatientBanner, RiskLine, banner
from caseload.forms.session import SessionForm
from caseload.models.contact import MISSED
from caseload.session import choices as session_choices
from caseload.session.choices import Option, Question
from caseload.session.conflict import ConflictPanel
from caseload.session.facts import PATHS, Scale, SessionFacts
from caseload.session.given import Given, given
from caseload.session.side import Side, session_name, side
from caseload.session.source import Entered, OnDuty, Source
from clinical import wording
from clinical.measures import PHQ9, WSAS, Measure, Total, threshold_words, written
from clinical.risk import PROMPTING_PHQ9, ResponseUrgency, due_by
from clinical.working_days import local_date
from policy import hours
from referrals.models import Referral
from referrals.paths import path_to


@dataclass(frozen=True, slots=True)
class Keys:
    """The hidden fields: what binds this page to one person, one contact, one version."""

    token: str
    form_key: str
    contact_version: int
    draft_version: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One questionnaire: its answers now and last time, and what its total compares with."""

    measure: Measure
    prefix: str
    answers: tuple[int | None, ...]
    last: tuple[int | None, ...]
    first: int | None
    previous: int | None
    worse_at: Total | None
    error: str


@dataclass(frozen=True, slots=True)
class OwnTotal:
    """The measure that the problem calls for: its total is typed in, and what it means said."""

    label: str
    hint: str
    thresholds: str


@dataclass(frozen=True, slots=True)
class RiskPart:
    """The risk question and the section behind it."""

    why: str
    asked: tuple[Option, ...]
    questions: tuple[Question, ...]
    safeguarding: Question
    outcomes: tuple[Option, ...]
    duty: OnDuty | None
    closed: str
    last_answer: str
    prompts_at: int
    means_ask: bool


@dataclass(frozen=True, slots=True)
class MissedPart:
    """What happens after a session that did not take place."""

    history: str
    options: tuple[Option, ...]
    call_again_at: str
    same_time_at: str
    text: str


@dataclass(frozen=True, slots=True)
class SessionPage:
    """Everything on the page."""

    banner: PatientBanner
    who: str
    title: str
    heading: str
    when: str
    path: str
    keys: Keys
    entered: Entered
    errors: dict[str, str]
    summary: tuple[dict[str, str], ...]
    needed: str
    saved: str
    asks_opening: bool
    medium: str
    attempts: tuple[str, ...]
    attempt_options: tuple[Option, ...]
    by_link: str
    grids: tuple[Grid, ...]
    own_total: OwnTotal | None
    wsas: Measure
    wsas_error: str
    risk: RiskPart
    missed: MissedPart
    plan_carried_from: str
    interventions: tuple[Option, ...]
    more_interventions: tuple[Option, ...]
    given: Given
    next_options: tuple[Option, ...]
    extras_known: str
    side: Side
    conflict: ConflictPanel | None
    base: str


def page(
    source: Source,
    *,
    referral: Referral,
    facts: SessionFacts,
    form: SessionForm,
    token: str,
    shows_errors: bool = False,
    conflict: ConflictPanel | None = None,
) -> SessionPage:
    """The page of one unsigned contact, with what was typed so far."""
    form.full_clean_once()
    on = local_date(facts.now)
    entered = form.entered
    errors = _errors(form) if shows_errors else {}
    shown, rest = session_choices.interventions(used_last=interventions_used(source))
    return SessionPage(
        banner=_banner(source, referral, on=on),
        who=referral.patient.given_name,
        title=f"Log {session_name(source).lower()}",
        heading=_heading(source, referral),
        when=_when(source, on=on),
        path=PATHS.get(str(entered.get("attendance", "")), ""),
        keys=_keys(source, form, token=token, conflict=conflict),
        entered=entered,
        errors=errors,
        summary=tuple(_summary(errors)),
        needed=_needed_words(form.still_needed()),
        saved="" if source.draft is None else f"Draft saved {wording.clock(source.draft.saved_at)}",
        asks_opening=facts.asks_opening,
        medium=facts.medium.value,
        attempts=attempts(source),
        attempt_options=session_choices.attempts(voicemail_ok=referral.patient.voicemail_ok),
        by_link=facts.by_link.words if facts.by_link else "",
        grids=tuple(_grid(scale, entered, errors) for scale in facts.scales),
        own_total=_own_total(source, facts.own_measure),
        wsas=WSAS,
        wsas_error=_joined(errors, WSAS),
        risk=_risk(source, facts, form),
        missed=_missed(source, facts, may_write=referral.patient.letter_ok),
        plan_carried_from=_plan_carried_from(source, on=on),
        interventions=shown,
        more_interventions=rest,
        given=given(form, facts, errors),
        next_options=session_choices.next_appointments(facts),
        extras_known=_extras(referral),
        side=side(source, referral=referral, on=on),
        conflict=conflict,
        base=path_to("caseload:session", referral.reference, source.contact.reference),
    )


ATTEMPT_OUTCOMES = frozenset(session_choices.ATTEMPTS)


def attempts(source: Source) -> tuple[str, ...]:
    """`10:31 no answer`: each try at reaching the person."""
    return tuple(attempt_line(one.at, one.text) for one in source.attempts)


def attempt_line(at: datetime, outcome: str) -> str:
    """One try: when, and what came of it."""
    return f"{wording.clock(at)} {session_choices.attempt_words(outcome)}"


def interventions_used(source: Source) -> tuple[str, ...]:
    """What was used last time."""
    return source.last_time.interventions if source.last_time else ()


def _plan_carried_from(source: Source, *, on: date) -> str:
    """The day the plan in the box was made; empty when none was carried forward."""
    last = source.last_time
    return wording.sentence_date(local_date(last.starts_at), on) if last and last.plan else ""


def _banner(source: Source, referral: Referral, *, on: date) -> PatientBanner:
    asked = [
        one for one in source.scores if one.measure == PHQ9.code and one.answers[-1] is not None
    ]
    return banner(
        referral,
        risk=RiskLine(
            plan_since=referral.risk_open_since,
            due_by=source.risk_due_by,
            item_nine=asked[-1].answers[-1] if asked else None,
            asked_at=asked[-1].taken_at if asked else None,
        ),
        safety=source.safety,
        on=on,
    )


def _heading(source: Source, referral: Referral) -> str:
    name = session_name(source)
    return f"{name} of {referral.planned_sessions}" if name.startswith("Session") else name


def _when(source: Source, *, on: date) -> str:
    contact = source.contact
    day = wording.long_date(local_date(contact.starts_at), on)
    medium = contact.get_medium_display().lower()
    return f"{day}, {wording.clock(contact.starts_at)}, {medium}, {contact.booked_minutes} minutes"


def _keys(source: Source, form: SessionForm, *, token: str, conflict: ConflictPanel | None) -> Keys:
    """A page after a conflict holds the newer versions: the next save is made in full knowledge."""
    held, current = form.cleaned_data, source.draft.version if source.draft else 0
    if conflict or "draft_version" not in held:
        return Keys(token, str(uuid.uuid4()), source.contact.version, current)
    return Keys(
        token=token,
        form_key=str(held.get("form_key") or uuid.uuid4()),
        contact_version=held.get("contact_version") or source.contact.version,
        draft_version=held["draft_version"],
    )


def _errors(form: SessionForm) -> dict[str, str]:
    return {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}


def _summary(errors: dict[str, str]) -> list[dict[str, str]]:
    """Each error with a link to its field, in the order of the page."""
    named = [
        {"text": text, "href": f"#{_anchor(name)}"}
        for name, text in sorted(errors.items(), key=lambda item: _place(item[0]))
        if name != "__all__"
    ]
    return [{"text": errors["__all__"], "href": ""}, *named] if "__all__" in errors else named


def _anchor(name: str) -> str:
    """Where the link lands: a score's row, or the field or group itself."""
    prefix, _, item = name.partition("_")
    is_row = item.isdigit() and prefix != WSAS.code.lower()
    return f"{prefix}-{item}" if is_row else f"id_{name}"


def _place(name: str) -> int:
    return next((n for n, start in enumerate(_ORDER) if name.startswith(start)), len(_ORDER))


_ORDER = (
    "opening", "attempt", "attendance", "minutes", "follow_up", "call_again", "same_time", "rebook",
    "not_done", "phq9", "gad7", "own_total", "risk", "plan_done", "interventions", "therapy",
    "format", "group", "planned", "did", "plan", "next", "proposed", "supervision", "extras",
    "work", "wsas",
)  # fmt: skip


def _needed_words(needed: str) -> str:
    return f"Still needed: {needed}" if needed else "Ready to sign"


def _grid(scale: Scale, entered: Entered, errors: dict[str, str]) -> Grid:
    prefix = scale.measure.code.lower()
    names = [f"{prefix}_{item.number}" for item in scale.measure.items]
    before = [total for total in (scale.first, scale.best) if total is not None]
    change = scale.measure.reliable_change
    return Grid(
        measure=scale.measure,
        prefix=prefix,
        answers=tuple(_digit(entered.get(name)) for name in names),
        last=scale.last_answers,
        first=scale.first,
        previous=scale.previous,
        worse_at=min(before) + change if before and change else None,
        error=_joined(errors, scale.measure),
    )


def _own_total(source: Source, measure: Measure | None) -> OwnTotal | None:
    if measure is None:
        return None
    before = source.values(measure.code)
    last = f" Last time {written(measure, before[-1])}." if before else ""
    return OwnTotal(
        label=f"{measure.name}, total",
        hint=f"{measure.total_lowest} to {measure.total_highest}.{last}",
        thresholds=threshold_words(measure),
    )


def _joined(errors: dict[str, str], measure: Measure) -> str:
    """Everything wrong with one questionnaire, in the order of its items."""
    prefix = measure.code.lower()
    names = (prefix, *(f"{prefix}_{item.number}" for item in measure.items))
    return " ".join(errors[name] for name in names if name in errors)


def _digit(value: object) -> int | None:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def _risk(source: Source, facts: SessionFacts, form: SessionForm) -> RiskPart:
    since = source.attempt_recorded_at
    on_record = f"yes, {wording.sentence_date(local_date(since))}" if since else ""
    check = due_by(urgency=ResponseUrgency.PLANNED, now=facts.now, calendar=facts.policy.calendar)
    last = facts.scales[0].last_answers[-1]
    return RiskPart(
        why=form.review_need().why,
        asked=session_choices.RISK_ASKED,
        questions=session_choices.risk_questions(attempt_on_record=on_record),
        safeguarding=session_choices.SAFEGUARDING,
        outcomes=session_choices.risk_outcomes(duty=source.duty, check_again=check, now=facts.now),
        duty=source.duty,
        closed=hours.closed_for_staff(policy=facts.policy, now=facts.now),
        last_answer="" if last is None else f"{PHQ9.options[last]} ({last})",
        prompts_at=PROMPTING_PHQ9,
        means_ask=facts.policy.means_at_home_asks,
    )


def _missed(source: Source, facts: SessionFacts, *, may_write: bool) -> MissedPart:
    offers = facts.offers
    return MissedPart(
        history=_history(source, facts),
        options=session_choices.follow_ups(facts, duty=source.duty, may_write=may_write),
        call_again_at=offers.today.isoformat() if offers.today else "",
        same_time_at=offers.same.isoformat() if offers.same else "",
        text=_text_words(facts),
    )


def _text_words(facts: SessionFacts) -> str:
    """What is sent after a routine choice; there is none where the person is rung the same day."""
    if facts.why_ring_today:
        return ""
    if not facts.may_text:
        return "No text is sent: the person asked for none."
    return (
        "The text says: “Sorry we missed you today. We will ring again. Reply to change the "
        "time.” It names no service, therapy or score."
    )


def _history(source: Source, facts: SessionFacts) -> str:
    if facts.why_ring_today:
        return f"{facts.why_ring_today}: silence is not routine. Call now, or tell the duty senior."
    before = [one for one in source.earlier if one.attendance in MISSED]
    if not before:
        return "The first one missed. Service policy: try again once, then write."
    on = wording.sentence_date(local_date(before[-1].starts_at), local_date(facts.now))
    if facts.missed_in_a_row:
        return f"The last one was missed too, on {on}. Service policy: now write."
    return f"Missed one before, on {on}, not in a row. Service policy: try again once, then write."


def _extras(referral: Referral) -> str:
    """What is known of work and medication, to be asked about."""
    patient = referral.patient
    return ". ".join(
        (patient.employment or "Work not recorded", patient.medication or "Medication not recorded")
    )
