"""Nobody picks up: two tries, one choice, and the caseload knows."""

from caseload.models import CareContact, CaseSummary, MissedFollowUp, RiskAction
from referrals.models import NextStep
from tests.factories.caseload import risk_flag


def _rings_twice(desk):
    return desk.send("R No answer").send("R No answer")


def test_a_missed_call_is_offered_the_same_time_next_week(
    desk, priya, maya, mayas_session, ravis_session
):
    hers = desk().sign_in(priya).open("/today/").follow("session with Maya Thorne")

    hers.send("Sign and go to next", attendance="DID_NOT_ATTEND", follow_up="SAME_TIME_NEXT_WEEK")
    assert hers.status == 200
    assert not CareContact.objects.get(pk=mayas_session.pk).is_signed
    _rings_twice(hers)
    hers.send("Sign and go to next", attendance="DID_NOT_ATTEND", follow_up="SAME_TIME_NEXT_WEEK")

    missed = CareContact.objects.get(pk=mayas_session.pk)
    assert (missed.attendance, missed.attempts.count()) == ("DID_NOT_ATTEND", 2)
    assert missed.follow_up == MissedFollowUp.SAME_TIME_NEXT_WEEK
    assert CaseSummary.objects.get(pk=maya.pk).missed_in_a_row == 1
    assert NextStep.objects.filter(referral=maya, done_at=None).count() == 1
    assert hers.path.endswith(f"/sessions/{ravis_session.reference}/")


def test_with_a_risk_plan_open_silence_opens_something_for_today(desk, priya, maya, mayas_session):
    risk_flag(maya)
    hers = (
        desk()
        .sign_in(priya)
        .open(f"/caseload/{maya.reference}/sessions/{mayas_session.reference}/")
    )
    _rings_twice(hers)

    hers.send("Sign and go to next", attendance="DID_NOT_ATTEND", follow_up="SAME_TIME_NEXT_WEEK")
    assert not CareContact.objects.get(pk=mayas_session.pk).is_signed
    hers.send("Sign and go to next", attendance="DID_NOT_ATTEND", follow_up="CALL_NOW")

    assert RiskAction.objects.get(referral=maya, closed_at=None).owner == priya
    assert hers.open("/today/").sees("THORNE", "call now")
