"""The record: what it says, to whom, and what it costs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.events import Event
from audit.models import AuditEntry
from caseload.models import CareContact, ContactState
from clinical.policy import DEFAULT
from outcomes.actions import correct_score
from referrals.changes import held
from referrals.models import Referral, TimelineNote
from staff.models import StaffMember, Team
from tests.factories import caseload, referrals
from tests.factories.referrals import PatientFactory, ReferralFactory, TimelineNoteFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TABS = ("", "sessions/", "measures/", "risk/", "details/")


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, 30, tzinfo=UTC)


def page(client: Client, reader: StaffMember, referral: Referral, tab: str = "") -> str:
    client.force_login(reader)
    response = client.get(f"/caseload/{referral.reference}/{tab}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def course(priya: StaffMember, north: Team) -> Referral:
    """Assessed and seen four times, one session missed in between; the mock-up's course."""
    made = caseload.allocated(
        priya,
        north,
        patient=PatientFactory(given_name="Anjali", family_name="Nair", text_ok=True),
        goals="See friends weekly.",
    )
    caseload.signed_contact(made, at=at(4, 28), phq9=18, gad7=15, kind="ASSESSMENT")
    for day, phq9, gad7 in ((5, 17, 14), (12, 16, 13), (26, 13, 11)):
        caseload.signed_contact(made, at=at(5, day), phq9=phq9, gad7=gad7)
    caseload.missed_contact(made, at=at(5, 19))
    caseload.signed_contact(made, at=at(6, 2), phq9=12, gad7=10, plan="Walk on Tuesday.")
    return made


def test_the_overview_says_how_she_is_and_what_was_agreed(
    client: Client, priya: StaffMember, course: Referral
) -> None:
    shown = page(client, priya, course)

    assert "Down 6 from 18: <b>reliable improvement</b>. Still above the threshold." in shown
    assert "No voicemail, text yes" in shown
    assert "Walk on Tuesday." in shown
    assert "See friends weekly." in shown
    assert "assessment 18, session 1 17, session 2 16, missed 19 May, session 3 13" in shown
    assert "no current concerns" not in shown.lower()


def test_the_table_below_the_charts_has_item_nine_and_the_missed_session(
    client: Client, priya: StaffMember, course: Referral
) -> None:
    shown = page(client, priya, course)

    assert '<th scope="row">Assessment</th><td class="app-nowrap">28 April</td>' in shown
    assert '<th scope="row">Missed</th><td class="app-nowrap">19 May</td>' in shown


def test_the_title_names_nobody(client: Client, priya: StaffMember, course: Referral) -> None:
    for tab in TABS:
        shown = page(client, priya, course, tab)

        title = shown[shown.index("<title>") : shown.index("</title>")]
        assert "Nair" not in title


def test_the_timeline_begins_with_the_referral_and_holds_the_assessment(
    client: Client, priya: StaffMember, course: Referral
) -> None:
    shown = page(client, priya, course)

    story = shown[shown.index('id="timeline"') :]
    places = [
        story.index(words)
        for words in ("Session 4, phone, attended", "did not attend", "Assessment, phone", "Self")
    ]
    assert places == sorted(places)


def test_a_filter_shows_one_kind_and_risk_all_the_same(
    client: Client, priya: StaffMember, course: Referral
) -> None:
    TimelineNoteFactory(referral=course, title="Letter to the GP")
    caseload.risk_action(course, owner=priya)
    client.force_login(priya)

    shown = client.get(f"/caseload/{course.reference}/?show=letters").content.decode()

    story = shown[shown.index('id="timeline"') :]
    assert "Letter to the GP" in story
    assert "Risk plan: Ring and go through the safety plan" in story
    assert "Risk is always shown." in story
    assert "Session 4" not in story


def test_a_kind_that_does_not_exist_shows_everything(
    client: Client, priya: StaffMember, course: Referral
) -> None:
    client.force_login(priya)

    for unknown in ("letters", "<script>", "risk"):
        shown = client.get(f"/caseload/{course.reference}/", {"show": unknown}).content.decode()

        assert "Session 4, phone, attended" in shown
        assert "<script>," not in shown
        assert '?show=letters"' not in shown


