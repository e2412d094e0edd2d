"""The risk page says who has what this minute and who was told; giving it away; ending."""

from datetime import timedelta

import pytest

from caseload.actions import escalation, handovers
from caseload.models import EndingWithOpenRisk, Reminder, RiskAction
from clinical.policy import DEFAULT
from referrals.models import Referral
from staff.models import StaffMember
from tests import confirmed
from tests.factories import caseload
from tests.factories.staff import PASSWORD, AbsenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WHY = "The crisis team has taken him on."


@pytest.fixture
def action(referral, priya, now):
    return caseload.risk_action(referral, owner=priya, opened_at=now - timedelta(days=1))


@pytest.fixture
def path(referral):
    return f"/caseload/{referral.reference}"


@pytest.fixture
def ending(today):
    return {"on": today.isoformat(), "code": "COMPLETED", "why": WHY}


def _page(client, reader, path):
    client.force_login(reader)
    return client.get(path).content.decode()


def test_with_every_worker_dead_the_page_says_who_is_to_be_told(client, priya, action, path):
    html = _page(client, priya, f"{path}/risk/")

    assert "Duty senior to be told since" in html


def test_who_was_told_and_to_whom_it_was_given_stands_in_order(
    client, priya, duty, leah, action, path, now
):
    escalation.escalate(now=now, policy=DEFAULT)
    handovers.hand_over(
        risk_action=action, to=duty, why="In a session", version=1, by=priya, now=now
    )

    html = _page(client, priya, f"{path}/risk/")

    told = html.index("Priya Raman, named person")
    assert told < html.index("Dee Walsh, duty senior</li>")
    assert "Given to Dee Walsh by Priya Raman, today at 10:24: In a session" in html
    assert "Service lead is told today at 17:00 if nothing is done" in html


@pytest.mark.parametrize("tab", ["", "risk/"])
def test_an_owner_who_is_away_is_said_with_who_has_it_now(
    client, sam, priya, action, path, tab, today
):
    AbsenceFactory(staff=priya, starts_on=today, ends_on=None)

    html = _page(client, sam, f"{path}/{tab}")

    assert "Priya Raman is not here: Sam Okafor has it now, as supervisor" in html


def test_nobody_who_is_not_here_is_offered(client, sam, priya, duty, action, path, today):
    StaffMember.objects.filter(pk=priya.pk).update(is_active=False)
    AbsenceFactory(staff=duty, starts_on=today, ends_on=today)

    html = _page(client, sam, f"{path}/risk/{action.pk}/give")

    assert "Me, Sam Okafor" in html
    assert "who carries this person" not in html
    assert "duty senior now" not in html


def test_it_is_given_away_with_a_reason(client, priya, duty, action, path):
    client.force_login(priya)

    given = client.post(
        f"{path}/risk/{action.pk}/give", {"to": duty.pk, "why": "In a session", "version": 1}
    )

    assert given.status_code == 302
    assert RiskAction.objects.get().owner == duty


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"why": " "}, "Say why somebody else does it."),
        ({"to": ""}, "Choose who does it now."),
        ({"to": "999999"}, "Choose one of the answers shown."),
        ({"version": 7}, "Somebody changed this risk plan since you opened the page."),
    ],
)
def test_what_cannot_be_given_is_said_and_kept(client, priya, duty, action, path, wrong, words):
    client.force_login(priya)
    typed = {"to": duty.pk, "why": "In a session", "version": 1}

    html = client.post(f"{path}/risk/{action.pk}/give", typed | wrong).content.decode()

    assert words in html
    assert wrong.get("why", "In a session") in html
    assert RiskAction.objects.get().owner == priya


def test_closing_over_a_newer_version_is_said_and_what_was_typed_is_kept(
    client, priya, duty, action, path, now
):
    handovers.hand_over(
        risk_action=action, to=duty, why="In a session", version=1, by=priya, now=now
    )
    client.force_login(priya)
    close = f"{path}/risk/{action.pk}/close"

    html = client.post(close, {"outcome": "Rang her.", "version": 1}).content.decode()

    assert "Somebody changed this risk plan since you opened the page." in html
    assert "Rang her." in html
    assert 'name="version" value="2"' in html
    assert RiskAction.objects.get().closed_at is None
    confirmed.sign_in(client, priya)
    assert client.post(close, {"outcome": "Rang her.", "version": 2}).status_code == 302


