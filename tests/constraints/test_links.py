"""The rules of links and their answers, of loaded words and of signals by link, each broken."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import InternalError, ProgrammingError, transaction

from caseload.models import RiskSignal, SignalSource
from outcomes.models import MeasureTranslation
from portal.models import ExperienceAnswers, LinkAnswer, QuestionnaireLink
from referrals.models import Referral
from tests.constraints.breaking import Break, ids, refused
from tests.factories import caseload, outcomes
from tests.portal.links import tomorrow

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(referral: Referral, now: datetime, today: date) -> SimpleNamespace:
    flag = caseload.risk_flag(referral)
    return SimpleNamespace(
        referral=referral, now=now, today=today, flag=flag, contact=tomorrow(referral)
    )


def _link(w: SimpleNamespace, **facts: object) -> QuestionnaireLink:
    row = {
        "token_hash": uuid4().hex,
        "referral": w.referral,
        "measures": ["PHQ9", "GAD7"],
        "made_at": w.now,
        "expires_at": w.now + timedelta(days=1),
    }
    return QuestionnaireLink.objects.create(**row | facts)


def _answer(w: SimpleNamespace, **facts: object) -> LinkAnswer:
    row = {"measure": "PHQ9", "item": 1, "value": 1, "at": w.now}
    link = facts.pop("link", None) or _link(w)
    return LinkAnswer.objects.create(link=link, **row | facts)


def _twice(w: SimpleNamespace) -> None:
    link = _link(w)
    _answer(w, link=link)
    _answer(w, link=link)


def _signal(w: SimpleNamespace, **facts: object) -> RiskSignal:
    row = {"referral": w.referral, "flag": w.flag, "source": SignalSource.LINK, "at": w.now}
    return RiskSignal.objects.create(**row | facts)


def _same_signal_twice(w: SimpleNamespace) -> None:
    form_key = uuid4()
    _signal(w, form_key=form_key, answer=2)
    _signal(w, form_key=form_key, answer=2)


def _translation(w: SimpleNamespace, **facts: object) -> MeasureTranslation:
    row = {
        "measure": "GAD7",
        "language": "pl",
        "language_name": "Polski",
        "lead_in": "-",
        "items": ["-"] * 7,
        "options": ["-"] * 4,
        "licence": "Public domain",
        "loaded_at": w.now,
    }
    return MeasureTranslation.objects.create(**row | facts)


def _experience(w: SimpleNamespace) -> ExperienceAnswers:
    return ExperienceAnswers.objects.create(
        link=_link(w, kind="EXPERIENCE"), referral=w.referral, stage="TREATMENT", at=w.now
    )


BREAKS = [
    Break(
        "portal_five_tries_and_no_more",
        "a sixth wrong date",
        lambda w: _link(w, wrong_birth_dates=6, locked_at=w.now),
    ),
    Break(
        "portal_the_fifth_wrong_date_locks",
        "five wrong dates and open",
        lambda w: _link(w, wrong_birth_dates=5),
    ),
    Break(
        "portal_a_sitting_comes_from_a_finished_link",
        "a sitting of a link that still runs",
        lambda w: _link(w, sitting=outcomes.sitting(w.referral)),
    ),
    Break(
        "portal_one_live_link_per_contact",
        "two links for one session",
        lambda w: (_link(w, contact=w.contact), _link(w, contact=w.contact)),
    ),
    Break("portal_one_answer_per_item", "one item twice", _twice),
    Break("portal_answer_within_its_range", "a 9", lambda w: _answer(w, value=9)),
    Break("portal_answer_within_its_range", "below 0", lambda w: _answer(w, value=-1)),
    Break(
        "portal_only_work_may_not_apply",
        "mood that does not apply",
        lambda w: _answer(w, value=None, not_applicable=True),
    ),
    Break(
        "portal_only_work_may_not_apply",
        "another item of WSAS",
        lambda w: _answer(w, measure="WSAS", item=2, value=None, not_applicable=True),
    ),
    Break(
        "portal_only_work_may_not_apply",
        "work answered as well",
        lambda w: _answer(w, measure="WSAS", value=3, not_applicable=True),
    ),
    Break(
        "portal_item_nine_above_0_has_its_signal",
        "item 9 at 1, unheard",
        lambda w: _answer(w, item=9, value=1),
    ),
    Break("caseload_one_signal_per_answer_by_link", "the same twice", _same_signal_twice),
    Break(
        "caseload_link_signal_names_its_answer",
        "a signal by link of no form",
        lambda w: _signal(w, answer=1),
    ),
    Break(
        "caseload_link_signal_names_its_answer",
        "a signal by link at 0",
        lambda w: _signal(w, form_key=uuid4(), answer=0),
    ),
    Break(
        "outcomes_translation_names_its_licence",
        "words of nobody knows whom",
        lambda w: _translation(w, licence=""),
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken: Break, world: SimpleNamespace) -> None:
    refused(broken, world)


def test_twin_the_nearest_true_things_are_allowed(world: SimpleNamespace) -> None:
    w = world
    _link(w, wrong_birth_dates=5, locked_at=w.now)
    _link(w, finished_at=w.now, sitting=outcomes.sitting(w.referral))
    _link(w, contact=w.contact, revoked_at=w.now)
    _link(w, contact=w.contact)
    _answer(w, item=9, value=0)
    _answer(w, item=9, value=None)
    signal = _signal(w, form_key=uuid4(), answer=1)
    _answer(w, item=9, value=1, signal=signal)
    _answer(w, measure="WSAS", value=None, not_applicable=True)
    _translation(w)

    assert LinkAnswer.objects.count() == 4


@pytest.mark.parametrize(
    ("trigger", "make", "change"),
    [
        ("experience_never_rewritten", _experience, {"comments": "Something else"}),
        ("translation_never_rewritten", _translation, {"licence": "Something else"}),
    ],
)
def test_what_was_said_and_what_was_loaded_is_never_rewritten(
    trigger: str, make: object, change: dict[str, str], world: SimpleNamespace
) -> None:
    made = make(world)  # type: ignore[operator]
    rows = type(made).objects.filter(pk=made.pk)

    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        rows.update(**change)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        rows._raw_delete(rows.db)
    assert rows.exists(), trigger
