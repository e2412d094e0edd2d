"""Today: the day in order, the next thing lit, the caseload in one strip."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.events import Event
from audit.models import AuditEntry
from caseload.models import ContactKind
from referrals.changes import changed
from tests.caseload.today_page import (
    ELEVEN,
    FRIDAY_BEFORE,
    HALF_PAST_NINE,
    HALF_PAST_TEN,
    due,
    person,
    today,
)
from tests.factories.caseload import (
    ContactDraftFactory,
    ReminderFactory,
    allocated,
    booked_contact,
    in_treatment,
    missed_contact,
    risk_action,
    risk_flag,
    signed_contact,
)
from tests.factories.outcomes import MeasureScoreFactory

pytestmark = pytest.mark.usefixtures("clock")


def test_the_heading_says_the_day_and_what_is_next(client, priya, north):
    signed_contact(in_treatment(priya, north), at=HALF_PAST_NINE - timedelta(minutes=30))
    booked_contact(in_treatment(priya, north, patient=person("Priya", "Nair")), at=HALF_PAST_TEN)
    booked_contact(in_treatment(priya, north), at=ELEVEN)

    page = today(client, priya)

    assert "<h1>Tuesday 9 June</h1>" in page
    assert "3 appointments, 1 done. Next is Priya Nair at 10:30." in page


def test_the_next_session_is_lit_and_started_by_its_number_and_by_n(client, priya, north):
    signed_contact(in_treatment(priya, north), at=HALF_PAST_NINE)
    coming = booked_contact(
        in_treatment(priya, north, patient=person("Priya", "Nair")), at=HALF_PAST_TEN
    )

    page = today(client, priya)
    lit = page.split('<tr class="is-on">')[1].split("</tr>")[0]

    assert f"/sessions/{coming.reference}/" in lit
    assert 'data-key="2 n"' in lit
    assert "Start <kbd>2</kbd>" in lit
    assert "session with Priya Nair, 10:30" in lit
    assert "nhsuk-button--secondary" not in lit
    assert page.count("is-on") == 1


def test_an_earlier_unsigned_appointment_is_finished_not_started(client, priya, north):
    booked_contact(in_treatment(priya, north), at=HALF_PAST_NINE)
    booked_contact(in_treatment(priya, north), at=ELEVEN)

    page = today(client, priya)

    assert "Finish<span" in page
    assert 'data-key="2 n"' in page
    assert 'data-key="1"' not in page


def test_a_begun_note_is_finished_and_the_one_after_it_is_next(client, priya, north):
    begun = booked_contact(in_treatment(priya, north), at=HALF_PAST_TEN)
    ContactDraftFactory(contact=begun, missing="next appointment")
    booked_contact(in_treatment(priya, north, patient=person("Ann", "Lowe")), at=ELEVEN)

    page = today(client, priya)

    assert "Next is Ann Lowe at 11:00." in page


def test_a_signed_session_says_so_and_has_no_button(client, priya, north):
    signed_contact(in_treatment(priya, north), at=HALF_PAST_NINE)

    page = today(client, priya)

    assert '<tr class="is-done">' in page
    assert "Signed" in page
    assert "Done" in page
    assert "data-key" not in page.split("<tbody>")[1].split("</tbody>")[0]


def test_a_missed_session_says_what_became_of_it(client, priya, north):
    missed_contact(in_treatment(priya, north), at=HALF_PAST_NINE)

    assert "Did not attend" in today(client, priya)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ContactKind.ASSESSMENT, "Assessment"),
        (ContactKind.TREATMENT, "2 of 6"),
        (ContactKind.FOLLOW_UP, "Follow-up"),
    ],
)
def test_each_row_says_which_session_it_is(client, priya, north, kind, words):
    booked_contact(in_treatment(priya, north), at=ELEVEN, kind=kind)

    assert f"<td>{words}<br>" in today(client, priya)


def test_a_first_session_says_so(client, priya, north):
    booked_contact(allocated(priya, north), at=ELEVEN)

    assert "First session today" in today(client, priya)


def test_risk_is_the_first_flag_of_a_row_with_its_evidence(client, priya, north):
    at_risk = in_treatment(priya, north)
    signed_contact(at_risk, at=FRIDAY_BEFORE, ninth=1)
    booked_contact(at_risk, at=ELEVEN)

    row = today(client, priya).split("<tbody>")[1].split("</tbody>")[0]

    assert "app-chip--risk" in row
    assert "Item 9 is 1, was 0" in row


def test_without_appointments_the_page_says_what_would_be_there(client, priya, referral):
    page = today(client, priya)

    assert "No appointments today." in page
    assert "They are booked at the end of each session" in page


def test_with_nothing_due_the_page_says_so(client, priya, north):
    fine = in_treatment(priya, north, since=datetime(2026, 6, 1, 9, tzinfo=UTC))
    booked_contact(fine, at=ELEVEN)

    page = due(today(client, priya))

    assert "Nothing is due today." in page
    assert "No one is overdue." in page
    assert "Every note is signed." in page


def test_the_strip_counts_the_caseload(client, priya, north, now):
    in_treatment(priya, north, since=now - timedelta(days=2))
    allocated(priya, north, since=now)
    ending = in_treatment(priya, north, planned_sessions=2, since=now - timedelta(days=2))
    booked_contact(ending, at=ELEVEN)
    risk_flag(ending)
    risk_action(ending, owner=priya)

    page = today(client, priya)

    assert "<b>3</b> of 70 agreed" in page
    assert "1 new" in page
    assert "1 in treatment" in page
    assert "1 ending" in page
    assert "Room for 67" in page
    assert "1 with a risk plan" in page
    assert "1 session booked" not in page
    assert "3 sessions booked" in page
    assert "2 people start, 1 ends" in page


@pytest.mark.parametrize(
    ("gad7", "measure", "totals", "improved"),
    [
        (10, {"problem": "SOCIAL_ANXIETY", "measure": "SPIN"}, (40, 20), 1),
        (3, {"problem": "SOCIAL_ANXIETY", "measure": "SPIN"}, (30, 45), 0),
        (3, {"problem": "SOCIAL_ANXIETY", "measure": "SPIN"}, (30,), 1),
        (10, {"problem": "AGORAPHOBIA", "measure": "MI_ALONE"}, ("3.51", "2.10"), 1),
        (10, {"problem": "DEPRESSION", "measure": "SPIN"}, (40, 20), 0),
    ],
)
def test_who_improved_is_judged_by_the_measure_that_the_problem_calls_for(
    client, priya, north, gad7, measure, totals, improved
):
    referral = in_treatment(priya, north)
    last = signed_contact(referral, at=FRIDAY_BEFORE, gad7=gad7)
    referral.problems.update(problem=measure["problem"])
    seen = (referral.contacts.earliest("starts_at"), last)
    for contact, total in zip(seen, totals, strict=False):
        kept = {"mean": total, "total": None} if isinstance(total, str) else {"total": total}
        MeasureScoreFactory(sitting=contact.sitting, measure=measure["measure"], answers=[], **kept)
    changed([referral.pk])

    assert f"{improved} reliably improved so far" in today(client, priya)


def test_looking_is_one_line_on_the_trail_with_everybody_shown(client, priya, north):
    shown = in_treatment(priya, north)
    booked_contact(shown, at=ELEVEN)
    quiet = in_treatment(priya, north)

    today(client, priya)

    entry = AuditEntry.objects.get(event=Event.LIST_VIEWED)
    assert entry.staff_id == priya.pk
    assert set(entry.shown) == {shown.patient_id, quiet.patient_id}


def full_day(priya, north, *, appointments: int, reminders: int) -> None:
    start = datetime(2026, 6, 9, 7, 0, tzinfo=UTC)
    for place in range(appointments):
        referral = in_treatment(priya, north)
        at = start + timedelta(minutes=20 * place)
        booked_contact(referral, at=at, ends_at=at + timedelta(minutes=20))
        risk_action(referral, owner=priya)
    for _ in range(reminders):
        ReminderFactory(owner=priya, referral=referral)


@pytest.mark.parametrize(("appointments", "reminders"), [(3, 5), (30, 50)])
def test_the_day_costs_the_same_queries_however_full_it_is(
    client, priya, north, appointments, reminders, django_assert_max_num_queries
):
    full_day(priya, north, appointments=appointments, reminders=reminders)
    today(client, priya)

    with django_assert_max_num_queries(8) as counted:
        page = today_again(client)

    assert len(counted) == 8
    assert page.count('<th scope="row">') == appointments
    assert page.count("Ask about the sleep diary.") >= reminders


def today_again(client) -> str:
    return client.get("/today/").content.decode()


def test_an_administrators_day_costs_the_same_queries_too(client, ada, priya, north):
    counts = []
    for more in (3, 20):
        full_day(priya, north, appointments=more, reminders=0) if more == 3 else [
            booked_contact(
                in_treatment(priya, north),
                at=datetime(2026, 6, 9, 12, tzinfo=UTC) + timedelta(minutes=20 * place),
                ends_at=datetime(2026, 6, 9, 12, 20, tzinfo=UTC) + timedelta(minutes=20 * place),
            )
            for place in range(more)
        ]
        client.force_login(ada)
        client.get("/today/")
        with CaptureQueriesContext(connection) as counted:
            client.get("/today/")
        counts.append(len(counted))

    assert counts[0] == counts[1] <= 6


def test_when_nothing_is_left_to_start_n_goes_on_with_the_first_note_to_finish(
    client, priya, north, clock
):
    person_seen = in_treatment(priya, north, patient=person("Daniel", "Osei"))
    booked_contact(person_seen, at=HALF_PAST_NINE)
    clock.shift(6 * 3600)

    page = today(client, priya)

    assert 'data-key="n">Finish' in page
