"""What the record says about risk: facts, obligations and dates. No level anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from caseload.models import PastAttempts, RiskAsked, RiskOutcome, Thoughts
from caseload.owners import Service, service_at
from caseload.record.rows import ActionRow, ReviewRow
from caseload.record.source import ContactRow, Head, RiskHistory
from caseload.restricted import safeguarding_words
from clinical import wording
from clinical.risk import ResponseUrgency
from clinical.working_days import local_date, moment
from staff.roles import Permission

_CONCERNS = {
    "self_neglect": "self-neglect",
    "from_others": "harm from others",
    "to_others": "harm to others",
    "children": "children",
}


@dataclass(frozen=True, slots=True)
class ActionCard:
    """A risk action as it is shown."""

    pk: int
    version: int
    what: str
    due: str
    is_overdue: bool
    is_open: bool
    is_here: bool
    owner: str
    has_it: str
    urgency: str
    opened: str
    taken: str
    may_be_taken: bool
    closed: str
    outcome: str
    passed_on: tuple[str, ...] = ()
    to_tell: str = ""


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A completed risk section as it is shown."""

    on: str
    said: str
    keeps_safe: str
    agreed: str
    outcome: str
    by: str
    is_elsewhere: bool
    safeguarding: str


@dataclass(frozen=True, slots=True)
class RiskPanel:
    """The panel of the overview: what is open first, then what was asked, then the history."""

    open: tuple[ActionCard, ...]
    asked: str
    item_nine: str
    latest: ReviewCard | None
    latest_is_said: bool
    earlier: tuple[ReviewCard, ...]


def panel(
    history: RiskHistory,
    *,
    head: Head,
    contacts: Sequence[ContactRow],
    referral_id: int,
    may: frozenset[Permission],
    now: datetime,
) -> RiskPanel:
    """What is open about this person, whichever referral it stands on, and all that was asked."""
    cards = tuple(
        review_card(one, referral_id=referral_id, may=may, now=now) for one in history.reviews
    )
    is_open = [one for one in history.actions if one.closed_at is None]
    service = service_for(history.actions, now=now)
    asked = _last_asked(contacts, history.reviews, on=local_date(now))
    return RiskPanel(
        open=tuple(
            action_card(one, referral_id=referral_id, service=service, now=now) for one in is_open
        ),
        asked=asked,
        item_nine=_item_nine(head, on=local_date(now)),
        latest=cards[0] if cards else None,
        latest_is_said=bool(cards) and cards[0].said in asked,
        earlier=cards[1:],
    )


def action_card(
    action: ActionRow, *, referral_id: int, service: Service | None, now: datetime
) -> ActionCard:
    """One risk action: what, by when, who has it this minute, and what came of it."""
    on = local_date(now)
    is_open = action.closed_at is None
    is_overdue = is_open and action.due_by <= now
    due = wording.time_within(action.due_by, on)
    return ActionCard(
        pk=action.pk,
        version=action.version,
        what=action.what,
        due=f"Overdue since {due}" if is_overdue else f"Due {due}",
        is_overdue=is_overdue,
        is_open=is_open,
        is_here=action.referral_id == referral_id,
        owner=action.owner,
        has_it=_has_it(action, service, now=now) if is_open else "",
        urgency=ResponseUrgency(action.urgency).label,
        opened=_said("Opened", action.opened_at, action.opened_by, on=on),
        taken=_said("Taken", action.acknowledged_at, action.acknowledged_by, on=on)
        or "Nobody has taken this yet",
        may_be_taken=is_open and action.acknowledged_at is None,
        closed=_said("Closed", action.closed_at, action.closed_by, on=on),
        outcome=action.outcome,
    )


def service_for(actions: Sequence[ActionRow], *, now: datetime) -> Service | None:
    """Who is here, asked only where the owner of an open action is not."""
    is_open = (one for one in actions if one.closed_at is None)
    if all(away_since(one, now=now) is None for one in is_open):
        return None
    return service_at(now)


