"""After signing, words are added beside a meeting; nothing in it changes."""

import pytest

from audit.models import AuditEntry
from clinical.errors import Refused
from clinical.policy import DEFAULT
from supervision.actions import amendments, sessions
from supervision.models import SupervisionAmendment, SupervisionDecision
from tests.factories import caseload
from tests.supervision.meeting_pages import case, given, home

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def signed(client, session, at_risk, sam, now):
    sessions.open_session(session=session, by=sam, now=now, policy=DEFAULT)
    client.force_login(sam)
    client.post(case(session), given())
    session.refresh_from_db()
    sessions.sign_off(session=session, by=sam, now=now)
    session.refresh_from_db()
    return session


def _page(meeting):
    return f"{home(meeting)}amendments"


def test_an_amendment_and_a_remark_stand_beside_the_meeting_and_on_the_record(
    client, sam, priya, signed, at_risk
):
    client.post(_page(signed), {"case": "1", "text": "She rang: the GP knows."})
    client.force_login(priya)
    client.post(_page(signed), {"case": "", "text": "We meant weekly."})

    html = client.get(home(signed)).content.decode()
    record = client.get(f"/caseload/{at_risk.reference}/supervision/").content.decode()

    assert "<b>Amendment, OSEI, D:</b>" in html
    assert "<b>Remark:</b>" in html
    assert "We meant weekly." in html
    assert "She rang: the GP knows." in record
    assert "We meant weekly." not in record
    assert "Sam Okafor, today at 10:24, on the meeting of 9 June" in record
    assert SupervisionDecision.objects.get().code == "CONTINUE"
    entries = AuditEntry.objects.filter(event="MEETING_AMENDED").order_by("pk")
    assert [one.patient_id for one in entries] == [at_risk.patient_id, None]


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        ({"text": " "}, "id_text", "Write what is added."),
        ({"text": "x" * 401}, "id_text", "400 characters at most. This has 401."),
        ({"text": "Kept", "case": "9"}, "id_case", "Choose one of the cases of this meeting."),
    ],
)
def test_what_cannot_be_added_is_said_beside_its_field(client, signed, sent, field, message):
    response = client.post(_page(signed), sent)

    html = response.content.decode()
    assert response.status_code == 422
    assert f'id="{field}-error"' in html
    assert message in html
    assert sent["text"] in html
    assert not SupervisionAmendment.objects.exists()


def test_nothing_is_added_before_signing_nor_by_anybody_else(
    client, session, signed, priya, sam, tom, leah, north, now
):
    other = type(session).objects.create(
        supervisor=sam, supervisee=priya, planned_on="2026-06-16", starts_at=now, minutes=60
    )

    with pytest.raises(Refused, match="not signed yet"):
        amendments.amend(session=other, place=None, text="x", by=sam, now=now)
    with pytest.raises(Refused, match="Only the two people"):
        amendments.amend(session=signed, place=None, text="x", by=leah, now=now)
    assert client.get(_page(other))["Location"] == home(other)
    client.force_login(tom)
    assert client.get(_page(signed)).status_code == 404


@pytest.mark.parametrize("many", [5, 50])
def test_the_same_queries_for_five_and_fifty_amendments(
    client, sam, signed, now, many, django_assert_num_queries
):
    for _ in range(many):
        amendments.amend(session=signed, place=1, text="More", by=sam, now=now)
    client.get(home(signed))

    with django_assert_num_queries(6):
        client.get(home(signed))


def test_the_meeting_is_listed_without_what_anybody_added(client, signed, priya, north):
    """Words are for the two people and the record: not for a list."""
    caseload.in_treatment(priya, north)
    client.post(_page(signed), {"text": "Only for us"})

    assert "Only for us" not in client.get("/supervision/").content.decode()
