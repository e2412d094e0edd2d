"""A new signal joins the words of those before it; each keeps its own, with time and channel."""

import uuid
from datetime import timedelta

import pytest

from caseload import signal_words
from caseload.actions import calls, risk
from caseload.actions.calls import CallEntry
from caseload.models import Caller, CaseFlag, RiskAction, RiskSignal, SignalSource
from caseload.risk_signals import Signal
from clinical.policy import DEFAULT
from tests import confirmed
from tests.factories import caseload
from tests.walks import walked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
_MOTHER = "She has bought tablets and written a note."
_MINUTE = timedelta(minutes=1)


@pytest.fixture
def mother_rang(referral, priya, duty, now):
    said = CallEntry(
        caller=Caller.FAMILY,
        caller_name="",
        phone="",
        said=_MOTHER,
        mentions_risk=True,
        next_step="",
    )
    return calls.log_call(
        referral=referral,
        entry=said,
        form_key=uuid.uuid4(),
        by_clinician=True,
        by=priya,
        now=now - 5 * _MINUTE,
        policy=DEFAULT,
    )


def _signal(referral, words, *, now, source=SignalSource.LINK, **facts):
    if source == SignalSource.LINK:
        facts = {"form_key": uuid.uuid4(), "answer": 1} | facts
    return risk.raise_flag(
        referral=referral,
        signal=Signal(source, words, **facts),
        response=None,
        is_provisional=source == SignalSource.DRAFT,
        by=None,
        now=now,
        policy=DEFAULT,
    )


def _evidence(referral):
    return CaseFlag.objects.get(referral=referral, reason="risk").evidence


def test_a_later_signal_leaves_the_words_of_the_one_before(mother_rang, referral, now):
    _signal(referral, "Item 9 is 1, was 0, by link", now=now)

    assert _evidence(referral) == (
        f"Item 9 is 1, was 0, by link; Call from family or friend: “{_MOTHER}”"
    )
    assert list(RiskSignal.objects.order_by("at").values_list("evidence", flat=True)) == [
        f"Call from family or friend: “{_MOTHER}”",
        "Item 9 is 1, was 0, by link",
    ]


@pytest.mark.parametrize("path", ["/today/", "/caseload/", "/duty/"])
def test_both_stand_on_every_list(client, mother_rang, referral, priya, duty, now, path):
    _signal(referral, "Item 9 is 1, was 0, by link", now=now)
    client.force_login(duty if path == "/duty/" else priya)

    page = client.get(path).content.decode()

    assert "bought tablets and written a note" in page
    assert "tem 9 is 1, was 0, by link" in page


def test_the_risk_page_lists_every_signal_with_time_and_channel(
    client, mother_rang, referral, priya, now
):
    _signal(referral, "Item 9 is 1, was 0, by link", now=now)
    client.force_login(priya)

    page = " ".join(client.get(f"/caseload/{referral.reference}/risk/").content.decode().split())

    listed = page.split('id="h-signals"')[1].split("</section>")[0]
    for words in (
        "Item 9 is 1, was 0, by link",
        "Today, 10:24. Item 9 of a questionnaire by link",
        _MOTHER,
        "Today, 10:19. A call or message from outside a session",
    ):
        assert words in listed
    assert listed.index("Item 9 is 1") < listed.index("bought tablets")


def test_what_was_answered_with_an_outcome_no_longer_stands_among_the_words(
    mother_rang, referral, priya, now
):
    caseload.risk_action(referral, owner=priya, opened_at=now - _MINUTE)
    first = RiskAction.objects.get(opened_at=now - 5 * _MINUTE)
    confirmed.close(first, by=priya, now=now, outcome="Spoke to both")

    _signal(referral, "Item 9 is 1, was 0, by link", now=now)

    assert _evidence(referral) == "Item 9 is 1, was 0, by link"


def test_a_signal_that_joins_has_been_seen_by_nobody(mother_rang, referral, priya, now):
    CaseFlag.objects.update(acknowledged_at=now - _MINUTE, acknowledged_by=priya)

    _signal(referral, "Item 9 is 1, was 0, by link", now=now)

    flag = CaseFlag.objects.get(referral=referral, reason="risk")
    assert (flag.acknowledged_at, flag.acknowledged_by) == (None, None)


def test_on_a_flag_that_everybody_sees_an_unsigned_note_keeps_its_words(
    mother_rang, referral, priya, now
):
    contact = caseload.booked_contact(referral, at=now)

    _signal(referral, "Item 9 is 3", source=SignalSource.DRAFT, contact=contact, now=now)
    assert _evidence(referral).startswith("An unsigned note holds a risk signal; Call from")

    _signal(referral, "Item 9 is 1, by link", now=now + _MINUTE)
    assert "Item 9 is 3" not in _evidence(referral)


def test_what_does_not_fit_is_counted():
    words = [f"{name}: {'x ' * 60}end" for name in ("first", "second", "third", "fourth")]

    said = signal_words.joined(words)

    assert len(said) <= signal_words.LONGEST
    assert said.startswith("first: x")
    assert "second" in said
    assert said.endswith(("; and 1 more", "; and 2 more"))


@walked("length", range(1, 330, 7))
def test_never_longer_than_the_flag_holds_and_never_dropped_in_silence(length):
    words = [f"{number} {'y' * length}" for number in range(6)]

    said = signal_words.joined(words)

    whole = sum(one in said for one in words)
    assert len(said) <= signal_words.LONGEST
    assert whole == len(words) or "more" in said or "…" in said


def test_the_same_words_twice_stand_once():
    assert signal_words.joined(["Item 9 is 1", "A plan.", "Item 9 is 1"]) == "Item 9 is 1; A plan"
