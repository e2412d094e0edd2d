"""What is decided about a case, and a question about one, as somebody types them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms

from clinical.wording import count, sentence_date
from staff.models import StaffMember
from supervision.actions.decisions import Decided
from supervision.models import DecisionCode

_LONGEST = 400
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision as a button: its key, its word, what it stands for, whether it asks for more."""

    value: str
    key: str
    label: str
    hint: str
    asks: bool = True


FIRST_CHOICES = (
    Choice(DecisionCode.CONTINUE.value, "C", "Continue", "same plan", asks=False),
    Choice(DecisionCode.CHANGE.value, "H", "Change", "treatment or format"),
    Choice(DecisionCode.STEP_UP.value, "S", "Step up", "to Step 3"),
    Choice(DecisionCode.DISCHARGE.value, "D", "Discharge", "end, letter to GP"),
    Choice(DecisionCode.RISK_ACTION.value, "R", "Risk action", "plan, crisis team, GP"),
)
OTHER_CHOICES = (
    Choice(DecisionCode.EXTEND.value, "E", "Extend", ""),
    Choice(DecisionCode.STEP_DOWN.value, "W", "Step down", ""),
    Choice(DecisionCode.REFER_OUT.value, "F", "Refer out or signpost", ""),
    Choice(DecisionCode.CONTACT_ATTEMPT.value, "A", "Contact attempt", ""),
    Choice(DecisionCode.SECOND_OPINION.value, "O", "Second opinion", ""),
    Choice(DecisionCode.TRANSFER.value, "T", "Transfer", ""),
)
LATER = Choice(DecisionCode.COME_BACK_LATER.value, "P", "Come back later", "", asks=False)
_CODES = [(one.value, one.label) for one in (*FIRST_CHOICES, *OTHER_CHOICES, LATER)]


class DecisionForm(forms.Form):
    """Each decision asks only what it needs: what, who and by when, and when to look again. The
    rules themselves are the action's.
    """

    code = forms.ChoiceField(
        choices=_CODES,
        widget=forms.RadioSelect,
        label="Decision",
        error_messages={
            "required": "Choose a decision.",
            "invalid_choice": "Choose one of the decisions shown.",
        },
    )
    what = forms.CharField(
        label="What is to be done",
        required=False,
        help_text="With Continue, a note only if one is needed.",
        max_length=_LONGEST,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        error_messages={
            "max_length": f"What is to be done: {_LONGEST} characters at most. "
            "This has %(show_value)s. Shorten it; nothing was cut off."
        },
    )
    owner = forms.TypedChoiceField(
        label="Who does it",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose one of the people shown."},
    )
    due_on = forms.DateField(
        label="By when",
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"invalid": "Give the date as day, month and year."},
    )
    review_on = forms.TypedChoiceField(
        label="Review again",
        coerce=date.fromisoformat,
        empty_value=None,
        required=False,
    )

    def __init__(
        self, *args: object, people: Sequence[StaffMember], on: date, latest: date, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._people = {person.pk: person for person in people}
        self._latest = latest
        owners = [(str(pk), person.full_name) for pk, person in self._people.items()]
        days = [(day.isoformat(), _in_weeks(day, on=on)) for day in review_days(on, latest)]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        review = self.fields["review_on"]
        review.choices = days  # type: ignore[attr-defined]
        limit = sentence_date(latest, on)
        review.error_messages["invalid_choice"] = f"Everyone is looked at again by {limit}."

    def decided(self, *, next_on: date) -> Decided:
        """What the action is given. What comes back later stands on the next meeting."""
        given = self.cleaned_data
        code = DecisionCode(given["code"])
        if code is DecisionCode.COME_BACK_LATER:
            return Decided(code, review_on=min(next_on, self._latest), what=given["what"])
        review_on = given["review_on"] or self._latest
        if code is DecisionCode.CONTINUE:
            return Decided(code, review_on=review_on, what=given["what"])
        return Decided(
            code,
            review_on=review_on,
            what=given["what"],
            owner=self._people.get(given["owner"]),
            due_on=given["due_on"],
        )


class QuestionForm(forms.Form):
    """A question about a case, for the next meeting."""

    text = forms.CharField(
        label="Your question",
        max_length=_LONGEST,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        error_messages={
            "required": "Write the question.",
            "max_length": f"Your question: {_LONGEST} characters at most. "
            "This has %(show_value)s. Shorten it; nothing was cut off.",
        },
    )


def review_days(on: date, latest: date) -> tuple[date, ...]:
    """Each week from today up to the last day that is allowed, and that day."""
    weeks = range(1, (latest - on).days // 7 + 1)
    return tuple(sorted({*(on + _A_WEEK * week for week in weeks), latest}))


def _in_weeks(day: date, *, on: date) -> str:
    """`in 2 weeks, 25 June`."""
    days = (day - on).days
    how_long = count(days, "day") if days % 7 else count(days // 7, "week")
    return f"in {how_long}, {sentence_date(day, on)}"
