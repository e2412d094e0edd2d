"""Closed days: set by one person, withdrawn, never for days past; bank holidays are known."""

from datetime import UTC, date, datetime, timedelta

import pytest

from audit.events import Event
from audit.models import AuditEntry
from clinical.errors import Refused
from policy import actions, closed_day_page
from policy.current import policy_on
from policy.models import ClosedDay
from tests.factories.policy import ClosedDayFactory

pytestmark = pytest.mark.usefixtures("clock")

_WEDNESDAY = date(2026, 6, 17)


def test_a_closed_day_is_set_and_counts_at_once(client, leah, today):
    client.force_login(leah)

    response = client.post("/settings/closed-days/", {"on": "2026-06-17", "name": "Training day"})

    assert response.url == "/settings/closed-days/"
    assert policy_on(today).closed_days == {_WEDNESDAY}
    assert "Wed 17 Jun: Training day" in client.get("/settings/closed-days/").content.decode()
    assert AuditEntry.objects.filter(event=Event.CLOSED_DAY_SET, staff_id=leah.pk).count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"on": "2026-06-08"}, "Choose tomorrow or a later day."),
        ({"on": "2026-06-09"}, "what is due today stays due today"),
        ({"on": "2036-06-11"}, "within the next two years"),
        ({"on": "2026-06-13"}, "This is a weekend"),
        ({"on": "2026-12-25"}, "This is a bank holiday"),
        ({"on": "2026-06-18"}, "closed on this day already"),
        ({"on": "tomorrow"}, "Give the date as day, month and year."),
        ({"name": "  "}, "What it is called: this is still needed."),
        ({"name": "x" * 81}, "80 characters at most"),
    ],
)
def test_a_day_that_cannot_be_is_refused_beside_its_field_and_kept(client, leah, typed, words):
    ClosedDayFactory(on=date(2026, 6, 18))
    client.force_login(leah)

    response = client.post(
        "/settings/closed-days/", {"on": "2026-06-17", "name": "Training day"} | typed
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert f'id="id_{next(iter(typed))}-error"' in page
    assert ClosedDay.objects.count() == 1


def test_a_closed_day_is_withdrawn_once_and_may_be_set_again(client, leah, today):
    closed = ClosedDayFactory()
    client.force_login(leah)
    path = f"/settings/closed-days/{closed.pk}/withdraw"

    client.post(path)
    again = client.post(path, follow=True).content.decode()
    client.post("/settings/closed-days/", {"on": "2026-06-17", "name": "Training day"})

    assert "already been withdrawn" in again
    assert policy_on(today).closed_days == {_WEDNESDAY}
    assert ClosedDay.objects.count() == 2
    assert client.post("/settings/closed-days/0/withdraw").status_code == 404


def test_a_day_that_has_passed_is_not_withdrawn(leah, now, today):
    closed = ClosedDayFactory(on=today - timedelta(days=1))

    with pytest.raises(Refused, match="has passed"):
        actions.withdraw_closed_day(closed=closed, by=leah, now=now)


def test_bank_holidays_to_come_are_listed(db, now):
    page = closed_day_page.read(now=now)

    assert page.holidays[:3] == ("Mon 31 Aug", "Fri 25 Dec", "Mon 28 Dec")
    assert page.warning == ""


@pytest.mark.parametrize("year", [2029, 2030, 2031])
def test_the_end_of_the_known_holidays_is_said_more_than_a_year_before(db, year):
    page = closed_day_page.read(now=datetime(year, 1, 2, 12, tzinfo=UTC))

    assert "known until the end of 2030 only" in page.warning


@pytest.mark.parametrize("many", [5, 50])
def test_the_same_queries_for_five_and_fifty(client, leah, many, django_assert_num_queries):
    for day in range(many):
        ClosedDayFactory(on=_WEDNESDAY + timedelta(days=day), set_by=leah)
    client.force_login(leah)

    with django_assert_num_queries(6):
        client.get("/settings/closed-days/")
