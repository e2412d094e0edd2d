"""The page of message rules: what holds for each type of contact today, and what comes."""

from dataclasses import dataclass
from datetime import date, datetime

from caseload.models import ContactKind
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date
from portal.models import MessageRule
from portal.rules import Rule, from_rows, usual
from referrals.models import Medium


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One type of contact, or one way of meeting within it, in words."""

    kind: str
    by: str
    reminder: str
    answers: str
    questionnaire: str
    since: str
    is_coming: bool


def rows(*, now: datetime, policy: Policy) -> tuple[RuleRow, ...]:
    """Every type of contact, with its own rule or the usual one. One query."""
    on = local_date(now)
    stored = sorted(MessageRule.objects.all(), key=lambda row: (row.valid_from, row.pk))
    holding = {(row.contact_kind, row.medium): row for row in stored if row.valid_from <= on}
    found = []
    for kind in ContactKind:
        own = holding.get((kind.value, ""))
        rule = from_rows([own] if own else [], policy=policy)[kind.value, Medium.PHONE.value]
        since = _since(own.valid_from, now) if own else "Service rule"
        found.append(_row(kind, "Any way", rule, since, is_coming=False))
        for row in stored:
            if row.contact_kind != kind.value:
                continue
            if row.valid_from > on or (row.medium and holding[kind.value, row.medium] is row):
                found.append(_of(row, kind, policy, now=now, is_coming=row.valid_from > on))
    return tuple(found)


def _of(
    row: MessageRule, kind: ContactKind, policy: Policy, *, now: datetime, is_coming: bool
) -> RuleRow:
    medium = row.medium or Medium.PHONE.value
    rule = from_rows([row], policy=policy).get((kind.value, medium)) or usual(policy)
    by = Medium(row.medium).label if row.medium else "Any way"
    return _row(kind, by, rule, _since(row.valid_from, now), is_coming=is_coming)


def _row(kind: ContactKind, by: str, rule: Rule, since: str, *, is_coming: bool) -> RuleRow:
    return RuleRow(
        kind=kind.label,
        by=by,
        reminder=_hours(rule.remind_hours_before),
        answers=_answers(rule),
        questionnaire=_questionnaire(rule),
        since=since,
        is_coming=is_coming,
    )


def _since(day: date, now: datetime) -> str:
    return f"From {wording.sentence_date(day, local_date(now))}"


def _hours(hours: int | None) -> str:
    return "None" if hours is None else f"{hours} hours before"


def _answers(rule: Rule) -> str:
    allowed = [
        words for words, may in (("confirm", rule.may_confirm), ("cancel", rule.may_cancel)) if may
    ]
    return f"May {' and '.join(allowed)}" if allowed else "Read by a person"


def _questionnaire(rule: Rule) -> str:
    if rule.questionnaire_days_before is None:
        return "Not sent by itself"
    days = rule.questionnaire_days_before
    first = "On the day" if days == 0 else f"{days} day{'s' if days > 1 else ''} before"
    again = rule.nudge_hours_before
    return first if again is None else f"{first}, again {again} hours before"
