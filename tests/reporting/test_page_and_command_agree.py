"""Every tile and every measure page, groups too, says what `manage.py metrics` counts for the same
filter.
"""

import json
import random
import re
from decimal import Decimal

import pytest
from django.core.management import call_command

from referrals.models import Referral
from reporting import rollup
from reporting.dashboard.words import nobody
from reporting.metrics.measure import Kind
from reporting.metrics.registry import MEASURES, TILES
from tests.factories.reporting import finished
from tests.personas import TODAY
from tests.reporting import random_pathways

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def service(priya, north, south):
    """Random referrals of two teams and two sources."""
    random_pathways.make(200, pwp=priya, team=north, seed=6)
    chance = random.Random(6)
    some = list(Referral.objects.order_by("pk"))
    for one in some:
        one.team, one.source = chance.choice((north, south)), chance.choice(("SELF", "GP"))
    Referral.objects.bulk_update(some, ["team", "source"])


def _told(capsys, *options):
    year = ("--from", "2026-04-01", "--to", "2027-03-31")
    call_command("metrics", *year, "--format", "json", *options)
    return {row["measure"]: row for row in json.loads(capsys.readouterr().out)}


def _tiles(client, address):
    page = " ".join(client.get(f"/dashboard/?period=fy2026{address}").content.decode().split())
    tiles = [one.partition("</article>")[0] for one in page.split('<article class="app-tile">')[1:]]
    return {slug: next(one for one in tiles if f"/dashboard/{slug}/?" in one) for slug in TILES}


@pytest.mark.slow
def test_every_tile_is_what_the_command_counts(service, client, leah, north, now, capsys):
    client.force_login(leah)
    for address, options in (
        ("", ()),
        (f"&team={north.pk}", ("--team", north.name)),
        ("&source=GP", ("--source", "GP")),
    ):
        told = _told(capsys, *options)
        rollup.sum_every_month(now=now)
        tiles = _tiles(client, address)

        for slug, tile in tiles.items():
            row = told[slug]
            assert row["denominator"] is None or row["denominator"] > 0, slug
            if MEASURES[slug].kind.value == "count":
                assert f"<b>{row['value']:,}</b>" in tile
            else:
                assert f"<b>{Decimal(str(row['value'])):.1f}%</b>" in tile
                assert f">{row['numerator']:,} of {row['denominator']:,} " in tile


def _written(row):
    """A value of the command as a page writes it."""
    if row["value"] is None:
        return nobody(MEASURES[row["measure"]])
    value = Decimal(str(row["value"]))
    return f"{value:,.0f}" if row["kind"] == "count" else f"{value:,.1f}"


@pytest.mark.slow
def test_every_measure_page_and_each_of_its_teams_is_what_the_command_counts(
    service, client, leah, now, capsys
):
    told = _rows_by_team(capsys)
    rollup.sum_every_month(now=now)
    client.force_login(leah)
    wrong, walked = [], 0

    for slug in MEASURES:
        response = client.get(f"/dashboard/{slug}/?period=fy2026&by=team")
        page = " ".join(response.content.decode().split())
        whole, groups = told[slug][""], {row["label"]: row for row in told[slug].values()}
        if f"<b>{_written(whole)}" not in page:
            wrong.append((slug, "whole", _written(whole)))
        if MEASURES[slug].kind is Kind.RATE and whole["value"] is not None:
            counts = f"{whole['numerator']:,} of {whole['denominator']:,} "
            wrong += [] if counts in page else [(slug, "counts", counts)]
        for label, value in re.findall(
            r'<th scope="row">([^<]+ team)[^/]*?</th><td class="num">([^<]+)</td>', page
        ):
            walked += 1
            if not value.startswith(_written(groups[label])):
                wrong.append((slug, label, value, _written(groups[label])))

    assert not wrong, wrong
    assert walked > len(MEASURES)


def _rows_by_team(capsys):
    year = ("--from", "2026-04-01", "--to", "2027-03-31")
    call_command("metrics", *year, "--format", "json", "--by", "team")
    found = {}
    for row in json.loads(capsys.readouterr().out):
        found.setdefault(row["measure"], {})[row["group"]] = row
    return found


def test_half_of_a_tenth_is_rounded_up_by_both(client, leah, north):
    for place in range(16):
        finished(on=TODAY.replace(month=5), referral__team=north, is_recovered=place == 0)
    client.force_login(leah)

    page = client.get("/dashboard/").content.decode()
    assert "<b>6.3%</b>" in page
    assert "6.2%" not in page


def test_half_of_a_per_cent_is_rounded_up_in_bars_and_dots(client, leah, north):
    for place in range(16):
        finished(on=TODAY.replace(month=5), referral__team=north, is_reliably_recovered=place < 2)
    client.force_login(leah)

    page = client.get("/dashboard/").content.decode()

    assert (
        '<th scope="row">Reliably recovered</th><td class="num">2</td><td class="num">13%' in page
    )
    assert "Not known 13% of 16" in page
    assert "12% of 16" not in page
