"""Facts → reasons → flags: opened and cleared by the system, except risk, which only a person
closes.

`reasons_now` is what every page calls: what a rule says this minute, whether or not a worker has
run (ruling 2).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat, JSONObject

from caseload import facts, flag_changes, flag_rules, resting
from caseload.facts import OpenRisk
from caseload.flag_changes import Check, Fresh, Held
from caseload.models import CaseFlag, CaseSummary, RiskAction
from clinical import review
from clinical.facts import CaseFacts, RiskFact
from clinical.next_change import next_change
from clinical.policy import Policy
from clinical.reason import Found, Reason
from clinical.working_days import local_date
from policy.current import policy_on

# What gathering the facts of one person can break on. The others go on.
_BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_LONGEST = 300
_NOTHING_OPEN = OpenRisk()
# Risk is read live by pages; what is stored here says nothing of it.
_NOT_LOOKED_AT = OpenRisk()


def with_open_risk(summaries: QuerySet[CaseSummary]) -> QuerySet[CaseSummary]:
    """Summaries, each with what is open about risk, read live in the same query (performance 4.1
    rule 4).
    """
    actions = RiskAction.objects.filter(
        referral=OuterRef("referral_id"), closed_at__isnull=True
    ).order_by("due_by")
    flag = CaseFlag.objects.filter(
        referral=OuterRef("referral_id"), reason=Reason.RISK.value, cleared_at__isnull=True
    )
    return facts.with_range(summaries).annotate(
        open_actions=ArraySubquery(
            actions.values(
                row=JSONObject(
                    what="what",
                    due_by="due_by",
                    owner=Concat(F("owner__given_name"), Value(" "), F("owner__family_name")),
                )
            )
        ),
        risk_evidence=Subquery(flag.values("evidence")[:1]),
    )


def open_risk(row: Mapping[str, Any]) -> OpenRisk:
    """What is open about risk, from a row of `with_open_risk`."""
    if not row["open_actions"] and row["risk_evidence"] is None:
        return _NOTHING_OPEN
    return OpenRisk(
        actions=tuple(
            RiskFact(
                what=action["what"],
                due_by=datetime.fromisoformat(action["due_by"]),
                owner_name=action["owner"],
            )
            for action in row["open_actions"]
        ),
        signals=0 if row["risk_evidence"] is None else 1,
        evidence=row["risk_evidence"] or "",
    )


def reasons_now(
    row: Mapping[str, Any], *, risk: OpenRisk, now: datetime, policy: Policy
) -> tuple[Found, ...]:
    """Every reason that holds for this open referral this minute, risk first, put off ones last."""
    on = local_date(now)
    return resting.last(
        resting.as_put_off(one, row=row, risk=risk, on=on)
        for one in _that_hold(row, risk=risk, now=now, policy=policy)
    )


def _that_hold(
    row: Mapping[str, Any], *, risk: OpenRisk, now: datetime, policy: Policy
) -> tuple[Found, ...]:
    """The same, put off or not."""
    return _judged(row, risk=risk, now=now, policy=policy)[1]


def _judged(
    row: Mapping[str, Any], *, risk: OpenRisk, now: datetime, policy: Policy
) -> tuple[CaseFacts | None, tuple[Found, ...]]:
    """The facts, where they can be gathered, and every reason that holds."""
    try:
        case = facts.case_facts(row, risk=risk, now=now)
    except _BROKEN:
        return None, _uncheckable(row, risk=risk, now=now, policy=policy)
    found = review.reasons(case, now=now, policy=policy)
    return case, tuple(_as_first_said(one, row) for one in found)


def _uncheckable(
    row: Mapping[str, Any], *, risk: OpenRisk, now: datetime, policy: Policy
) -> tuple[Found, ...]:
    """Facts that cannot be gathered call for a person's eyes; what is open about risk stays."""
    known = review.risk(facts.risk_alone(row["referral_id"], risk=risk), now, policy)
    unknown = _as_first_said(review.could_not_be_checked(now=now), row)
    return (unknown,) if known is None else (known, unknown)


