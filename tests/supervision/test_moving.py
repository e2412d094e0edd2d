"""A meeting is moved, made up, or held by who covers; both people are in and free then."""

from datetime import datetime, timedelta

import pytest

from clinical.errors import Refused
from clinical.policy import DEFAULT
from clinical.working_days import Calendar, local_date
from staff.actions import accounts
from staff.models import SupervisionPairing
from supervision.actions import moving, sessions
from supervision.actions.decisions import Decided, record_decision
from supervision.meeting import agenda
from supervision.models import DecisionCode, SupervisionSession
from supervision.overview import coverage
from supervision.planning.jobs import make_meetings_ahead
from supervision.planning.next_meeting import next_on
from tests import personas
from tests.factories import caseload
from tests.factories.staff import AbsenceFactory, CoverFactory
from tests.factories.supervision import SessionFactory
from tests.supervision.meeting_pages import on_track

pytestmark = pytest.mark.django_db


def at(written):
    return datetime.fromisoformat(f"{written}:00+01:00")


@pytest.fixture
def thursday(priya, sam):
    """Priya meets Sam on Thursday 11 June at nine, as each week."""
    SupervisionPairing.objects.filter(supervisee=priya).update(weekday=3, meets_at="09:00")
    return SessionFactory(supervisor=sam, supervisee=priya, starts_at=at("2026-06-11T09:00"))


@pytest.fixture
def missed(priya, sam):
    return SessionFactory(supervisor=sam, supervisee=priya, starts_at=at("2026-06-04T09:00"))


@pytest.fixture
def move(thursday, sam, now):
    def one(to):
        given = {"starts_at": at(to), "by": sam, "now": now, "policy": DEFAULT}
        return moving.move_meeting(session=thursday, **given)

    return one


@pytest.fixture
def make_up(missed, sam, now):
    def one(to, *, minutes=45):
        given = {"minutes": minutes, "by": sam, "now": now, "policy": DEFAULT}
        return moving.make_up(missed=missed, starts_at=at(to), **given)

    return one


@pytest.mark.parametrize("to", ["2026-06-10T14:00", "2026-06-12T09:30"])
def test_moved_earlier_or_later_it_keeps_its_place_and_the_night_leaves_it(move, thursday, now, to):
    move(to)

    make_meetings_ahead(now=now, policy=DEFAULT)

    thursday.refresh_from_db()
    assert (thursday.starts_at, f"{thursday.planned_on:%d %b}") == (at(to), "11 Jun")
    assert SupervisionSession.objects.filter(planned_on=thursday.planned_on).count() == 1


@pytest.mark.parametrize(
    ("to", "field", "words"),
    [
        ("2026-06-08T09:00", "day", "This time is over"),
        ("2026-06-13T09:00", "day", "The service is closed on 13 June"),
        ("2026-06-10T16:30", "clock", "within 09:00 and 17:00"),
        ("2026-06-18T09:00", "day", "less than a week from 11 June"),
        ("2026-06-12T10:30", "clock", "Sam Okafor meets Tom Ellis from 10:00 to 11:00 then"),
        ("2026-06-12T14:15", "clock", "Priya Raman has a session at 14:00 then"),
        ("2026-06-15T09:00", "day", "Priya Raman is away on 15 June"),
        ("2026-06-16T09:00", "day", "Sam Okafor is away on 16 June"),
    ],
)
def test_a_time_at_which_they_cannot_meet_is_refused_with_words(
    move, thursday, priya, sam, tom, referral, to, field, words
):
    SessionFactory(supervisor=sam, supervisee=tom, starts_at=at("2026-06-12T10:00"))
    caseload.booked_contact(referral, at=at("2026-06-12T14:00"))
    for person, day in ((priya, 15), (sam, 16)):
        on = thursday.planned_on.replace(day=day)
        AbsenceFactory(staff=person, starts_on=on, ends_on=on)

    with pytest.raises(Refused, match=words) as refusal:
        move(to)

    assert refusal.value.field == field
    thursday.refresh_from_db()
    assert thursday.starts_at == at("2026-06-11T09:00")


def test_what_was_opened_stays(move, thursday, sam, now):
    sessions.open_session(session=thursday, by=sam, now=now, policy=DEFAULT)

    with pytest.raises(Refused, match="was opened"):
        move("2026-06-12T09:00")


