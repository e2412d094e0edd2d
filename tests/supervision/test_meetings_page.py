"""/supervision/: the next meetings, what was not held and why, and who was looked at."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from audit.events import Event
from audit.models import AuditEntry
from caseload.models import Allocation
from referrals.changes import changed
from staff.models import SupervisionPairing
from supervision.models import SupervisionSession
from tests.factories.caseload import in_treatment
from tests.factories.referrals import PatientFactory
from tests.factories.staff import (
    AbsenceFactory,
    MembershipFactory,
    PairingFactory,
    StaffMemberFactory,
)
from tests.factories.supervision import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def meeting(priya, sam, now):
    """Priya with Sam, so many days from now."""

    def make(days, **facts):
        given = {"supervisor": sam, "supervisee": priya, "starts_at": now + timedelta(days=days)}
        return SessionFactory(**given | facts)

    return make


@pytest.fixture
def seen(north, now, today):
    """Somebody on a caseload, discussed so many days ago."""

    def make(carrier, days, family="Nair"):
        who = PatientFactory(given_name="Ann", family_name=family)
        referral = in_treatment(carrier, north, since=now - timedelta(days=90), patient=who)
        Allocation.objects.filter(referral=referral).update(
            last_discussed_on=today - timedelta(days=days)
        )
        changed([referral.pk])
        return referral

    return make


def page(client, person, path="/supervision/"):
    client.force_login(person)
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_pwp_sees_her_next_meeting_and_the_way_into_it(client, priya, meeting):
    coming = meeting(2)

    html = page(client, priya)

    assert "Sam Okafor" in html
    assert "Thu 11 Jun, 10:24, 60 minutes." in html
    assert reverse("supervision:agenda", args=[coming.reference]) in html
    assert "Who meets whom" not in html


def test_a_senior_sees_the_next_of_each_in_order_of_time_and_who_has_none(
    client, sam, trainee, meeting, priya
):
    meeting(9)
    meeting(2)
    other = StaffMemberFactory(given_name="Alma", family_name="Early")
    PairingFactory(supervisor=sam, supervisee=other)
    meeting(1, supervisee=other)

    html = page(client, sam)

    assert html.index("Alma Early") < html.index("Priya Raman")
    assert "Thu 18 Jun" not in html
    assert "Tess Young: none is planned." in html


def test_where_a_meeting_was_moved_from_and_why_it_cannot_be_held_is_said(
    client, sam, priya, meeting
):
    meeting(3, planned_on=date(2026, 6, 11))
    assert "Fri 12 Jun, 10:24, 60 minutes. Moved from Thu 11 Jun." in page(client, sam)

    AbsenceFactory(staff=priya, starts_on=date(2026, 6, 12))

    assert "Cannot be held: Priya Raman is away." in page(client, sam)


def test_a_day_on_which_the_service_is_closed_is_said(client, sam, meeting, now):
    meeting(0, starts_at=datetime.fromisoformat("2026-06-13T09:00:00+00:00"))

    assert "Cannot be held: the service is closed." in page(client, sam)


def test_what_passed_unopened_was_not_held_and_is_counted(client, sam, meeting, now):
    meeting(-7)
    meeting(-14, opened_at=now, opened_by=sam, signed_at=now, signed_by=sam)

    html = page(client, sam)

    assert "1 of 2 held in the last 8 weeks" in html
    assert "Not held: no reason recorded yet" in html


def test_a_moved_meeting_counts_where_it_was_planned(client, sam, meeting, now):
    held = {"opened_at": now, "opened_by": sam, "signed_at": now, "signed_by": sam}
    meeting(-6, **held)
    SupervisionSession.objects.filter(pk=meeting(-14).pk).update(moved_at=now)

    html = page(client, sam)

    assert "1 of 2 held in the last 8 weeks, 1 on another day or time than planned" in html


def test_what_makes_up_for_a_missed_one_is_no_second_one_due(client, sam, meeting, now):
    missed = meeting(-7)
    held = {"opened_at": now, "opened_by": sam, "signed_at": now, "signed_by": sam}
    meeting(-5, makes_up=missed, **held)

    html = page(client, sam)

    assert "0 of 1 held in the last 8 weeks" in html
    assert "Not held: 1 without a reason yet; 1 of them made up" in html


def test_a_reason_is_recorded_and_then_stands_there(client, sam, meeting):
    missed = meeting(-7)
    client.force_login(sam)

    answer = client.post(
        reverse("supervision:not_held", args=[missed.reference]),
        {"side": "SUPERVISEE", "why": " Priya was  ill. "},
    )

    missed.refresh_from_db()
    assert answer.status_code == 302
    assert (missed.not_held_why, missed.not_held_by) == ("Priya was ill.", sam)
    html = page(client, sam)
    assert "Not held: The person supervised could not. Priya was ill." in html
    assert "0 of 1 held in the last 8 weeks. Not held: 1 through who is supervised" in html


@pytest.mark.parametrize(
    ("days", "why", "said"),
    [
        (-7, " ", "Say why it was not held."),
        (-7, "x" * 201, "at most 200 characters"),
        (2, "On leave", "This meeting is still to come."),
    ],
)
def test_a_reason_that_cannot_be_taken_keeps_what_was_typed(client, sam, meeting, days, why, said):
    row = meeting(days)
    client.force_login(sam)

    answer = client.post(
        reverse("supervision:not_held", args=[row.reference]), {"side": "SERVICE", "why": why}
    )

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert SupervisionSession.objects.get(pk=row.pk).not_held_at is None


@pytest.mark.parametrize("facts", ["opened", "said"])
def test_what_was_held_or_explained_keeps_what_stands(client, sam, meeting, now, facts):
    state = (
        {"opened_at": now, "opened_by": sam}
        if facts == "opened"
        else {"not_held_at": now, "not_held_by": sam, "not_held_why": "Sam was ill."}
    )
    row = meeting(-7, **state)
    client.force_login(sam)
    path = reverse("supervision:not_held", args=[row.reference])

    assert client.post(path, {"side": "SERVICE", "why": "Something else"}).status_code == 422
    again = client.post(path, {"side": "SUPERVISOR", "why": "Sam was ill."}).status_code

    assert again == (422 if facts == "opened" else 302)
    row.refresh_from_db()
    assert row.not_held_why == ("" if facts == "opened" else "Sam was ill.")


def test_a_meeting_of_two_others_is_not_there(client, tom, meeting):
    client.force_login(tom)

    path = reverse("supervision:not_held", args=[meeting(-7).reference])

    assert client.post(path, {"why": "Ill"}).status_code == 404


def test_coverage_names_who_is_not_within_the_interval(client, sam, priya, seen):
    late = seen(priya, 29, family="Late")
    seen(priya, 28, family="Intime")

    html = page(client, sam)

    assert 'Priya Raman</th> <td class="num" data-label="Within">1 of 2</td>' in html
    assert f"/caseload/{late.reference}/" in html
    assert "LATE, Ann</a> Discussed 29 days ago." in html
    assert "INTIME" not in html


def test_the_lead_sees_practitioners_teams_and_the_whole_service(client, leah, priya, sam, seen):
    for number in range(12):
        seen(priya, 40, family=f"Person{number}")
    seen(sam, 3)
    PairingFactory(supervisor=leah, supervisee=sam)

    html = page(client, leah, "/supervision/coverage/")

    assert "<b>1 of 13</b>" in html
    assert f'?of={priya.pk}">12 people' in html
    assert "PERSON" not in html
    whole = page(client, leah, f"/supervision/coverage/?of={priya.pk}")
    assert whole.count("PERSON") == 12
    assert "Sam Okafor" not in whole


def test_names_and_caseloads_past_a_page_stand_on_the_next(
    client, leah, priya, sam, seen, monkeypatch
):
    monkeypatch.setattr("supervision.overview.paging.ROWS", 2)
    for number in range(5):
        seen(priya, 40, family=f"Person{number}")
    for carrier in (sam, *(StaffMemberFactory(given_name=f"Zoe{n}") for n in range(2))):
        seen(carrier, 3)

    def every(path):
        found = []
        while path:
            html = page(client, leah, path)
            found += re.findall(r'PERSON\d|<th scope="row">(?:Priya|Sam|Zoe\d) ', html)
            onward = re.search(r'href="([^"]*)">The next ones', html)
            path = onward[1].replace("&amp;", "&") if onward else ""
        return found

    assert every(f"/supervision/coverage/?of={priya.pk}") == [f"PERSON{n}" for n in range(5)]
    assert len(every("/supervision/coverage/")) == 4


def test_only_a_page_with_names_leaves_a_line_on_the_trail(client, leah, priya, seen):
    late = seen(priya, 40)

    page(client, leah, "/supervision/coverage/")
    assert not AuditEntry.objects.filter(event=Event.LIST_VIEWED, staff_id=leah.pk).exists()
    page(client, leah, f"/supervision/coverage/?of={priya.pk}")

    (line,) = AuditEntry.objects.filter(event=Event.LIST_VIEWED, staff_id=leah.pk)
    assert line.shown == [late.patient_id]


@pytest.mark.parametrize("of", ["", "x", "-1", "9" * 40, "٣"])
def test_coverage_of_nobody_known_is_a_page_all_the_same(client, leah, of):
    page(client, leah, f"/supervision/coverage/?of={of}")


def test_a_senior_has_no_page_about_the_whole_service(client, sam):
    client.force_login(sam)

    assert client.get("/supervision/coverage/").status_code == 403


@pytest.mark.parametrize(
    "path", ["/supervision/", "/supervision/coverage/", "/supervision/pairings/"]
)
def test_how_much_there_is_costs_no_query(
    client, leah, sam, priya, north, meeting, seen, path, django_assert_max_num_queries
):
    def grow(count: int) -> None:
        for number in range(count):
            person = StaffMemberFactory()
            MembershipFactory(staff=person, team=north)
            PairingFactory(supervisor=leah, supervisee=person)
            meeting(-7 - number % 30, supervisor=leah, supervisee=person)
            meeting(1 + number % 30, supervisor=leah, supervisee=person)
            seen(person, 20 + number)

    client.force_login(leah)
    grow(2)
    client.get(path)
    with django_assert_max_num_queries(12) as few:
        client.get(path)
    grow(12)
    with django_assert_max_num_queries(12) as many:
        client.get(path)

    assert len(few.captured_queries) == len(many.captured_queries)


def test_the_lead_sets_a_time_and_the_page_shows_it(client, leah, sam, priya, today):
    client.force_login(leah)
    path = reverse("supervision:pairing", args=[priya.pk])
    given = {
        "supervisor": sam.pk,
        "weekday": 3,
        "meets_at": "09:30",
        "minutes": 60,
        "begins_on": today.isoformat(),
    }

    assert client.post(path, given).status_code == 302

    pairing = SupervisionPairing.objects.get(supervisee=priya, ends_on=None)
    assert (pairing.weekday, pairing.meets_at) == (3, time(9, 30))
    assert "Thursdays at 09:30 for 60 minutes" in page(client, leah, "/supervision/pairings/")


@pytest.mark.parametrize(
    ("changed_fields", "said"),
    [
        ({"meets_at": "half nine"}, "Give the time like 09:00."),
        ({"minutes": "5"}, "Give 15 to 180 minutes."),
        ({"weekday": "6"}, "Choose a day."),
        ({"begins_on": "2026-06-01"}, "This day is over."),
        ({"begins_on": "31/31/31"}, "Give the date"),
        ({"supervisor": "987654"}, "Choose somebody from the list."),
        ({"meets_at": "19:00"}, "when the service is open"),
    ],
)
def test_bad_input_keeps_what_was_typed_with_a_message(
    client, leah, sam, priya, today, changed_fields, said
):
    client.force_login(leah)
    given = {
        "supervisor": sam.pk,
        "weekday": 3,
        "meets_at": "09:30",
        "minutes": 61,
        "begins_on": today.isoformat(),
    } | changed_fields

    answer = client.post(reverse("supervision:pairing", args=[priya.pk]), given)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert f'value="{given["meets_at"]}"' in html
    assert SupervisionPairing.objects.filter(supervisee=priya).count() == 1


@pytest.mark.parametrize(
    ("others", "changed_fields", "field", "said"),
    [
        ({"weekday": 3, "meets_at": time(9)}, {}, "meets_at", "meets Tom Ellis on Thursdays at 09"),
        ({}, {"begins_on": "2026-06-15"}, "begins_on", "the two would overlap. Choose that day or"),
    ],
)
def test_an_overlapping_pairing_is_said_beside_its_field_with_what_was_typed(
    client, leah, sam, priya, tom, others, changed_fields, field, said
):
    """Of another pair's hour, and of days before the pairing that is to come."""
    if others:
        PairingFactory(supervisor=sam, supervisee=tom, minutes=60, **others)
    else:
        SupervisionPairing.objects.filter(supervisee=priya).update(starts_on="2026-06-22")
    client.force_login(leah)
    typed = {"supervisor": sam.pk, "weekday": 3, "meets_at": "09:30", "minutes": 61}
    typed |= {"begins_on": "2026-06-22"} | changed_fields

    answer = client.post(reverse("supervision:pairing", args=[priya.pk]), typed)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html.partition(f'id="id_{field}-error"')[2].partition("<input")[0]
    assert f'value="{typed["begins_on"]}"' in html
    assert 'value="61"' in html
    assert SupervisionPairing.objects.filter(supervisee=priya).count() == 1


def test_a_senior_arranges_for_whom_she_supervises_and_for_nobody_else(
    client, sam, leah, priya, tom
):
    client.force_login(sam)

    own = client.get(reverse("supervision:pairing", args=[priya.pk]))
    others = client.get(reverse("supervision:pairing", args=[tom.pk]))

    assert (own.status_code, others.status_code) == (200, 404)
    assert leah.full_name not in own.content.decode().split("<main")[1]


def test_supervision_stands_in_the_navigation_of_whoever_has_it(client, priya, ada):
    assert 'href="/supervision/"' in page(client, priya, "/today/")
    assert 'href="/supervision/"' not in page(client, ada, "/today/")