def _as_first_said(found: Found, row: Mapping[str, Any]) -> Found:
    """Since when somebody could not be checked is what was stored the first time."""
    if found.reason is not Reason.COULD_NOT_BE_CHECKED:
        return found
    stored = row["flags"]
    if not isinstance(stored, dict) or found.reason not in stored:
        return found
    evidence, since, *_ = stored[found.reason]
    return replace(found, evidence=evidence, since=date.fromisoformat(since))


@transaction.atomic
def refresh(referral_ids: Iterable[int], *, now: datetime, policy: Policy) -> None:
    """Make summaries and stored flags of these referrals true. Safe to run twice, or at once."""
    changes = compare(facts.refreshed(referral_ids), now=now, policy=policy)
    flag_changes.write(
        opened=changes.opened,
        reworded=changes.reworded,
        gone=changes.gone,
        check=changes.check,
        now=now,
    )


def made_true(referral_ids: Iterable[int], *, now: datetime | None = None) -> None:
    """What a change below calls (architecture 2): summaries, and with the moment flags too."""
    if now is None:
        facts.refresh(referral_ids)
    else:
        refresh(referral_ids, now=now, policy=policy_on(local_date(now)))


@dataclass(slots=True)
class Changes:
    """What must be written so that stored flags say what the rules say, and until when each of
    those looked at then holds.
    """

    check: Check
    opened: list[Fresh] = field(default_factory=list)
    reworded: list[Fresh] = field(default_factory=list)
    gone: list[tuple[int, str]] = field(default_factory=list)

    @property
    def differing(self) -> set[int]:
        """Whose flags are not what the rules say."""
        ids = {flag.referral_id for flag in (*self.opened, *self.reworded)}
        return ids | {referral_id for referral_id, _ in self.gone}


def compare(rows: Sequence[Mapping[str, Any]], *, now: datetime, policy: Policy) -> Changes:
    """Hold the stored flags of these summaries, read together, against the rules."""
    on = local_date(now)
    newest = rows[0]["newest_range"] if rows else None
    under = flag_rules.name(policy, newest_range=newest, on=on)
    held: list[Held] = []
    changes = Changes(Check(held, on, under))
    for row in rows:
        next_on = _compare(row, changes, now=now, policy=policy)
        held.append(Held(row["referral_id"], next_on, row.get("version", "")))
    return changes


def _compare(
    row: Mapping[str, Any], changes: Changes, *, now: datetime, policy: Policy
) -> date | None:
    """The day on which they next change by time alone; none on an ended referral.

    A row to be written is made only where one differs: for most people none does.
    """
    on = local_date(now)
    case: CaseFacts | None = None
    found: tuple[Found, ...] = ()
    if row["is_open"]:
        case, found = _judged(row, risk=_NOT_LOOKED_AT, now=now, policy=policy)
    # Risk is no business of the system's.
    wanted = {one.reason.value: one for one in found if one.reason is not Reason.RISK}
    stored = {reason: kept for reason, kept in row["flags"].items() if reason != Reason.RISK}
    changes.gone += [(row["referral_id"], reason) for reason in stored if reason not in wanted]
    for reason, one in wanted.items():
        if reason not in stored:
            changes.opened.append(_fresh(row, one, on=on))
        elif stored[reason][0] != one.evidence[:_LONGEST]:
            changes.reworded.append(_fresh(row, one, on=on))
    return _next_change(row, case, wanted, on=on, policy=policy)


def _next_change(
    row: Mapping[str, Any],
    case: CaseFacts | None,
    wanted: Mapping[str, Found],
    *,
    on: date,
    policy: Policy,
) -> date | None:
    """Whoever could not be checked is tried again each day."""
    if not row["is_open"]:
        return None
    if case is None or Reason.COULD_NOT_BE_CHECKED in wanted:
        return on + timedelta(days=1)
    return next_change(case, on=on, policy=policy)


def _fresh(row: Mapping[str, Any], found: Found, *, on: date) -> Fresh:
    evidence = found.evidence[:_LONGEST]
    return Fresh(row["referral_id"], found.reason.value, evidence, found.since or on)