def test_a_missed_meeting_is_made_up_once_and_its_cases_come_to_it(
    make_up, missed, thursday, priya, sam, north, now
):
    waiting = on_track(priya, north, "Waiting", now=now)
    caseload.risk_action(waiting, owner=priya)
    made = make_up("2026-06-10T09:00")

    reader = personas.standing_now(sam)
    listed = agenda.live(made, member=reader, now=now, policy=DEFAULT).lines

    assert (made.makes_up, made.minutes) == (missed, 45)
    assert [line.referral_id for line in listed] == [waiting.pk]
    assert next_on(missed) == local_date(made.starts_at)
    with pytest.raises(Refused, match="made up already"):
        make_up("2026-06-10T11:00")


def test_a_missed_meeting_is_made_up_before_those_on_it_pass_their_day(make_up):
    with pytest.raises(Refused, match="within four weeks from now"):
        make_up("2026-07-08T09:00")


def test_the_night_neither_moves_it_nor_takes_it_for_the_weeks_own(make_up, thursday, now):
    made = make_up("2026-06-11T14:00")

    assert make_meetings_ahead(now=now, policy=DEFAULT)["changed"] == 0

    made.refresh_from_db()
    thursday.refresh_from_db()
    assert (made.starts_at, thursday.starts_at) == (at("2026-06-11T14:00"), at("2026-06-11T09:00"))


def test_the_next_meeting_counted_is_one_that_can_be_held(thursday, sam, priya, leah):
    """Leave and closed days before it: whoever would pass day 28 meanwhile comes now."""
    for week in (1, 2):
        SessionFactory(
            supervisor=sam, supervisee=priya, starts_at=thursday.starts_at + timedelta(weeks=week)
        )
    assert next_on(thursday) == thursday.planned_on + timedelta(weeks=1)

    on = thursday.planned_on + timedelta(weeks=1)
    AbsenceFactory(staff=sam, starts_on=on, ends_on=on)
    assert next_on(thursday) == thursday.planned_on + timedelta(weeks=2)
    closed = Calendar(extra_closed=frozenset({on + timedelta(weeks=1)}))
    assert next_on(thursday, calendar=closed) == thursday.planned_on + timedelta(weeks=3)

    CoverFactory(covered=sam, coverer=leah, starts_on=on, ends_on=on)
    assert next_on(thursday) == on


def test_her_caseload_is_decided_to_the_end_where_she_leaves_mid_meeting(
    missed, priya, sam, leah, north, now
):
    theirs = on_track(priya, north, "Staying", now=now)
    caseload.risk_action(theirs, owner=sam)
    sessions.open_session(session=missed, by=sam, now=now, policy=DEFAULT)
    accounts.deactivate(member=priya, by=leah, now=now)

    decided = Decided(DecisionCode.CONTINUE, review_on=now.date() + timedelta(days=7))
    given = {"by": sam, "now": now, "policy": DEFAULT}
    record_decision(session=missed, place=1, decided=decided, **given)
    sessions.sign_off(session=missed, by=sam, now=now)

    (hers,) = coverage.read(on=now.date(), policy=DEFAULT)
    assert (hers.gap, hers.open, len(hers.missed)) == ("No longer works here", 1, 1)


def test_what_was_opened_stands_as_it_was_whatever_is_edited_later(missed, priya, sam, north, now):
    theirs = on_track(priya, north, "Bell", now=now)
    caseload.risk_action(theirs, owner=priya)
    sessions.open_session(session=missed, by=sam, now=now, policy=DEFAULT)
    missed.refresh_from_db()
    reader = personas.standing_now(sam)
    before = agenda.read(missed, member=reader, now=now, policy=DEFAULT)

    caseload.signed_contact(theirs, at=now - timedelta(hours=1), phq9=27, gad7=21)
    on_track(priya, north, "Newcomer", now=now)
    later = now + timedelta(days=3)

    assert agenda.read(missed, member=reader, now=later, policy=DEFAULT) == before


def test_what_is_to_come_is_moved_and_not_made_up(thursday, sam, now):
    given = {"minutes": 60, "by": sam, "now": now, "policy": DEFAULT}

    with pytest.raises(Refused, match="still to come"):
        moving.make_up(missed=thursday, starts_at=at("2026-06-12T09:00"), **given)


@pytest.fixture
def leah_covers(leah, sam, thursday):
    """Sam is away on Thursday and Friday; Leah covers."""
    on = thursday.planned_on
    AbsenceFactory(staff=sam, starts_on=on, ends_on=on + timedelta(days=1))
    CoverFactory(covered=sam, coverer=leah, starts_on=on, ends_on=on + timedelta(days=1))
    return personas.standing_now(leah, now=thursday.starts_at)


