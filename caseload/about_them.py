"""What is known of somebody beside their contact details: as lines of their record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, TextChoices
from django.db.models.functions import JSONObject

from caseload.record.contact_words import Fact
from clinical import wording
from referrals.equality import QUESTIONS
from referrals.models import (
    Condition,
    DisabilityKind,
    EmploymentStatus,
    Equality,
    Ethnicity,
    GivenGender,
    LongTermCondition,
    Orientation,
    Referral,
    Religion,
    WeeklyHours,
    WorkStatus,
    YesNo,
    YesNoNotKnown,
)

LABELS = {
    "gender": "Gender",
    "same_as_at_birth": "Gender the same as at birth",
    "ethnicity": "Ethnic group",
    "religion": "Religion or belief",
    "orientation": "Sexual orientation",
    "disability": "Disability",
    "long_term_condition": "Long-term physical condition",
    "perinatal": "Pregnant, or a baby under one",
    "armed_forces": "Served in the armed forces",
    "carer": "Cares for somebody",
    "care_leaver": "Was in care as a child",
}
_CHOICES: Mapping[str, type[TextChoices]] = MappingProxyType(
    {
        "gender": GivenGender,
        "ethnicity": Ethnicity,
        "religion": Religion,
        "orientation": Orientation,
    }
)
_NOT_ASKED = "Not asked"
_ON = {
    YesNoNotKnown.YES: "on {}",
    YesNoNotKnown.NO: "no {}",
    YesNoNotKnown.NOT_KNOWN: "{}: not known",
    YesNoNotKnown.NOT_SAID: "{}: prefers not to say",
}


@dataclass(frozen=True, slots=True)
class Work:
    """How somebody stood at work when they were asked."""

    asked_on: date
    status: str
    hours: str
    sick_pay: str
    benefits: str

    @property
    def words(self) -> str:
        """`Employed or self-employed, 30 or more hours a week, on sick pay`."""
        said = [WorkStatus(self.status).label]
        if self.hours:
            said.append(f"{WeeklyHours(self.hours).label.lower()} hours a week")
        for value, name in ((self.sick_pay, "sick pay"), (self.benefits, "benefits")):
            if value:
                said.append(_ON[YesNoNotKnown(value)].format(name))
        return ", ".join(said)


def facts(referral: Referral, *, on: date) -> tuple[Fact, ...]:
    """The practice, work, long-term conditions, and every answer that was given. One query."""
    row = _rows().get(pk=referral.pk)
    conditions = ", ".join(sorted(Condition(one).label for one in row.had))
    practice = row.patient.practice
    return (
        Fact("GP practice", "Not picked yet" if practice is None else str(practice)),
        *_work([work_from(one) for one in row.asked], on),
        Fact("Conditions", conditions or _NOT_ASKED),
        *_answered(getattr(row.patient, "equality", None) or Equality()),
    )


def work_from(said: Mapping[str, Any]) -> Work:
    """One row of work as JSON has it."""
    return Work(**{**said, "asked_on": date.fromisoformat(said["asked_on"])})


def _rows() -> QuerySet[Any]:
    had = LongTermCondition.objects.filter(referral=OuterRef("pk"), removed_at__isnull=True)
    asked = EmploymentStatus.objects.filter(referral=OuterRef("pk"), withdrawn_at__isnull=True)
    said = JSONObject(**{name: name for name in Work.__dataclass_fields__})
    return Referral.objects.select_related("patient__equality", "patient__practice").annotate(
        had=ArraySubquery(had.values_list("condition")),
        asked=ArraySubquery(asked.order_by("asked_on").values(said=said)),
    )


def _work(asked: Sequence[Work], on: date) -> Iterator[Fact]:
    """The last answer, and the first where it was another."""
    if not asked:
        yield Fact("Work", _NOT_ASKED)
        return
    first, last = asked[0], asked[-1]
    yield Fact("Work", f"{last.words}, asked {wording.sentence_date(last.asked_on, on)}")
    if first.words != last.words:
        when = wording.sentence_date(first.asked_on, on)
        yield Fact("Work at first", f"{first.words}, asked {when}")


def choices_of(name: str) -> type[TextChoices]:
    """The answers to one of the questions."""
    return _CHOICES.get(name, YesNo)


def _answered(answers: Equality) -> Iterator[Fact]:
    for name in QUESTIONS:
        value = getattr(answers, name)
        if value:
            kinds = ", ".join(DisabilityKind(one).label for one in answers.disability_kinds)
            more = f": {kinds.lower()}" if name == "disability" and kinds else ""
            yield Fact(LABELS[name], f"{choices_of(name)(value).label}{more}")
    left = [name for name in QUESTIONS if not getattr(answers, name)]
    if left:
        yield Fact("Not asked yet", wording.count(len(left), "question"))
