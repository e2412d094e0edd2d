"""The caseload: who needs a look and why, risk first whatever is asked for, and whose it may be."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.events import Event
from audit.models import AuditEntry
from caseload.models import ContactKind
from clinical.problems import Problem
from referrals.models import Medium, Patient, Referral
from staff.models import SupervisionPairing
from tests import personas
from tests.factories.caseload import (
    allocated,
    booked_contact,
    in_treatment,
    missed_contact,
    risk_action,
    risk_flag,
    signed_contact,
)
from tests.factories.referrals import PatientFactory, ProblemDescriptorFactory, ended
from tests.factories.staff import CoverFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

_TAB = re.compile(r'id="view-(\w+)"[^>]*>[^<]*<span class="n">(\d+)</span>')
_PERSON = re.compile(r'class="app-name" href="[^"]*">([^<]*)</a>')
_GROUP = re.compile(r'scope="rowgroup">([^<]*?) <')


def page(client, query="", **post):
    response = client.post("/caseload/", post) if post else client.get(f"/caseload/{query}")
    assert response.status_code == 200
    return response.content.decode()


def people(html):
    return _PERSON.findall(html)


def tabs(html):
    return {code: int(count) for code, count in _TAB.findall(html)}


def groups(html):
    return _GROUP.findall(html)


def row(html, name):
    return next(one for one in re.findall(r"<tr>.*?</tr>", html, re.DOTALL) if name in one)


def called(family, given="Rowan", **facts):
    return PatientFactory(family_name=family, given_name=given, **facts)


def quiet(pwp, team, family, *, weeks=2, **facts):
    """In treatment, nothing to look at: seen lately, reviewed lately, booked."""
    referral = in_treatment(
        pwp, team, since=personas.NOW - timedelta(weeks=weeks), patient=called(family), **facts
    )
    booked_contact(referral, at=_next_free())
    return referral


def at_risk(pwp, team, family, *, due_in=timedelta(hours=2)):
    referral = quiet(pwp, team, family)
    risk_action(referral, owner=pwp, due_by=personas.NOW + due_in, what="Safety call")
    return referral


def unbooked(pwp, team, family):
    return in_treatment(pwp, team, since=personas.NOW - timedelta(days=8), patient=called(family))


_bookings = iter(range(100_000))


def _next_free():
    return personas.NOW + timedelta(days=1, minutes=30 * next(_bookings))


# --- what is on it ---


def test_a_caseload_names_its_owner_and_how_many_people(client, priya, north):
    quiet(priya, north, "Nair")
    quiet(priya, north, "Osei")
    client.force_login(priya)

    html = page(client)

    assert "Priya Raman, 2 people" in html
    assert people(html) == ["NAIR, Rowan", "OSEI, Rowan"]
    assert "<title>Caseload - Step 2 Caseload</title>" in html


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


# --- risk first, whatever is asked for ---


def test_risk_stands_first_by_what_is_due_whatever_the_sort(client, priya, north):
    quiet(priya, north, "Aaron")
    at_risk(priya, north, "Later", due_in=timedelta(hours=5))
    at_risk(priya, north, "Overdue", due_in=timedelta(hours=-5))
    at_risk(priya, north, "Soon", due_in=timedelta(hours=1))
    client.force_login(priya)

    for sort in ("flag", "patient", "-patient", "next", "-phq", "last"):
        first = people(page(client, f"?sort={sort}"))[:3]
        assert first == ["OVERDUE, Rowan", "SOON, Rowan", "LATER, Rowan"], sort


@pytest.mark.parametrize(
    "query",
    ["?view=new", "?view=ready", "?problem=panic_disorder", "?mode=email", "?view=contact"],
)
def test_no_filter_hides_a_person_at_risk(client, priya, north, query):
    at_risk(priya, north, "Byrne")
    quiet(priya, north, "Nair")
    client.force_login(priya)

    html = page(client, query)

    assert people(html)[0] == "BYRNE, Rowan"
    assert "NAIR, Rowan" not in people(html)
    assert groups(html)[0] == "Risk"
    assert "shown whatever the filter" in html
    assert "1 shown, 1 of them whatever the filter" in html


def test_a_name_hides_nobody_at_risk(client, priya, north):
    at_risk(priya, north, "Byrne")
    quiet(priya, north, "Nair")
    quiet(priya, north, "Osei")
    client.force_login(priya)

    html = page(client, q="osei")

    assert people(html) == ["BYRNE, Rowan", "OSEI, Rowan"]
    assert groups(html) == ["Risk", "No flag"]


def test_counts_are_of_the_same_people_as_the_rows(client, priya, north):
    at_risk(priya, north, "Byrne")
    quiet(priya, north, "Nair")
    unbooked(priya, north, "Kelly")
    allocated(priya, north, patient=called("Newman"))
    client.force_login(priya)

    counted = tabs(page(client))

    for code, count in counted.items():
        html = page(client, f"?view={code}")
        beside = int((re.search(r", (\d+) of them", html) or [0, 0])[1])
        assert len(people(html)) - beside == count, code


def test_flagged_counts_only_who_needs_an_action(client, priya, north):
    quiet(priya, north, "Nair")
    unbooked(priya, north, "Kelly")
    high = quiet(priya, north, "High")
    signed_contact(high, at=personas.NOW - timedelta(days=1), phq9=21, gad7=16)
    client.force_login(priya)

    html = page(client, "?view=flagged")

    assert tabs(html)["flagged"] == 1
    assert people(html) == ["KELLY, Rowan"]


def test_a_risk_signal_without_an_action_is_at_risk_too(client, priya, north):
    risk_flag(quiet(priya, north, "Byrne"))
    client.force_login(priya)

    html = page(client, "?view=risk")

    assert tabs(html)["risk"] == 1
    assert "Item 9 is 1, was 0" in row(html, "BYRNE")


# --- filters and sorts ---


def test_filters_by_problem_and_by_medium(client, priya, north):
    panic = quiet(priya, north, "Panic", usual_medium=Medium.VIDEO)
    ProblemDescriptorFactory(
        referral=panic, problem=Problem.PANIC_DISORDER.name, recorded_on=date(2026, 6, 1)
    )
    signed_contact(panic, at=personas.NOW - timedelta(days=1))
    quiet(priya, north, "Nair")
    client.force_login(priya)

    assert people(page(client, "?problem=panic_disorder")) == ["PANIC, Rowan"]
    assert people(page(client, "?mode=video")) == ["PANIC, Rowan"]
    assert people(page(client, "?mode=phone")) == ["NAIR, Rowan"]


@pytest.mark.parametrize("typed", ["nair", "NAIR", "pri nai", "Nair, Pri", "999 190", "9991908358"])
def test_finds_by_part_of_a_name_or_number(client, priya, north, typed):
    quiet(priya, north, "Osei")
    referral = quiet(priya, north, "Nair")
    Patient.objects.filter(pk=referral.patient_id).update(
        given_name="Priya", nhs_number="9991908358"
    )
    client.force_login(priya)

    assert people(page(client, q=typed)) == ["NAIR, Priya"]


def test_a_name_never_reaches_an_address(client, priya, north):
    quiet(priya, north, "Nair")
    client.force_login(priya)

    plain = client.post("/caseload/", {"q": "", "view": "review", "mode": "phone"})
    swapped = client.post(
        "/caseload/", {"q": "Nair", "view": "review"}, headers={"HX-Request": "true"}
    )

    assert (plain.status_code, plain.url) == (303, "/caseload/?view=review&mode=phone")
    assert swapped.headers["HX-Push-Url"] == "/caseload/?view=review"
    assert not re.search(r'(href|action|hx-get|hx-post)="[^"]*[Nn]air', swapped.content.decode())


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("patient", ["ABEL", "BOND", "COLE"]),
        ("-patient", ["COLE", "BOND", "ABEL"]),
        ("phq", ["BOND", "COLE", "ABEL"]),
        ("-phq", ["ABEL", "COLE", "BOND"]),
        ("-weeks", ["COLE", "ABEL", "BOND"]),
        ("-last", ["COLE", "ABEL", "BOND"]),
        ("next", ["BOND", "ABEL", "COLE"]),
    ],
)
def test_sorts_inside_a_group(client, priya, north, sort, expected):
    for family, days, phq9, next_in in (("Abel", 8, 16, 3), ("Bond", 4, 6, 2), ("Cole", 15, 10, 5)):
        referral = allocated(priya, north, patient=called(family))
        ProblemDescriptorFactory(referral=referral)
        signed_contact(referral, at=personas.NOW - timedelta(days=days), phq9=phq9, gad7=8)
        booked_contact(referral, at=personas.NOW + timedelta(days=next_in))
    client.force_login(priya)

    html = page(client, f"?sort={sort}")

    assert [name.split(",")[0] for name in people(html)] == expected
    direction = "descending" if sort.startswith("-") else "ascending"
    assert re.search(
        rf'aria-sort="{direction}"><a class="app-sort" id="sort-{sort.strip("-")}"', html
    )
    assert len(re.findall(r'aria-sort="(?:as|des)cending"', html)) == 1


def test_a_heading_turns_the_sort_round(client, priya, north):
    quiet(priya, north, "Nair")
    client.force_login(priya)

    assert 'href="/caseload/?sort=-phq"' in page(client)
    assert 'href="/caseload/?sort=phq"' in page(client, "?sort=-phq")


def test_unknown_words_are_passed_over(client, priya, north):
    quiet(priya, north, "Nair")
    client.force_login(priya)

    html = page(client, "?view=nonsense&sort=password&problem=x&mode=%C3%A9&foo=bar")

    assert people(html) == ["NAIR, Rowan"]
    assert "Most urgent first" in html


@pytest.mark.parametrize("of", ["x", "-1", "1e3", "9" * 40, "٣"])
def test_a_caseload_that_cannot_exist_is_not_found(client, priya, of):
    client.force_login(priya)

    assert client.get("/caseload/", {"of": of}).status_code == 404


@pytest.mark.parametrize("typed", ["x" * 100_000, "<script>alert(1)</script>", "%", "'--"])
def test_anything_typed_is_answered_and_escaped(client, priya, north, typed):
    quiet(priya, north, "Nair")
    client.force_login(priya)

    html = page(client, q=typed)

    assert "<script>alert" not in html
    assert "No one matches" in html


def test_nul_is_refused(client, priya):
    client.force_login(priya)

    assert client.post("/caseload/", {"q": "a\x00b"}).status_code == 400


# --- nobody ---


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


# --- htmx ---


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


# --- whose ---


def test_a_pwp_opens_nobody_elses(client, priya, tom, sam, trainee, north, south):
    quiet(tom, south, "Toms")
    quiet(trainee, north, "Tess")
    client.force_login(priya)

    for colleague in (tom, trainee, sam):
        assert client.get(f"/caseload/?of={colleague.pk}").status_code == 404
    assert client.get("/caseload/?of=999999").status_code == 404
    assert AuditEntry.objects.filter(event=Event.ACCESS_REFUSED, staff_id=priya.pk).count() == 4


def test_a_pwp_opens_the_caseload_they_cover_until_the_cover_ends(client, priya, trainee, north):
    quiet(trainee, north, "Covered")
    cover = CoverFactory(covered=trainee, coverer=priya, starts_on=personas.TODAY)
    client.force_login(priya)

    assert people(page(client, f"?of={trainee.pk}")) == ["COVERED, Rowan"]
    assert "you cover this caseload" in client.get("/caseload/colleagues/").content.decode()

    cover.starts_on = personas.TODAY - timedelta(days=9)
    cover.ends_on = personas.TODAY - timedelta(days=1)
    cover.save()

    assert client.get(f"/caseload/?of={trainee.pk}").status_code == 404


def test_a_senior_opens_those_of_the_team_and_no_other(client, sam, priya, tom, north, south):
    quiet(priya, north, "Priyas")
    quiet(tom, south, "Toms")
    client.force_login(sam)

    listed = client.get("/caseload/colleagues/").content.decode()

    assert people(page(client, f"?of={priya.pk}")) == ["PRIYAS, Rowan"]
    assert client.get(f"/caseload/?of={tom.pk}").status_code == 404
    assert "Priya Raman" in listed
    assert "you supervise" in listed
    assert "Tom Ellis" not in listed


def test_a_supervisor_opens_a_supervisees_in_another_team(client, sam, tom, south):
    quiet(tom, south, "Toms")
    SupervisionPairing.objects.create(
        supervisor=sam, supervisee=tom, starts_on=personas.TODAY - timedelta(days=30)
    )
    client.force_login(sam)

    assert people(page(client, f"?of={tom.pk}")) == ["TOMS, Rowan"]


def test_a_service_lead_without_a_caseload_chooses_whose(client, leah, priya, tom, north, south):
    quiet(priya, north, "Priyas")
    quiet(tom, south, "Toms")
    client.force_login(leah)

    html = client.get("/caseload/").content.decode()

    assert people(html) == ["Tom Ellis", "Priya Raman"]
    assert people(page(client, f"?of={tom.pk}")) == ["TOMS, Rowan"]


def test_an_empty_caseload_of_the_team_opens_and_a_strangers_does_not(
    client, sam, priya, tom, north
):
    client.force_login(sam)

    assert "No one on this caseload yet" in page(client, f"?of={priya.pk}")
    assert client.get(f"/caseload/?of={tom.pk}").status_code == 404


@pytest.mark.parametrize("persona", ["ada", "dan", "petra", "sid"])
def test_who_neither_carries_nor_looks_after_a_caseload_is_refused(client, request, persona):
    client.force_login(request.getfixturevalue(persona))

    assert client.get("/caseload/").status_code == 403
    assert client.get("/caseload/colleagues/").status_code == 403


# --- the trail and the cost ---


def test_one_line_on_the_trail_holds_everybody_shown(client, priya, north):
    referrals = [quiet(priya, north, family) for family in ("Nair", "Osei")]
    client.force_login(priya)

    page(client)
    page(client, q="osei")

    seen = AuditEntry.objects.filter(event=Event.LIST_VIEWED).order_by("pk")
    assert [sorted(entry.shown) for entry in seen] == [
        sorted(referral.patient_id for referral in referrals),
        [referrals[1].patient_id],
    ]
    assert {entry.relation for entry in seen} == {"MINE"}


def test_the_trail_says_how_a_colleague_came_to_look(client, sam, priya, north):
    quiet(priya, north, "Nair")
    client.force_login(sam)

    page(client, f"?of={priya.pk}")

    assert AuditEntry.objects.get(event=Event.LIST_VIEWED).relation == "SUPERVISEE"


@pytest.mark.parametrize("count", [5, 52])
def test_the_page_takes_five_queries_whatever_its_length(client, priya, north, count):
    for n in range(count):
        _cheap(priya, north, n)
    client.force_login(priya)
    page(client)

    with CaptureQueriesContext(connection) as queries:
        html = page(client)

    assert len(people(html)) == count
    assert _statements(queries) == 5


def test_a_colleagues_caseload_takes_five_queries_too(client, sam, priya, north):
    for n in range(5):
        _cheap(priya, north, n)
    client.force_login(sam)
    page(client, f"?of={priya.pk}")

    with CaptureQueriesContext(connection) as queries:
        page(client, f"?of={priya.pk}")

    assert _statements(queries) == 5


def _cheap(pwp, team, n):
    referral = allocated(pwp, team, patient=called(f"Person{n:03}"))
    if n % 3 == 0:
        missed_contact(referral, at=personas.NOW - timedelta(days=3, minutes=n))
    if n % 4 == 0:
        risk_action(Referral.objects.get(pk=referral.pk), owner=pwp)


def _statements(queries):
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(control) for query in queries.captured_queries)
