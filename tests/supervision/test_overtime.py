"""Signs of overtime: off until the service and the person agree; theirs to open and to show."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinical.errors import Refused
from clinical.policy import DEFAULT, with_changes
from staff.actions import agree_plan
from staff.entries import JobPlanEntry
from supervision.actions import overtime as choices
from supervision.models import OvertimeAgreement, OvertimeShare
from supervision.practitioner import overtime
from supervision.practitioner.overtime import NO_LONGER, REWRITTEN, TOO_FEW
from tests.factories import caseload
from tests.factories.overtime import agreed_by, shown_by, switched_on
from tests.factories.plans import JobPlanFactory
from tests.factories.policy import ClosedDayFactory, set_here
from tests.factories.staff import StaffMemberFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

OWN, TOGETHER = "/supervision/overtime/", "/supervision/overtime/together/"
ON = with_changes({"overtime_signs_on": "yes"})
LATE = datetime(2026, 6, 3, 18, 30, tzinfo=UTC)  # half past seven on a Wednesday evening
IN_MAY = datetime(2026, 5, 6, 18, 30, tzinfo=UTC)


@pytest.fixture
def late_note(priya, north):
    """A note of Priya's signed at five past eight in the evening."""
    referral = caseload.in_treatment(priya, north, since=LATE - timedelta(days=200))
    caseload.signed_contact(referral, at=LATE)


def test_it_is_off_until_two_people_switch_it_on(client, priya):
    agreed_by(priya)
    client.force_login(priya)

    html = client.get(OWN).content.decode()

    assert "Switched off" in html
    assert "Notes signed after hours" not in html
    assert DEFAULT.overtime_signs_on is False


def test_nothing_is_worked_out_before_the_person_agrees_and_after_they_took_it_back(
    client, priya, late_note
):
    switched_on()
    client.force_login(priya)
    assert "1 of 1" not in client.get(OWN).content.decode()

    client.post(f"{OWN}agree")
    assert "1 of 1" in client.get(OWN).content.decode()

    client.post(f"{OWN}withdraw")
    assert "1 of 1" not in client.get(OWN).content.decode()
    assert OvertimeAgreement.objects.get().withdrawn_at is not None


@pytest.mark.parametrize(("is_on", "has_agreed"), [(False, True), (True, False)])
def test_no_note_is_so_much_as_read_until_both_agree(client, priya, late_note, is_on, has_agreed):
    if is_on:
        switched_on()
    if has_agreed:
        agreed_by(priya)
    client.force_login(priya)

    with CaptureQueriesContext(connection) as asked:
        client.get(OWN)

    assert not [one for one in asked if "caseload_carecontact" in one["sql"]]


def test_a_job_plan_that_holds_into_the_evening_decides_instead_of_opening_hours(
    client, priya, late_note
):
    JobPlanFactory.create(staff=priya, begins_at=time(12), ends_at=time(21))
    switched_on()
    agreed_by(priya)
    client.force_login(priya)

    html = client.get(OWN).content.decode()

    assert "0 of 1" in html
    assert "1 of 1" not in html


