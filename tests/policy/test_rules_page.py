"""Service rules on their pages: today's value, bounds in clear words, two people, history."""

import re
from datetime import timedelta

import pytest

from clinical import policy as rules
from policy.current import policy_on
from policy.models import PolicyChange
from staff.models import StaffMember
from tests.factories.policy import PolicyChangeFactory

pytestmark = pytest.mark.usefixtures("clock")

_PATH = "/settings/rules/contact_overdue_after_days/"
_TYPED = {"value": "14", "valid_from": "2026-06-16", "why": "Agreed in governance"}


def _page(client, who: StaffMember, path: str = "/settings/") -> str:
    client.force_login(who)
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def _row(page: str, name: str) -> str:
    rows = re.findall(r"<tr>.*?</tr>", page)
    return next(row for row in rows if f"/settings/rules/{name}/" in row)


def test_every_rule_stands_with_its_value_bounds_and_source(client, leah):
    page = _page(client, leah)

    others = [rule for rule in rules.RULES.values() if rule.group is not rules.Group.MEASURES]
    assert page.count("As delivered") == len(others)
    row = _row(page, "contact_overdue_after_days")
    for words in ("Contact is overdue after", "21 days", "Between 7 and 42 days.", "Safety rule"):
        assert words in row


def test_one_is_written_as_one(client, leah):
    page = _page(client, leah)

    assert "<b>1 working day</b>" in _row(page, "service_lead_after_working_days")


def test_a_change_begun_says_since_when_and_one_to_come_from_when(client, leah, sam, today, now):
    approved = {"rule": "session_minutes", "approved_at": now, "approved_by": sam}
    PolicyChangeFactory(value="40", valid_from=today, **approved)
    PolicyChangeFactory(value="25", valid_from=today + timedelta(days=7), **approved)

    row = _row(_page(client, leah), "session_minutes")

    assert "<b>40 minutes</b>" in row
    assert "Since 9 June" in row
    assert "25 minutes from 16 June" in row


def test_proposed_by_one_approved_by_another_it_holds_from_its_day(client, leah, sam, today):
    client.force_login(leah)
    client.post(_PATH, _TYPED)
    change = PolicyChange.objects.get()
    assert "Waits for a second person" in _row(_page(client, sam), "contact_overdue_after_days")

    client.post(f"/settings/changes/{change.pk}/approve")

    assert policy_on(today).contact_overdue_after_days == 21
    assert policy_on(today + timedelta(days=7)).contact_overdue_after_days == 14
    assert "Approved by Sam Okafor, today at 10:24" in _page(client, sam, _PATH)


def test_ones_own_proposal_offers_no_approval_and_is_refused(client, leah):
    client.force_login(leah)
    client.post(_PATH, _TYPED)
    change = PolicyChange.objects.get()

    page = _page(client, leah, _PATH)
    refused = client.post(f"/settings/changes/{change.pk}/approve", follow=True)

    assert "Somebody else approves it." in page
    assert f"/settings/changes/{change.pk}/approve" not in page
    assert "A second person approves a service rule." in refused.content.decode()
    change.refresh_from_db()
    assert change.approved_at is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"value": "6"}, "Contact is overdue after: between 7 and 42 days."),
        ({"value": "43"}, "between 7 and 42 days."),
        ({"value": "-14"}, "a whole number is needed."),
        ({"value": "two weeks"}, "a whole number is needed."),
        ({"value": ""}, "New value: this is still needed."),
        ({"valid_from": "2026-06-08"}, "It changes from today on, or later."),
        ({"valid_from": "2066-06-08"}, "Choose a day within the next two years."),
        ({"valid_from": "soon"}, "Give the date as day, month and year."),
        ({"why": " "}, "Why: this is still needed."),
    ],
)
def test_what_is_out_of_bounds_is_refused_beside_its_field_and_kept(client, leah, wrong, words):
    client.force_login(leah)

    response = client.post(_PATH, _TYPED | wrong)

    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    field = next(iter(wrong))
    assert f'id="id_{field}-error"' in page
    assert "Error: Change a service rule" in page
    kept = (_TYPED | wrong)["why"].strip()
    assert kept in page
    assert not PolicyChange.objects.exists()


@pytest.mark.parametrize(("rule", "value"), [("opens", "25:00"), ("means_at_home_asks", "maybe")])
def test_other_kinds_of_rule_refuse_in_their_own_words(client, leah, rule, value):
    client.force_login(leah)

    response = client.post(f"/settings/rules/{rule}/", _TYPED | {"value": value})

    assert response.status_code == 422
    assert not PolicyChange.objects.exists()


def test_a_withdrawn_proposal_stands_in_the_history_and_is_decided(client, leah, sam):
    change = PolicyChangeFactory(rule="contact_overdue_after_days", value="14", proposed_by=leah)
    client.force_login(leah)

    client.post(f"/settings/changes/{change.pk}/withdraw")
    again = client.post(f"/settings/changes/{change.pk}/withdraw", follow=True)

    assert "Withdrawn today at 10:24" in _page(client, leah, _PATH)
    assert "already been decided" in again.content.decode()


def test_a_proposal_whose_day_has_passed_is_not_approved(client, leah, sam, today):
    change = PolicyChangeFactory(
        rule="contact_overdue_after_days", proposed_by=leah, valid_from=today - timedelta(days=1)
    )

    page = _page(client, sam, _PATH)
    client.post(f"/settings/changes/{change.pk}/approve")

    assert "Its day has passed" in page
    change.refresh_from_db()
    assert change.approved_at is None


@pytest.mark.parametrize("path", ["rules/no_such_rule/", "changes/1/approve"])
def test_what_does_not_exist_is_not_found(client, leah, path):
    client.force_login(leah)
    send = client.post if "changes" in path else client.get

    assert send(f"/settings/{path}").status_code == 404


@pytest.mark.parametrize("role", ["priya", "trainee", "ada", "dan", "petra", "sid", "duty"])
def test_roles_that_do_not_decide_are_refused(client, role, request):
    client.force_login(request.getfixturevalue(role))

    for path in ("", "wordings/", "closed-days/"):
        assert client.get(f"/settings/{path}").status_code == 403


@pytest.mark.parametrize("many", [5, 50])
@pytest.mark.parametrize("path", ["/settings/", _PATH])
def test_the_same_queries_for_five_and_fifty(client, leah, many, path, django_assert_num_queries):
    for _ in range(many):
        PolicyChangeFactory(rule="contact_overdue_after_days", proposed_by=leah)
    client.force_login(leah)

    with django_assert_num_queries(7):
        client.get(path)