def away_since(action: ActionRow, *, now: datetime) -> datetime | None:
    """Since when its owner has left or is away; None while they are here."""
    if not action.owner_works_here:
        return action.opened_at
    on = local_date(now).isoformat()
    for one in action.owner_absences:
        if str(one["since"]) <= on and (one["until"] is None or one["until"] >= on):
            return moment(date.fromisoformat(str(one["since"])), "00:00")
    return None


def _has_it(action: ActionRow, service: Service | None, *, now: datetime) -> str:
    """Who has it while its owner is not here: so from that minute on, written down or not."""
    if service is None or away_since(action, now=now) is None:
        return ""
    found = service.stand_in_for(action.owner_id)
    if found is None:
        return f"{action.owner} is not here, and nobody stands in"
    return f"{action.owner} is not here: {found.name} has it now, as {found.why}"


def review_card(
    one: ReviewRow, *, referral_id: int, may: frozenset[Permission], now: datetime
) -> ReviewCard:
    """What was asked and found, in the words of the risk section."""
    told = f" Told: {one.who_told}." if one.who_told else ""
    return ReviewCard(
        on=wording.sentence_date(local_date(one.reviewed_at), local_date(now)),
        said=said(one),
        keeps_safe=one.keeps_safe,
        agreed=one.agreed,
        outcome=f"{RiskOutcome(one.outcome).label}.{told}",
        by=one.by,
        is_elsewhere=one.referral_id != referral_id,
        safeguarding=safeguarding_words(
            is_recorded=one.safeguarding, details=one.safeguarding_details, may=may
        ),
    )


def said(one: ReviewRow) -> str:
    """`says no thoughts or plans`, or each answer that was not no."""
    attempts = PastAttempts(one.past_attempts)
    parts = [_thoughts(one)]
    parts += [f"means to hand{_agreed(one.means_agreed)}"] if one.means else []
    parts += ["intends to act"] if one.intent else []
    parts += ["a past attempt not recorded before"] if attempts is PastAttempts.YES_NEW else []
    concerns = [words for name, words in _CONCERNS.items() if getattr(one, name)]
    sentence = f"says {', '.join(parts)}."
    if concerns:
        sentence += f" Concern: {', '.join(concerns)}. {one.concern_details}".rstrip()
    return sentence


def _last_asked(contacts: Sequence[ContactRow], reviews: Sequence[ReviewRow], *, on: date) -> str:
    """When risk was last asked, and what the person said: never that there is nothing to find."""
    asked = [one for one in contacts if one.risk_asked and one.state == "LOGGED"]
    latest = reviews[0] if reviews else None
    if not asked:
        return "Not asked yet on this referral."
    last, day = asked[-1], local_date(asked[-1].starts_at)
    if latest is not None:
        reviewed = local_date(latest.reviewed_at)
        if last.risk_asked == RiskAsked.REVIEWED or reviewed >= day:
            return f"Asked {wording.sentence_date(reviewed, on)}: {said(latest)}"
    if last.risk_asked == RiskAsked.NOT_SENT:
        return f"Not known of {wording.sentence_date(day, on)}: the old system did not send it."
    return f"Asked {wording.sentence_date(day, on)}: says nothing new."


def _item_nine(head: Head, *, on: date) -> str:
    """`Item 9 was 0, not at all, on 2 June`."""
    answer, day = head.row["last_item_nine"], head.row["last_item_nine_on"]
    if answer is None and head.row["phq9"]:
        return "Item 9 is not known: only totals came from the old system."
    if answer is None:
        return "Item 9 has not been answered yet."
    return f"Item 9 answered {answer} on {wording.sentence_date(day, on)}."


def _thoughts(one: ReviewRow) -> str:
    thoughts = Thoughts(one.thoughts)
    if thoughts is Thoughts.NONE_NOW:
        return "no thoughts now, but a plan" if one.plan else "no thoughts or plans"
    return f"thoughts {thoughts.label.lower()}, {'a plan' if one.plan else 'no plan'}"


def _agreed(words: str) -> str:
    return f" (agreed: {words})" if words else ""


def _said(verb: str, at: datetime | None, by: str, *, on: date) -> str:
    if at is None:
        return ""
    return f"{verb} {wording.sentence_time(at, on)}" + (f" by {by}" if by else "")