def test_nothing_is_stored_by_opening_them(client, priya, late_note):
    switched_on()
    agreed_by(priya)
    client.force_login(priya)
    tables = [f"supervision_{name}" for name in ("overtimeagreement", "overtimeshare")]
    kept = {name for name in connection.introspection.table_names() if "overtime" in name}

    with CaptureQueriesContext(connection) as asked:
        client.get(OWN)

    assert kept == set(tables)
    written = [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE"))]
    assert all("audit_" in sql or "django_session" in sql for sql in written)


def test_a_named_person_sees_them_until_it_is_taken_back(client, priya, sam, leah, late_note):
    switched_on()
    agreed_by(priya)
    client.force_login(priya)
    client.post(OWN, {"shared_with": sam.pk})
    share = OvertimeShare.objects.get()
    path = f"{OWN}of/{priya.pk}/"

    client.force_login(leah)
    assert client.get(path).status_code == 404
    client.force_login(sam)
    assert "1 of 1" in client.get(path).content.decode()
    assert "Priya Raman" in client.get(OWN).content.decode()

    client.force_login(priya)
    client.post(f"{OWN}shares/{share.pk}/withdraw")
    client.force_login(sam)
    assert client.get(path).status_code == 404


def test_taking_the_agreement_back_ends_what_was_shown(client, priya, sam, now):
    shown_by(priya, to=sam)

    choices.withdraw(by=priya, now=now)

    client.force_login(sam)
    assert client.get(f"{OWN}of/{priya.pk}/").status_code == 404
    assert OvertimeShare.objects.get().withdrawn_at == now


def test_what_was_shown_shows_nothing_once_the_agreement_alone_is_gone(client, priya, sam, now):
    shown_by(priya, to=sam)
    OvertimeAgreement.objects.update(withdrawn_at=now)
    client.force_login(sam)

    assert client.get(f"{OWN}of/{priya.pk}/").status_code == 404


def test_switching_it_off_closes_every_page_at_once(client, priya, sam, leah):
    shown_by(priya, to=sam).staff.refresh_from_db()
    switch = type(switched_on())
    switch.objects.create(
        rule="overtime_signs_on",
        value="no",
        valid_from="2026-06-01",
        why="Stopped",
        proposed_at=LATE,
        proposed_by=sam,
        approved_at=LATE,
        approved_by=leah,
    )
    client.force_login(sam)

    assert client.get(f"{OWN}of/{priya.pk}/").status_code == 404
    client.force_login(leah)
    assert "Switched off" in client.get(TOGETHER).content.decode()


def test_what_cannot_be_done_is_refused_in_words(client, priya, sam, now):
    with pytest.raises(Refused, match="not switched this on"):
        choices.agree(by=priya, now=now, policy=DEFAULT)
    with pytest.raises(Refused, match="not agreed"):
        choices.withdraw(by=priya, now=now)
    with pytest.raises(Refused, match="Agree first"):
        choices.share(shared_with=sam, by=priya, now=now, policy=ON)
    choices.agree(by=priya, now=now, policy=ON)
    with pytest.raises(Refused, match="agreed already"):
        choices.agree(by=priya, now=now, policy=ON)
    with pytest.raises(Refused, match="somebody else"):
        choices.share(shared_with=priya, by=priya, now=now, policy=ON)
    choices.share(shared_with=sam, by=priya, now=now, policy=ON)
    with pytest.raises(Refused, match="sees them already"):
        choices.share(shared_with=sam, by=priya, now=now, policy=ON)
    gone = StaffMemberFactory(is_active=False)
    with pytest.raises(Refused, match="no longer works here"):
        choices.share(shared_with=gone, by=priya, now=now, policy=ON)
    with pytest.raises(Refused, match="not shown"):
        choices.withdraw_share(share_id=OvertimeShare.objects.get().pk, by=sam, now=now)


def test_somebody_who_sees_them_already_is_said_beside_the_field(client, priya, sam):
    shown_by(priya, to=sam)
    client.force_login(priya)

    response = client.post(OWN, {"shared_with": sam.pk})

    assert response.status_code == 422
    assert "Sam Okafor sees them already." in response.content.decode()


def test_a_person_who_is_not_on_the_list_is_refused_beside_the_field(client, priya, ada):
    switched_on()
    agreed_by(priya)
    client.force_login(priya)

    response = client.post(OWN, {"shared_with": ada.pk})

    assert response.status_code == 422
    assert "Choose one of the people shown." in response.content.decode()


@pytest.fixture
def five(north):
    """Five people who agreed long ago, each with one note of two signed late in May."""
    people = [StaffMemberFactory() for _ in range(5)]
    for person in people:
        agreed_by(person)
        worked_in_may(person, north)
    return people


def worked_in_may(person, team):
    referral = caseload.in_treatment(person, team, since=IN_MAY - timedelta(days=200))
    caseload.signed_contact(referral, at=IN_MAY)
    caseload.signed_contact(referral, at=IN_MAY - timedelta(hours=8))


def in_may(now):
    return overtime.together(on=now.date())[0]


def test_five_who_agreed_are_shown_together_and_rounded_and_four_are_not(
    client, leah, five, north, now
):
    switched_on()
    client.force_login(leah)

    html = client.get(TOGETHER).content.decode()
    assert "about 50 %" in html
    assert "May 2026" in html
    assert not any(person.full_name in html for person in five)

    # Of four the reader, who knows her own, could tell too much.
    OvertimeAgreement.objects.filter(staff=five[0]).update(agreed_at=IN_MAY)
    assert in_may(now).why_not == TOO_FEW


def test_nothing_narrows_it_down(client, leah, five, north):
    switched_on()
    client.force_login(leah)

    whole = client.get(TOGETHER).content.decode()
    narrowed = client.get(f"{TOGETHER}?team={north.pk}&of={five[0].pk}").content.decode()

    assert narrowed.partition("<main")[2] == whole.partition("<main")[2]


def test_somebody_who_takes_it_back_cannot_be_worked_out_from_two_looks(five, north, now):
    """A sixth, and then not: the month does not change by her, it is no longer there."""
    sixth = StaffMemberFactory()
    agreement = agreed_by(sixth)
    worked_in_may(sixth, north)
    assert in_may(now).notes == "about 50 %"

    choices.withdraw(by=sixth, now=now)

    agreement.refresh_from_db()
    assert in_may(now).why_not == NO_LONGER


def test_whoever_agrees_later_changes_no_month_that_was_shown(five, north, now):
    before = in_may(now)
    late = StaffMemberFactory()
    worked_in_may(late, north)
    agreed_by(late, at=IN_MAY)

    assert in_may(now) == before


def test_somebody_away_all_month_hides_nobody(five, now):
    agreed_by(StaffMemberFactory())
    OvertimeAgreement.objects.filter(staff=five[0]).update(withdrawn_at=IN_MAY)

    assert in_may(now).why_not == TOO_FEW


def test_a_figure_that_one_person_makes_up_is_not_shown_beside_one_that_five_do(north, now):
    """Sessions in the diary of all five; notes of one alone, whose share it would be."""
    people = [StaffMemberFactory() for _ in range(5)]
    for person in people:
        agreed_by(person)
        referral = caseload.in_treatment(person, north, since=IN_MAY - timedelta(days=200))
        caseload.booked_contact(referral, at=IN_MAY - timedelta(days=1, hours=8), pwp=person)
    worked_in_may(people[0], north)

    found = in_may(now)

    assert (found.notes, found.breaks) == ("too few people", "under 5 %")


def test_an_agreed_week_rewritten_afterwards_ends_the_month(five, sam, now):
    """Whoever agrees the weeks could set one person's anew and read what that changes."""
    JobPlanFactory.create(staff=five[0], begins_at=time(9), ends_at=time(17))
    assert in_may(now).notes == "about 50 %"
    entry = JobPlanEntry(
        starts_on=IN_MAY.date(),
        weekdays=(0, 1, 2, 3, 4),
        begins_at=time(6),
        ends_at=time(22),
        hours_a_week=Decimal("37.5"),
        slots_a_week=25,
    )

    agree_plan(member=five[0], entry=entry, by=sam, now=now)

    assert in_may(now).why_not == REWRITTEN


@pytest.mark.parametrize(
    ("since", "words"),
    [("2026-05-01", "under 5 %"), ("2026-05-06", "under 5 %"), ("2026-05-07", "about 50 %")],
)
def test_each_note_is_held_against_the_opening_hours_of_its_own_day(five, sam, now, since, words):
    """Signed at half past seven on 6 May: while the service closed at five, and at nine."""
    set_here("closes", "21:00", since=date.fromisoformat(since), by=sam)

    assert in_may(now).notes == words


def test_longer_hours_from_today_on_change_no_month_that_was_shown(five, leah, sam, now, client):
    """Whoever sets the hours could set them anew and read what that changes."""
    switched_on()
    set_here("closes", "21:00", since=now.date(), by=sam)
    client.force_login(leah)

    html = client.get(TOGETHER).content.decode()

    assert in_may(now).notes == "about 50 %"
    assert "today 09:00 to 21:00" in html


def test_a_day_on_which_the_service_is_closed_is_no_working_day(five, now):
    ClosedDayFactory(on=IN_MAY.date())

    assert in_may(now).notes == "over 95 %"


def test_more_people_cost_no_more_questions(five, now):
    with CaptureQueriesContext(connection) as asked:
        overtime.together(on=now.date())

    assert len(asked) == 5
