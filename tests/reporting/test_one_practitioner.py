"""A team whose finished courses one PWP carried has no outcome of its own by team: neither on the
page of a measure, exact or not, nor in what leaves, where the rest does not tell it either.
"""

import csv
import io
import json
from datetime import date

import pytest
from django.core.management import call_command

from reporting import one_practitioner, pathways
from reporting.period import Period
from staff.models import Grade
from staff.roles import Role
from tests import personas
from tests.factories.reporting import finished
from tests.factories.staff import TeamFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MAY = date(2026, 5, 20)
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))
APART = "Too few practitioners to show apart"


def _pwp(name, team):
    return personas.member(name, role=Role.PWP, team=team, grade=Grade.PWP)


def _courses(team, pwp, many, *, on=MAY, recovered=2):
    """So many, of which every second or third recovered."""
    for place in range(many):
        finished(
            on=on,
            referral__team=team,
            referral__carried_by=pwp,
            is_recovered=place % recovered == 0,
        )


@pytest.fixture
def west(db):
    return TeamFactory(name="West team")


def _teams_of_one(team, *carried):
    for at, many in enumerate(carried):
        _courses(team, _pwp(f"Pwp No{at}", team), many)
    return one_practitioner.teams(Period(MAY, MAY)) == {str(team.pk)}


@pytest.mark.parametrize(
    ("carried", "is_of_one"),
    [
        ((12,), True),
        ((12, 4), True),
        ((12, 5), False),
        ((2, 2), True),
        ((6, 6), False),
        ((), False),
    ],
)
def test_a_team_is_one_persons_where_all_but_a_few_courses_are(north, carried, is_of_one):
    assert _teams_of_one(north, *carried) == is_of_one


def test_courses_that_nobody_carried_are_nobodys(north):
    _courses(north, None, 12)

    assert one_practitioner.teams(Period(MAY, MAY)) == frozenset()


@pytest.fixture
def service(north, south, west):
    """Two carry the north, two the west, one the south."""
    for team, names in (
        (north, ("Priya One", "Piet Two")),
        (west, ("Anna Three", "Omar Four")),
        (south, ("Solo Five",)),
    ):
        for at, name in enumerate(names):
            pwp = _pwp(name, team)
            for month in (1, 2, 3):
                _courses(team, pwp, 14 + at, on=date(2026, month, 12))


def _page(client, path):
    return " ".join(client.get(path).content.decode().split())


@pytest.mark.parametrize("slug", ["recovery", "reliable-improvement", "effect-size-phq9"])
def test_a_lead_sees_no_outcome_of_one_pwp_by_team(client, leah, service, slug):
    client.force_login(leah)

    page = _page(client, f"/dashboard/{slug}/?period=2025-q4&by=team")

    groups = page.partition('id="groups"')[2].partition("</section>")[0]
    rows = dict(
        row.split("</th>", 1) for row in groups.split('<th scope="row">')[1:] if "</th>" in row
    )
    assert APART in rows["South team"]
    assert "%" not in rows["South team"]
    assert APART not in rows["North team"] + rows["West team"]
    assert "one PWP carried all but fewer than 5" in groups
    if slug != "effect-size-phq9":
        mix = page.partition('id="h-mix"')[2].partition("</section>")[0]
        assert f"{APART}." in mix.partition("South team")[2].partition("</tr>")[0]


def test_what_is_no_outcome_is_shown_of_every_team(client, leah, service):
    client.force_login(leah)

    assert APART not in _page(client, "/dashboard/six-weeks/?period=2025-q4&by=team")


def test_whoever_sees_no_few_sees_neither_it_nor_a_team_that_would_tell(client, dan, service):
    client.force_login(dan)

    page = _page(client, "/dashboard/recovery/?period=2025-q4&by=team")

    table = page.partition('aria-label="Groups as a table"')[2].partition("</table>")[0]
    assert table.count("50%") + table.count("51%") + table.count("52%") <= 1
    assert APART in table


def test_the_file_and_the_command_hide_it_and_one_team_more(
    client, leah, service, capsys, monkeypatch
):
    monkeypatch.setattr(pathways, "derive_all", lambda **_: None)
    asked = ("--from", "2026-01-01", "--to", "2026-03-31", "--by", "team", "--suppress")
    call_command("metrics", "--format", "json", *asked)
    rows = [r for r in json.loads(capsys.readouterr().out) if r["measure"] == "recovery"]
    told = {row["label"]: row["numerator"] for row in rows}
    client.force_login(leah)

    text = client.get("/dashboard/recovery/counts.csv?period=2025-q4&by=team").content.decode()

    of_file = {row[1]: row[4] for row in csv.reader(io.StringIO(text)) if row[0] == "Team"}
    for found in (told, of_file):
        assert found["South team"] == "*"
        assert list(found.values()).count("*") >= 2