def test_an_open_risk_action_stands_first_with_owner_and_time(
    client: Client, priya: StaffMember, course: Referral
) -> None:
    caseload.risk_action(course, owner=priya, due_by=at(6, 8))

    shown = page(client, priya, course)

    assert shown.index('id="h-risk"') < shown.index('id="h-now"')
    assert "<b>Overdue since Mon 8 Jun, 10:30</b>, Priya Raman" in shown
    assert "overdue since Mon 8 Jun, 10:30" in shown[: shown.index("<main")]


def test_what_was_said_about_risk_is_dated_and_in_words(
    client: Client, priya: StaffMember, course: Referral
) -> None:
    caseload.RiskReviewFactory(referral=course, by=priya, at=at(6, 2), thoughts="NONE_NOW")

    shown = page(client, priya, course)

    assert "Asked 2 June: says no thoughts or plans." in shown
    assert "Keeps them safe: Her sister, the dog" in shown


def test_asked_without_anything_new_says_no_more_than_that(
    client: Client, priya: StaffMember, course: Referral
) -> None:
    assert "Asked 2 June: says nothing new." in page(client, priya, course)


@pytest.mark.parametrize("tab", ["", "risk/"])
def test_the_safety_history_of_earlier_referrals_is_there(
    tab: str, client: Client, priya: StaffMember, sam: StaffMember, north: Team, course: Referral
) -> None:
    earlier = referrals.ended(
        north, patient=course.patient, received_on=date(2024, 4, 1), on=date(2024, 9, 2)
    )
    caseload.RiskReviewFactory(
        referral=earlier, by=sam, at=datetime(2024, 5, 6, tzinfo=UTC), agreed="Rings the line"
    )

    shown = page(client, priya, course, tab)

    assert "on another referral of this person" in shown
    assert "Agreed: Rings the line" in shown


def test_a_review_withdrawn_from_this_record_is_not_its_history(
    client: Client, priya: StaffMember, course: Referral
) -> None:
    wrong = caseload.signed_contact(
        course,
        at=at(6, 3),
        phq9=None,
        gad7=None,
        did="Written on the wrong person",
        state=ContactState.WITHDRAWN,
        withdrawn_at=at(6, 4),
        withdrawn_by=priya,
        withdrawn_reason="Wrong person",
    )
    caseload.RiskReviewFactory(referral=course, contact=wrong, by=priya, agreed="Not hers")

    for tab in TABS:
        shown = page(client, priya, course, tab)
        assert "Not hers" not in shown
        assert "Written on the wrong person" not in shown


def test_an_earlier_referral_is_named_and_linked_only_where_it_may_be_opened(
    client: Client, priya: StaffMember, leah: StaffMember, south: Team, course: Referral
) -> None:
    earlier = referrals.ended(
        south, patient=course.patient, received_on=date(2024, 4, 1), on=date(2024, 9, 2)
    )
    link = f'href="/caseload/{earlier.reference}/"'

    assert "ended 2 September 2024" in page(client, priya, course)
    assert link not in page(client, priya, course)
    assert link in page(client, leah, course)


def test_a_flag_says_its_rule_its_evidence_since_when_and_what_clears_it(
    client: Client, priya: StaffMember, north: Team
) -> None:
    high = caseload.allocated(priya, north)
    caseload.signed_contact(high, at=at(6, 2), phq9=21, gad7=10)

    shown = page(client, priya, high)

    assert "High scores" in shown
    assert "PHQ-9 21, severe" in shown
    assert "at or above the service&#39;s high mark at the last answer." in shown
    assert "Clears when PHQ-9 is below 20 and GAD-7 below 15." in shown


def test_a_corrected_score_counts_once(
    client: Client, priya: StaffMember, course: Referral, now: datetime
) -> None:
    last = course.scores.filter(measure="GAD7").order_by("taken_at").last()
    assert last is not None
    right = {"answers": (0,) * 7, "reason": "Typed twice", "policy": DEFAULT}
    correct_score(score=last, by=priya, now=now, **right)

    shown = page(client, priya, course)

    assert "Down 15 from 15" in shown


def test_somebody_nobody_has_seen_yet_has_an_honest_page(
    client: Client, priya: StaffMember, north: Team
) -> None:
    new = caseload.allocated(priya, north)

    for tab in TABS:
        page(client, priya, new, tab)
    shown = page(client, priya, new)
    assert "first session not booked yet" in shown
    assert "Not asked yet on this referral." in shown


