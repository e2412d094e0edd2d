"""A risk action is taken and closed by a person, with an outcome, and never without an owner."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from audit.events import Event
from audit.models import AuditEntry
from caseload.models import CaseFlag, RiskAction
from clinical.reason import Reason
from referrals.models import Referral
from staff.models import StaffMember
from tests import confirmed
from tests.factories import caseload
from tests.factories.staff import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NEXT = {
    "next_what": "Ring again on Thursday",
    "next_urgency": "planned",
}


@pytest.fixture
def action(referral: Referral, priya: StaffMember) -> RiskAction:
    """Open, due today, Priya's."""
    return caseload.risk_action(referral, owner=priya)


def address(action: RiskAction, verb: str) -> str:
    return f"/caseload/{action.referral.reference}/risk/{action.pk}/{verb}"


def test_closing_the_last_action_closes_its_flag_with_the_same_words(
    client: Client, priya: StaffMember, action: RiskAction
) -> None:
    confirmed.sign_in(client, priya)

    response = client.post(address(action, "close"), {"outcome": "Rang: safe, plan gone through."})

    assert response.status_code == 302
    action.refresh_from_db()
    assert action.closed_by == priya
    assert action.outcome == "Rang: safe, plan gone through."
    assert action.flag.cleared_how == "Rang: safe, plan gone through."
    action.referral.refresh_from_db()
    assert action.referral.risk_open_since is None
    assert AuditEntry.objects.filter(event=Event.RISK_ACTION_CLOSED).count() == 1


def test_closing_a_flag_asks_for_the_password_in_the_form_once_and_keeps_what_was_typed(
    client: Client, priya: StaffMember, action: RiskAction, clock: Any, settings: Any
) -> None:
    second = caseload.risk_action(caseload.in_treatment(priya, action.referral.team), owner=priya)
    client.force_login(priya)
    typed = {"outcome": "Rang: safe."}

    asked = client.post(address(action, "close"), typed).content.decode()
    wrong = client.post(address(action, "close"), typed | {"password": "a-guess"}).content.decode()

    assert "Your password, please" in asked
    assert "There is a problem" not in asked
    assert "This is not your password." in wrong
    for page in (asked, wrong):
        assert "Rang: safe." in page
        assert "a-guess" not in page
    action.refresh_from_db()
    assert (action.closed_at, action.flag.cleared_at) == (None, None)
    done = client.post(address(action, "close"), typed | {"password": PASSWORD})
    assert done.status_code == 302
    clock.shift(settings.ACCOUNT_REAUTHENTICATION_TIMEOUT - 1)
    assert client.post(address(second, "close"), typed).status_code == 302
    assert not CaseFlag.objects.filter(reason=Reason.RISK.value, cleared_at=None).exists()


def test_a_password_given_some_minutes_ago_is_asked_for_again(
    client: Client, priya: StaffMember, action: RiskAction, clock: Any, settings: Any
) -> None:
    confirmed.sign_in(client, priya)
    clock.shift(settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)

    asked = client.post(address(action, "close"), {"outcome": "Rang: safe."})

    assert "Your password, please" in asked.content.decode()
    assert RiskAction.objects.get().closed_at is None


def test_guesses_at_the_password_lock_the_account(
    client: Client, priya: StaffMember, action: RiskAction, settings: Any
) -> None:
    settings.AXES_ENABLED = True
    client.force_login(priya)
    guess = {"outcome": "Rang: safe."}

    answers = [
        client.post(address(action, "close"), guess | {"password": f"guess-{at}"})
        for at in range(10)
    ]

    assert (answers[0].status_code, answers[-1].status_code) == (200, 429)
    assert RiskAction.objects.get().closed_at is None


def test_what_leaves_the_flag_open_asks_for_no_password(
    client: Client, priya: StaffMember, action: RiskAction, now: datetime
) -> None:
    """Another action of the flag is open still, or something must happen next."""
    other = RiskAction.objects.create(
        referral=action.referral,
        flag=action.flag,
        what="Write to the GP",
        urgency=action.urgency,
        owner=priya,
        due_by=action.due_by,
        opened_at=now,
        opened_by=priya,
    )
    client.force_login(priya)

    first = client.post(address(other, "close"), {"outcome": "Written."})
    then = {"outcome": "No answer.", "next_owner": priya.pk, **NEXT}
    second = client.post(address(action, "close"), then)

    assert (first.status_code, second.status_code) == (302, 302)
    assert CaseFlag.objects.get(reason=Reason.RISK.value).cleared_at is None


