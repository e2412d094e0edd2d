"""The caseload: who needs a look and why, in three groups; and what an empty one says."""

from datetime import date, timedelta

import pytest

from caseload.models import ContactKind
from clinical.problems import Problem
from tests import personas
from tests.caseload.caseloads import called, groups, page, people, quiet, row, tabs, unbooked
from tests.factories.caseload import (
    allocated,
    booked_contact,
    in_treatment,
    risk_action,
    signed_contact,
)
from tests.factories.referrals import ProblemDescriptorFactory, ended

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_caseload_names_its_owner_and_how_many_people(client, priya, north):
    quiet(priya, north, "Nair")
    quiet(priya, north, "Osei")
    client.force_login(priya)

    html = page(client)

    assert "Priya Raman, 2 people" in html
    assert people(html) == ["NAIR, Rowan", "OSEI, Rowan"]
    assert "<title>Caseload - Step 2 Caseload</title>" in html


def test_who_has_a_letter_in_hand_gets_to_the_form_from_the_caseload(client, priya):
    client.force_login(priya)

    assert '<a class="app-link app-hit" href="/referrals/new">New referral</a>' in page(client)
    assert client.get("/referrals/new").status_code == 200


def test_paper_says_who_printed_it_and_when(client, priya):
    client.force_login(priya)

    assert "Printed by Priya Raman, Tuesday 9 June 2026 at 10:24" in page(client)


def test_people_stand_in_three_headed_groups(client, priya, north):
    quiet(priya, north, "Quiet")
    unbooked(priya, north, "Unbooked")
    signed_contact(
        quiet(priya, north, "Worse"), at=personas.NOW - timedelta(days=1), phq9=19, gad7=10
    )
    client.force_login(priya)

    html = page(client)

    assert groups(html) == ["Needs you", "For the meeting", "No flag"]
    assert people(html) == ["UNBOOKED, Rowan", "WORSE, Rowan", "QUIET, Rowan"]


def test_an_ended_referral_and_somebody_elses_are_not_on_it(client, priya, sam, north):
    ended(north, patient=called("Gone"))
    quiet(sam, north, "Sams")
    quiet(priya, north, "Mine")
    client.force_login(priya)

    assert people(page(client)) == ["MINE, Rowan"]


def test_a_row_says_who_why_how_far_and_what_next(client, priya, north):
    patient = called("Nair", "Priya", date_of_birth=date(1992, 2, 14), nhs_number="9991908358")
    referral = allocated(
        priya,
        north,
        patient=patient,
        treatment="Worry management",
        since=personas.NOW - timedelta(days=40),
    )
    ProblemDescriptorFactory(referral=referral, problem=Problem.GENERALISED_ANXIETY.name)
    signed_contact(
        referral,
        at=personas.NOW - timedelta(days=35),
        phq9=18,
        gad7=15,
        kind=ContactKind.ASSESSMENT,
    )
    signed_contact(referral, at=personas.NOW - timedelta(days=21), phq9=14, gad7=13)
    signed_contact(referral, at=personas.NOW - timedelta(days=7), phq9=11, gad7=12)
    booked_contact(referral, at=personas.NOW + timedelta(days=2, hours=1))
    client.force_login(priya)

    html = row(page(client), "NAIR")

    assert "NAIR, Priya</a>&nbsp;<span" in html
    assert ">34<" in html
    assert "999 190 8358" in html
    assert f'href="/caseload/{referral.reference}/"' in html
    assert "Generalised anxiety<br>" in html
    assert "Worry management" in html
    assert "2 of 6<br>" in html
    assert ">phone<" in html
    assert 'data-label="Weeks">3<' in html
    assert "PHQ-9 now 11, moderate, first 18, reliable fall of 7." in html
    assert ">7 days<" in html
    assert "Thu 11 Jun<br>" in html
    assert "11:24" in html


def test_a_second_reason_follows_the_chip_and_only_one_evidence_is_shown(client, priya, north):
    referral = unbooked(priya, north, "Kelly")
    signed_contact(referral, at=personas.NOW - timedelta(days=1), phq9=21, gad7=10)
    client.force_login(priya)

    html = row(page(client), "KELLY")

    assert "Getting worse" in html
    assert "and no next appointment" in html
    assert "PHQ-9 12 to 21" in html
    assert "Nothing booked" not in html


