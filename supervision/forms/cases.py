"""What is decided about a case, and a question about one, as somebody types them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms

from clinical.wording import count, sentence_date, short_date
from staff.models import StaffMember
from supervision.meeting.decided import ASKS, Ask, Decided
from supervision.models import DecisionCode
from supervision.models.lengths import MOST_EXTRA_SESSIONS, WORDS

_Choices = list[tuple[str, str]]
_A_WEEK = timedelta(days=7)
_CHOOSE = "Choose one of the people shown."
_STALE = "This page was about another case. Look at the one shown now, then decide."
_HOW_MANY = f"Extend by 1 to {MOST_EXTRA_SESSIONS} sessions."


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision as a button: its key, its word, what it stands for."""

    code: DecisionCode
    key: str
    label: str
    hint: str = ""

    @property
    def value(self) -> str:
        """What the button sends."""
        return self.code.value

    @property
    def asks(self) -> str:
        """The names of the fields it asks for, as the page shows and hides them."""
        return " ".join(ask.value for ask in Ask if ask in ASKS[self.code])


FIRST_CHOICES = (
    Choice(DecisionCode.CONTINUE, "C", "Continue", "same plan"),
    Choice(DecisionCode.CHANGE, "H", "Change", "treatment or format"),
    Choice(DecisionCode.STEP_UP, "S", "Step up", "to Step 3"),
    Choice(DecisionCode.DISCHARGE, "D", "Discharge", "end, letter to GP"),
    Choice(DecisionCode.RISK_ACTION, "R", "Risk action", "plan, crisis team, GP"),
)
OTHER_CHOICES = (
    Choice(DecisionCode.EXTEND, "E", "Extend"),
    Choice(DecisionCode.STEP_DOWN, "W", "Step down"),
    Choice(DecisionCode.REFER_OUT, "F", "Refer out or signpost"),
    Choice(DecisionCode.CONTACT_ATTEMPT, "A", "Contact attempt"),
    Choice(DecisionCode.SECOND_OPINION, "O", "Second opinion"),
    Choice(DecisionCode.TRANSFER, "T", "Transfer"),
)
LATER = Choice(DecisionCode.COME_BACK_LATER, "P", "Come back later")
_CODES = [(one.value, one.label) for one in (*FIRST_CHOICES, *OTHER_CHOICES, LATER)]


@dataclass(frozen=True, slots=True)
class AboutCase:
    """The case a decision is about: its referral's reference, the two people, whom it may be handed
    on to (asked for only where they are shown or chosen), and the days on which it may be looked at
    again.
    """

    reference: str
    people: Sequence[StaffMember]
    colleagues: Callable[[], Sequence[StaffMember]]
    on: date
    latest: date


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
        max_length=WORDS,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        error_messages={
            "max_length": f"What is to be done: {WORDS} characters at most. "
            "This has %(show_value)s. Shorten it; nothing was cut off."
        },
    )
    sessions = forms.IntegerField(
        label="By how many sessions",
        required=False,
        min_value=1,
        max_value=MOST_EXTRA_SESSIONS,
        widget=forms.NumberInput({"class": "nhsuk-input--width-3"}),
        error_messages={
            "invalid": _HOW_MANY,
            "min_value": _HOW_MANY,
            "max_value": _HOW_MANY,
        },
    )
    owner = forms.TypedChoiceField(
        label="Who does it",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _CHOOSE},
    )
    colleague = forms.TypedChoiceField(
        label="To which colleague",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _CHOOSE},
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
    # Whom the page was about: places are counted anew when a meeting is opened.
    referral = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, about: AboutCase, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._about = about
        days = review_days(about.on, about.latest)
        self._offer("owner", [(str(one.pk), one.full_name) for one in about.people])
        self._offer("colleague", self._colleagues)
        self._offer("review_on", [(day.isoformat(), _in_weeks(day, on=about.on)) for day in days])
        limit = sentence_date(about.latest, about.on)
        self.fields["review_on"].error_messages["invalid_choice"] = (
            f"Everyone is looked at again by {limit}."
        )

    def clean_referral(self) -> str:
        """A page that is about somebody else decides nothing."""
        sent = str(self.cleaned_data["referral"])
        if sent and sent != self._about.reference:
            raise forms.ValidationError(_STALE)
        return sent

    def decided(self, *, next_on: date) -> Decided:
        """What the action is given: what the decision asks for, and nothing else that was typed.
        What comes back later stands on the next meeting.
        """
        given = self.cleaned_data
        code = DecisionCode(given["code"])
        asks = ASKS[code]
        latest = self._about.latest
        is_later = code is DecisionCode.COME_BACK_LATER
        return Decided(
            code,
            review_on=min(next_on, latest) if is_later else given["review_on"] or latest,
            what=given["what"],
            owner=self._owner(asks),
            due_on=given["due_on"] if Ask.DUE in asks else None,
            sessions=given["sessions"] if Ask.SESSIONS in asks else None,
        )

    def _owner(self, asks: frozenset[Ask]) -> StaffMember | None:
        if Ask.COLLEAGUE in asks:
            chosen, among = self.cleaned_data["colleague"], self._about.colleagues()
        elif Ask.OWNER in asks:
            chosen, among = self.cleaned_data["owner"], self._about.people
        else:
            return None
        return next((one for one in among if one.pk == chosen), None)

    def _colleagues(self) -> list[tuple[str, str]]:
        return [
            ("", "Choose"),
            *((str(one.pk), one.full_name) for one in self._about.colleagues()),
        ]

    def _offer(self, name: str, choices: _Choices | Callable[[], _Choices]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class QuestionForm(forms.Form):
    """A question about a case, for the next meeting."""

    text = forms.CharField(
        label="Your question",
        max_length=WORDS,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        error_messages={
            "required": "Write the question.",
            "max_length": f"Your question: {WORDS} characters at most. "
            "This has %(show_value)s. Shorten it; nothing was cut off.",
        },
    )


def review_days(on: date, latest: date) -> tuple[date, ...]:
    """Each week from today up to the last day that is allowed, and that day."""
    weeks = range(1, (latest - on).days // 7 + 1)
    return tuple(sorted({*(on + _A_WEEK * week for week in weeks), latest}))


def _in_weeks(day: date, *, on: date) -> str:
    """`in 2 weeks, 25 Jun`: as much as stands in the field."""
    days = (day - on).days
    how_long = count(days, "day") if days % 7 else count(days // 7, "week")
    return f"in {how_long}, {short_date(day)}"


class AmendmentForm(forms.Form):
    """What is added beside a signed meeting: about the whole of it, or one of its cases."""

    case = forms.TypedChoiceField(
        label="About",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose one of the cases of this meeting."},
    )
    text = forms.CharField(
        label="What is added",
        max_length=WORDS,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        error_messages={
            "required": "Write what is added.",
            "max_length": f"What is added: {WORDS} characters at most. "
            "This has %(show_value)s. Shorten it; nothing was cut off.",
        },
    )

    def __init__(self, *args: object, cases: Sequence[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["case"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "The whole meeting"), *cases]
