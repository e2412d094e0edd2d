"""Nobody goes quiet unseen: long silences stand by name on the senior's and the lead's Today."""

from datetime import timedelta

import pytest

from audit.models import AuditEntry
from caseload.actions import endings
from caseload.actions.endings import Ending
from caseload.models import CareContact
from clinical.contact_rules import also_seen_by
from clinical.policy import DEFAULT
from referrals.models import EndCode
from staff.models import SupervisionPairing
from tests.caseload.today_page import person, today
from tests.factories.caseload import allocated, booked_contact, in_treatment

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def silent(north, now):
    """Somebody last seen that many days ago, or never since the allocation."""

    def make(family, *, carrier, days, team=north, is_seen=True):
        who = person("Ann", family)
        if is_seen:
            return in_treatment(carrier, team, since=now - timedelta(days=days + 1), patient=who)
        return allocated(carrier, team, since=now - timedelta(days=days), patient=who)

    return make


def _card(page: str) -> str:
    return page[page.index('id="h-silences"') :]


def test_the_senior_sees_a_supervisees_silence_after_the_seniors_limit(client, sam, priya, silent):
    silent("Fortytwo", carrier=priya, days=42)
    silent("Fortythree", carrier=priya, days=43)

    card = _card(today(client, sam))

    assert "FORTYTHREE, Ann" in card
    assert "No contact for 43 days, nothing booked in the next 14." in card
    assert "With Priya Raman, " in card
    assert "FORTYTWO" not in card


def test_a_silence_since_allocation_counts_as_well(client, sam, priya, silent):
    silent("Never", carrier=priya, days=60, is_seen=False)

    assert "No contact since allocation for 60 days" in _card(today(client, sam))


def test_the_lead_sees_everybodys_after_the_leads_limit_whatever_the_team(
    client, leah, priya, tom, sam, south, silent, now
):
    SupervisionPairing.objects.create(supervisor=sam, supervisee=tom, starts_on=now.date())
    silent("North", carrier=priya, days=91)
    silent("South", carrier=tom, team=south, days=120)
    silent("Senior", carrier=priya, days=90)

    card = _card(today(client, leah))

    assert card.index("SOUTH, Ann") < card.index("NORTH, Ann")
    assert "SENIOR" not in card


def test_of_a_carrier_without_a_supervisor_the_lead_hears_at_the_seniors_limit(
    client, leah, tom, south, silent
):
    SupervisionPairing.objects.filter(supervisee=tom).delete()
    silent("Alone", carrier=tom, team=south, days=43)

    assert "ALONE, Ann" in _card(today(client, leah))


def test_who_is_booked_soon_is_not_silent_and_who_is_booked_later_is(
    client, sam, priya, silent, now
):
    horizon = timedelta(days=DEFAULT.booking_horizon_days)
    booked_contact(silent("Soon", carrier=priya, days=50), at=now + horizon)
    booked_contact(silent("Later", carrier=priya, days=50), at=now + horizon + timedelta(days=1))

    card = _card(today(client, sam))

    assert "SOON" not in card
    assert "LATER, Ann" in card


def test_an_ended_referral_is_nobodys_silence(client, sam, priya, silent, now):
    endings.end_referral(
        referral=silent("Ended", carrier=priya, days=50),
        ending=Ending(EndCode.COMPLETED, now.date(), "Below both thresholds."),
        by=priya,
        now=now,
        policy=DEFAULT,
    )

    assert "ENDED, Ann" not in today(client, sam)


def test_the_page_says_it_of_itself_with_every_worker_dead(client, sam, priya, silent, clock, now):
    silent("Quiet", carrier=priya, days=20)
    assert "QUIET" not in _card(today(client, sam))

    clock.move_to(now + timedelta(days=23))

    assert "QUIET, Ann" in _card(today(client, sam))


def test_the_list_agrees_with_the_words_beside_the_flag(client, sam, leah, priya, silent):
    for days in (42, 43, 90, 91):
        silent(f"D{days}", carrier=priya, days=days)
    seen_by = {who: _card(today(client, who)) for who in (sam, leah)}

    for days in (42, 43, 90, 91):
        named = also_seen_by(days, DEFAULT)
        assert (f"D{days}, Ann" in seen_by[sam]) is ("senior" in named)
        assert (f"D{days}, Ann" in seen_by[leah]) is ("service lead" in named)


def test_a_pwp_has_no_such_list_and_no_such_page(client, priya, silent):
    silent("Own", carrier=priya, days=50)

    assert "h-silences" not in today(client, priya)
    assert client.get("/today/out-of-touch/").status_code == 403


def test_more_than_a_few_are_counted_and_all_named_on_their_page(client, sam, priya, silent):
    for number in range(7):
        silent(f"Person{number}", carrier=priya, days=50 + number)

    card = _card(today(client, sam))
    every = client.get("/today/out-of-touch/").content.decode()

    assert "See all 7" in card
    assert "PERSON1," not in card
    assert all(f"PERSON{number}, Ann" in every for number in range(7))
    assert "1 to 7 of 7" in every


def test_the_whole_list_is_read_in_pages(client, sam, priya, silent, monkeypatch):
    monkeypatch.setattr("caseload.today.silences.ON_A_PAGE", 2)
    for number in range(3):
        silent(f"Person{number}", carrier=priya, days=50 + number)
    client.force_login(sam)

    first = client.get("/today/out-of-touch/").content.decode()
    second = client.get("/today/out-of-touch/?from=3").content.decode()

    assert "PERSON2" in first
    assert "PERSON1" in first
    assert "?from=3" in first
    assert "PERSON0, Ann" in second
    assert "3 to 3 of 3" in second


@pytest.mark.parametrize("asked", ["", "0", "-1", "x", "999", "9" * 400, "1e9", "٣"])
def test_no_place_in_the_list_is_its_beginning(client, sam, priya, silent, asked):
    silent("First", carrier=priya, days=50)
    client.force_login(sam)

    response = client.get("/today/out-of-touch/", {"from": asked})

    assert response.status_code == 200
    assert "FIRST, Ann" in response.content.decode()


def test_who_is_named_stands_on_the_trail(client, sam, priya, silent):
    referral = silent("Named", carrier=priya, days=50)

    today(client, sam)

    looked = AuditEntry.objects.filter(event="LIST_VIEWED", staff_id=sam.pk).latest("pk")
    assert referral.patient_id in looked.shown


@pytest.mark.parametrize("path", ["/today/", "/today/out-of-touch/"])
def test_the_queries_are_the_same_for_five_people_and_for_fifty(
    client, leah, sam, priya, silent, path, django_assert_num_queries, django_assert_max_num_queries
):
    for number in range(5):
        silent(f"Five{number}", carrier=priya, days=100)
    client.force_login(leah)
    client.get(path)
    with django_assert_max_num_queries(12) as few:
        client.get(path)

    for number in range(45):
        silent(f"Fifty{number}", carrier=priya, days=100)
    with django_assert_num_queries(len(few)):
        client.get(path)
    assert CareContact.objects.count() >= 50
