"""The check-in of a meeting: for its two people, with its load, who improved, and their words."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from caseload.models import Allocation
from clinical.errors import Refused
from referrals.changes import changed
from supervision.actions.check_in import Written, keep_words
from supervision.models import CheckInPart, CheckInWords
from supervision.practitioner.check_in import caseload_words, week_words
from tests.factories import caseload
from tests.factories.outcomes import MeasureScoreFactory
from tests.factories.policy import set_here
from tests.supervision.meeting_pages import home, named

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HEAVY = "Tired of evening calls."


def page(session):
    return f"{home(session)}check-in/"


def form_of(html, **typed):
    """What the form of the page sends, with this typed over it."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    areas = dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', html))
    return {name: unescape(value) for name, value in (hidden | areas).items()} | typed


def text_of(client, session):
    return unescape(client.get(page(session)).content.decode())


@pytest.fixture
def kept(session, priya, now):
    written = {CheckInPart.WEIGHS: Written(HEAVY, over=0)}
    keep_words(
        session=session, with_supervisor=session.supervisor_id, written=written, by=priya, now=now
    )
    return CheckInWords.objects.get()


def test_either_of_the_pair_writes_and_both_read(client, priya, sam, session):
    client.force_login(priya)
    response = client.post(page(session), form_of(text_of(client, session), weighs=HEAVY))
    assert response["Location"] == home(session)

    client.force_login(sam)
    html = text_of(client, session)
    client.post(page(session), form_of(html, agreed="No calls after six.", helped="Being asked."))

    assert HEAVY in html
    assert {row.part: (row.text, row.updated_by) for row in CheckInWords.objects.all()} == {
        "WEIGHS": (HEAVY, priya),
        "AGREED": ("No calls after six.", sam),
        "HELPED": ("Being asked.", sam),
    }


def test_what_the_other_wrote_meanwhile_is_shown_and_nothing_is_lost(
    client, sam, session, priya, now
):
    client.force_login(sam)
    mine = form_of(text_of(client, session), weighs="The rota.", agreed="Ask Leah.")
    written = {CheckInPart.WEIGHS: Written(HEAVY, over=0)}
    keep_words(
        session=session, with_supervisor=session.supervisor_id, written=written, by=priya, now=now
    )

    response = client.post(page(session), mine)

    html = unescape(response.content.decode())
    assert response.status_code == 422
    assert f"Priya Raman wrote here today at 10:24: “{HEAVY}”" in html
    assert (form_of(html)["weighs"], form_of(html)["agreed"]) == ("The rota.", "Ask Leah.")
    assert CheckInWords.objects.count() == 1
    assert client.post(page(session), form_of(html)).status_code == 302
    assert CheckInWords.objects.get(part="WEIGHS").text == "The rota."


def test_two_people_write_different_parts_at_once(client, sam, session, kept):
    client.force_login(sam)
    mine = form_of(text_of(client, session), went_well="Three endings.")
    CheckInWords.objects.update(text="Changed", version=2)

    assert client.post(page(session), mine).status_code == 302

    assert set(CheckInWords.objects.values_list("part", "text")) == {
        ("WEIGHS", "Changed"),
        ("WENT_WELL", "Three endings."),
    }


def test_too_much_is_kept_on_the_page_and_said_beside_it(client, priya, session):
    client.force_login(priya)
    long = "Long " * 201

    response = client.post(page(session), form_of(text_of(client, session), weighs=long))

    assert response.status_code == 422
    assert "1000 characters at most. This has 1004." in response.content.decode()
    assert form_of(response.content.decode())["weighs"].strip() == long.strip()


def test_words_are_fixed_with_the_meeting_and_what_was_typed_too_late_stays_to_be_copied(
    client, sam, priya, opened, now
):
    client.force_login(sam)
    mine = form_of(text_of(client, opened), helped="Two minutes.")
    written = {CheckInPart.AGREED: Written("Leave on Friday.", over=0)}
    keep_words(
        session=opened, with_supervisor=opened.supervisor_id, written=written, by=priya, now=now
    )
    type(opened).objects.update(signed_at=now, signed_by=sam)

    response = client.post(page(opened), mine)

    assert response.status_code == 422
    assert "the words of its check-in are fixed" in response.content.decode()
    assert "Two minutes." in response.content.decode()
    html = text_of(client, opened)
    assert "Leave on Friday." in html
    assert "<form class" not in html.partition("<main")[2]
    assert "on the caseload" not in html


def test_a_meeting_not_held_and_somebody_else_are_refused(session, leah, priya, sam, now):
    words = {CheckInPart.WEIGHS: Written(HEAVY, over=0)}
    with pytest.raises(Refused, match="two people"):
        keep_words(
            session=session, with_supervisor=session.supervisor_id, written=words, by=leah, now=now
        )
    type(session).objects.update(not_held_at=now, not_held_by=sam, not_held_why="Ill")
    with pytest.raises(Refused, match="not held"):
        keep_words(
            session=session, with_supervisor=session.supervisor_id, written=words, by=priya, now=now
        )


def test_whoever_takes_the_meeting_over_reads_nothing_that_was_written_before(
    client, session, kept, priya, leah
):
    type(session).objects.update(supervisor=leah)

    client.force_login(leah)
    assert HEAVY not in text_of(client, session)

    client.force_login(priya)
    html = text_of(client, session)
    assert "Written before this meeting changed hands" in html
    assert HEAVY in html


