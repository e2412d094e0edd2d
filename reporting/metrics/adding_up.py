"""Which counts add up to which: whoever knows all but one of them knows that one."""

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.metrics.measure import Placed, Tally
from reporting.metrics.registry import MEASURES

Counted = tuple[Placed, Tally]


@dataclass(frozen=True, slots=True)
class AddsUp:
    """A total and its parts, where they do by definition, or in a service without odd dates."""

    total: Counted
    parts: tuple[Counted, ...]


# A total and its parts by slug; `:of` is what is divided by.
_LISTS = (
    "first-assessments = assessed-after-up-to-28-days assessed-after-29-to-56-days "
    "assessed-after-57-to-90-days assessed-after-over-90-days",
    "entering-treatment = entering-after-up-to-28-days entering-after-29-to-56-days "
    "entering-after-57-to-90-days entering-after-over-90-days",
    "waiting-for-treatment = waiting-for-treatment-126-days-at-most "
    "waiting-for-treatment-more-than-126-days",
    "over-28-days = second-after-29-to-90-days over-90-days",
    "open-without-activity:of = last-session-60-days-at-most-ago last-session-61-to-90-days-ago "
    "last-session-91-to-120-days-ago last-session-over-120-days-ago",
    "open-without-activity = last-session-91-to-120-days-ago last-session-over-120-days-ago",
    "ended = not-seen seen-not-treated treated-once finished",
    "ended-before-treatment = not-seen seen-not-treated",
    "treated = treated-once finished",
    "treated = access-attrition:of",
    "treated-once = access-attrition",
    "finished = finished-of-treated",
    "finished = recovery:of not-at-caseness",
    "finished = six-weeks:of",
    "paired-scores = reliable-improvement no-reliable-change reliable-deterioration",
    "six-weeks:of = paired-phq9 one-phq9 no-phq9",
    "six-weeks:of = paired-anxiety one-anxiety no-anxiety",
    "paired-called-for:of = paired-called-for one-called-for no-called-for",
    "did-not-attend:of = appointments-missed appointments-attended appointments-late-seen "
    "appointments-late-not-seen",
    "appointments = appointments-missed appointments-attended appointments-late-seen "
    "appointments-late-not-seen appointments-patient-cancelled appointments-service-cancelled",
)
# Families that part the whole, by the beginning of their slugs.
_FAMILIES = (
    ("referrals", "referrals-"),
    ("ended", "end-code-"),
    ("attended-by-phone:of", "attended-by-"),
    ("attended-with-pwp:of", "attended-with-"),
)


_OF_ANOTHER = ("attended-with-long-term-condition",)


def adds_up() -> Iterator[AddsUp]:
    """Each of them."""
    for line in _LISTS:
        total, _, names = line.partition(" = ")
        yield AddsUp(_counted(total), tuple(_counted(one) for one in names.split()))
    for total, begin in _FAMILIES:
        parts = [slug for slug in MEASURES if slug.startswith(begin) and slug not in _OF_ANOTHER]
        yield AddsUp(_counted(total), tuple(_counted(one) for one in parts))


def _counted(name: str) -> Counted:
    slug, _, of = name.partition(":")
    measure = MEASURES[slug]
    return measure.placed, (measure.denominator or measure.numerator) if of else measure.numerator
