"""`manage.py metrics`: what it prints, what it hides, and how it says no."""

import csv
import io
import json

import pytest
from django.core.management import call_command

from reporting.metrics.registry import MEASURES
from tests.factories.caseload import signed_contact
from tests.factories.referrals import ended
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
    rows = json.loads(_printed(capsys, "--format", "json", "--suppress", "--by", "team"))

    shown = {
        value for row in rows for value in (row["numerator"], row["denominator"], row["value"])
    }
    assert shown == {"*", None}


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
    ],
)
def test_what_cannot_be_counted_is_said_in_a_sentence(arguments, said, capsys):
    assert said in _refused(capsys, *arguments)
