"""A PWP logs a session with PHQ-9, GAD-7 and a risk follow-up (architecture.md 6)."""

import pytest

from audit import verify
from audit.events import Event
from audit.models import AuditEntry
from caseload.models import CareContact, CaseFlag, ContactDraft, RiskAction
from clinical.risk import ResponseUrgency
from referrals.models import NextStep, NextStepKind
from tests.caseload.session_forms import ITEM_NINE, RISK
from tests.factories.staff import PASSWORD


@pytest.fixture
def her(desk, priya, mayas_session, ravis_session):
    """Priya, signed in, with Maya's session open from Today."""
    priyas = desk().open("/").sign_in(priya)
    assert priyas.path == "/today/"
    return priyas.follow("session with Maya Thorne")


def _trail(referral):
    entries = AuditEntry.objects.filter(patient_id=referral.patient_id).order_by("position")
    return [entry.event for entry in entries]


def test_from_today_to_the_closed_risk_plan(her, maya, priya, mayas_session, ravis_session, clock):
    # Given: Today led to Maya's form, and the look stands on the trail
    assert her.path == f"/caseload/{maya.reference}/sessions/{mayas_session.reference}/"
    assert _trail(maya)[-1] == Event.RECORD_VIEWED

    # When a draft with item 9 above 0 is saved while she types
    saved = her.autosave(**ITEM_NINE)

    # Then a provisional flag stands at once, hers, due today
    assert saved.json()["version"] == 1
    flag = CaseFlag.objects.get(referral=maya, reason="risk")
    provisional = RiskAction.objects.get(flag=flag)
    assert (flag.is_provisional, provisional.owner) == (True, priya)

    # When she signs without the risk section
    her.open(her.path).send("Sign and go to next", **ITEM_NINE | {"next": "ending"})

    # Then she is told, and nothing is signed
    assert her.status == 200
    assert not CareContact.objects.get(pk=mayas_session.pk).is_signed

    # When she completes the section and signs
    same_slot = "2026-06-16T10:24:00+01:00"
    complete = {**ITEM_NINE, **RISK, "risk_asked": "REVIEWED", "next": same_slot}
    her.send("Sign and go to next", **complete)

    # Then a 303 has led to the next session of the day, which says what was signed
    assert her.came_by == [303]
    assert her.path == f"/caseload/{ravis_session.referral.reference}/sessions/" + (
        f"{ravis_session.reference}/"
    )
    assert her.sees("Signed 10:24. Session 2, Maya Thorne.")
    signed = CareContact.objects.get(pk=mayas_session.pk)
    assert {s.measure: s.total for s in signed.sitting.scores.all()} == {"PHQ9": 9, "GAD7": 7}
    assert not ContactDraft.objects.exists()
    step = NextStep.objects.get(referral=maya, done_at__isnull=True)
    assert (step.kind, step.owner) == (NextStepKind.APPOINTMENT, priya)

    # And the flag is no longer provisional; caseload and Today show what is due
    flag.refresh_from_db()
    assert (flag.is_provisional, flag.cleared_at) == (False, None)
    assert her.open("/caseload/").sees("THORNE", "Risk")
    assert her.open("/today/").sees("THORNE", "Check again")

    # And what the draft had asked of her is done by signing it
    finish = RiskAction.objects.get(flag=flag, closed_at__isnull=False)
    assert (finish.what, finish.closed_by) == ("Finish and sign the note", priya)

    # When she closes the risk action on the record's risk tab, with an outcome
    her.open(f"/caseload/{maya.reference}/risk/")
    her.send("Close it", outcome="")
    assert her.sees("There is a problem")
    assert RiskAction.objects.filter(flag=flag, closed_at__isnull=True).count() == 1
    her.open(f"/caseload/{maya.reference}/risk/").send(
        "Close it", outcome="Rang on Friday: safe, plan kept."
    )

    # And says again who she is, since nothing else is open: her words are still there
    assert her.sees("Your password, please")
    assert RiskAction.objects.filter(flag=flag, closed_at__isnull=True).count() == 1
    her.send("Close it", password=PASSWORD)

    # Then the flag is closed by her, with words and a time
    flag.refresh_from_db()
    assert (flag.cleared_by, bool(flag.cleared_how)) == (priya, True)
    assert her.sees("No risk plan is open.", "Rang on Friday: safe, plan kept.")

    # And the trail tells all of it, whole
    told = _trail(maya)
    for event in (
        Event.DRAFT_SAVED,
        Event.RISK_SIGNALLED,
        Event.SITTING_RECORDED,
        Event.SESSION_LOGGED,
        Event.RISK_ACTION_CLOSED,
        Event.FLAG_CLEARED,
    ):
        assert event in told
    assert told.count(Event.RISK_ACTION_CLOSED) == 2
    assert list(verify.breaks()) == []


def test_the_duty_senior_is_told_takes_it_and_closes_it(
    her, desk, maya, priya, duty, mayas_session
):
    said = {"risk_asked": "REVIEWED", "risk_intent": "yes", "risk_outcome": "DUTY_SENIOR"}
    her.send("Sign and go to next", **ITEM_NINE | RISK | said)
    dees = desk().sign_in(duty)

    assert dees.open("/today/").sees("Duty senior: decide what happens today")
    dees.send("Acknowledge")
    dees.open(f"/caseload/{maya.reference}/risk/").send(
        "Close it", outcome="Rang her and the crisis team.", next_what="Ring again"
    )
    assert dees.sees("There is a problem")
    dees.send(
        "Close it",
        outcome="Rang her and the crisis team.",
        next_what="Ring again on Thursday",
        next_owner=str(priya.pk),
        next_urgency=ResponseUrgency.PLANNED.value,
    )

    assert CaseFlag.objects.get(referral=maya, reason="risk").cleared_at is None
    assert RiskAction.objects.get(referral=maya, closed_at=None).owner == priya
    assert her.open("/today/").sees("Ring again on Thursday")