def test_an_ended_referral_says_so_and_offers_nothing_to_write(
    client: Client, priya: StaffMember, north: Team, today: date
) -> None:
    over = referrals.ended(north, on=today - timedelta(days=7))

    for tab in TABS:
        shown = page(client, priya, over, tab)
        assert "Ended 2 June: Treatment completed by agreement" in shown
        assert "Log session" not in shown
        assert "/book" not in shown


def test_a_colleague_reads_and_may_not_write(
    client: Client, trainee: StaffMember, course: Referral
) -> None:
    shown = page(client, trainee, course)

    assert "Log session" not in shown
    assert "/details/treatment" not in shown


def test_administrators_see_contact_and_bookings_and_nothing_clinical(
    client: Client, ada: StaffMember, priya: StaffMember, course: Referral
) -> None:
    caseload.risk_action(course, owner=priya)
    caseload.booked_contact(course, at=at(6, 16))

    shown = page(client, ada, course)

    assert "Do not cancel: safety follow-up" in shown
    assert "Tue 16 Jun, 10:30" in shown
    for word in ("PHQ-9", "Risk plan", "Item 9", "Walk on Tuesday", "friends", "Session 4"):
        assert word not in shown
    for tab in ("sessions/", "measures/", "risk/"):
        assert client.get(f"/caseload/{course.reference}/{tab}").status_code == 404
    details = page(client, ada, course, "details/")
    assert "Main problem" not in details


def test_administrators_are_not_told_of_risk_where_there_is_none(
    client: Client, ada: StaffMember, course: Referral
) -> None:
    assert "safety follow-up" not in page(client, ada, course)


@pytest.mark.parametrize("who", ["petra", "dan"])
def test_the_privacy_officer_and_the_data_manager_see_who_it_is(
    who: str, client: Client, request: pytest.FixtureRequest, course: Referral
) -> None:
    shown = page(client, request.getfixturevalue(who), course)

    assert "Anjali Nair" in shown
    for word in ("PHQ-9", course.patient.phone, "voicemail", "Tue 2 Jun"):
        assert word not in shown


@pytest.mark.parametrize("who", ["tom", "sid"])
def test_for_others_there_is_no_such_record(
    who: str, client: Client, request: pytest.FixtureRequest, course: Referral
) -> None:
    client.force_login(request.getfixturevalue(who))

    for tab in TABS:
        absent = client.get(f"/caseload/ZZZZZZZZ/{tab}")
        theirs = client.get(f"/caseload/{course.reference}/{tab}")
        assert absent.status_code == theirs.status_code == 404


def test_each_look_is_on_the_trail(client: Client, priya: StaffMember, course: Referral) -> None:
    page(client, priya, course)

    entry = AuditEntry.objects.get(event=Event.RECORD_VIEWED)
    assert (entry.staff_id, entry.referral_id, entry.relation) == (priya.pk, course.pk, "MINE")


@pytest.mark.parametrize("tab", TABS)
def test_a_record_costs_seven_queries_however_long_it_is(
    tab: str, client: Client, priya: StaffMember, north: Team
) -> None:
    counts = [_queries(client, priya, _long(priya, north, contacts), tab) for contacts in (5, 50)]

    assert counts[0] == counts[1] <= 7


@held()
def _long(priya: StaffMember, north: Team, contacts: int) -> Referral:
    made = caseload.in_treatment(priya, north)
    for number in range(contacts):
        seen = caseload.signed_contact(made, at=at(5, 1) + timedelta(hours=12 * number))
        caseload.CorrectionFactory(contact=seen)
        TimelineNoteFactory(referral=made)
        caseload.RiskReviewFactory(referral=made, by=priya)
        caseload.risk_action(made, owner=priya)
    ReferralFactory(patient=made.patient, team=north)
    return made


def _queries(client: Client, reader: StaffMember, referral: Referral, tab: str) -> int:
    page(client, reader, referral, tab)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/caseload/{referral.reference}/{tab}")
    return len([one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_what_people_wrote_is_shown_as_text(
    client: Client, priya: StaffMember, course: Referral
) -> None:
    TimelineNote.objects.create(
        referral=course, kind="CONTACT", title="<script>alert(1)</script>", at=at(6, 2)
    )
    CareContact.objects.filter(referral=course, state=ContactState.BOOKED).count()

    shown = page(client, priya, course)

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
