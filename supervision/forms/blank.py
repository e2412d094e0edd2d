"""The fields of a decision as they are first drawn. They are the same for every case of a meeting:
so they are drawn once for those who meet, and for the days they choose from. No patient is in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from staff.models import StaffMember
from supervision.forms.cases import (
    FIRST_CHOICES,
    LATER,
    OTHER_CHOICES,
    AboutCase,
    DecisionForm,
    QuestionForm,
)

CHOICES = {"first_choices": FIRST_CHOICES, "other_choices": OTHER_CHOICES, "later": LATER}


@dataclass(frozen=True, slots=True)
class Offered:
    """All that the fields differ by: who does it, to whom it may go, by when, a risk action by
    when, and until when it is looked at again. The first of the two, and `due_on`, are chosen
    already.
    """

    people: tuple[tuple[int, str, str], ...]
    colleagues: tuple[tuple[int, str, str], ...]
    due_on: date
    risk_due_on: date
    on: date
    latest: date


def named(people: Sequence[StaffMember]) -> tuple[tuple[int, str, str], ...]:
    """Staff as `Offered` holds them."""
    return tuple((one.pk, one.given_name, one.family_name) for one in people)


@lru_cache(maxsize=128)
def fields(offered: Offered) -> SafeString:
    """The fields, nothing chosen but what is most likely."""
    about = AboutCase(
        reference="",
        people=_members(offered.people),
        colleagues=lambda: _members(offered.colleagues),
        on=offered.on,
        latest=offered.latest,
    )
    form = DecisionForm(initial=initial(about, due_on=offered.due_on), about=about)
    drawn = {"form": form, "risk_due_on": offered.risk_due_on, **CHOICES}
    return SafeString(render_to_string("supervision/decide_fields.html", drawn))


@lru_cache(maxsize=1)
def question_field() -> SafeString:
    """The field of a question, nothing typed yet: the same for every case there is."""
    return SafeString(render_to_string("supervision/ask_field.html", {"question": QuestionForm()}))


def initial(about: AboutCase, *, due_on: date) -> dict[str, object]:
    """What is chosen before anybody has chosen."""
    return {
        "owner": str(about.people[0].pk),
        "due_on": due_on,
        "review_on": about.latest.isoformat(),
    }


def _members(people: tuple[tuple[int, str, str], ...]) -> list[StaffMember]:
    return [
        StaffMember(pk=pk, given_name=given, family_name=family) for pk, given, family in people
    ]
