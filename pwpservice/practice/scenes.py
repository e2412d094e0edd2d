"""The situations that open cases are in, and the scores that belong to each.

Every caseload is dealt from the same deck: each page has something of everything, and at most one
person in four needs an action.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum, auto
from random import Random

from clinical import review
from clinical.facts import CaseFacts
from clinical.policy import DEFAULT
from clinical.problems import Problem
from clinical.reason import Reason
from pwpservice.practice import scores
from pwpservice.practice.scores import Pair

_TRIES = 400


class Scene(Enum):
    """One situation."""

    ON_TRACK = auto()
    NEW_BOOKED = auto()
    NEW_ASSESSED = auto()
    RISK = auto()
    WORSE = auto()
    NOT_IMPROVING = auto()
    HIGH = auto()
    OVERDUE = auto()
    MISSED = auto()
    REVIEW = auto()
    READY = auto()
    NO_NEXT = auto()
    GAP = auto()


# Cards in a deck of seventy.
_DECK = (
    (Scene.ON_TRACK, 28),
    (Scene.READY, 10),
    (Scene.NOT_IMPROVING, 5),
    (Scene.RISK, 4),
    (Scene.OVERDUE, 4),
    (Scene.REVIEW, 4),
    (Scene.HIGH, 4),
    (Scene.NEW_BOOKED, 3),
    (Scene.NEW_ASSESSED, 3),
    (Scene.WORSE, 2),
    (Scene.NO_NEXT, 1),
    (Scene.MISSED, 1),
    (Scene.GAP, 1),
)
_R = Reason
_BY_SCORES = frozenset({_R.DETERIORATING, _R.NOT_IMPROVING, _R.HIGH_SCORES, _R.READY_FOR_DECISION})


@dataclass(frozen=True, slots=True)
class _Wish:
    """Treatment sessions had, and what the scores must and must not say."""

    fewest: int
    most: int
    wants: frozenset[Reason]
    never: frozenset[Reason]


_PLAIN = _Wish(1, 5, frozenset(), _BY_SCORES)
_WISHES: dict[Scene, _Wish] = {
    Scene.NEW_ASSESSED: _Wish(0, 0, frozenset(), frozenset()),
    Scene.RISK: _Wish(1, 4, frozenset(), frozenset({_R.READY_FOR_DECISION})),
    Scene.WORSE: _Wish(2, 4, frozenset({_R.DETERIORATING}), frozenset({_R.NOT_IMPROVING})),
    Scene.NOT_IMPROVING: _Wish(
        4, 6, frozenset({_R.NOT_IMPROVING}), frozenset({_R.DETERIORATING, _R.HIGH_SCORES})
    ),
    Scene.HIGH: _Wish(1, 3, frozenset({_R.HIGH_SCORES}), frozenset({_R.DETERIORATING})),
    Scene.OVERDUE: _Wish(1, 3, frozenset(), frozenset({_R.DETERIORATING, _R.READY_FOR_DECISION})),
    Scene.READY: _Wish(
        3, 6, frozenset({_R.READY_FOR_DECISION}), _BY_SCORES - {_R.READY_FOR_DECISION}
    ),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an open case has come: treatment sessions had and planned, and every pair of scores.

    `coming` is what would be scored at the appointment after these.
    """

    treated: int
    planned: int
    pairs: tuple[Pair, ...]
    coming: Pair


def deal(rng: Random, count: int) -> list[Scene]:
    """So many situations: whole decks, then a part of one with the same mix."""
    deck = [scene for scene, cards in _DECK for _ in range(cards)]
    dealt: list[Scene] = []
    while len(dealt) < count:
        left = count - len(dealt)
        step = len(deck) / min(left, len(deck))
        offset = rng.random() * step if left < len(deck) else 0
        dealt += [deck[int(offset + n * step) % len(deck)] for n in range(min(left, len(deck)))]
    rng.shuffle(dealt)
    return dealt


def progress(rng: Random, scene: Scene, problem: Problem, *, pwp_effect: float) -> Progress:
    """Scores that fit the situation: drawn as everybody's, until they do."""
    wish = _WISHES.get(scene, _PLAIN)
    for _ in range(_TRIES):
        drawn = _draw(rng, wish, problem, pwp_effect=pwp_effect)
        said = _signs(drawn)
        if wish.wants <= said and not wish.never & said:
            return drawn
    return drawn


def _draw(rng: Random, wish: _Wish, problem: Problem, *, pwp_effect: float) -> Progress:
    treated = rng.randint(wish.fewest, wish.most)
    start = scores.first(rng, problem)
    end = scores.last(rng, start, problem, pwp_effect=pwp_effect)
    course = max(treated + 2, rng.choice((5, 6, 7)))
    pairs = scores.path(rng, start, end, course)
    planned = 6 if treated < 6 else 8
    return Progress(treated, planned, tuple(pairs[: treated + 1]), pairs[treated + 1])


def _signs(drawn: Progress) -> frozenset[Reason]:
    """What the review rules would say of these scores."""
    case = _facts(drawn)
    now = datetime(1, 1, 1, tzinfo=UTC)
    found = (
        review.deteriorating(case, now, DEFAULT),
        review.not_improving(case, now, DEFAULT),
        review.high_scores(case, now, DEFAULT),
        review.ready_for_decision(case, now, DEFAULT),
    )
    return frozenset(one.reason for one in found if one is not None)


def _facts(drawn: Progress) -> CaseFacts:
    day = date.min
    return CaseFacts(
        referral_id=0,
        received_on=day,
        allocated_on=day,
        first_attended_on=day,
        last_attended_on=day,
        assessed_on=day,
        treatment_contacts=drawn.treated,
        planned_sessions=drawn.planned,
        phq9=tuple(pair.phq9 for pair in drawn.pairs),
        gad7=tuple(pair.gad7 for pair in drawn.pairs),
        last_item_nine=None,
        previous_item_nine=None,
        last_item_nine_on=None,
        missed_in_a_row=0,
        last_missed_on=None,
        missed_followed_up=True,
        next_booked_at=None,
        last_discussed_on=None,
        review_due_on=None,
        open_risk_actions=(),
        open_risk_signals=0,
        risk_evidence="",
        has_problem_descriptor=True,
        last_contact_scored=True,
        risk_asked_last=True,
        in_treatment=True,
        ending_proposed=False,
    )
