"""A call as it is written down, and whose call it was."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms

from caseload.actions.calls import CallEntry
from caseload.forms.fields import choice, yes_no
from caseload.forms.written import A_PHONE_NUMBER, AGAIN, line, words
from caseload.models import Caller
from caseload.session.choices import YES_NO, Option
from clinical.harm_words import mention_of_harm

CALLERS = tuple(Option(one.value, one.label, str(n)) for n, one in enumerate(Caller, start=1))
_LONGEST = 4_000
__all__ = ["CALLERS", "YES_NO", "CallForm", "CouldNotBeFoundForm", "UnknownCallForm"]


class CallForm(forms.Form):
    """Who rang, what was said, whether risk was mentioned, what happens next. No answer is given
    in advance.
    """

    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages=AGAIN)
    # The words that made the page ask once more; the answer after that stands.
    asked_again = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    caller = choice(Caller, "Who rang")
    said = words("What was said", longest=_LONGEST, rows=4)
    mentions_risk = yes_no("Was risk mentioned")
    next_step = line("What happens next", 200)
    caller_name = line("Name of whoever rang", 120)
    phone = line("Number to ring back", 20, inputmode="tel")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["phone"].validators.append(A_PHONE_NUMBER)

    def clean(self) -> None:
        """Whatever is missing is said; "no" beside words that suggest harm is asked once more."""
        given = self.cleaned_data
        if given.get("caller") is None and "caller" not in self.errors:
            self.add_error("caller", "Say who rang.")
        if not given.get("said") and "said" not in self.errors:
            self.add_error("said", "Write what was said.")
        if given.get("mentions_risk") is None and "mentions_risk" not in self.errors:
            self.add_error("mentions_risk", "Say whether risk was mentioned.")
        found = self._found(given)
        if given.get("mentions_risk") is False and found and given.get("asked_again") != found:
            self.add_error(
                "mentions_risk",
                f"The words “{found}” stand in what you wrote. Was risk mentioned?",
            )

    @property
    def ask_again(self) -> str:
        """The words the reader is asked about now; empty when there are none."""
        return self._found(self.data) if self.is_bound else ""

    def _found(self, given: Mapping[str, Any]) -> str:
        """The first words of harm in whatever was written, wherever it was written."""
        texts = (given.get(name) or "" for name in ("said", "next_step", "about"))
        return next((found for text in texts if (found := mention_of_harm(text))), "")

    @property
    def chosen_risk(self) -> str:
        """What was answered; nothing where it is being asked once more."""
        if not self.is_bound or "mentions_risk" in self.errors:
            return ""
        return str(self.data.get("mentions_risk", ""))

    def entry(self) -> CallEntry:
        """What the action takes."""
        names = set(CallEntry.__dataclass_fields__) & set(self.cleaned_data)
        return CallEntry(**{name: self.cleaned_data[name] for name in names})


class UnknownCallForm(CallForm):
    """The same, about somebody who has not been found yet."""

    about = line("Whom it is about, as far as you know", 200)

    def clean(self) -> None:
        """Something must be known to look for."""
        super().clean()
        if not self.cleaned_data.get("about") and "about" not in self.errors:
            self.add_error("about", "Say whom the call is about, as far as you know.")


class CouldNotBeFoundForm(forms.Form):
    """Nobody could be found, and what was done about that."""

    how = words("What was done", longest=400, rows=3)


def fresh() -> dict[str, object]:
    """What a new form carries."""
    return {"form_key": uuid.uuid4()}
