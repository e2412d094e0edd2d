"""The duty page: everything open in the provider by due time, taken and recorded in the row."""

import re
import uuid
from datetime import timedelta

import pytest

from audit.events import Event
from audit.models import AuditEntry
from caseload.actions import escalation
from caseload.models import Call, Caller, RiskAction
from clinical import policy as rules
from jobs import outbox
from staff.models import Duty, StaffMember
from tests.caseload.today_page import person
from tests.factories.caseload import in_treatment, risk_action, risk_flag
from tests.factories.referrals import waiting
from tests.factories.staff import PASSWORD, AbsenceFactory, DutyFactory

pytestmark = pytest.mark.usefixtures("clock")

_HOUR = timedelta(hours=1)


@pytest.fixture
def nair(priya, north, now):
    """A risk action of Priya's, opened two and a half hours ago, due this afternoon."""
    referral = in_treatment(priya, north, patient=person("Asha", "Nair", phone="07700 900 123"))
    return risk_action(referral, owner=priya, opened_at=now - timedelta(hours=2, minutes=36))


def _page(client, who: StaffMember, query: str = "") -> str:
    client.force_login(who)
    response = client.get(f"/duty/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def _row(page: str, action: RiskAction) -> str:
    return re.split(r'<li id="action-', page.split(f'<li id="action-{action.pk}"')[1])[0]


def _unknown_call(by: StaffMember, *, owner: StaffMember, due_by, **facts: object) -> Call:
    row = {
        "form_key": uuid.uuid4(),
        "caller": Caller.FAMILY,
        "about": "A man called Ted",
        "said": "He is on the bridge",
        "mentions_risk": True,
        "at": due_by,
        "by": by,
    }
    return Call.objects.create(**row | {"owner": owner, "due_by": due_by} | facts)


def _record(client, action: RiskAction, **facts: object):
    path = f"/duty/{action.referral.reference}/{action.pk}/record"
    return client.post(path, {"outcome": "Rang her, safety plan gone through"} | facts)


def test_a_row_says_who_what_by_when_and_who_has_it(client, duty, nair):
    row = _row(_page(client, duty), nair)

    for words in (
        "NAIR, Asha",
        "Born",
        nair.what,
        "Item 9 is 1, was 0",
        "Due 17:00",
        "With Priya Raman, not taken",
        "2 h 36 waiting",
        "no voicemail, no text",
        'href="tel:07700900123"',
    ):
        assert words in row


def test_who_was_told_stands_with_the_time(client, duty, nair, now):
    StaffMember.objects.update(email="somebody@example.org")
    escalation.escalate(now=now - timedelta(minutes=36), policy=rules.DEFAULT)
    outbox.relay(now=now - timedelta(minutes=36))

    assert "2 h 36 waiting, Priya Raman told 09:48" in _row(_page(client, duty), nair)


def test_with_every_worker_dead_the_page_says_who_should_have_been_told(
    client, duty, nair, clock, now
):
    clock.move_to(now + _HOUR)

    assert "Duty senior to be told since today at 11:00" in _row(_page(client, duty), nair)


def test_what_is_taken_says_by_whom_and_waits_no_more(client, duty, nair, priya, now):
    RiskAction.objects.update(acknowledged_at=now - _HOUR, acknowledged_by=priya)

    row = _row(_page(client, duty), nair)

    assert "With Priya Raman, taken 09:24" in row
    assert "waiting" not in row
    assert "Take<" not in row


def test_overdue_stands_first_then_due_soonest_whoever_it_is(
    client, duty, priya, tom, north, south, now
):
    due = {"Zoe": now - _HOUR, "Amy": now + _HOUR, "Bob": now + 2 * _HOUR, "Eve": now - 3 * _HOUR}
    for given, at in due.items():
        owner, team = (tom, south) if given == "Amy" else (priya, north)
        risk_action(in_treatment(owner, team, patient=person(given, "Xu")), owner=owner, due_by=at)

    page = _page(client, duty)

    assert re.findall(r"XU, (\w+)", page) == ["Eve", "Zoe", "Amy", "Bob"]
    assert "4 open, 2 overdue." in page


@pytest.mark.parametrize("how", ["left", "away"])
def test_an_owner_who_is_gone_is_said_with_who_has_it_instead(
    client, duty, nair, priya, sam, how, now
):
    RiskAction.objects.update(acknowledged_at=now - _HOUR, acknowledged_by=priya)
    if how == "left":
        StaffMember.objects.filter(pk=priya.pk).update(is_active=False)
    else:
        AbsenceFactory(staff=priya, starts_on=now.date())

    row = _row(_page(client, duty), nair)

    assert "Priya Raman has left or is away: Sam Okafor has it as supervisor" in row
    assert "2 h 36 waiting" in row


def test_somebody_on_nobodys_caseload_is_on_it(client, duty, north):
    action = risk_action(waiting(north, patient=person("Una", "Waits")), owner=duty)

    assert "WAITS, Una" in _row(_page(client, duty), action)


def test_a_provisional_flag_shows_that_it_is_there_and_not_its_words(client, duty, priya, north):
    referral = in_treatment(priya, north, patient=person("Dana", "Drafted"))
    flag = risk_flag(referral)
    flag.is_provisional, flag.evidence = True, "Item 9 is 2, in an unsigned note"
    flag.save()
    action = risk_action(referral, owner=priya)

    row = _row(_page(client, duty), action)

    assert "DRAFTED, Dana" in row
    assert "An unsigned note holds a risk signal" in row
    assert "Item 9" not in row


def test_off_duty_a_senior_sees_another_teams_obligation_without_the_patient(
    client, sam, tom, south
):
    action = risk_action(
        in_treatment(tom, south, patient=person("Sol", "Southern")),
        owner=tom,
        what="Ring about the tablets",
    )

    page = _page(client, sam)

    row = _row(page, action)
    assert "Somebody in South team" in row
    assert "With Tom Ellis, not taken" in row
    for secret in ("SOUTHERN", "Sol", "tablets", "Item 9", action.referral.reference, "tel:"):
        assert secret not in row


def test_a_look_is_one_line_of_the_trail_with_everybody_named(client, duty, nair, priya, north):
    risk_action(in_treatment(priya, north), owner=priya)

    _page(client, duty)

    entry = AuditEntry.objects.get(event=Event.LIST_VIEWED)
    patients = set(RiskAction.objects.values_list("referral__patient_id", flat=True))
    assert set(entry.shown) == patients


def test_taking_it_in_the_row_comes_back_to_the_row(client, duty, nair):
    client.force_login(duty)

    response = client.post(f"/duty/{nair.referral.reference}/{nair.pk}/take")

    nair.refresh_from_db()
    assert response.url == f"/duty/#action-{nair.pk}"
    assert nair.acknowledged_by == duty
    assert AuditEntry.objects.filter(event=Event.RISK_ACTION_ACKNOWLEDGED).count() == 1


def test_a_second_taker_is_told(client, duty, nair):
    client.force_login(duty)
    path = f"/duty/{nair.referral.reference}/{nair.pk}/take"

    client.post(path)
    page = client.post(path, follow=True).content.decode()

    assert "Somebody has already taken this." in page


def test_the_form_opens_in_its_row_only(client, duty, nair, priya, north):
    other = risk_action(in_treatment(priya, north), owner=priya)

    page = _page(client, duty, f"?record={nair.pk}")

    assert "Close it with this outcome" in _row(page, nair)
    assert "Close it with this outcome" not in _row(page, other)
    assert "NAIR, Asha" in page
    assert "2 open" in page


@pytest.mark.parametrize("record", ["0", "999999", "x", "1; drop"])
def test_a_row_that_is_not_there_opens_no_form(client, duty, nair, record):
    assert "Close it with this outcome" not in _page(client, duty, f"?record={record}")


def test_recording_an_outcome_closes_it_and_stays_on_the_page(client, duty, nair):
    client.force_login(duty)

    asked = _record(client, nair).content.decode()
    response = _record(client, nair, password=PASSWORD)

    assert "Your password, please" in asked
    assert "Rang her, safety plan gone through" in asked
    nair.refresh_from_db()
    assert response.url == "/duty/"
    assert (nair.closed_by, nair.outcome) == (duty, "Rang her, safety plan gone through")
    assert "Nothing is open" in _page(client, duty)


def test_what_must_happen_next_is_opened_with_its_owner(client, duty, nair, priya):
    client.force_login(duty)

    _record(client, nair, next_what="Ring again", next_owner=priya.pk, next_urgency="same_day")

    then = RiskAction.objects.get(closed_at__isnull=True)
    assert (then.what, then.owner) == ("Ring again", priya)
    assert "Ring again" in _page(client, duty)


def test_without_an_outcome_it_stays_open_and_keeps_what_was_typed(client, duty, nair):
    client.force_login(duty)

    response = _record(client, nair, outcome="", next_what="Ring again tomorrow")

    page = response.content.decode()
    assert response.status_code == 422
    assert "Error: Duty" in page
    assert 'value="Ring again tomorrow"' in page
    assert "Say who does it." in page
    nair.refresh_from_db()
    assert nair.closed_at is None


def test_an_outcome_for_what_somebody_else_closed_is_not_lost(client, duty, nair, priya, now):
    RiskAction.objects.update(closed_at=now, closed_by=priya, outcome="Spoke with her")
    client.force_login(duty)

    response = _record(client, nair)

    page = response.content.decode()
    assert response.status_code == 422
    assert "Priya Raman closed this at 10:24: Spoke with her" in page
    assert "Rang her, safety plan gone through" in page


def test_a_call_about_somebody_not_found_stands_by_its_due_time(client, duty, nair, ada, now):
    call = _unknown_call(ada, owner=duty, due_by=now - _HOUR, at=now - 2 * _HOUR)

    page = _page(client, duty)

    assert "2 open, 1 overdue." in page
    assert page.index(f"call-{call.reference}") < page.index(f"action-{nair.pk}")
    for words in ("Not found yet: A man called Ted", "He is on the bridge", "Risk mentioned"):
        assert words in page
    assert "With you: find out who it is" in page
    assert f"/calls/{call.reference}/settle" in page


def test_a_settled_call_has_left_the_page(client, duty, ada, now):
    call = _unknown_call(ada, owner=duty, due_by=now)
    Call.objects.filter(pk=call.pk).update(
        settled_at=now, settled_by=duty, settled_how="Rang 999; found by police"
    )

    assert "Nothing is open" in _page(client, duty)


@pytest.mark.parametrize("role", ["priya", "trainee", "ada", "dan", "petra", "sid"])
def test_roles_without_duty_are_refused(client, role, request):
    client.force_login(request.getfixturevalue(role))

    assert client.get("/duty/").status_code == 403


def test_a_senior_off_duty_takes_nothing_in_another_team(client, sam, tom, south):
    action = risk_action(in_treatment(tom, south), owner=tom)
    client.force_login(sam)

    assert client.post(f"/duty/{action.referral.reference}/{action.pk}/take").status_code == 404
    assert _record(client, action).status_code == 404


def test_an_action_is_reached_only_through_its_own_record(client, duty, nair, priya, north):
    other = in_treatment(priya, north)
    client.force_login(duty)

    assert client.post(f"/duty/{other.reference}/{nair.pk}/take").status_code == 404


def test_who_is_on_duty_stands_beside_with_number_and_gaps(client, duty, clock):
    page = _page(client, duty)

    assert "<b>Dee Walsh</b>" in page
    assert 'href="tel:01632960100"' in page
    assert "No duty senior Wednesday 10 June, 09:00 to 17:00" in page


def test_on_duty_but_away_is_said(client, leah, duty, today):
    AbsenceFactory(staff=duty, starts_on=today)

    page = _page(client, leah)

    assert "Dee Walsh is away today: give this turn to somebody else." in page
    assert "No duty senior today, 10:24 to 17:00" in page


def test_nobody_on_duty_is_said(client, leah):
    assert "Nobody is on the rota now." in _page(client, leah)


def test_outside_hours_the_page_says_so(client, leah, clock, now):
    clock.move_to(now.replace(hour=17))

    assert "The service is closed until Wednesday 10 June at 09:00." in _page(client, leah)


@pytest.mark.parametrize("people", [5, 50])
def test_the_same_queries_for_five_and_fifty(
    client, duty, priya, north, now, people, django_assert_num_queries
):
    Duty.objects.exclude(staff=duty).delete()
    for day in range(people // 5):
        DutyFactory(staff=duty, starts_at=now + timedelta(days=1, hours=day), ends_at=now
                    + timedelta(days=1, hours=day, minutes=30))  # fmt: skip
    for _ in range(people):
        _unknown_call(priya, owner=duty, due_by=now)
        risk_action(in_treatment(priya, north), owner=priya)
    escalation.escalate(now=now, policy=rules.DEFAULT)
    client.force_login(duty)

    with django_assert_num_queries(14):
        client.get("/duty/")
