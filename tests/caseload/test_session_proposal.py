"""What a PWP proposes to supervision at the end of a session (clinical reference 3.2)."""

from datetime import timedelta

import pytest

from caseload.models import CareContact, CaseFlag, ContactState, Proposal
from tests.caseload.session_forms import ROUTINE, address, drawn


@pytest.fixture(autouse=True)
def _clock(clock):
    """Pages read the clock."""


@pytest.fixture
def send(client, priya, contact):
    """Sign the page as drawn, with these answers."""
    client.force_login(priya)

    def post(**answers):
        return client.post(address(contact, "sign"), {**drawn(client, contact), **answers})

    return post


@pytest.mark.parametrize("proposed", Proposal)
def test_what_is_proposed_to_supervision_brings_the_case_there(
    send, client, contact, now, proposed
):
    next_week = (now + timedelta(days=7)).isoformat()

    response = send(**ROUTINE | {"next": next_week, "proposed": proposed.value})

    assert response.status_code == 303
    assert CareContact.objects.get(pk=contact.pk).proposed == proposed
    assert f">{proposed.label}<" in client.get(address(contact)).content.decode()
    flag = CaseFlag.objects.get(referral=contact.referral, reason="ready_for_decision")
    assert flag.evidence == f"{proposed.label} proposed"


def test_a_proposal_nobody_can_make_is_refused_beside_its_field(send, contact):
    response = send(**ROUTINE, proposed="STEP_SIDEWAYS")

    html = response.content.decode()
    assert "Proposed to supervision: choose one of the answers shown." in html
    assert CareContact.objects.get(pk=contact.pk).state == ContactState.BOOKED