def test_who_covers_holds_the_meeting_sees_everybody_and_signs(
    leah_covers, thursday, priya, south, sam, now
):
    theirs = on_track(priya, south, "Faraway", now=now)
    make_meetings_ahead(now=now, policy=DEFAULT)
    moving.take_over(session=thursday, by=leah_covers, now=now)

    at_nine = thursday.starts_at
    sessions.open_session(session=thursday, by=leah_covers, now=at_nine, policy=DEFAULT)

    thursday.refresh_from_db()
    assert (thursday.starts_at, thursday.supervisor) == (at_nine, leah_covers)
    assert thursday.stands_in_for == sam
    assert [item.referral_id for item in thursday.items.all()] == [theirs.pk]
    make_meetings_ahead(now=now, policy=DEFAULT)
    thursday.refresh_from_db()
    assert thursday.supervisor == leah_covers


def test_who_covers_on_another_day_or_may_not_supervise_does_not(
    thursday, leah, tom, sam, priya, now, today
):
    CoverFactory(covered=sam, coverer=leah, starts_on=today, ends_on=today)
    CoverFactory(covered=sam, coverer=tom, starts_on=today)
    CoverFactory(covered=sam, coverer=priya, starts_on=today)

    for person, words in ((leah, "do not cover"), (tom, "do not cover"), (priya, "your own")):
        with pytest.raises(Refused, match=words):
            moving.take_over(session=thursday, by=person, now=now)


def test_whose_meeting_it_is_takes_it_back(leah_covers, thursday, sam, now):
    moving.take_over(session=thursday, by=leah_covers, now=now)
    moving.take_over(session=thursday, by=sam, now=now)

    thursday.refresh_from_db()
    assert (thursday.supervisor, thursday.stands_in_for) == (sam, None)


def test_the_pages_move_make_up_and_hold_with_what_was_typed_kept(
    client, clock, leah_covers, thursday, missed, sam
):
    client.force_login(sam)
    here = f"/supervision/sessions/{thursday.reference}"
    refused = client.post(f"{here}/move", {"day": "2026-06-13", "clock": "09:15"})
    moved = client.post(f"{here}/move", {"day": "2026-06-10", "clock": "09:15"})
    there = f"/supervision/sessions/{missed.reference}/make-up"
    made_up = client.post(there, {"day": "2026-06-10", "clock": "14:00", "minutes": "30"})
    page = client.get("/supervision/").content.decode()

    assert refused.status_code == 422
    assert 'value="09:15"' in refused.content.decode()
    assert "The service is closed on 13 June" in refused.content.decode()
    assert (moved.status_code, made_up.status_code) == (302, 302)
    assert "Moved from Thu 11 Jun" in page
    assert "To be made up Wed 10 Jun" in page
    assert "0 of them made up" in page

    clock.move_to(at("2026-06-11T08:00"))
    client.force_login(leah_covers)
    assert client.get(f"{here}/").status_code == 404


def test_who_covers_finds_it_and_holds_it(client, clock, leah_covers, thursday):
    clock.move_to(at("2026-06-11T08:00"))
    client.force_login(leah_covers)

    page = client.get("/supervision/").content.decode()
    answer = client.post(f"/supervision/sessions/{thursday.reference}/take-over")

    assert "Meetings of colleagues you cover" in page
    assert answer.status_code == 302
    thursday.refresh_from_db()
    assert thursday.supervisor == leah_covers


def test_who_covers_goes_on_with_an_open_meeting_and_who_fell_ill_loses_nothing(
    thursday, sam, leah, priya, referral, now
):
    """Sam falls ill mid-meeting: Leah covers from today, decides the rest and signs."""
    caseload.risk_action(referral, owner=priya)
    sessions.open_session(session=thursday, by=sam, now=now, policy=DEFAULT)
    CoverFactory(covered=sam, coverer=leah, starts_on=now.date(), ends_on=now.date())

    moving.take_over(session=thursday, by=leah, now=now)
    decided = Decided(DecisionCode.CONTINUE, review_on=now.date() + timedelta(days=7))
    given = {"by": leah, "now": now, "policy": DEFAULT}
    record_decision(session=thursday, place=1, decided=decided, **given)
    sessions.sign_off(session=thursday, by=leah, now=now)

    thursday.refresh_from_db()
    assert (thursday.opened_by, thursday.signed_by, thursday.stands_in_for) == (sam, leah, sam)
