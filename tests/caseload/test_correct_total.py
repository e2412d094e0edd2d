"""A total that was typed in wrongly is corrected beside the note; the wrong one stays readable."""

from datetime import timedelta

import pytest

from audit.events import Event
from audit.models import AuditEntry
from caseload.actions import scores, signed_notes
from caseload.models import CareContact
from clinical.errors import Refused
from clinical.policy import DEFAULT
from outcomes.models import MeasureScore
from tests.caseload.session_forms import address
from tests.factories.caseload import signed_contact
from tests.factories.outcomes import MeasureScoreFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def note(referral, now):
    """A session signed this morning, at which a SPIN of 35 was typed in."""
    signed = signed_contact(referral, at=now)
    MeasureScoreFactory(sitting=signed.sitting, measure="SPIN", answers=[], total=35)
    return signed


@pytest.fixture
def send(client, priya, note):
    """Send the form of the page."""
    client.force_login(priya)
    wrong = MeasureScore.objects.get(measure="SPIN")

    def sent(**typed):
        form = {"score": wrong.pk, "total": "53", "reason": "Two figures swapped"} | typed
        return client.post(address(note, "total"), form)

    return sent


def _page(client, note, part=""):
    return " ".join(client.get(address(note, part)).content.decode().split())


def _standing():
    return MeasureScore.objects.get(measure="SPIN", superseded_at__isnull=True)


def test_the_right_total_stands_beside_the_wrong_one_with_its_reason(client, send, note, priya):
    assert f'href="{address(note)}total">Correct a total</a>' in _page(client, note)

    assert send().status_code == 302

    wrong = MeasureScore.objects.get(measure="SPIN", superseded_at__isnull=False)
    right = _standing()
    assert (wrong.total, wrong.superseded_by, right.total) == (35, right, 53)
    assert (right.answers, right.correction_reason) == ([], "Two figures swapped")
    page = _page(client, note)
    assert "SPIN total corrected from 35 to 53. Two figures swapped" in page
    assert "53, at or above the threshold" in page
    kept = AuditEntry.objects.get(event=Event.SCORE_CORRECTED)
    assert (kept.staff_id, kept.changes) == (priya.pk, {"total": [35, 53]})


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"total": "69"}, "The SPIN total is a whole number from 0 to 68."),
        ({"total": ""}, "The SPIN total is a whole number from 0 to 68."),
        ({"total": "35"}, "This is the total that stands already."),
        ({"reason": " "}, "Say why the total is corrected."),
        ({"score": "0"}, "That total has been corrected meanwhile."),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_what_was_typed_is_kept(send, typed, says):
    response = send(**{"reason": "Typed twice"} | typed)

    page = response.content.decode()
    assert response.status_code == 200
    assert says in page
    assert typed.get("total", "53") in page
    assert "reason" in typed or "Typed twice" in page
    assert _standing().total == 35


def test_the_same_form_again_corrects_nothing_more(send):
    send()

    assert "has been corrected meanwhile" in send().content.decode()
    assert MeasureScore.objects.filter(measure="SPIN").count() == 2


def test_the_queries_are_the_same_for_five_contacts_and_for_fifty(
    client, send, note, now, django_assert_num_queries
):
    client.get(address(note, "total"))  # the session notes its first use

    for so_far in (5, 50):
        for week in range(CareContact.objects.count(), so_far + 1):
            signed_contact(note.referral, at=now - timedelta(days=7 * week))
        with django_assert_num_queries(8):
            assert client.get(address(note, "total")).status_code == 200


def test_a_withdrawn_note_and_one_without_a_typed_total_have_no_such_page(
    client, send, note, referral, priya, now
):
    without = signed_contact(referral, at=now)
    signed_notes.withdraw(
        contact=note, reason="Her sister’s", may_withdraw_any=False, by=priya, now=now
    )

    assert client.get(address(without, "total")).headers["Location"] == address(without)
    assert "Correct a total" not in _page(client, without)
    assert send().headers["Location"] == address(note)
    assert not MeasureScore.objects.filter(measure="SPIN", total=53).exists()


def test_a_total_stands_for_no_answers_and_for_no_other_session(note, referral, priya, now):
    facts = {"total": 9, "reason": "Wrong row", "by": priya, "now": now, "policy": DEFAULT}
    by_item = note.sitting.scores.get(measure="PHQ9")
    other = signed_contact(referral, at=now)

    with pytest.raises(Refused, match="item by item"):
        scores.correct_total(contact=note, score=by_item, **facts)
    with pytest.raises(Refused, match="not of this session"):
        scores.correct_total(contact=other, score=_standing(), **facts)
