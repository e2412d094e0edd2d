"""How complete the records are, on random referrals: SQL against plain Python over the models."""

import random
from datetime import UTC, date, datetime

import pytest

from caseload.models import CareContact
from clinical.policy import DEFAULT
from clinical.working_days import local_date
from outcomes.models import MeasureScore
from referrals.models import EmploymentStatus, EndCode, Patient, Referral
from reporting import counting, pathways
from reporting.dashboard import quality
from reporting.figures import Chosen
from reporting.metrics import completeness
from reporting.models import Pathway
from reporting.period import Period
from staff.models import Grade
from staff.roles import Role
from tests import personas
from tests.factories.staff import TeamFactory
from tests.reporting import random_pathways

pytestmark = pytest.mark.django_db
_NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
_SPRING = Period(date(2026, 2, 1), date(2026, 6, 30))
_UNKNOWN = {"NOT_KNOWN_TREATED", "NOT_KNOWN_NOT_TREATED"}


@pytest.fixture(scope="module")
def service(kept):
    """Three hundred random referrals, of whom some lack what each measure asks for."""
    team = TeamFactory(name="North team")
    pwp = personas.member("Priya Shah", role=Role.PWP, team=team, grade=Grade.PWP)
    random_pathways.make(300, pwp=pwp, team=team, seed=29)
    chance = random.Random(29)
    referrals = list(Referral.objects.select_related("patient").order_by("pk"))
    for one in referrals:
        if one.ended_on:
            one.end_code = chance.choice([*EndCode.values, *["COMPLETED"] * 5])
        if chance.random() < 0.3:
            one.patient.nhs_number = None
    Referral.objects.bulk_update(referrals, ["end_code"])
    Patient.objects.bulk_update([one.patient for one in referrals], ["nhs_number"])
    pathways.derive_all(now=_NOW, policy=DEFAULT)
    rows = list(Pathway.objects.order_by("pk"))
    for row in rows:
        row.ethnicity = chance.choice((*"AB", "", "NOT_SAID"))
    Pathway.objects.bulk_update(rows, ["ethnicity"])


def _in_spring(day):
    return day is not None and _SPRING.start <= day <= _SPRING.end


def _answered(contact):
    """Which of the two questionnaires stand of this contact, without a blank."""
    standing = MeasureScore.objects.filter(sitting=contact.sitting_id)
    return {
        one.measure
        for one in standing
        if not (one.superseded_at or one.withdrawn_at or one.is_prorated) and one.total is not None
    } & {"PHQ9", "GAD7"}


def _asked_about_work(row):
    asked = EmploymentStatus.objects.filter(referral=row.referral_id)
    return sum(one.withdrawn_at is None for one in asked)


def _of_pathways(placed, has):
    among = [one for one in Pathway.objects.all() if placed(one)]
    return sum(has(one) for one in among), len(among)


def _expected():
    sessions = [
        one
        for one in CareContact.objects.all()
        if one.state == "LOGGED"
        and one.attendance in {"ATTENDED", "LATE_SEEN"}
        and _in_spring(local_date(one.starts_at))
    ]
    yield (
        "scores-at-sessions",
        (sum(len(_answered(one)) == 2 for one in sessions), len(sessions)),
    )
    yield (
        "ethnicity-recorded",
        _of_pathways(lambda one: _in_spring(one.therapy_first_on), lambda one: one.ethnicity != ""),
    )
    yield (
        "reason-for-ending-recorded",
        _of_pathways(
            lambda one: _in_spring(one.ended_on), lambda one: one.end_code not in _UNKNOWN
        ),
    )
    yield (
        "work-status-recorded",
        _of_pathways(
            lambda one: _in_spring(one.ended_on) and one.is_completed,
            lambda one: _asked_about_work(one) > 1,
        ),
    )
    yield (
        "nhs-number-recorded",
        _of_pathways(
            lambda one: _in_spring(one.received_on),
            lambda one: one.referral.patient.nhs_number is not None,
        ),
    )


def test_each_is_what_plain_counting_says_and_somebody_lacks_each(service):
    slugs = [one.slug for one in completeness.MEASURES]
    found = counting.read(slugs, period=_SPRING, chosen=Chosen())
    expected = dict(_expected())

    assert set(expected) == set(slugs) <= set(quality.ITEMS)
    assert {s: (found[s].numerator, found[s].denominator) for s in slugs} == expected
    assert all(0 < has < of for has, of in expected.values())


def test_whoever_lacks_it_is_on_the_list_behind_it(service):
    """Of sessions the list holds people, who may have several."""
    expected = dict(_expected())
    del expected["scores-at-sessions"]

    for slug, (has, of) in expected.items():
        missing = counting.people(slug, period=_SPRING, chosen=Chosen(), which="missing")
        assert missing.count() == of - has, slug
