"""One person to be triaged, beside the queue: who, what brought them, what to think about first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from caseload.banner import PatientBanner, RiskLine, banner, contact_rule
from caseload.documents.page import to_open
from caseload.models import CaseSummary, RiskAction
from caseload.triage.calls import Calls, calls
from caseload.triage.known import known
from caseload.triage.rows import asked_words
from clinical import wording
from clinical.icd10 import named
from clinical.measures import GAD7, PHQ9, Measure
from clinical.policy import Policy
from clinical.problems import Problem
from clinical.risk import item_nine_words
from clinical.suitability import TO_RULE_OUT, WEAK_EVIDENCE, Prompt, prompts
from clinical.working_days import local_date
from outcomes.charts import severity
from referrals.models import AskedFor, Referral, Triage, TriageDecision
from staff.roles import Permission


@dataclass(frozen=True, slots=True)
class Warned:
    """What a chosen problem asks to think about, by the value of the choice."""

    problem: str
    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision that stands, in words."""

    what: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pane:
    """Everything beside the queue about one person."""

    reference: str
    who: PatientBanner
    facts: tuple[tuple[str, SafeString | str], ...]
    # Letters and scans: words, and where each opens.
    papers: tuple[tuple[str, str], ...]
    has_risk: bool
    risk: str
    prompts: tuple[Prompt, ...]
    weak: tuple[Warned, ...]
    to_rule_out: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]
    problem: str
    decided: tuple[Decided, ...]
    number: int
    calls: Calls
    awaits_call: bool
    may_place: bool


def pane(referral: Referral, *, may: frozenset[Permission], now: datetime, policy: Policy) -> Pane:
    """A fixed number of queries, whatever was decided before."""
    on = local_date(now)
    summary = CaseSummary.objects.get(pk=referral.pk)
    made = list(Triage.objects.filter(referral=referral).select_related("by").order_by("number"))
    has_risk = referral.risk_open_since is not None
    return Pane(
        reference=referral.reference,
        who=banner(referral, risk=RiskLine(referral.risk_open_since), on=on),
        facts=tuple(_facts(referral, summary)),
        papers=to_open(referral, may=may, on=on),
        has_risk=has_risk,
        risk=_risk(referral, summary, on=on),
        prompts=prompts(known(referral, on=on)),
        weak=tuple(Warned(problem.name, one) for problem, one in WEAK_EVIDENCE.items()),
        to_rule_out=TO_RULE_OUT,
        problems=tuple((one.name, named(one)) for one in Problem if one.is_recorded),
        problem=summary.problem,
        decided=tuple(_decided(one, on=on) for one in reversed(made)),
        number=len(made),
        calls=calls(referral, now=now, policy=policy),
        awaits_call=referral.triaged_as == TriageDecision.CALL_FIRST,
        may_place=Permission.REASSIGN in may,
    )


def _facts(referral: Referral, summary: CaseSummary) -> Iterator[tuple[str, SafeString | str]]:
    yield "Problem", referral.problem_statement or "Nothing written in the referral"
    yield "Scores", _scores(summary)
    yield "Wants", _wants(referral)
    patient = referral.patient
    reach = ". ".join(part for part in (patient.phone, contact_rule(patient)) if part)
    best = f". Best time: {patient.best_time}" if patient.best_time else ""
    yield "Reach", f"{reach}{best}"
    if patient.needs:
        yield "Needs", patient.needs


def _scores(summary: CaseSummary) -> SafeString | str:
    if not summary.phq9 and not summary.gad7:
        return "None yet: nobody has asked"
    nine = summary.last_item_nine
    return format_html(
        "{} &nbsp; {} &nbsp; {}",
        _score(PHQ9, summary.phq9),
        _score(GAD7, summary.gad7),
        "Item 9 not answered" if nine is None else f"Item 9 {nine}",
    )


def _score(measure: Measure, totals: Sequence[int]) -> SafeString | str:
    if not totals:
        return f"{measure.name} none yet"
    return format_html("{} {} {}", measure.name, totals[-1], severity(measure, totals[-1]))


def _wants(referral: Referral) -> str:
    wishes = AskedFor.objects.filter(referral=referral).first()
    asked = "" if wishes is None else asked_words(wishes.gender, wishes.times)
    return asked or "Nothing asked for"


def _risk(referral: Referral, summary: CaseSummary, *, on: date) -> str:
    """What is open about risk, and who has it; or what was answered. Never a level."""
    if referral.risk_open_since is not None:
        flag = summary.flags.get("risk")
        action = (
            RiskAction.objects.filter(referral=referral, closed_at__isnull=True)
            .select_related("owner")
            .order_by("due_by")
            .first()
        )
        said = str(flag[0]) if flag else "A risk flag is open"
        if action is None:
            return said
        due = wording.sentence_time(action.due_by, on)
        return f"{said}. {action.what}: {action.owner.full_name}, due {due}"
    if summary.last_item_nine is None:
        return "Nothing said in the referral. Item 9 not asked yet"
    return f"Nothing said in the referral. {item_nine_words(summary.last_item_nine, None)}"


def _decided(one: Triage, *, on: date) -> Decided:
    return Decided(
        what=TriageDecision(one.decision).label,
        who=f"{one.by.full_name}, {wording.time_within(one.at, on)}",
        reason=one.reason,
    )
