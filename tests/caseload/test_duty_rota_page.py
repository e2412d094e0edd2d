"""The rota on pages: turns by week, a swap in one step, gaps where somebody can fill them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from staff.models import Duty, StaffMember
from tests.caseload.today_page import before_tonight, today
from tests.factories.staff import AbsenceFactory, DutyFactory

pytestmark = pytest.mark.usefixtures("clock")

_DAY = timedelta(days=1)
# Midnight in London before Monday 8 June 2026.
MONDAY = datetime(2026, 6, 7, 23, 0, tzinfo=UTC)
TURN = {
    "starts_on": "2026-06-11",
    "starts_at": "09:00",
    "ends_on": "2026-06-11",
    "ends_at": "17:00",
    "phone": "01632 960144",
}


def _page(client, who: StaffMember) -> str:
    client.force_login(who)
    response = client.get("/duty/rota/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def _weeks_of(person: StaffMember, *, weeks: int = 6) -> None:
    """On duty round the clock from this Monday on, a week a turn."""
    for week in range(weeks):
        start = MONDAY + week * 7 * _DAY
        DutyFactory(staff=person, starts_at=start, ends_at=start + 7 * _DAY)


def test_turns_stand_week_by_week_with_numbers_and_gaps(client, leah, sam):
    DutyFactory(staff=sam, starts_at=MONDAY, ends_at=MONDAY + 3 * _DAY, phone="01632 960144")

    page = _page(client, leah)

    this_week = page.split("Week of 15 June")[0]
    assert "Sam Okafor" in this_week
    assert "Mon 8 Jun, 00:00 to Thu 11 Jun, 00:00. 01632 960144" in this_week
    assert "No duty senior Thursday 11 June, 09:00 to 17:00" in this_week
    assert "No duty senior Wednesday 10 June" not in page


def test_a_full_rota_has_no_gap(client, leah, sam):
    _weeks_of(sam)

    assert "No duty senior" not in _page(client, leah)


def test_somebody_away_is_said_and_counts_as_a_gap(client, leah, sam):
    _weeks_of(sam)
    AbsenceFactory(staff=sam, starts_on=date(2026, 6, 11), ends_on=date(2026, 6, 11))

    page = _page(client, leah)

    assert "Sam Okafor is away Thu 11 Jun: this does not count as covered." in page
    assert "No duty senior Thursday 11 June, 09:00 to 17:00" in page


def test_a_turn_is_added_at_local_time(client, leah, sam):
    client.force_login(leah)

    response = client.post("/duty/rota/add", TURN | {"staff": sam.pk})

    turn = Duty.objects.get()
    assert response.url == "/duty/rota/"
    assert turn.starts_at == datetime(2026, 6, 11, 8, 0, tzinfo=UTC)
    assert turn.ends_at == datetime(2026, 6, 11, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_on": "2026-06-10"}, "A turn ends after it starts."),
        ({"starts_at": "9 o'clock"}, "give the time like 17:00"),
        ({"starts_on": "31/31/2026"}, "give the date as day, month and year"),
        ({"starts_on": "0026-06-11"}, "Check the year."),
        ({"phone": "not a number"}, "digits and spaces only"),
        ({"staff": "999999"}, "Choose somebody from the list."),
        ({"staff": ""}, "Who: this is still needed."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_kept(client, leah, sam, wrong, words):
    client.force_login(leah)

    response = client.post("/duty/rota/add", TURN | {"staff": sam.pk} | wrong)

    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "Error: Duty rota" in page
    assert 'value="17:00"' in page
    assert not Duty.objects.exists()


def test_somebody_away_is_refused_with_the_days(client, leah, sam):
    AbsenceFactory(staff=sam, starts_on=date(2026, 6, 10), ends_on=date(2026, 6, 12))
    client.force_login(leah)

    response = client.post("/duty/rota/add", TURN | {"staff": sam.pk})

    assert "Sam Okafor is away from 10 June until 12 June." in response.content.decode()


def test_a_turn_changes_hands_in_one_post(client, leah, sam):
    turn = DutyFactory(staff=sam, starts_at=MONDAY + 3 * _DAY)
    client.force_login(leah)

    client.post(f"/duty/rota/{turn.pk}/give", {"to": leah.pk, "held_by": sam.pk})

    assert Duty.objects.get().staff == leah


def test_two_people_giving_the_same_turn_the_second_is_told_who_has_it(client, leah, sam, duty):
    turn = DutyFactory(staff=sam, starts_at=MONDAY + 3 * _DAY)
    Duty.objects.filter(pk=turn.pk).update(staff=leah)
    client.force_login(leah)

    response = client.post(f"/duty/rota/{turn.pk}/give", {"to": duty.pk, "held_by": sam.pk})

    assert response.status_code == 409
    assert "Leah Morgan has this turn now" in response.content.decode()
    assert Duty.objects.get(pk=turn.pk).staff == leah


@pytest.mark.parametrize("to", ["", "0", "x", "priya"])
def test_a_turn_goes_to_somebody_of_the_list_only(client, leah, sam, priya, to):
    turn = DutyFactory(staff=sam, starts_at=MONDAY + 3 * _DAY)
    client.force_login(leah)
    chosen = priya.pk if to == "priya" else to

    response = client.post(f"/duty/rota/{turn.pk}/give", {"to": chosen, "held_by": sam.pk})

    assert response.status_code == 422
    assert Duty.objects.get().staff == sam


def test_a_turn_is_taken_off(client, leah, sam):
    turn = DutyFactory(staff=sam, starts_at=MONDAY + 3 * _DAY)
    client.force_login(leah)

    client.post(f"/duty/rota/{turn.pk}/remove", {"held_by": sam.pk})
    again = client.post(f"/duty/rota/{turn.pk}/remove", {"held_by": sam.pk})

    assert not Duty.objects.exists()
    assert again.status_code == 409
    assert client.post(f"/duty/rota/{turn.pk}/remove", {}).status_code == 404


def test_a_gap_of_the_next_seven_days_is_on_the_leads_today(client, leah, sam):
    _weeks_of(sam)
    AbsenceFactory(staff=sam, starts_on=date(2026, 6, 16), ends_on=date(2026, 6, 17))

    page = before_tonight(today(client, leah))

    assert "No duty senior Tuesday 16 June, 09:00 to 17:00." in page
    assert "17 June" not in page
    assert 'href="/duty/rota/"' in page


def test_further_gaps_are_counted_and_a_full_rota_says_nothing(client, leah, sam):
    assert "No duty senior today, 10:24 to 17:00, and 5 more gaps." in today(client, leah)

    _weeks_of(sam)
    assert "No duty senior" not in today(client, leah)


def test_a_pwp_is_not_told_of_gaps(client, priya):
    assert "No duty senior" not in today(client, priya)


def test_outside_hours_today_says_so(client, priya, clock, now):
    clock.move_to(now.replace(hour=17))

    assert "The service is closed until Wednesday 10 June at 09:00." in today(client, priya)


@pytest.mark.parametrize("turns", [5, 50])
def test_the_same_queries_for_five_and_fifty(client, leah, sam, turns, django_assert_num_queries):
    for hour in range(turns):
        start = MONDAY + timedelta(hours=hour * 12)
        DutyFactory(staff=sam, starts_at=start, ends_at=start + timedelta(hours=12))
    client.force_login(leah)

    with django_assert_num_queries(9):
        client.get("/duty/rota/")
