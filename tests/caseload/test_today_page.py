"""Today: the next thing to start, what is due, most urgent first, the same queries for any day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.events import Event
from audit.models import AuditEntry
from caseload.models import ContactKind
from staff.models import StaffMember
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
from tests.factories.referrals import PatientFactory
from tests.factories.staff import CoverFactory

pytestmark = pytest.mark.usefixtures("clock")

HALF_PAST_NINE = datetime(2026, 6, 9, 8, 30, tzinfo=UTC)
HALF_PAST_TEN = datetime(2026, 6, 9, 9, 30, tzinfo=UTC)
ELEVEN = datetime(2026, 6, 9, 10, 0, tzinfo=UTC)
FRIDAY_BEFORE = datetime(2026, 6, 5, 9, 0, tzinfo=UTC)


def person(given: str, family: str, **facts: object):
    return PatientFactory(given_name=given, family_name=family, **facts)


def today(client, who: StaffMember) -> str:
    client.force_login(who)
    response = client.get("/today/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def due(page: str) -> str:
    return page[page.index('id="due"') :]


def before_tonight(page: str) -> str:
    return due(page).split("This week")[0]


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


def test_an_unread_risk_action_says_how_long_it_waits_and_can_be_taken_or_rung(
    client, priya, north, now
):
    referral = in_treatment(priya, north, patient=person("Marta", "Kowalski"))
    action = risk_action(
        referral,
        owner=priya,
        opened_at=now - timedelta(minutes=156),
        due_by=now + timedelta(hours=2),
    )

    page = before_tonight(today(client, priya))

    assert "KOWALSKI, Marta" in page
    assert "2 h 36 waiting, due 12:24" in page
    assert f"/caseload/{referral.reference}/risk/" in page
    assert f"{action.pk}" in page
    assert "Acknowledge" in page
    assert 'href="tel:07700900123"' in page
    assert "07700 900123, no voicemail" in page


def test_a_taken_risk_action_that_is_late_says_when_it_was_due(client, priya, north, now):
    referral = in_treatment(priya, north)
    risk_action(
        referral,
        owner=priya,
        acknowledged_at=now - timedelta(hours=5),
        acknowledged_by=priya,
        due_by=now - timedelta(minutes=24),
    )

    page = before_tonight(today(client, priya))

    assert "Was due 10:00" in page
    assert "Acknowledge" not in page
    assert "waiting" not in page


def test_due_risk_comes_first_then_contact_then_notes_then_reminders(client, priya, north, now):
    recent = now - timedelta(days=8)
    ReminderFactory(owner=priya, text="Order leaflets")
    unsigned = in_treatment(priya, north, patient=person("Una", "Signed"), since=recent)
    booked_contact(unsigned, at=FRIDAY_BEFORE)
    in_treatment(priya, north, patient=person("Quin", "Quiet"))
    risky = in_treatment(priya, north, patient=person("Rae", "Risky"), since=recent)
    risk_action(risky, owner=priya)

    page = before_tonight(today(client, priya))

    places = [
        page.index(words)
        for words in ("RISKY, Rae", "QUIET, Quin", "SIGNED, Una", "Order leaflets")
    ]
    assert places == sorted(places)


def test_overdue_contact_is_found_now_without_any_worker(client, priya, north, now):
    in_treatment(priya, north, patient=person("Sophie", "Walker"), since=now - timedelta(days=24))

    page = before_tonight(today(client, priya))

    assert "WALKER, Sophie" in page
    assert "23 days, limit 21." in page


def test_many_out_of_touch_are_named_together_under_this_week(client, priya, north, now):
    for days in range(30, 36):
        in_treatment(
            priya, north, patient=person("A", f"Quiet{days}"), since=now - timedelta(days=days)
        )

    page = today(client, priya)

    assert "QUIET35, A" in before_tonight(page)
    assert "3 more contacts overdue" in page
    assert "Quiet31 30 days" in page


def test_an_unsigned_note_says_what_is_missing(client, priya, north):
    contact = booked_contact(in_treatment(priya, north), at=FRIDAY_BEFORE)
    ContactDraftFactory(contact=contact, missing="plan until next time")

    page = before_tonight(today(client, priya))

    assert "Friday 5 June 10:00. Missing: plan until next time." in page
    assert f"/sessions/{contact.reference}/" in page


def test_a_past_appointment_with_nothing_written_is_due_too(client, priya, north):
    booked_contact(in_treatment(priya, north), at=FRIDAY_BEFORE)

    assert "Nothing written yet." in before_tonight(today(client, priya))


def test_reminders_of_later_this_week_stand_under_this_week(client, priya):
    ReminderFactory(owner=priya, text="Book the room", due_on=date(2026, 6, 12))
    ReminderFactory(owner=priya, text="Not for weeks", due_on=date(2026, 7, 12))

    page = today(client, priya)

    assert "Book the room" not in before_tonight(page)
    assert "Book the room. Fri 12 Jun." in page
    assert "Not for weeks" not in page


def test_a_later_risk_plan_is_still_named(client, priya, north, now):
    referral = in_treatment(priya, north, patient=person("Lena", "Later"))
    risk_action(
        referral,
        owner=priya,
        due_by=now + timedelta(days=20),
        acknowledged_at=now,
        acknowledged_by=priya,
    )

    assert "Risk plan for Lena Later" in due(today(client, priya))


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


def test_someone_covered_shows_with_whose_they_are(client, priya, trainee, north, today):
    CoverFactory(covered=trainee, coverer=priya, starts_on=today, ends_on=today)
    booked_contact(in_treatment(trainee, north, patient=person("Cy", "Covered")), at=ELEVEN)
    client.force_login(priya)

    page = client.get("/today/").content.decode()

    assert "COVERED, Cy" in page
    assert "For Tess Young" in page
    assert "<b>0</b> of 70 agreed" in page


def test_a_supervisor_sees_a_supervisees_provisional_flag_but_not_its_words(
    client, sam, priya, north
):
    referral = in_treatment(priya, north, patient=person("Dana", "Drafted"))
    flag = risk_flag(referral)
    flag.is_provisional, flag.evidence = True, "Item 9 is 2, in an unsigned note"
    flag.save()
    risk_action(referral, owner=priya)

    page = before_tonight(today(client, sam))

    assert "DRAFTED, Dana" in page
    assert "Unsigned note of Priya Raman holds a risk signal" in page
    assert "Item 9" not in page


def test_a_supervisor_sees_supervisees_overdue_risk_actions_and_whose(
    client, sam, priya, north, now
):
    risk_action(
        in_treatment(priya, north, patient=person("Otto", "Overdue")),
        owner=priya,
        due_by=now - timedelta(minutes=1),
    )
    risk_action(
        in_treatment(priya, north, patient=person("Ida", "Intime")),
        owner=priya,
        due_by=now + timedelta(hours=1),
    )

    page = before_tonight(today(client, sam))

    assert "OVERDUE, Otto" in page
    assert "With Priya Raman" in page
    assert "INTIME" not in page
    assert "Ring now" not in page


def test_a_supervisees_old_draft_is_seen_to_exist_and_not_read(client, sam, priya, north, now):
    contact = booked_contact(
        in_treatment(priya, north, patient=person("Old", "Draft")), at=FRIDAY_BEFORE
    )
    ContactDraftFactory(contact=contact, missing="secret words", started_at=now - timedelta(days=3))

    page = today(client, sam)

    assert "Priya Raman began this note on 6 June and has not signed it." in page
    assert "secret words" not in page


def test_the_service_lead_sees_overdue_risk_of_the_whole_provider(client, leah, tom, south, now):
    risk_action(
        in_treatment(tom, south, patient=person("Sol", "South")),
        owner=tom,
        due_by=now - timedelta(minutes=1),
    )

    page = today(client, leah)

    assert "SOUTH, Sol" in page
    assert "No appointments today" not in page


def test_a_risk_action_whose_owner_left_surfaces_before_it_is_due(client, leah, tom, south):
    risk_action(in_treatment(tom, south, patient=person("Lost", "Owner")), owner=tom)
    StaffMember.objects.filter(pk=tom.pk).update(is_active=False)

    page = today(client, leah)

    assert "OWNER, Lost" in page
    assert "With Tom Ellis, who no longer works here" in page


def test_another_teams_risk_is_not_a_pwps(client, priya, tom, south, now):
    risk_action(
        in_treatment(tom, south, patient=person("Sol", "South")),
        owner=tom,
        due_by=now - timedelta(minutes=1),
    )

    assert "SOUTH" not in today(client, priya)


def test_an_administrator_sees_contact_details_and_nothing_clinical(client, ada, priya, north):
    patient = person("Marta", "Kowalski", needs="Hearing aid", text_ok=True)
    referral = in_treatment(priya, north, patient=patient)
    risk_action(referral, owner=priya, what="Ring about the plan")
    booked_contact(referral, at=ELEVEN)

    page = today(client, ada)

    assert "KOWALSKI, Marta" in page
    assert "07700 900123" in page
    assert "No voicemail, text yes. Hearing aid" in page
    assert "Safety follow-up: do not cancel" in page
    for clinical in ("PHQ-9", "GAD-7", "Item 9", "Risk", "Ring about", "app-chip"):
        assert clinical not in page


@pytest.mark.parametrize("role", ["dan", "petra", "sid"])
def test_roles_without_a_day_are_refused(client, role, request):
    client.force_login(request.getfixturevalue(role))

    assert client.get("/today/").status_code == 403


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
