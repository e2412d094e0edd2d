"""What supervision decided comes back: on the record, and beside the form of the next session."""

from datetime import timedelta

import pytest

from supervision.models import SupervisionQuestion
from tests import personas
from tests.factories import caseload
from tests.factories.supervision import agreed

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def referral(priya, north):
    return caseload.in_treatment(priya, north)


def _panel(client, referral):
    path = f"/caseload/{referral.reference}/supervision/agreed"
    return client.get(path, headers={"HX-Request": "true"}).content.decode()


def test_what_was_decided_stands_on_the_record_with_whose_it_is(client, priya, sam, referral, now):
    agreed(referral, by=sam, owner=priya, at=now - timedelta(days=7))
    client.force_login(priya)

    page = client.get(f"/caseload/{referral.reference}/supervision/").content.decode()

    assert "Two more sessions on shifts." in page
    assert "Priya Raman, by 4 June. Not done yet, 5 days late" in page
    assert "2 June, Sam Okafor. Review by 30 June" in page


def test_what_was_agreed_comes_back_beside_the_form_of_the_next_session(
    client, priya, sam, referral, now
):
    agreed(referral, by=sam, owner=priya, at=now - timedelta(days=7))
    contact = caseload.booked_contact(referral, at=now)
    client.force_login(priya)

    form = client.get(f"/caseload/{referral.reference}/sessions/{contact.reference}/")
    panel = _panel(client, referral)

    assert f"/caseload/{referral.reference}/supervision/agreed" in form.content.decode()
    assert "Two more sessions on shifts." in panel
    assert "<html" not in panel
    assert client.get(f"/caseload/{referral.reference}/supervision/agreed").status_code == 302


def test_it_is_done_with_words_and_no_longer_comes_back(client, priya, sam, referral, now):
    action = agreed(referral, by=sam, owner=priya, at=now - timedelta(days=7))
    client.force_login(priya)
    path = f"/caseload/{referral.reference}/supervision/{action.pk}/done"

    empty = client.post(path, {"outcome": " "})
    sent = client.post(path, {"outcome": "Booked both."})

    assert empty.status_code == 422
    assert f'id="action-{action.pk}-outcome-error"' in empty.content.decode()
    assert sent.status_code == 302
    action.refresh_from_db()
    assert (action.outcome, action.done_by) == ("Booked both.", priya)
    panel = _panel(client, referral)
    assert "by 4 June" not in panel
    again = client.post(path, {"outcome": "Once more."})
    assert "done already" in again.content.decode()


@pytest.mark.parametrize("outcome", ["", "Rang."])
def test_an_administrator_neither_does_it_nor_reads_what_was_decided(
    client, priya, sam, ada, referral, now, outcome
):
    action = agreed(referral, by=sam, owner=priya, at=now - timedelta(days=7))
    client.force_login(ada)
    path = f"/caseload/{referral.reference}/supervision/{action.pk}/done"

    answer = client.post(path, {"outcome": outcome})

    assert answer.status_code == 404
    assert "shifts" not in answer.content.decode()
    action.refresh_from_db()
    assert action.done_at is None


def test_another_persons_action_is_not_done_from_here(client, priya, sam, north, referral, now):
    other = agreed(
        caseload.in_treatment(priya, north), by=sam, owner=priya, at=now - timedelta(days=7)
    )
    client.force_login(priya)

    answer = client.post(
        f"/caseload/{referral.reference}/supervision/{other.pk}/done", {"outcome": "x"}
    )

    assert answer.status_code == 404
    other.refresh_from_db()
    assert other.done_at is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "Write the question."), ("x" * 401, "400 characters at most"), ("a\x00b", "")],
)
def test_a_question_that_cannot_be_kept_is_said_beside_its_field(
    client, priya, referral, typed, words
):
    client.force_login(priya)

    answer = client.post(f"/caseload/{referral.reference}/supervision/", {"text": typed})

    assert answer.status_code in {400, 422}
    assert words in answer.content.decode()
    assert not SupervisionQuestion.objects.exists()


def test_a_question_from_the_record_comes_to_the_next_meeting(client, priya, referral):
    client.force_login(priya)

    sent = client.post(
        f"/caseload/{referral.reference}/supervision/",
        {"text": "Treatment or shifts?"},
        follow=True,
    )

    assert "Your question comes to the next meeting." in sent.content.decode()
    assert "Treatment or shifts?" in sent.content.decode()
    assert SupervisionQuestion.objects.get().by == priya


@pytest.mark.parametrize("many", [5, 50])
def test_the_same_queries_for_five_and_fifty(
    client, priya, sam, referral, now, many, django_assert_num_queries
):
    for week in range(many):
        agreed(referral, by=sam, owner=priya, at=now - timedelta(days=7 * week + 7))
    client.force_login(priya)

    with django_assert_num_queries(12):
        client.get(f"/caseload/{referral.reference}/supervision/")


def test_somebody_of_another_team_finds_no_such_page(client, tom, referral):
    client.force_login(personas.standing_now(tom))

    assert client.get(f"/caseload/{referral.reference}/supervision/").status_code == 404
