"""The Log-a-session page as it is drawn."""

from tests.caseload.session_forms import ROUTINE, address, drawn


def test_the_page_of_a_booked_session_opens(client, priya, contact, clock):
    client.force_login(priya)

    response = client.get(address(contact))

    assert response.status_code == 200


def test_a_routine_session_is_signed(client, priya, contact, clock):
    client.force_login(priya)

    response = client.post(address(contact, "sign"), {**drawn(client, contact), **ROUTINE})

    print(response.content.decode()[:6000] if response.status_code == 200 else response)
    assert response.status_code == 303