def test_what_was_typed_for_one_supervisor_is_not_kept_for_another_unasked(
    client, priya, leah, session, kept
):
    client.force_login(priya)
    typed = form_of(text_of(client, session), went_well="Told only Sam.")
    type(session).objects.update(supervisor=leah)

    response = client.post(page(session), typed)

    html = unescape(response.content.decode())
    assert response.status_code == 422
    assert "with somebody else now" in html
    assert "Save again what is for Leah Morgan." in html
    assert form_of(html)["went_well"] == "Told only Sam."
    assert form_of(html)["weighs"] == ""
    assert CheckInWords.objects.get() == kept
    client.post(page(session), form_of(html))
    assert CheckInWords.objects.get(supervisor=leah).text == "Told only Sam."


def test_the_trail_says_that_there_were_words_and_not_which(client, priya, session):
    client.force_login(priya)

    client.post(page(session), form_of(text_of(client, session), weighs=HEAVY))

    entry = AuditEntry.objects.get(event="CHECK_IN_KEPT")
    assert (entry.changes, entry.about, entry.staff_id) == (
        {},
        "supervision.SupervisionSession",
        priya.pk,
    )
    assert not AuditEntry.objects.filter(changes__icontains="evening").exists()


def test_the_load_is_said_against_the_agreed_number(client, priya, north, session, now):
    referral = caseload.in_treatment(priya, north)
    caseload.booked_contact(referral, pwp=priya, at=now + timedelta(days=1))
    client.force_login(priya)

    html = text_of(client, session)

    assert "1 person on the caseload, 70 agreed: room for 69." in html
    assert "still in the diary" in html


@pytest.mark.parametrize(
    ("people", "agreed", "words"),
    [
        (64, 70, "64 people on the caseload, 70 agreed: room for 6."),
        (70, 70, "70 people on the caseload, which is the agreed number."),
        (73, 70, "73 people on the caseload, 70 agreed: 3 more than agreed."),
        (1, None, "1 person on the caseload. No number has been agreed."),
    ],
)
def test_load_is_a_number_and_no_judgement(people, agreed, words):
    assert caseload_words(people, agreed=agreed) == words


def test_a_week_without_sessions_and_one_with_an_assessment(now):
    assert week_words(monday=now.date(), held=0, booked=0, assessments=0).endswith("no sessions.")
    assert week_words(monday=now.date(), held=1, booked=2, assessments=1).endswith(
        "1 session held, 2 still in the diary, 1 of them an assessment."
    )


def improving(pwp, team, family, *, now, then=6):
    """PHQ-9 12 two months ago, and `then` last week; GAD-7 stays 10."""
    since = now - timedelta(days=60)
    referral = caseload.in_treatment(pwp, team, since=since, patient=named(family))
    caseload.signed_contact(referral, at=now - timedelta(days=7), phq9=then)
    return referral


def test_who_reliably_improved_this_month_is_there_by_name(client, priya, sam, north, session, now):
    improving(priya, north, "Bell", now=now)
    improving(priya, north, "Reid", now=now, then=7)
    old = improving(priya, north, "Gale", now=now)
    caseload.signed_contact(old, at=now - timedelta(days=40), phq9=6)
    client.force_login(sam)

    html = text_of(client, session)

    listed = re.findall(r'app-due__who"><a[^>]*>([^<]+)</a></span><span[^>]*>([^<]+)<', html)
    assert listed == [("Ann Bell", "PHQ-9 12 to 6, GAD-7 10 to 10, so far")]
    shown = AuditEntry.objects.filter(event="LIST_VIEWED", staff_id=sam.pk).last().shown
    assert len(shown) == 1


def test_improving_is_judged_by_the_thresholds_the_service_has_set(
    client, priya, sam, north, session, now
):
    referral = improving(priya, north, "Bell", now=now, then=12)
    referral.problems.update(problem="SOCIAL_ANXIETY")
    for seen, spin in zip(referral.contacts.order_by("starts_at"), (30, 22), strict=True):
        MeasureScoreFactory(sitting=seen.sitting, measure="SPIN", answers=[], total=spin)
    changed([referral.pk])
    client.force_login(sam)
    before = text_of(client, session)

    set_here("spin_reliable_change", "8", since=now.date(), by=sam)

    assert "Ann Bell" not in before
    assert "PHQ-9 12 to 12, SPIN 30 to 22, so far" in text_of(client, session)


def test_who_is_with_somebody_else_now_is_not_named(client, priya, tom, session, north, now):
    referral = improving(priya, north, "Bell", now=now)
    type(referral).objects.filter(pk=referral.pk).update(carried_by=tom)
    client.force_login(priya)

    assert "Ann Bell" not in text_of(client, session)


def carried_since(referral, pwp, at, *, before):
    """Handed on to this person at a moment; until then with the other one."""
    Allocation.objects.filter(referral=referral).update(pwp=before, ends_at=at)
    Allocation.objects.create(referral=referral, pwp=pwp, starts_at=at)


@pytest.mark.parametrize(("days", "is_hers"), [(8, True), (6, False)])
def test_who_improved_before_she_carried_them_improved_with_a_colleague(
    client, priya, tom, sam, session, north, now, days, is_hers
):
    """PHQ-9 was 6 a week ago, and is 6 again: reached with her, or with Tom."""
    referral = improving(priya, north, "Bell", now=now)
    carried_since(referral, priya, now - timedelta(days=days), before=tom)
    caseload.signed_contact(referral, at=now - timedelta(days=1), phq9=6)
    client.force_login(sam)

    assert ("Ann Bell" in text_of(client, session)) is is_hers


def test_many_people_cost_no_more_questions_than_one(client, priya, north, session, now):
    improving(priya, north, "Bell", now=now)
    client.force_login(priya)
    client.get(page(session))

    with CaptureQueriesContext(connection) as of_one:
        client.get(page(session))
    for number in range(4):
        improving(priya, north, f"Reid{number}", now=now + timedelta(minutes=number))
    with CaptureQueriesContext(connection) as of_five:
        client.get(page(session))

    assert len(of_one) == len(of_five) <= 12
