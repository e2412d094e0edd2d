"""Several people triage one referral at once: one decision stands, the others read which."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from caseload.actions import triage as actions
from caseload.triage.entry import TriageEntry
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.models import NextStep, Referral, ReferralQuerySet, Triage, TriageDecision
from tests.factories import referrals

AT_ONCE = 3
_DECISIONS = (TriageDecision.STEP_2, TriageDecision.CALL_FIRST, TriageDecision.STEP_3)


def _race(received, people, now):
    """Each decides otherwise; what each is told."""
    gate = Barrier(AT_ONCE)

    def one(place: int) -> str:
        entry = TriageEntry(decision=_DECISIONS[place], seen=0, reason="As the letter says")
        try:
            gate.wait(timeout=10)
            actions.triage(
                referral=received, entry=entry, by=people[place], now=now, policy=DEFAULT
            )
        except Refused as refusal:
            return "told" if "decided “" in str(refusal) else str(refusal)
        except IntegrityError:
            return "broken"
        else:
            return "decided"
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(one, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_one_decision_stands_and_the_others_are_told(north, sam, leah, duty, now):
    received = referrals.received(north)

    said = _race(received, (sam, leah, duty), now)

    assert said == ["decided", "told", "told"]
    assert Triage.objects.count() == 1
    assert NextStep.objects.filter(referral=received, done_at__isnull=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_twin_that_holds_no_referral_tells_nobody(north, sam, leah, duty, now, monkeypatch):
    received, gate = referrals.received(north), Barrier(AT_ONCE)
    known = actions.known

    def looked(*args, **facts):
        """Each has looked before any has decided."""
        gate.wait(timeout=10)
        return known(*args, **facts)

    monkeypatch.setattr(ReferralQuerySet, "lock", lambda _, pk: Referral.objects.get(pk=pk))
    monkeypatch.setattr(actions, "known", looked)

    assert "broken" in _race(received, (sam, leah, duty), now)
