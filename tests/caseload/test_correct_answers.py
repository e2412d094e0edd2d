"""Answers that were written down wrongly are corrected item by item beside the note; the wrong ones
stay readable, and item 9 is answered for as ever.
"""

import pytest

from audit.events import Event
from audit.models import AuditEntry
from caseload.actions import scores, signed_notes
from caseload.models import CaseFlag, CaseSummary, RiskAction, RiskSignal
from clinical.errors import Refused
from clinical.policy import DEFAULT
from tests.caseload.session_forms import address
from tests.factories.caseload import signed_contact
from tests.factories.outcomes import MeasureScoreFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

# A PHQ-9 of 12 as the factory answers it: 3 3 3 3 0 0 0 0, item 9 at 0.
AS_SIGNED = {f"item_{n}": "3" if n < 5 else "0" for n in range(1, 10)}


@pytest.fixture
def note(referral, now):
    """A session signed this morning, PHQ-9 12 and GAD-7 10."""
    return signed_contact(referral, at=now)


@pytest.fixture
def send(client, priya, note):
    """Send the form of the page, with the PHQ-9 as it was signed unless told otherwise."""
    client.force_login(priya)
    wrong = note.sitting.scores.get(measure="PHQ9")

    def sent(of="PHQ9", **typed):
        form = {"score": wrong.pk, "reason": "Read out the wrong line", **AS_SIGNED} | typed
        return client.post(f"{address(note, 'answers')}?of={of}", form)

    return sent


def _standing(note, measure="PHQ9"):
    return note.sitting.scores.get(measure=measure, superseded_at__isnull=True)


def _page(client, note, part="", **query):
    return " ".join(client.get(address(note, part), query).content.decode().split())


def test_the_right_answers_stand_beside_the_wrong_ones_with_the_reason(client, send, note, priya):
    assert f'href="{address(note)}answers">Correct answers</a>' in _page(client, note)

    assert send(item_1="1", item_5="").headers["Location"] == address(note)

    wrong = note.sitting.scores.get(measure="PHQ9", superseded_at__isnull=False)
    right = _standing(note)
    assert (wrong.total, wrong.answers, wrong.superseded_by) == (
        12,
        [3, 3, 3, 3, 0, 0, 0, 0, 0],
        right,
    )
    assert (right.answers, right.total) == ([1, 3, 3, 3, None, 0, 0, 0, 0], None)
    assert right.correction_reason == "Read out the wrong line"
    assert (
        "PHQ-9 total corrected from 12 to none: item 1 from 3 to 1, item 5 from 0 to left out. "
        "Read out the wrong line"
    ) in _page(client, note)
    kept = AuditEntry.objects.get(event=Event.SCORE_CORRECTED)
    assert (kept.staff_id, kept.changes) == (priya.pk, {"total": [12, None]})


def test_the_page_shows_each_answer_as_it_stands_beside_the_right_one(client, send, note):
    page = _page(client, note, "answers")

    assert "Correct answers: PHQ-9" in page
    assert page.count('<option value="3" selected>3, nearly every day</option>') == 4
    assert page.count('<option value="0" selected>0, not at all</option>') == 5
    assert page.count("<td>3</td>") == 4
    assert 'answers?of=GAD7">GAD-7 instead</a>' in page
    assert "Correct answers: GAD-7" in _page(client, note, "answers", of="GAD7")


def test_a_corrected_total_moves_the_summary(send, referral):
    send(item_1="0", item_2="0")

    assert CaseSummary.objects.get(pk=referral.pk).phq9[-1] == 6


def test_item_nine_corrected_above_zero_opens_a_flag_and_an_action_due_today(
    send, note, referral, priya, now
):
    send(item_9="1")

    signal = RiskSignal.objects.get(score=_standing(note))
    action = RiskAction.objects.get(referral=referral)
    assert signal.evidence == "Item 9 is 1, was 0, corrected"
    assert signal.flag.cleared_at is None
    assert (action.owner, action.due_by.date()) == (priya, now.date())


