"""A contact changes in the old system while somebody corrects or withdraws it here: what a person
did stays, or they are told that it came too late.
"""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction

from caseload.actions import moved_in, signed_notes
from caseload.actions.scores import correct_score
from caseload.models import CareContact, Correction, RiskSignal
from clinical.errors import Refused
from clinical.policy import DEFAULT
from outcomes.models import MeasureScore
from reporting.dataset.importer import taking
from reporting.dataset.importer.bundles import Taking
from tests.reporting.dataset.bundled import contact, person, referral

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("duty")]
# The database looks for whom two wait for each other after a second.
_LONGER_THAN_A_DEADLOCK_WAITS = 1.4
HARM = "She said she took an overdose on Sunday"


@pytest.fixture
def come_in_while_corrected(sam, now):
    """The changed contact comes after the correction was written, and before it stands."""
    written = Event()

    def correct():
        try:
            with transaction.atomic():
                score = MeasureScore.objects.get(measure="GAD7")
                facts = {"reason": "Typed twice", "by": sam, "now": now, "policy": DEFAULT}
                correct_score(score=score, answers=(1,) * 7, **facts)
                written.set()
                time.sleep(0.5)
        finally:
            written.set()
            connection.close()

    def come():
        taking.take([person()], taking=Taking(1, "ZZP", sam, now, DEFAULT))
        changed = person(referrals=[referral(tables=contact(gad7="9"))])
        with ThreadPoolExecutor(1) as pool:
            corrected = pool.submit(correct)
            written.wait(timeout=10)
            taken = taking.take([changed], taking=Taking(2, "ZZP", sam, now, DEFAULT))
            corrected.result()
        return taken

    return come


def test_a_score_that_is_being_corrected_is_kept(come_in_while_corrected):
    taken = come_in_while_corrected()

    assert taken.kept["contacts"] == 1
    assert CareContact.objects.get().state == "LOGGED"


def test_twin_without_the_lock_the_note_is_withdrawn(come_in_while_corrected, monkeypatch):
    monkeypatch.setattr(moved_in, "_hold", lambda contact_ids: None)  # noqa: ARG005 - as called

    come_in_while_corrected()

    assert CareContact.objects.filter(state="WITHDRAWN").exists()


@pytest.fixture
def came(sam, now):
    """A contact of the old system, as the page of its note has read it."""
    taking.take([person()], taking=Taking(1, "ZZP", sam, now, DEFAULT))
    return CareContact.objects.select_related("referral", "sitting").get()


@pytest.fixture
def correct(came, sam, now):
    """Words that mention harm, put beside the note."""

    def correct():
        facts = {"form_key": uuid.uuid4(), "by": sam, "now": now, "policy": DEFAULT}
        signed_notes.correct(contact=came, text=HARM, **facts)

    return correct


@pytest.fixture
def withdraw(came, sam, now):
    """Taken off the record, as another person's."""

    def withdraw():
        facts = {"reason": "Another person", "may_withdraw_any": True, "by": sam, "now": now}
        signed_notes.withdraw(contact=came, **facts)

    return withdraw


@pytest.fixture
def come_changed(came, sam, now):
    """The same contact with another score."""

    def come():
        changed = person(referrals=[referral(tables=contact(gad7="9"))])
        return taking.take([changed], taking=Taking(2, "ZZP", sam, now, DEFAULT))

    return come


def _beside(work, begun, other):
    """What `other` comes to while `work`, in a connection of its own, is in its middle."""

    def alone():
        try:
            return work()
        finally:
            begun.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(alone)
        begun.wait(timeout=10)
        return other(), going


def _pausing(monkeypatch, where, name, *, before):
    """Where the work stands still for a moment: what was written before waits to stand."""
    reached, does = Event(), getattr(where, name)

    def late(*args, **facts):
        done = None if before else does(*args, **facts)
        reached.set()
        time.sleep(_LONGER_THAN_A_DEADLOCK_WAITS)
        return does(*args, **facts) if before else done

    monkeypatch.setattr(where, name, late)
    return reached


@pytest.fixture
def come_while_corrected(monkeypatch, correct, come_changed):
    """The words are written; that they mention harm is not said yet."""
    begun = _pausing(monkeypatch, signed_notes.heard, "hear_typed", before=True)
    return lambda: _beside(correct, begun, come_changed)


@pytest.fixture
def come_while_withdrawn(monkeypatch, withdraw, come_changed):
    """The note is off the record; what follows from that is not written yet."""
    begun = _pausing(monkeypatch, signed_notes.work_asked, "withdraw", before=True)
    return lambda: _beside(withdraw, begun, come_changed)


@pytest.fixture
def correct_while_it_comes(monkeypatch, correct, come_changed):
    """It was filed anew, and that does not stand yet."""
    begun = _pausing(monkeypatch, moved_in, "file_contacts_anew", before=False)
    return lambda: _beside(come_changed, begun, correct)


def test_a_note_that_is_being_corrected_is_kept_with_the_words_and_their_signal(
    come_while_corrected, came
):
    taken, corrected = come_while_corrected()

    corrected.result()
    came.refresh_from_db()
    assert (taken.kept["contacts"], came.state) == (1, "LOGGED")
    assert Correction.objects.get().contact == came
    assert RiskSignal.objects.count() == 1


def test_twin_that_holds_no_note_has_the_words_beside_one_that_nobody_sees(
    come_while_corrected, monkeypatch
):
    monkeypatch.setattr(signed_notes, "_hold", lambda contact: contact)

    _, corrected = come_while_corrected()

    corrected.result()
    assert Correction.objects.get().contact.state == "WITHDRAWN"


def test_a_note_that_is_being_withdrawn_stays_withdrawn_by_that_person(
    come_while_withdrawn, came, sam
):
    taken, withdrawn = come_while_withdrawn()

    withdrawn.result()
    came.refresh_from_db()
    assert (taken.kept["contacts"], came.state) == (1, "WITHDRAWN")
    assert (came.withdrawn_by, came.withdrawn_reason) == (sam, "Another person")
    assert CareContact.objects.count() == 1


def test_twin_that_holds_no_note_is_broken_off_while_withdrawing(come_while_withdrawn, monkeypatch):
    monkeypatch.setattr(signed_notes, "_hold", lambda contact: contact)

    _, withdrawn = come_while_withdrawn()

    with pytest.raises(OperationalError, match="deadlock"):
        withdrawn.result()


def test_words_for_a_note_that_was_filed_anew_meanwhile_are_refused(correct_while_it_comes):
    with pytest.raises(Refused, match="has been withdrawn"):
        correct_while_it_comes()

    assert not Correction.objects.exists()


def test_twin_that_holds_no_note_writes_beside_what_was_filed_anew(
    correct_while_it_comes, monkeypatch
):
    monkeypatch.setattr(signed_notes, "_hold", lambda contact: contact)

    correct_while_it_comes()

    assert Correction.objects.get().contact.state == "WITHDRAWN"
