"""What people said about the service elsewhere comes in, and goes out again with its month."""

import csv
from datetime import UTC, date, datetime

import pytest

from outcomes.models import MeasureScore
from referrals.models import Referral
from reporting.dataset.codes.experience import EXPERIENCE_TOOLS
from reporting.dataset.importer import taking
from reporting.models import ExperienceBroughtIn
from tests.reporting.dataset.export import written
from tests.reporting.dataset.folder import month, write
from tests.reporting.dataset.importing import imported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("duty")]
_TREATMENT = {f"TREATMENT{number}": 4 - number % 3 for number in range(1, 7)}
_ASSESSMENT = {"ASSESSMENT1": 1, "ASSESSMENT2": 0, "ASSESSMENT3": 2, "ASSESSMENT5": 3}
_LETTERS = {"ASSESSMENT1": "Y", "ASSESSMENT2": "N", "ASSESSMENT3": "NA"}
_SCORES, _OF_CONTACTS = "IDS606CodedScoreAssessmentRefer", "IDS607CodedScoreAssessmentAct"


def _rows(answers, **said):
    return [
        {
            "CodedAssToolType": EXPERIENCE_TOOLS[question],
            "PersScore": _LETTERS.get(question, str(value)),
            **said,
        }
        for question, value in answers.items()
    ]


@pytest.fixture
def rows():
    """In October: after the assessment by itself, at the end of treatment beside a contact."""
    made = month()
    day = {"AssToolCompDate": "2026-10-07", "AssToolCompTime": "15:20:00"}
    made[_SCORES] = _rows(_ASSESSMENT, ServiceRequestId="R1", **day)
    made[_OF_CONTACTS] += _rows(_TREATMENT, CareActId="A1")
    return made


@pytest.fixture
def bring(tmp_path, priya):
    """A folder of these rows, taken in for real; each time another."""
    times = iter(range(9))

    def bring(rows):
        return imported(write(tmp_path / f"m{next(times)}", rows), by=priya, takes=taking)

    return bring


def _kept():
    return {one.stage: one for one in ExperienceBroughtIn.objects.filter(withdrawn_at=None)}


def test_both_questionnaires_come_in_with_their_day_and_are_no_scores(bring, rows):
    found = bring(rows)

    kept = _kept()
    assert found.said == []
    assert found.run.counts["made"]["answers_about_the_service"] == 2
    assert kept["ASSESSMENT"].answers == _ASSESSMENT
    assert kept["TREATMENT"].answers == _TREATMENT
    assert kept["ASSESSMENT"].at.isoformat() == "2026-10-07T14:20:00+00:00"
    assert kept["TREATMENT"].at.isoformat() == "2026-10-05T09:00:00+00:00"
    assert set(MeasureScore.objects.values_list("measure", flat=True)) == {"PHQ9", "GAD7", "WSAS"}


def test_the_same_again_changes_nothing_and_what_changed_there_is_kept_anew(bring, rows):
    bring(rows)
    same = bring(rows)
    rows[_SCORES][0]["PersScore"] = "N"
    changed = bring(rows)

    assert same.run.counts["unchanged"]["answers_about_the_service"] == 2
    assert same.run.counts["made"] == {}
    assert changed.run.counts["changed"]["answers_about_the_service"] == 1
    assert _kept()["ASSESSMENT"].answers == _ASSESSMENT | {"ASSESSMENT1": 0}
    assert ExperienceBroughtIn.objects.count() == 3


def test_an_answer_out_of_its_range_is_left_out_alone(bring, rows):
    rows[_SCORES][3]["PersScore"] = "5"
    rows[_SCORES][0]["PersScore"] = "NA"

    found = bring(rows)

    assert [(file, line, rule) for file, line, _, rule in found.said] == [
        (f"{_SCORES}.csv", 2, "IDS60615"),
        (f"{_SCORES}.csv", 5, "IDS60607"),
    ]
    assert _kept()["ASSESSMENT"].answers == {"ASSESSMENT2": 0, "ASSESSMENT3": 2}


def _sent(tmp_path, **asked):
    folder = written(tmp_path / "out", **asked).folder
    with (folder / f"{_SCORES}.csv").open(newline="", encoding="utf-8") as file:
        return [{name: said for name, said in row.items() if said} for row in csv.DictReader(file)]


@pytest.mark.usefixtures("clock")
def test_they_go_out_again_as_they_came(bring, rows, tmp_path, october):
    bring(rows)

    sent = _sent(tmp_path, **october)

    day = {"ServiceRequestId": "R1", "AssToolCompDate": "2026-10-07"}
    as_they_came = _rows(_ASSESSMENT, **day, AssToolCompTime="15:20:00") + _rows(
        _TREATMENT, **day | {"AssToolCompDate": "2026-10-05"}, AssToolCompTime="10:00:00"
    )

    def in_order(some):
        return sorted(some, key=lambda one: one["CodedAssToolType"])

    assert in_order(sent) == in_order(as_they_came)


def test_a_referral_that_ended_before_is_in_the_month_for_them(bring, rows, tmp_path, october):
    rows["IDS101Referral"][0] |= {"ServDischDate": "2026-09-20", "EndCode": "46"}
    for name in ("IDS201CareContact", "IDS202CareActivity", _OF_CONTACTS):
        rows[name] = []
    bring(rows)

    assert Referral.objects.get(ended_on="2026-09-20")
    assert {one["ServiceRequestId"] for one in _sent(tmp_path, **october)} == {"R1"}
    ExperienceBroughtIn.objects.update(withdrawn_at="2026-11-01T00:00:00Z")
    assert _sent(tmp_path, **october) == []


@pytest.fixture
def october():
    """What is asked of the export."""
    return {"month": date(2026, 10, 1), "now": datetime(2026, 11, 3, 9, tzinfo=UTC)}
