"""What was decided about a case when it was last discussed, and what became of what was agreed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from caseload.record.rows import ActionRow
from clinical import wording
from clinical.working_days import local_date
from supervision.agreed import AgreedLine, agreed_line
from supervision.models import (
    DecisionCode,
    SupervisionAction,
    SupervisionDecision,
    SupervisionSession,
)


@dataclass(frozen=True, slots=True)
class Agreed:
    """The last decision in words, with its actions and whatever else is not done yet; `at` is when
    a risk action was decided, which stands on the risk plan.
    """

    words: str
    actions: tuple[AgreedLine, ...] = ()
    at: datetime | None = None


def last_decision(referral_id: int, *, before: SupervisionSession, on: date) -> Agreed | None:
    """The last decision of an earlier meeting; None for the first time. Two queries."""
    return last_decisions([referral_id], before=before, on=on).get(referral_id)


def last_decisions(
    referral_ids: Sequence[int], *, before: SupervisionSession, on: date
) -> dict[int, Agreed]:
    """The same of several cases, by referral; none for those not decided about before: being left
    for a next meeting is no decision. Two queries.
    """
    latest = list(
        SupervisionDecision.objects.filter(
            item__session__starts_at__lt=before.starts_at, item__referral__in=referral_ids
        )
        .exclude(code=DecisionCode.COME_BACK_LATER)
        .select_related("item")
        .order_by("item__referral", "-at", "-pk")
        .distinct("item__referral")
    )
    rows = SupervisionAction.objects.filter(
        Q(decision__in=[one.pk for one in latest])
        | Q(
            decision__item__referral__in=referral_ids,
            decision__item__session__starts_at__lt=before.starts_at,
            done_at__isnull=True,
        )
    )
    actions: defaultdict[int, list[SupervisionAction]] = defaultdict(list)
    for row in rows.select_related("owner", "done_by", "decision__item").order_by("pk"):
        actions[row.decision.item.referral_id].append(row)
    return {
        one.item.referral_id: _agreed(one, actions[one.item.referral_id], on=on) for one in latest
    }


def with_risk_action(agreed: Agreed, actions: Sequence[ActionRow], *, on: date) -> Agreed:
    """The same with what became of the risk action that was decided, read with the record."""
    opened = (one for one in actions if agreed.at is not None and one.opened_at == agreed.at)
    lines = tuple(_risk_line(one, on=on) for one in opened)
    return replace(agreed, actions=(*lines, *agreed.actions))


def _risk_line(action: ActionRow, *, on: date) -> AgreedLine:
    due = wording.sentence_time(action.due_by, on)
    who = f"{action.owner}, by {due}"
    if action.closed_at is None:
        return AgreedLine(action.pk, action.what, who, "Not done yet")
    done = wording.sentence_date(local_date(action.closed_at), on)
    return AgreedLine(
        None, action.what, who, f"Done {done} by {action.closed_by}: {action.outcome}"
    )


def _agreed(
    found: SupervisionDecision, actions: Sequence[SupervisionAction], *, on: date
) -> Agreed:
    # What was agreed stands in its action, with whose it is.
    has_own = any(one.decision_id == found.pk for one in actions)
    is_risk = found.code == DecisionCode.RISK_ACTION
    added = f", {found.extra_sessions} more planned" if found.extra_sessions else ""
    note = f", {found.what.strip().rstrip('.')}" if found.what and not has_own | is_risk else ""
    day = wording.sentence_date(local_date(found.at), on)
    return Agreed(
        f"{day}: {found.get_code_display().lower()}{added}{note}.",
        tuple(agreed_line(one, on=on) for one in actions),
        at=found.at if is_risk else None,
    )
