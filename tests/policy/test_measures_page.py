"""Every measure on one page, with its numbers, source and licence; and how one is changed."""

import re
from datetime import timedelta

import pytest

from clinical.measures import MEASURES
from clinical.thresholds import measures_under
from policy.current import policy_on
from policy.models import PolicyChange

pytestmark = pytest.mark.usefixtures("clock")

_PAGE = "/settings/measures/"
_RULE = "/settings/rules/spin_threshold/"


def _rows(client, who):
    client.force_login(who)
    page = " ".join(client.get(_PAGE).content.decode().split())
    return {
        re.search(r"row\">([^<]+)<", row)[1]: row for row in re.findall(r"<tr>.*?</tr>", page)[1:]
    }


def test_every_measure_stands_with_its_numbers_source_licence_and_whether_they_are_verified(
    client, leah
):
    rows = _rows(client, leah)

    assert {*rows} == {measure.name for measure in MEASURES.values()}
    for measure in MEASURES.values():
        assert measure.made_of.lower() in rows[measure.name].lower()
        assert ("Verified." in rows[measure.name]) is measure.verified
        assert ("Unverified" in rows[measure.name]) is not measure.verified
    assert "Social anxiety" in rows["SPIN"]
    assert "<b>Above 2.30</b>" in rows["Mobility Inventory"]
    assert "<b>Not known</b>" in rows["BIQ"]
    assert "Change" not in re.sub(r"data-label=.Reliable change.", "", rows["PHQ-9"])


def test_a_pwp_reads_it_without_the_means_to_change_it(client, priya):
    assert "/settings/rules/" not in _rows(client, priya)["SPIN"]


def test_a_threshold_is_proposed_by_one_approved_by_another_and_holds_from_its_day(
    client, leah, sam, today
):
    client.force_login(leah)
    later = today + timedelta(days=7)
    client.post(_RULE, {"value": "21", "valid_from": later.isoformat(), "why": "Manual, page 40"})
    assert "Waits for a second person" in _rows(client, sam)["SPIN"]

    client.post(f"/settings/changes/{PolicyChange.objects.get().pk}/approve")

    assert measures_under(policy_on(today))["SPIN"].caseness == 19
    assert measures_under(policy_on(later))["SPIN"].caseness == 21
    assert "21 points from 16 June" in _rows(client, leah)["SPIN"]


def test_a_slip_of_the_hand_is_refused_beside_its_field(client, leah, today):
    client.force_login(leah)

    response = client.post(
        _RULE, {"value": "190", "valid_from": today.isoformat(), "why": "Typed too fast"}
    )

    assert response.status_code == 422
    assert "between 9 and 38 points" in response.content.decode()
    assert not PolicyChange.objects.exists()


def test_the_page_asks_as_much_for_many_changes_as_for_none(
    client, leah, sam, now, today, django_assert_max_num_queries
):
    PolicyChange.objects.bulk_create(
        PolicyChange(
            rule="spin_threshold",
            value="20",
            valid_from=today,
            why="Again",
            proposed_at=now,
            proposed_by=leah,
            approved_at=now,
            approved_by=sam,
        )
        for _ in range(50)
    )
    client.force_login(leah)

    with django_assert_max_num_queries(8):
        client.get(_PAGE)