def test_what_must_happen_next_keeps_the_flag_open_with_its_owner(
    client: Client, priya: StaffMember, duty: StaffMember, action: RiskAction
) -> None:
    client.force_login(priya)

    client.post(
        address(action, "close"), {"outcome": "No answer twice.", "next_owner": duty.pk, **NEXT}
    )

    following = RiskAction.objects.get(closed_at__isnull=True)
    assert (following.what, following.owner) == ("Ring again on Thursday", duty)
    action.flag.refresh_from_db()
    assert action.flag.cleared_at is None


@pytest.mark.parametrize("outcome", ["", "   ", "\n"])
def test_without_an_outcome_it_stays_open_and_says_so_beside_the_field(
    outcome: str, client: Client, priya: StaffMember, action: RiskAction
) -> None:
    client.force_login(priya)

    shown = client.post(address(action, "close"), {"outcome": outcome}).content.decode()

    assert "Say what was done. A risk action closes only with an outcome." in shown
    assert f'href="#action-{action.pk}_outcome"' in shown
    action.refresh_from_db()
    assert action.closed_at is None


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ("next_what", "Say what must happen next."),
        ("next_owner", "Say who does it."),
        ("next_urgency", "Say by when."),
    ],
)
def test_half_a_next_action_is_refused_and_everything_typed_is_kept(
    left_out: str, words: str, client: Client, priya: StaffMember, action: RiskAction
) -> None:
    client.force_login(priya)
    typed = {"outcome": "No answer.", "next_owner": str(priya.pk), **NEXT}
    del typed[left_out]

    shown = client.post(address(action, "close"), typed).content.decode()

    assert words in shown
    assert "No answer." in shown
    assert RiskAction.objects.get().closed_at is None


def test_nobody_but_those_offered_can_be_made_its_owner(
    client: Client, priya: StaffMember, tom: StaffMember, action: RiskAction
) -> None:
    client.force_login(priya)

    client.post(address(action, "close"), {"outcome": "Done.", "next_owner": tom.pk, **NEXT})

    assert RiskAction.objects.get().closed_at is None


def test_closing_twice_is_refused_and_the_first_outcome_stands(
    client: Client, priya: StaffMember, action: RiskAction
) -> None:
    confirmed.sign_in(client, priya)
    client.post(address(action, "close"), {"outcome": "First."})

    response = client.post(address(action, "close"), {"outcome": "Second."})

    assert response.status_code == 200
    assert "This risk action has already been closed." in response.content.decode()
    action.refresh_from_db()
    assert action.outcome == "First."


def test_taking_it_names_who_has_it_and_the_first_one_wins(
    client: Client, priya: StaffMember, sam: StaffMember, action: RiskAction
) -> None:
    client.force_login(priya)
    client.post(address(action, "take"))
    client.force_login(sam)

    shown = client.post(address(action, "take"), follow=True).content.decode()

    action.refresh_from_db()
    assert action.acknowledged_by == priya
    assert "Somebody has already taken this." in shown


def test_a_colleague_may_read_it_and_not_close_it(
    client: Client, trainee: StaffMember, action: RiskAction
) -> None:
    client.force_login(trainee)

    shown = client.get(f"/caseload/{action.referral.reference}/risk/").content.decode()

    assert "Ring and go through the safety plan" in shown
    assert "Close it" not in shown
    assert client.post(address(action, "close"), {"outcome": "Done."}).status_code == 404
    assert client.post(address(action, "take")).status_code == 404


def test_the_supervisor_may_close_it(client: Client, sam: StaffMember, action: RiskAction) -> None:
    confirmed.sign_in(client, sam)

    client.post(address(action, "close"), {"outcome": "Spoke with her together with Priya."})

    action.refresh_from_db()
    assert action.closed_by == sam


def test_an_action_of_another_record_is_not_found_through_this_one(
    client: Client, priya: StaffMember, referral: Referral, tom: StaffMember
) -> None:
    elsewhere = caseload.risk_action(caseload.in_treatment(tom, referral.team), owner=tom)
    client.force_login(priya)

    path = f"/caseload/{referral.reference}/risk/{elsewhere.pk}/close"

    assert client.post(path, {"outcome": "Done."}).status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.closed_at is None


def test_a_very_long_outcome_is_refused_with_both_numbers(
    client: Client, priya: StaffMember, action: RiskAction
) -> None:
    client.force_login(priya)

    shown = client.post(address(action, "close"), {"outcome": "x" * 100_000}).content.decode()

    assert "4,000 characters at most. This has 100000." in shown
    action.refresh_from_db()
    assert action.closed_at is None