def test_treatment_is_ended_from_a_place_apart_on_the_record(client, priya, referral, path, ending):
    assert f'href="{path}/end"' in _page(client, priya, f"{path}/")

    ended = client.post(f"{path}/end", ending)

    assert ended.status_code == 302
    assert not Referral.objects.get(pk=referral.pk).is_open


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"why": ""}, "Say why it ends."),
        ({"code": ""}, "Choose how it ends."),
        ({"code": "BORED"}, "Choose one of the answers shown."),
        ({"on": "soon"}, "Give the date as day, month and year."),
        ({"on": "2027-01-01"}, "A referral cannot end on a day to come."),
    ],
)
def test_a_bad_ending_is_said_beside_the_field_and_kept(
    client, priya, referral, path, ending, wrong, words
):
    client.force_login(priya)

    html = client.post(f"{path}/end", ending | wrong).content.decode()

    assert words in html
    assert (wrong.get("why") or WHY) in html or "why" in wrong
    assert Referral.objects.get(pk=referral.pk).is_open


def test_with_open_risk_the_page_stops_and_a_second_person_agrees(
    client, priya, sam, action, referral, path, ending
):
    assert "There is an open risk plan." in _page(client, priya, f"{path}/end")
    client.post(f"{path}/end", ending)
    assert Referral.objects.get(pk=referral.pk).is_open
    assert Reminder.objects.get().owner == sam
    assert "An ending waits for a second person" in _page(client, sam, f"{path}/risk/")
    assert WHY in _page(client, sam, f"{path}/end/agree")

    refused = client.post(f"{path}/end/agree", {"agreed_why": " "})
    assert "Say why you agree, and what happens now." in refused.content.decode()
    typed = {"agreed_why": "He is safe with them."}
    asked = client.post(f"{path}/end/agree", typed).content.decode()
    assert "Your password, please" in asked
    assert "He is safe with them." in asked
    assert Referral.objects.get(pk=referral.pk).is_open
    agreed = client.post(f"{path}/end/agree", typed | {"password": PASSWORD})

    assert agreed.status_code == 302
    assert not Referral.objects.get(pk=referral.pk).is_open
    assert RiskAction.objects.get().closed_by == sam
    assert Reminder.objects.get().done_at is not None


def test_the_one_who_asked_sees_no_way_to_agree_and_can_take_it_back(
    client, priya, action, referral, path, ending
):
    client.force_login(priya)
    client.post(f"{path}/end", ending)

    html = _page(client, priya, f"{path}/risk/")
    assert "Take it back" in html
    assert "Read and decide" not in html

    client.post(f"{path}/end/withdraw")
    assert EndingWithOpenRisk.objects.get().withdrawn_by == priya
    assert "already" not in _page(client, priya, f"{path}/end")


def test_the_risk_page_costs_as_much_for_five_actions_as_for_fifty(
    client, priya, referral, path, now, django_assert_max_num_queries
):
    for _ in range(50):
        caseload.risk_action(referral, owner=priya, opened_at=now - timedelta(days=1))
    escalation.escalate(now=now, policy=DEFAULT)
    client.force_login(priya)
    client.get(f"{path}/risk/")

    with django_assert_max_num_queries(12):
        client.get(f"{path}/risk/")


@pytest.mark.parametrize("how", ["away", "left"])
def test_what_somebody_gone_had_is_on_the_supervisors_today_before_any_sweep(
    client, sam, priya, referral, today, now, how
):
    caseload.risk_action(
        referral,
        owner=priya,
        due_by=now + timedelta(days=6),
        acknowledged_at=now,
        acknowledged_by=priya,
    )
    assert "Ring and go through the safety plan" not in _page(client, sam, "/today/")

    if how == "away":
        AbsenceFactory(staff=priya, starts_on=today, ends_on=None)
    else:
        StaffMember.objects.filter(pk=priya.pk).update(is_active=False)

    html = _page(client, sam, "/today/")
    words = "who is away" if how == "away" else "who no longer works here"
    assert f"With Priya Raman, {words}." in html


def test_whoever_was_told_finds_it_on_today(client, priya, duty, leah, referral, now):
    caseload.risk_action(
        referral, owner=priya, opened_at=now - timedelta(days=1), due_by=now + timedelta(hours=1)
    )
    assert "With Priya Raman" not in _page(client, duty, "/today/")

    escalation.escalate(now=now, policy=DEFAULT)

    assert "With Priya Raman" in _page(client, duty, "/today/")


def test_where_no_ending_waits_nothing_is_withdrawn_or_agreed(client, sam, referral, path):
    client.force_login(sam)

    withdrawn = client.post(f"{path}/end/withdraw", follow=True).content.decode()
    agreed = client.post(f"{path}/end/agree", {"agreed_why": "Yes"}).content.decode()

    assert "No ending waits for a second person." in withdrawn
    assert "No ending waits for a second person." in agreed
    assert Referral.objects.get(pk=referral.pk).is_open
