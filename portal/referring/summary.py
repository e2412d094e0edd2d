"""What was typed, as the last page shows it before it is sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _

from portal.models import ReferralDraft
from portal.referring import steps, told
from portal.referring.steps import Place

_BORN = {"d", "m", "y"}


@dataclass(frozen=True, slots=True)
class Row:
    """One question and its answer."""

    name: str
    answer: str
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One step, and where its answers are changed."""

    title: str
    path: str
    rows: tuple[Row, ...]


def read(draft: ReferralDraft, *, base: str) -> tuple[Group, ...]:
    """Every answer in its group."""
    return tuple(
        Group(
            title=place.words,
            path=f"{base}{place.slug}?check",
            rows=_rows(draft, place),
        )
        for place in steps.PLACES
    )


def _rows(draft: ReferralDraft, place: Place) -> tuple[Row, ...]:
    """All of them; of the equality questions those that were answered, if any was."""
    rows = tuple(_every_row(draft, place))
    if place.slug != told.EQUALITY:
        return rows
    return tuple(row for row in rows if row.is_answered) or (_row(_("These questions"), ""),)


def _every_row(draft: ReferralDraft, place: Place) -> Iterator[Row]:
    answers = told.said(draft, place.slug)
    for name, field in place.form.base_fields.items():
        if name == "d":
            born = " ".join(str(answers.get(part, "")) for part in ("d", "m", "y"))
            yield _row(_("What is your date of birth?"), born)
        elif name not in _BORN:
            yield _row(str(field.label), _words(field, answers.get(name, "")))


def _row(name: str, answer: str) -> Row:
    return Row(name, answer or _("Not answered"), bool(answer))


def _words(field: forms.Field, answer: object) -> str:
    """A choice by its label, several in a row, anything else as typed."""
    if not isinstance(field, forms.ChoiceField):
        return str(answer)
    labels = {str(value): str(label) for value, label in cast(Any, field).choices if value}
    given = answer if isinstance(answer, list) else [answer]
    return ", ".join(labels[str(one)] for one in given if str(one) in labels)
