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
from reporting.figures import Chosen
from reporting.models import Pathway
from reporting.moved import reading
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


# A team by the filter, by what it is compared with, and as all that a senior sees.
_SLUGS = ("recovery", "reliable-improvement", "reliable-recovery", "effect-size-phq9")


@pytest.mark.parametrize("slug", _SLUGS)
def test_a_filter_tells_no_outcome_of_one_pwp_to_a_lead(client, leah, service, south, slug):
    client.force_login(leah)

    page = _page(client, f"/dashboard/{slug}/?period=2025-q4&team={south.pk}")
    beside = _page(client, f"/dashboard/{slug}/?period=2025-q4&beside=team-{south.pk}")

    now = page.partition('id="h-now"')[2].partition("</section>")[0]
    assert f"<b>{APART}</b>" in now
    months = page.partition('aria-label="Months as a table"')[2].partition("</table>")[0]
    assert months.count(APART) == 3
    assert "7 of 14" not in page
    assert "21 of 42" not in page
    assert f"South team: <b>{APART}</b>" in beside
    assert "one PWP carried all but fewer than 5" in page


def test_what_is_no_outcome_is_shown_by_the_filter_too(client, leah, service, south, north):
    client.force_login(leah)

    of_waits = _page(client, f"/dashboard/six-weeks/?period=2025-q4&team={south.pk}")
    of_two = _page(client, f"/dashboard/recovery/?period=2025-q4&team={north.pk}")

    assert APART not in of_waits + of_two
    assert "of 42 people" in of_waits


def _dashboard_hides(page):
    tiles = [one.partition("</article>")[0] for one in page.split('<article class="app-tile">')[1:]]
    told = {
        slug: next(one for one in tiles if f"/dashboard/{slug}/?" in one) for slug in _SLUGS[:3]
    }
    funnel = page.partition('id="h-recovery"')[2].partition("</section>")[0]
    fair = page.partition('id="h-fair"')[2].partition("</section>")[0]
    assert all(f"<b>{APART}</b>" in tile for tile in told.values())
    assert '<th scope="row">Recovered</th><td class="num">Too few to show</td>' in funnel
    assert '<th scope="row">Reliably recovered</th><td class="num">Too few to show</td>' in funnel
    assert f", {APART.lower()}." in fair
    assert "app-fair__one" not in fair


def test_neither_does_the_dashboard(client, leah, service, south):
    client.force_login(leah)

    _dashboard_hides(_page(client, f"/dashboard/?period=2025-q4&team={south.pk}"))


def test_nor_to_a_senior_whose_team_it_is(client, service, south):
    senior = personas.member("Sena Six", role=Role.SENIOR_PWP, team=south, grade=Grade.SENIOR_PWP)
    client.force_login(senior)

    _dashboard_hides(_page(client, "/dashboard/?period=2025-q4"))
    page = _page(client, "/dashboard/recovery/?period=2025-q4")
    behind = client.get("/dashboard/recovery/people?period=2025-q4")

    assert f"<b>{APART}</b>" in page
    assert behind.status_code == 422


def test_nor_do_the_people_behind_it_but_for_those_without_scores(client, leah, service, south):
    client.force_login(leah)
    path = f"/dashboard/recovery/people?period=2025-q4&team={south.pk}"

    for which in ("numerator", "denominator", "not"):
        response = client.get(f"{path}&which={which}")
        assert response.status_code == 422
        assert "outcomes by person belong in supervision" in response.content.decode()
        assert 'class="app-name"' not in response.content.decode()
    assert client.get(f"{path}&which=missing").status_code == 200
    assert client.get(path.replace("recovery", "six-weeks")).status_code == 200


def test_nor_does_what_moved(service, south, north):
    pwp = Pathway.objects.filter(team=south).first().referral.carried_by
    for _ in range(14):
        finished(on=date(2026, 3, 10), referral__team=south, referral__carried_by=pwp)
    monday = date(2026, 3, 30)

    everybody = {one.measure.slug: one for one in reading.read(monday=monday, chosen=Chosen())}
    of_south = reading.read(monday=monday, chosen=Chosen(team_ids=frozenset({south.pk})))

    assert "team" not in everybody["recovery"].groups
    assert "team" in everybody["six-weeks"].groups
    assert {one.measure.slug for one in of_south}.isdisjoint(_SLUGS)
    assert "six-weeks" in {one.measure.slug for one in of_south}


def test_nor_do_the_file_and_the_command_of_the_team_alone(
    client, leah, service, south, capsys, monkeypatch
):
    monkeypatch.setattr(pathways, "derive_all", lambda **_: None)
    asked = ("--from", "2026-01-01", "--to", "2026-03-31", "--team", "South team", "--suppress")
    call_command("metrics", "--format", "json", *asked)
    (row,) = [r for r in json.loads(capsys.readouterr().out) if r["measure"] == "recovery"]
    client.force_login(leah)
    path = f"/dashboard/recovery/counts.csv?period=2025-q4&team={south.pk}"

    text = client.get(path).content.decode()

    (of_file,) = [line for line in csv.reader(io.StringIO(text)) if line[:1] == ["Period"]]
    assert (row["numerator"], row["value"]) == ("*", "*")
    assert (of_file[4], of_file[6]) == ("*", "*")