def test_item_nine_that_was_never_answered_is_looked_at_like_one_above_zero(send, note, referral):
    send(item_9="")

    signal = RiskSignal.objects.get(score=_standing(note))
    assert signal.evidence == "Item 9 was not answered, corrected from 0"
    assert CaseFlag.objects.get(referral=referral, reason="risk").cleared_at is None


def test_item_nine_corrected_to_zero_never_clears_the_flag(client, priya, referral, now):
    client.force_login(priya)
    worrying = signed_contact(referral, at=now, ninth=2)
    wrong = worrying.sitting.scores.get(measure="PHQ9")
    form = {f"item_{n}": str(one) for n, one in enumerate(wrong.answers, start=1)}

    client.post(
        address(worrying, "answers"),
        form | {"score": wrong.pk, "reason": "Misheard", "item_9": "0"},
    )

    assert _standing(worrying).item_nine == 0
    assert CaseFlag.objects.get(referral=referral, reason="risk").cleared_at is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "These are the answers that stand already."),
        ({"item_1": "4"}, "Item 1: choose one of the answers shown."),
        ({"item_1": "two"}, "Item 1: choose one of the answers shown."),
        ({"item_1": "1", "reason": " "}, "Say why the answers are corrected."),
        ({"item_1": "1", "reason": "x" * 201}, "200 characters at most"),
        ({"item_1": "1", "score": "0"}, "These answers have been corrected meanwhile."),
        ({"item_1": "1", "score": "that one"}, "These answers have been corrected meanwhile."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_chosen_is_kept(send, note, typed, says):
    response = send(**{"item_2": "3", "item_8": "0"} | typed)

    page = response.content.decode()
    assert response.status_code == 200
    assert says in page
    if typed.get("item_1") == "1":
        assert page.count('<option value="1" selected>') == 1
    assert note.sitting.scores.filter(measure="PHQ9").count() == 1


def test_the_same_form_again_corrects_nothing_more(send, note):
    send(item_1="1")

    assert "corrected meanwhile" in send(item_1="1").content.decode()
    assert note.sitting.scores.filter(measure="PHQ9").count() == 2


def test_work_that_does_not_apply_is_corrected_with_the_answers(client, send, note):
    wsas = MeasureScoreFactory(sitting=note.sitting, measure="WSAS", answers=[4, 1, 1, 1, 1])
    rest = {f"item_{n}": "1" for n in range(2, 6)}
    form = {"score": wsas.pk, "reason": "Retired", "no_work": "on", **rest}

    answered = client.post(f"{address(note, 'answers')}?of=WSAS", form | {"item_1": "4"})
    assert "WSAS item 1 is answered and marked as not applicable." in answered.content.decode()

    client.post(f"{address(note, 'answers')}?of=WSAS", form | {"item_1": ""})
    right = _standing(note, "WSAS")
    assert (right.answers, right.total) == ([None, 1, 1, 1, 1], 4)
    assert right.work_not_applicable
    assert "item 1 from 4 to left out, work does not apply. Retired" in _page(client, note)


def test_a_withdrawn_note_and_one_of_typed_totals_alone_have_no_such_page(
    client, send, note, referral, priya, now
):
    typed = signed_contact(referral, at=now, phq9=None, gad7=None)
    signed_notes.withdraw(
        contact=note, reason="Her sister’s", may_withdraw_any=False, by=priya, now=now
    )

    assert client.get(address(typed, "answers")).headers["Location"] == address(typed)
    assert "Correct answers" not in _page(client, typed)
    assert send(item_1="1").headers["Location"] == address(note)
    assert note.sitting.scores.filter(measure="PHQ9").count() == 1


def test_answers_of_another_session_are_refused(note, referral, priya, now):
    other = signed_contact(referral, at=now)

    with pytest.raises(Refused, match="not of this session"):
        scores.correct_answers(
            contact=other,
            score=note.sitting.scores.get(measure="PHQ9"),
            answers=(1,) * 8 + (0,),
            work_not_applicable=False,
            reason="Wrong row",
            by=priya,
            now=now,
            policy=DEFAULT,
        )
