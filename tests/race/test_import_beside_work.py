"""A contact changes in the old system while somebody corrects it here: what a person did stays."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from caseload.actions import moved_in
from caseload.actions.scores import correct_score
from caseload.models import CareContact
from clinical.policy import DEFAULT
from outcomes.models import MeasureScore
from reporting.dataset.importer import taking
from reporting.dataset.importer.bundles import Taking
from tests.reporting.dataset.bundled import contact, person, referral

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("duty")]


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
