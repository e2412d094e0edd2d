"""The questions of a link, one step each, in its language where the service has the words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clinical.measures import ITEM_NINE, MEASURES, PHQ9_CODE, Measure
from outcomes.models import MeasureTranslation
from portal import spoken
from portal.models import LinkAnswer, LinkKind, QuestionnaireLink
from portal.questionnaire.experience import QUESTIONS

# What a person reads above a group of answers; a measure not named here stands under its own name.
_GROUPS = {
    "PHQ9": gettext_noop("Mood, last 2 weeks"),
    "GAD7": gettext_noop("Worry, last 2 weeks"),
    "WSAS": gettext_noop("Everyday life"),
    "PCL5": gettext_noop("A stressful experience, past month"),
    "PHQ15": gettext_noop("Physical problems, past 4 weeks"),
    "PHOBIA": gettext_noop("Things you avoid"),
    "TREATMENT": gettext_noop("Your treatment"),
    "ASSESSMENT": gettext_noop("Your assessment"),
}
# The answer that a question is not about this person: no number of any questionnaire.
NOT_APPLICABLE = -2
_NO_WORK = gettext_noop("Work does not apply to me")
_NOT_ANSWERED = gettext_noop("Not answered")
# In a list, said as the person would hear it.
_ITEM_NINE_SHORT = gettext_noop("Thoughts of being better off dead, or of hurting yourself")

Given = Mapping[tuple[str, int], int | None]
# Measure and language of the words that the service has loaded.
Loaded = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: its code and its words."""

    value: int
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """One question on a page of its own."""

    number: int
    measure: str
    item: int
    lead_in: str
    wording: str
    short: str
    choices: tuple[Choice, ...]
    language: str = "en"
    is_right_to_left: bool = False
    may_not_apply: bool = False
    # Where its name in a list is in another language than the question.
    short_language: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """Which answer it asks for."""
        return self.measure, self.item

    @property
    def group(self) -> str:
        """What its answers stand under."""
        return _(_GROUPS[self.measure]) if self.measure in _GROUPS else self.measure

    @property
    def is_item_nine(self) -> bool:
        """Asks about thoughts of being better off dead or of self-harm."""
        return self.key == (PHQ9_CODE, ITEM_NINE)

    @property
    def other_choices(self) -> tuple[Choice, ...]:
        """Answers in the service's own words, beside those of the questionnaire."""
        return (Choice(NOT_APPLICABLE, _(_NO_WORK)),) if self.may_not_apply else ()

    def allows(self, value: int | None) -> bool:
        """Whether this can be an answer; None leaves the question out."""
        known = (*self.choices, *self.other_choices)
        return value is None or any(choice.value == value for choice in known)

    def words_of(self, value: int | None) -> spoken.Words:
        """An answer in words: in the language of the question, or of the page."""
        if value == NOT_APPLICABLE:
            return spoken.words(_NO_WORK)
        found = (choice.words for choice in self.choices if choice.value == value)
        said = next(found, "")
        return spoken.Words(said, self.language) if said else spoken.words(_NOT_ANSWERED)


def steps_of(link: QuestionnaireLink) -> tuple[Step, ...]:
    """Every question of the link, numbered. One query where a translation may be needed."""
    if link.kind == LinkKind.EXPERIENCE:
        asked = [step for stage in link.measures for step in _of_stage(stage)]
    else:
        translated = _translations(link)
        asked = [
            step
            for code in link.measures
            for step in _of_measure(MEASURES[code], translated.get(code))
        ]
    return tuple(_numbered(asked))


def given_to(link: QuestionnaireLink) -> dict[tuple[str, int], int | None]:
    """What has been answered so far; None was left out on purpose."""
    rows = LinkAnswer.objects.filter(link=link)
    return {(row.measure, row.item): _given(row) for row in rows}


def _given(row: LinkAnswer) -> int | None:
    return NOT_APPLICABLE if row.not_applicable else row.value


def first_open(steps: Sequence[Step], given: Given, *, after: int = 0) -> Step | None:
    """The first question without an answer, behind one of this number."""
    return next((step for step in steps if step.number > after and step.key not in given), None)


def may_be_asked(code: str, *, language: str, loaded: Loaded) -> bool:
    """Its wording is free to show, or the service has loaded a licensed one that is understood."""
    return is_shipped(code) or bool({(code, language), (code, "en")} & loaded)


def is_shipped(code: str) -> bool:
    """Every item has its wording here."""
    return code in MEASURES and MEASURES[code].may_show_items


def loaded_wordings(*, languages: Sequence[str]) -> Loaded:
    """What the service has loaded words for, in these languages or in English. One query."""
    rows = MeasureTranslation.objects.filter(language__in={*languages, "en"})
    return frozenset(rows.values_list("measure", "language"))


def _translations(link: QuestionnaireLink) -> dict[str, MeasureTranslation]:
    """The latest words of each measure, in the link's language or else loaded in English."""
    if link.language == "en" and all(map(is_shipped, link.measures)):
        return {}
    rows = MeasureTranslation.objects.filter(
        measure__in=link.measures, language__in={link.language, "en"}
    ).order_by("loaded_at", "id")
    found = {row.measure: row for row in rows if row.language == "en"}
    return found | {row.measure: row for row in rows if row.language == link.language}


def _of_measure(measure: Measure, said: MeasureTranslation | None) -> Iterator[Step]:
    for place, item in enumerate(measure.items):
        options = said.options if said else [word.capitalize() for word in measure.options]
        name = _name(item.short, of=(measure.code, item.number), said=said, place=place)
        yield Step(
            number=0,
            measure=measure.code,
            item=item.number,
            lead_in=said.lead_in if said else _lead_in(measure),
            wording=said.items[place] if said else item.wording,
            short=name.text,
            choices=tuple(
                Choice(value, words) for value, words in enumerate(options, measure.item_lowest)
            ),
            language=said.language if said else "en",
            is_right_to_left=said.is_right_to_left if said else False,
            may_not_apply=item.number == measure.optional_item,
            short_language=name.language,
        )


def _name(
    short: str, *, of: tuple[str, int], said: MeasureTranslation | None, place: int
) -> spoken.Words:
    """How a question is called in a list: a translated one in its own words, whole."""
    if said is not None and said.language != spoken.ENGLISH:
        return spoken.Words(said.items[place], said.language)
    if of == (PHQ9_CODE, ITEM_NINE):
        return spoken.words(_ITEM_NINE_SHORT)
    return spoken.Words(short, spoken.ENGLISH)


def _lead_in(measure: Measure) -> str:
    return measure.recall if measure.recall.endswith("?") else f"{measure.recall}:"


def _of_stage(stage: str) -> Iterator[Step]:
    for number, asked in enumerate(QUESTIONS[stage], start=1):
        choices = tuple(Choice(value, _(words)) for value, words in asked.options)
        said = spoken.words(asked.wording)
        yield Step(
            number=0,
            measure=stage,
            item=number,
            lead_in="",
            wording=said.text,
            short=_(asked.short),
            choices=choices,
            language=said.language,
            is_right_to_left=said.direction == "rtl",
        )


def _numbered(asked: Sequence[Step]) -> Iterator[Step]:
    for number, step in enumerate(asked, start=1):
        yield replace(step, number=number)
