"""The right answers to a questionnaire in place of wrong ones, item by item, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from caseload.forms.fields import text
from clinical.measures import MEASURES, AnswersOutOfRange
from clinical.measures import score as score_of
from outcomes.actions import Answers
from outcomes.models import MeasureScore

LEFT_OUT = "left out"
_MEANWHILE = "These answers have been corrected meanwhile. This is what stands now."


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One item: its question, its answer as it stands, and the field of the right one."""

    question: str
    stands: str
    field: forms.BoundField


class AnswersForm(forms.Form):
    """Each item with its answer as it stands beside the right one."""

    score = forms.IntegerField(
        widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), _MEANWHILE)
    )
    reason = text("Why", longest=200)

    def __init__(self, data: Any, *, wrong: MeasureScore) -> None:
        self.wrong, self.measure = wrong, MEASURES[wrong.measure]
        super().__init__(data)
        self.fields["score"].initial = wrong.pk
        for item, answer in zip(self.measure.items, wrong.answers, strict=True):
            self.fields[f"item_{item.number}"] = self._field(item.number, answer)
        if self.measure.optional_item is not None:
            self.fields["no_work"] = forms.BooleanField(
                required=False, initial=wrong.work_not_applicable, label="Work does not apply"
            )
        reason = self.fields["reason"]
        reason.required = True
        reason.help_text = "The wrong answers stay readable beside the note."
        reason.error_messages["required"] = "Say why the answers are corrected."

    def rows(self) -> Iterator[AnswerRow]:
        """The items in order."""
        for item, answer in zip(self.measure.items, self.wrong.answers, strict=True):
            yield AnswerRow(
                question=f"{item.number}. {item.wording or item.short}",
                stands=LEFT_OUT if answer is None else str(answer),
                field=self[f"item_{item.number}"],
            )

    @property
    def answers(self) -> Answers:
        """What was chosen, once the form is valid; None is left out."""
        return tuple(self.cleaned_data[f"item_{item.number}"] for item in self.measure.items)

    @property
    def work_not_applicable(self) -> bool:
        """Of WSAS alone."""
        return bool(self.cleaned_data.get("no_work", self.wrong.work_not_applicable))

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "score" in given and given["score"] != self.wrong.pk:
            self.add_error(None, _MEANWHILE)
        elif all(f"item_{item.number}" in given for item in self.measure.items):
            self._check_answers()
        return given

    def _check_answers(self) -> None:
        now = (tuple(self.wrong.answers), self.wrong.work_not_applicable)
        if now == (self.answers, self.work_not_applicable):
            self.add_error(None, "These are the answers that stand already.")
            return
        try:
            score_of(
                measure=self.measure,
                answers=self.answers,
                work_not_applicable=self.work_not_applicable,
            )
        except AnswersOutOfRange as mistake:
            self.add_error(None if mistake.item is None else f"item_{mistake.item}", str(mistake))

    def _field(self, number: int, answer: int | None) -> forms.TypedChoiceField:
        values = range(self.measure.item_lowest, self.measure.item_highest + 1)
        words = self.measure.options if len(self.measure.options) == len(values) else ()
        named = [
            (str(value), f"{value}, {words[place].lower()}" if words else str(value))
            for place, value in enumerate(values)
        ]
        return forms.TypedChoiceField(
            choices=[("", LEFT_OUT), *named],
            coerce=int,
            empty_value=None,
            required=False,
            initial="" if answer is None else str(answer),
            label=f"Item {number}, right answer",
            error_messages={"invalid_choice": f"Item {number}: choose one of the answers shown."},
        )
