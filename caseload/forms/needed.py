"""What is still needed before a session can be signed, in the order of the page.

One list serves the bar at the foot, the draft's note and the error summary. The script shows the
same list while somebody types; this one decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from caseload.forms.fields import answers
from caseload.models import Attendance, ExtrasState, PastAttempts, RiskAsked, RiskOutcome
from caseload.session.facts import PATHS, SessionFacts
from clinical.measures import GAD7, PHQ9, WSAS, Measure, item_nine, score
from clinical.risk import ReviewNeed, ask_about_means, why_review
from clinical.wording import sentence_date
from clinical.working_days import local_date
from referrals.models import Medium

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Needed:
    """One thing missing: its field, its words in the foot bar, its sentence in the summary."""

    field: str
    words: str
    sentence: str


RISK_SECTION = "risk section"
# The facts of the section, each asked and answered for itself (corrections.md, 03).
_RISK_FACTS = (
    ("risk_thoughts", "Risk: answer thoughts of suicide or self-harm now."),
    ("risk_plan", "Risk: answer plan or preparation."),
    ("risk_means", "Risk: answer means to hand."),
    ("risk_intent", "Risk: answer intends to act."),
    ("risk_past_attempts", "Risk: answer past attempts or self-harm."),
    ("risk_self_neglect", "Risk: answer self-neglect."),
    ("risk_from_others", "Risk: answer harm from others."),
    ("risk_to_others", "Risk: answer harm to others."),
    ("risk_children", "Risk: answer children."),
)
_RISK_WORDS = (
    ("risk_keeps_safe", "Risk: say what keeps them safe, in their words."),
    ("risk_agreed", "Risk: say what you agreed to do."),
    ("risk_who_told", "Risk: say who was told, or that nobody else was."),
)
CONCERNS = ("risk_self_neglect", "risk_from_others", "risk_to_others", "risk_children")


def still_needed(given: Given, facts: SessionFacts) -> list[Needed]:
    """Everything missing, first things first."""
    path = PATHS.get(given.get("attendance") or "")
    if path is None:
        return [
            *_opening(given, facts),
            Needed("attendance", "attendance", "Say whether the session took place."),
        ]
    parts = {"seen": _seen, "missed": _missed, "cancelled": _cancelled}
    return [*_not_yet(given, facts), *parts[path](given, facts)]


def in_words(needed: Sequence[Needed]) -> str:
    """`PHQ-9 (3 left), risk section (6 left), next appointment`."""
    words = list(dict.fromkeys(one.words for one in needed))
    counted = [
        f"{word} ({sum(one.words == word for one in needed)} left)"
        if word == RISK_SECTION
        else word
        for word in words
    ]
    return ", ".join(counted)


def review_need(given: Given, facts: SessionFacts) -> ReviewNeed:
    """Whether these answers require the risk section, prompt for it, or leave it at asking."""
    phq9, gad7 = answers(given, PHQ9), answers(given, GAD7)
    total = score(measure=PHQ9, answers=phq9).total
    worse = facts.scales[0].is_worse(total) or facts.scales[1].is_worse(
        score(measure=GAD7, answers=gad7).total
    )
    return why_review(
        item_nine=item_nine(phq9),
        questionnaire_done=_was_left(given, phq9),
        total=total,
        deteriorated=worse,
        previous=facts.scales[0].last_answers[-1],
    )


def _was_left(given: Given, phq9: tuple[int | None, ...]) -> bool:
    """Begun and left with a reason. Until then the missing answers themselves stand in the way."""
    return bool(given.get("not_done")) and any(one is not None for one in phq9)


def needs_section(given: Given, facts: SessionFacts) -> bool:
    """The whole risk section stands between here and signing."""
    return review_need(given, facts).is_required or given.get("risk_asked") == RiskAsked.REVIEWED


def has_concern(given: Given) -> bool:
    """Something was said that needs words: a concern, or a past attempt not on record."""
    return (
        any(given.get(name) for name in CONCERNS)
        or given.get("risk_past_attempts") == PastAttempts.YES_NEW
    )


def may_be_safeguarding(given: Given) -> bool:
    """There is a concern about neglect, harm or children: it may be about safeguarding."""
    return any(given.get(name) for name in CONCERNS)


def _not_yet(given: Given, facts: SessionFacts) -> Iterator[Needed]:
    """A session of a day to come can be cancelled; nobody can have been seen or missed."""
    if local_date(facts.starts_at) <= local_date(facts.now):
        return
    if given["attendance"] not in {Attendance.PATIENT_CANCELLED, Attendance.SERVICE_CANCELLED}:
        on = sentence_date(local_date(facts.starts_at), local_date(facts.now))
        sentence = f"This session is on {on}. Until then it can only be cancelled."
        yield Needed("attendance", "the day itself", sentence)


def _opening(given: Given, facts: SessionFacts) -> Iterator[Needed]:
    if not facts.asks_opening:
        return
    if not given.get("opening"):
        yield Needed(
            "opening",
            "opening check",
            "Opening check: who, where, private to talk. Confirm all three.",
        )
    elif given["opening"] == "all" and not given.get("opening_location"):
        sentence = "Opening check: say where they are now, or choose “Not all”."
        yield Needed("opening_location", "opening check", sentence)
    elif given["opening"] == "some":
        for name, what in (
            ("opening_identity", "who you speak with"),
            ("opening_private", "private to talk"),
        ):
            if given.get(name) is None:
                yield Needed(name, "opening check", f"Opening check: answer {what}.")


def _seen(given: Given, facts: SessionFacts) -> Iterator[Needed]:
    yield from _opening(given, facts)
    if given.get("minutes") is None:
        yield Needed("minutes", "minutes", "Say how many minutes the session took.")
    for measure in (PHQ9, GAD7):
        yield from _measure(given, measure)
    yield from _risk(given, facts)
    if facts.has_last_plan and given.get("plan_done") is None:
        yield Needed("plan_done", "last plan done?", "Say whether the last plan was done.")
    yield from _next(given)
    yield from _extras(given)


def _measure(given: Given, measure: Measure) -> Iterator[Needed]:
    left = sum(one is None for one in answers(given, measure))
    if left and not given.get("not_done"):
        missing = f"{left} answer is" if left == 1 else f"{left} answers are"
        yield Needed(
            measure.code.lower(),
            f"{measure.name} ({left} left)",
            f"{measure.name}: {missing} missing. Ask, or say why it was not done today.",
        )


def _risk(given: Given, facts: SessionFacts) -> Iterator[Needed]:
    if needs_section(given, facts):
        yield from _section(given, facts)
    elif given.get("risk_asked") is None:
        yield Needed(
            "risk_asked", "risk question", "Risk is asked every time: say what came of asking."
        )


def _section(given: Given, facts: SessionFacts) -> Iterator[Needed]:
    for name, sentence in _RISK_FACTS:
        if given.get(name) is None:
            yield Needed(name, RISK_SECTION, sentence)
    plan, means = given.get("risk_plan"), given.get("risk_means")
    if ask_about_means(plan=plan, means=means, policy=facts.policy) and not given.get(
        "risk_means_agreed"
    ):
        sentence = "Risk: say what you agreed about the means at home."
        yield Needed("risk_means_agreed", RISK_SECTION, sentence)
    if has_concern(given) and not given.get("risk_concern_details"):
        sentence = "Risk: say what the concern is, and about whom."
        yield Needed("risk_concern_details", RISK_SECTION, sentence)
    if may_be_safeguarding(given):
        yield from _safeguarding(given)
    for name, sentence in _RISK_WORDS:
        if not given.get(name):
            yield Needed(name, RISK_SECTION, sentence)
    yield from _outcome(given)


def _safeguarding(given: Given) -> Iterator[Needed]:
    if given.get("risk_safeguarding") is None:
        sentence = "Risk: answer whether it is about safeguarding."
        yield Needed("risk_safeguarding", RISK_SECTION, sentence)
    elif given["risk_safeguarding"] and not given.get("risk_safeguarding_details"):
        sentence = "Risk: say what the safeguarding concern is, and about whom."
        yield Needed("risk_safeguarding_details", RISK_SECTION, sentence)


def _outcome(given: Given) -> Iterator[Needed]:
    outcome = given.get("risk_outcome")
    urgent = given.get("risk_plan") or given.get("risk_intent")
    if outcome is None:
        yield Needed("risk_outcome", RISK_SECTION, "Risk: choose what came of it.")
    elif urgent and outcome is RiskOutcome.SAFETY_PLAN:
        sentence = "Risk: with a plan or intent, tell the duty senior now, or ring 999."
        yield Needed("risk_outcome", RISK_SECTION, sentence)


def _next(given: Given) -> Iterator[Needed]:
    if not given.get("next"):
        yield Needed("next", "next appointment", "Choose the next appointment.")
    elif given["next"] == "choose":
        yield from _date_and_time(given, "next", "next appointment")


def _cancelled(given: Given, _facts: SessionFacts) -> Iterator[Needed]:
    yield from _next(given)


def _missed(given: Given, facts: SessionFacts) -> Iterator[Needed]:
    phoned = facts.medium is Medium.PHONE
    if given["attendance"] is Attendance.DID_NOT_ATTEND and phoned and not facts.attempts:
        yield Needed(
            "attempt", "call attempt", "Log the call you made before you sign it as missed."
        )
    if given.get("follow_up") is None:
        yield Needed("follow_up", "what happens next", "Choose what happens next.")
    elif given["follow_up"] == "REBOOKED":
        yield from _date_and_time(given, "rebook", "new appointment")


def _date_and_time(given: Given, prefix: str, words: str) -> Iterator[Needed]:
    if given.get(f"{prefix}_date") is None:
        yield Needed(f"{prefix}_date", words, f"Choose the date of the {words}.")
    if given.get(f"{prefix}_time") is None:
        yield Needed(f"{prefix}_time", words, f"Choose the time of the {words}.")


def _extras(given: Given) -> Iterator[Needed]:
    if given.get("extras") is not ExtrasState.CHANGED:
        return
    answered = [one is not None for one in answers(given, WSAS)]
    said = given.get("extras_note") or given.get("work_status")
    if not any(answered) and not said:
        yield Needed("extras_note", "what changed", "Work, medication: say what changed.")
    more = ("work_hours", "work_sick_pay", "work_benefits")
    if any(given.get(name) for name in more) and not given.get("work_status"):
        yield Needed("work_status", "work now", "Choose how they stand at work now.")
    left = answered.count(False) - bool(given.get("wsas_no_work") and not answered[0])
    if any(answered) and left > 0:
        yield Needed("wsas", f"WSAS ({left} left)", f"WSAS: {left} of 5 answers missing.")