def test_nothing_booked_offers_to_book_for_those_who_may(client, priya, sam, north):
    referral = unbooked(priya, north, "Kelly")
    client.force_login(priya)

    assert f'href="/caseload/{referral.reference}/book"' in row(page(client), "KELLY")

    client.force_login(sam)

    theirs = row(page(client, f"?of={priya.pk}"), "KELLY")
    assert "<b>None</b>" in theirs
    assert "/book" not in theirs


def test_next_is_the_risk_plan_before_a_later_appointment(client, priya, north):
    referral = in_treatment(priya, north, patient=called("Kowalski"))
    booked_contact(referral, at=personas.NOW + timedelta(days=1))
    risk_action(referral, owner=priya, due_by=personas.NOW + timedelta(hours=3), what="Safety call")
    client.force_login(priya)

    html = row(page(client), "KOWALSKI")

    assert "<b>Today</b>" in html
    assert "risk plan by 13:24" in html
    assert "then Wed 10 Jun, 10:24" in html
    assert "Safety call, due today at 13:24" in html


def test_an_overdue_risk_plan_says_since_when(client, priya, north):
    referral = in_treatment(priya, north, patient=called("Kowalski"))
    risk_action(referral, owner=priya, due_by=personas.NOW - timedelta(days=1))
    client.force_login(priya)

    html = row(page(client), "KOWALSKI")

    assert "<b>Overdue</b>" in html
    assert "risk plan, since Mon 8 Jun, 10:24" in html


def test_an_appointment_before_the_risk_plan_comes_first_and_hides_nothing(client, priya, north):
    referral = in_treatment(priya, north, patient=called("Clarke"))
    booked_contact(referral, at=personas.NOW + timedelta(hours=2))
    risk_action(referral, owner=priya, due_by=personas.NOW + timedelta(days=2))
    client.force_login(priya)

    html = row(page(client), "CLARKE")

    assert "<b>Today</b>" in html
    assert "12:24" in html
    assert "then risk plan by Thu 11 Jun, 10:24" in html


def test_what_time_makes_true_is_on_the_page_without_any_worker(client, priya, north, clock):
    quiet(priya, north, "Nair")
    client.force_login(priya)
    assert tabs(page(client))["review"] == 0

    clock.shift(timedelta(days=40))
    client.force_login(priya)

    assert tabs(page(client))["contact"] == 1


def test_somebody_who_could_not_be_checked_needs_you(client, priya, north, monkeypatch):
    quiet(priya, north, "Nair")

    def broken(row, *, risk, now):
        raise ValueError(row["referral_id"])

    monkeypatch.setattr("caseload.facts.case_facts", broken)
    client.force_login(priya)

    html = page(client)

    assert groups(html) == ["Needs you"]
    assert "Could not be checked since 10:24" in row(html, "NAIR")


def test_an_empty_caseload_says_who_makes_it_full(client, priya):
    client.force_login(priya)

    html = page(client)

    assert "No one on your caseload yet" in html
    assert "Your supervisor allocates referrals." in html


def test_an_empty_view_is_good_news(client, priya, north):
    quiet(priya, north, "Nair")
    client.force_login(priya)

    assert "No one is overdue" in page(client, "?view=contact")


def test_no_match_repeats_what_was_asked_and_offers_the_nearest(client, priya, north):
    referral = quiet(priya, north, "Nair")
    client.force_login(priya)

    html = page(client, q="nair", view="ready")

    assert "No one matches “nair” who is ready to end" in html
    assert "1 person on this caseload would match without the other filters." in html
    assert f'href="/caseload/{referral.reference}/">Show Rowan Nair</a>' in html
    assert "Show everyone" in html


def test_a_swap_gets_the_list_alone_and_announces_the_count_once(client, priya, north):
    quiet(priya, north, "Nair")
    client.force_login(priya)

    response = client.get("/caseload/?view=ready", headers={"HX-Request": "true"})
    html = response.content.decode()

    assert "<html" not in html
    assert '<p id="said" hx-swap-oob="innerHTML">0 shown</p>' in html
    assert response.headers["HX-Push-Url"] == "/caseload/?view=ready"


def test_going_back_draws_the_whole_page(client, priya):
    client.force_login(priya)

    response = client.get(
        "/caseload/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )

    assert b"<html" in response.content
