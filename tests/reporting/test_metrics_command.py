"""`manage.py metrics`: what it prints, what it hides, and how it says no."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from reporting import pathways
from reporting.metrics.registry import MEASURES
from tests.factories.caseload import allocated, in_treatment, signed_contact
from tests.factories.referrals import ended
from tests.factories.reporting import finished
from tests.personas import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def _printed(capsys, *arguments):
    call_command("metrics", "--from", "2026-05-01", "--to", "2026-05-31", *arguments)
    return capsys.readouterr().out


def _refused(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        call_command("metrics", *arguments)
    said = capsys.readouterr()
    assert (left.value.code, said.out) == (1, "")
    return said.err


@pytest.fixture
def course(north, priya):
    """A finished course of May, which began 43 days after the referral."""
    referral = ended(north, on=NOW.date().replace(month=5, day=20), carried_by=priya)
    for days, phq9 in ((40, 16), (20, 12), (19, 4)):
        signed_contact(referral, at=NOW.replace(month=5, day=20 - days // 3), phq9=phq9, gad7=3)
    return referral


def test_each_measure_stands_with_its_id_counts_and_value(course, capsys):
    rows = {row["measure"]: row for row in json.loads(_printed(capsys, "--format", "json"))}

    assert set(rows) == set(MEASURES)
    recovery = rows["recovery"]
    assert (recovery["id"], recovery["also"]) == ("M192", "M191")
    assert (recovery["numerator"], recovery["denominator"], recovery["value"]) == (1, 1, 100)
    assert (rows["six-weeks"]["numerator"], rows["six-weeks"]["denominator"]) == (0, 1)
    assert rows["appointments-attended"]["value"] == 3


def test_by_team_and_by_month_the_whole_stands_first(course, capsys):
    by_team = csv.DictReader(io.StringIO(_printed(capsys, "--by", "team", "--format", "csv")))
    ended_rows = [row for row in by_team if row["measure"] == "ended"]
    by_month = json.loads(_printed(capsys, "--by", "month", "--format", "json"))

    assert [(row["label"], row["value"]) for row in ended_rows] == [
        ("All", "1"),
        ("North team", "1"),
    ]
    assert [row["label"] for row in by_month if row["measure"] == "ended"] == ["All", "May 2026"]


def test_suppressed_no_small_number_leaves(course, capsys):
    rows = json.loads(_printed(capsys, "--format", "json", "--suppress"))

    shown = {
        value for row in rows for value in (row["numerator"], row["denominator"], row["value"])
    }
    assert shown == {"*", None}


_MAY = ("--from", "2026-05-01", "--to", "2026-05-31")
_QUARTER = ("--from", "2025-10-01", "--to", "2025-12-31")


@pytest.fixture
def courses(north, south, monkeypatch):
    """20 of one team and 12 of another began in each of three months, after waits of every length;
    as derived before.
    """
    monkeypatch.setattr(pathways, "derive_all", lambda **_: None)
    for team, many in ((north, 60), (south, 36)):
        for place in range(many):
            waited = (10, 40, 70, 100)[place % 4]
            finished(on=date(2026, 1 + place % 3, 12), referral__team=team, waited=waited)


@pytest.mark.usefixtures("courses")
@pytest.mark.parametrize(
    ("asked", "labels"),
    [
        ((*_QUARTER, "--by", "team"), ["All", "North team", "South team"]),
        ((*_QUARTER, "--by", "month"), ["All", "October 2025", "November 2025", "December 2025"]),
        ((*_QUARTER, "--team", "North team"), ["All"]),
    ],
)
def test_suppressed_the_usual_files_say_what_they_may(asked, labels, capsys):
    call_command("metrics", "--format", "json", "--suppress", *asked)
    rows = json.loads(capsys.readouterr().out)

    found = {row["label"]: row["value"] for row in rows if row["measure"] == "entering-treatment"}
    assert list(found) == labels
    told = {"All": 60 if "--team" in asked else 95, "North team": 60, "South team": 35}
    assert found == {label: told.get(label, 30) for label in labels}


@pytest.mark.parametrize(
    "asked",
    [
        ("--source", "GP", "--by", "team"),
        ("--source", "GP", "--by", "month"),
        ("--source", "GP", "--team", "North team"),
    ],
)
def test_suppressed_two_ways_to_group_are_refused_with_what_to_ask(north, asked, capsys):
    assert "one way to group at a time" in _refused(capsys, "--suppress", *_QUARTER, *asked)


@pytest.mark.usefixtures("courses")
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--from", "2025-10-02", "--to", "2025-12-31"), "a calendar month, a financial quarter"),
        (("--from", "2025-08-01", "--to", "2026-01-31"), "a calendar month, a financial quarter"),
        (
            ("--from", "2025-08-01", "--to", "2026-01-31", "--by", "month"),
            "a calendar month, a financial quarter",
        ),
        (("--from", "2026-06-01", "--to", "2026-06-30"), "times that are over"),
        (("--from", "2026-01-01", "--to", "2026-01-31", "--by", "team"), "quarter or year"),
        (("--from", "2026-01-01", "--to", "2026-01-31", "--source", "GP"), "quarter or year"),
    ],
)
def test_suppressed_another_time_is_told_by_itself_and_said_so(asked, said, capsys):
    call_command("metrics", "--format", "json", "--suppress", *asked)
    printed = capsys.readouterr()

    assert said in printed.err
    assert "Give it to nobody who holds another that overlaps" in printed.err
    counts = {row["numerator"] for row in json.loads(printed.out) if row["unit"] != "days"}
    assert all(one in {"*", None} or one % 5 == 0 for one in counts)


@pytest.mark.usefixtures("courses")
def test_suppressed_a_table_of_two_months_says_what_its_months_say(capsys):
    asked = ("--from", "2025-11-01", "--to", "2025-12-31", "--by", "month")
    call_command("metrics", "--format", "json", "--suppress", *asked)

    rows = json.loads(capsys.readouterr().out)
    found = {row["label"]: row["value"] for row in rows if row["measure"] == "entering-treatment"}
    assert found == {"All": 65, "November 2025": 30, "December 2025": 30}


def test_a_table_is_for_reading(course, capsys):
    lines = _printed(capsys).splitlines()

    assert lines[0].split() == ["Id", "Measure", "Group", "Count", "Out", "of", "Value"]
    assert any(line.split()[0] == "M192" and line.endswith("100 %") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "2026-06-01", "--to", "2026-05-01"), "ends before it begins"),
        (("--from", "1926-06-01", "--to", "2026-05-01"), "10 years at most"),
        (("--from", "9999-12-01", "--to", "9999-12-31", "--by", "month"), "from 2000 to 2099"),
        (("--from", "yesterday", "--to", "2026-05-01"), "--from: write the day as"),
        (("--from", "2026-05-01"), "--to: write the day as"),
        (("--from", "2026-05-01", "--to", "2026-02-30"), "--to: write the day as"),
        (("--from", "2026-05-01", "--to", "2026-05-31", "--by", "star sign"), "star sign"),
        (("--from", "2026-05-01", "--to", "2026-05-31", "--format", "pdf"), "json, csv or table"),
        (("--from", "2026-05-01", "--to", "2026-05-31", "--team", "West"), "no team called"),
        ((*_MAY, "--problem", "GAD"), "no problem “GAD”: choose one of DEPRESSION, "),
        ((*_MAY, "--source", "FRIEND"), "no source “FRIEND”: choose one of SELF, "),
        ((*_MAY, "--commissioner", "99Z"), "no commissioner “99Z”"),
        ((*_MAY, "--seen-as", "ONLINE"), "no way to be seen “ONLINE”: choose one of INDIVIDUAL, "),
    ],
)
def test_what_cannot_be_counted_is_said_in_a_sentence(arguments, said, capsys):
    assert said in _refused(capsys, *arguments)


def test_a_period_that_has_not_begun_and_one_of_more_than_ten_years_are_refused(capsys):
    ahead = _refused(capsys, "--from", "2099-01-01", "--to", "2099-12-31")
    long = _refused(capsys, "--from", "2015-01-01", "--to", "2025-01-01")

    assert "that day has not come yet" in ahead
    assert "10 years at most" in long


def test_ten_years_are_told(capsys):
    call_command("metrics", "--from", "2016-06-01", "--to", "2026-05-31", "--format", "json")

    assert json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("asked", [("--team", "\udcff"), ("--by", "\udcff")])
def test_a_byte_that_is_no_text_is_said_back_as_a_question_mark(capsys, asked):
    said = _refused(capsys, "--from", "2026-05-01", "--to", "2026-05-31", *asked)

    assert "?" in said


def test_how_it_stands_at_the_end_of_a_period_that_is_not_over_is_how_it_stands_today(
    capsys, priya, north
):
    since = NOW - timedelta(days=20)
    in_treatment(priya, north, since=since)
    allocated(priya, north, received_on=(NOW - timedelta(days=20)).date())

    def told(end):
        call_command("metrics", "--from", "2026-06-01", "--to", end, "--format", "json")
        return {row["measure"]: row for row in json.loads(capsys.readouterr().out)}

    today, not_over = told(f"{NOW:%Y-%m-%d}"), told("2027-03-31")

    snapshots = [slug for slug, one in MEASURES.items() if one.is_snapshot]
    assert {slug: not_over[slug]["value"] for slug in snapshots} == {
        slug: today[slug]["value"] for slug in snapshots
    }
    assert today["last-session-60-days-at-most-ago"]["value"] == 1
    assert today["waiting-for-treatment-28-days-at-most"]["value"] == 1
