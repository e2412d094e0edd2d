"""The steps of a self-referral in their order, and where somebody is among them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.models import ReferralDraft
from portal.referring import told
from portal.referring.forms import (
    AboutYou,
    Contact,
    Equality,
    NeedsStep,
    Problem,
    SafeNow,
    Step,
)

# Start and check are the first and the last.
OF = 7


@dataclass(frozen=True, slots=True)
class Place:
    """One step: its word in the address, its number, its heading, what it asks."""

    slug: str
    number: int
    heading: str
    form: type[Step]
    # Its one question is the heading of the page.
    is_one_question: bool = False

    @property
    def words(self) -> str:
        """The heading in the language of the page."""
        return _(self.heading)


PLACES = (
    Place(told.SAFE, 2, gettext_noop("Are you safe right now?"), SafeNow, is_one_question=True),
    Place(told.ABOUT, 3, gettext_noop("About you"), AboutYou),
    Place(
        told.PROBLEM,
        4,
        gettext_noop("What is wrong, in your own words?"),
        Problem,
        is_one_question=True,
    ),
    Place(told.CONTACT, 5, gettext_noop("How should we contact you?"), Contact),
    Place(told.NEEDS, 6, gettext_noop("What do you need?"), NeedsStep),
    Place(told.EQUALITY, 6, gettext_noop("A few more questions about you"), Equality),
)
_BY_SLUG = {place.slug: place for place in PLACES}


def named(slug: str) -> Place | None:
    """The step of this word; None where there is none."""
    return _BY_SLUG.get(slug)


def is_reached(draft: ReferralDraft, place: Place) -> bool:
    """Everything before it has been answered."""
    return all(one.slug in draft.answers for one in before(place))


def before(place: Place) -> Iterator[Place]:
    """The steps in front of this one."""
    return (one for one in PLACES if PLACES.index(one) < PLACES.index(place))


def back_from(place: Place) -> str:
    """The word of the step before; empty at the first."""
    earlier = [one.slug for one in before(place)]
    return earlier[-1] if earlier else ""


def next_open(draft: ReferralDraft) -> str:
    """The word of the first step without an answer, or of the last page."""
    return next((one.slug for one in PLACES if one.slug not in draft.answers), told.CHECK)
