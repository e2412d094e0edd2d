"""The pages of a questionnaire by link as display strings. No page carries a name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from clinical import wording
from clinical.measures import MEASURES
from clinical.policy import Policy
from clinical.working_days import local, local_date
from outcomes.models import MeasureScore
from portal import phrases
from portal.models import LinkKind, QuestionnaireLink
from portal.questionnaire.steps import Given, Step, first_open
from portal.spoken import ENGLISH, Words, here

# How far back a questionnaire asks: it differs from one to the next.
_EMPHASISED = ("last 2 weeks", "past month", "past 4 weeks")


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question."""

    step: Step
    of: int
    lead_in: tuple[str, str, str]
    answered: int | None
    was_left_out: bool
    back: str
    from_check: bool
    error: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One answer as given, and where it is changed."""

    number: int
    name: Words
    answer: Words
    is_answered: bool


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """The answers of one questionnaire."""

    title: str
    rows: tuple[CheckRow, ...]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Everything answered, before it is sent."""

    groups: tuple[CheckGroup, ...]
    answered: int
    of: int
    open_number: int
    send_to: str
    is_experience: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """With whom, and when, the answers are looked at; told only after the right birth date."""

    who: str
    when: str
    how: str


def question(
    step: Step,
    *,
    steps: Sequence[Step],
    given: Given,
    base: str,
    from_check: bool,
    error: str = "",
) -> QuestionPage:
    """The page of one question, with the answer it has so far."""
    before = f"{base}{step.number - 1}" if step.number > 1 else base
    return QuestionPage(
        step=step,
        of=len(steps),
        lead_in=_emphasised(step.lead_in),
        answered=given.get(step.key),
        was_left_out=step.key in given and given[step.key] is None,
        back=f"{base}check" if from_check else before,
        from_check=from_check,
        error=error,
    )


def _emphasised(lead_in: str) -> tuple[str, str, str]:
    span = next((words for words in _EMPHASISED if words in lead_in), _EMPHASISED[0])
    return lead_in.partition(span)


def check(
    link: QuestionnaireLink, *, steps: Sequence[Step], given: Given, meeting: Meeting | None
) -> CheckPage:
    """Every answer in its group; item 9 is among them, always."""
    open_step = first_open(steps, given)
    return CheckPage(
        groups=tuple(
            CheckGroup(title, tuple(_row(step, given) for step in group))
            for title, group in groupby(steps, key=lambda step: step.group)
        ),
        answered=sum(value is not None for value in given.values()),
        of=len(steps),
        open_number=open_step.number if open_step else 0,
        send_to=meeting.who if meeting else "",
        is_experience=link.kind == LinkKind.EXPERIENCE,
    )


def meeting(link: QuestionnaireLink, *, now: datetime) -> Meeting | None:
    """The session this link belongs to, in words; None where there is none."""
    contact = link.contact
    if contact is None:
        return None
    return Meeting(
        who=contact.pwp.given_name,
        when=_when(contact.starts_at, now=now),
        how=_(contact.get_medium_display()).lower(),
    )


def _when(at: datetime, *, now: datetime) -> str:
    """Day and time as the language of this page says them."""
    if here() in phrases.LANGUAGES and here() != ENGLISH:
        return phrases.LANGUAGES[here()].when(at)
    day, today = local_date(at), local_date(now)
    on = _("today") if day == today else _("on %(day)s") % {"day": wording.long_date(day, today)}
    return _("at %(time)s %(day)s") % {"time": _clock(at), "day": on}


def own_scores(link: QuestionnaireLink, *, policy: Policy) -> Iterator[str]:
    """The person's own totals in plain words, where the service shows them. No severity words."""
    sitting = link.sitting
    if not policy.patient_sees_scores or sitting is None:
        return
    for score in sitting.scores.filter(superseded_at__isnull=True).order_by("id"):
        if score.total is None or score.is_prorated:
            continue
        before = (
            link.referral.scores.filter(
                measure=score.measure,
                work_not_applicable=score.work_not_applicable,
                total__isnull=False,
                is_prorated=False,
                superseded_at__isnull=True,
                withdrawn_at__isnull=True,
                taken_at__lt=score.taken_at,
            )
            .order_by("-taken_at")
            .values_list("total", flat=True)
            .first()
        )
        yield _own_score(score, score.total, before)


def _own_score(score: MeasureScore, total: int, before: int | None) -> str:
    measure = MEASURES[score.measure]
    left_out = measure.item_highest if score.work_not_applicable else 0
    names = {
        "PHQ9": _("low mood"),
        "GAD7": _("worry"),
        "PSWQ": _("worry"),
        "WSAS": _("everyday life"),
        "PCL5": _("the stressful experience"),
        "PHQ15": _("physical problems"),
    }
    said = _("Your answers about %(what)s add up to %(total)d out of %(highest)d.") % {
        "what": names.get(measure.code, measure.name),
        "total": total,
        "highest": measure.total_highest - left_out,
    }
    if before is None:
        return said
    return _("%(said)s Last time it was %(before)d.") % {"said": said, "before": before}


def _row(step: Step, given: Given) -> CheckRow:
    value = given.get(step.key)
    return CheckRow(
        number=step.number,
        name=Words(step.short, step.short_language or step.language),
        answer=step.words_of(value),
        is_answered=value is not None,
    )


def _clock(at: datetime) -> str:
    """`10:30`, as patients read it."""
    return local(at).strftime("%H:%M")
