"""Every tile of the dashboard says what `manage.py metrics` counts for the same filter."""

import json
import random
from decimal import Decimal

import pytest
from django.core.management import call_command

from referrals.models import Referral
from reporting import rollup
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


def test_half_of_a_tenth_is_rounded_up_by_both(client, leah, north):
    for place in range(16):
        finished(on=TODAY.replace(month=5), referral__team=north, is_recovered=place == 0)
    client.force_login(leah)

    assert "<b>6.3%</b>" in client.get("/dashboard/").content.decode()
