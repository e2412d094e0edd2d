"""A trainee's case ends once supervision has agreed to it; a death is recorded without it."""

import pytest

from caseload.actions import endings
from caseload.actions.allocation import allocate
from caseload.actions.discussed import Discussion, note_discussed
from caseload.actions.endings import Ending
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.models import EndCode, Referral
from tests.factories import caseload

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(trainee, north):
    return caseload.in_treatment(trainee, north)


@pytest.fixture
def end(hers, trainee, now, today):
    def finish(code=EndCode.COMPLETED, **facts):
        given = {"referral": hers, "ending": Ending(code, today, "Agreed with her."), "by": trainee}
        endings.end_referral(**given | facts, now=now, policy=DEFAULT)
        return Referral.objects.get(pk=hers.pk)

    return finish


def _discussed(referral, *, by, now, ending_agreed):
    said = Discussion(referral.pk, "Discharge", "", now.date(), ending_agreed=ending_agreed)
    note_discussed(discussions=[said], by=by, now=now)


def test_a_trainees_case_does_not_end_before_supervision_agreed(end, hers):
    with pytest.raises(Refused, match="Bring it to the next meeting"):
        end()
    assert Referral.objects.get(pk=hers.pk).is_open


def test_a_trainee_from_an_agency_waits_like_every_other(end, hers, trainee):
    type(trainee).objects.filter(pk=trainee.pk).update(contract="AGENCY")

    with pytest.raises(Refused, match="agreed in supervision first"):
        end()


def test_it_ends_once_agreed_until_supervision_decides_otherwise(end, hers, sam, now):
    _discussed(hers, by=sam, now=now, ending_agreed=True)
    _discussed(hers, by=sam, now=now, ending_agreed=False)
    with pytest.raises(Refused, match="agreed in supervision first"):
        end()

    _discussed(hers, by=sam, now=now, ending_agreed=True)

    assert not end().is_open


def test_a_death_is_recorded_at_once_and_a_colleague_is_refused_alike(end, priya):
    with pytest.raises(Refused, match="agreed in supervision first"):
        end(by=priya)
    assert not end(EndCode.DIED_IN_TREATMENT).is_open


def test_what_was_agreed_with_her_former_carrier_does_not_hold_for_a_trainee(
    end, referral, priya, trainee, sam, now
):
    _discussed(referral, by=sam, now=now, ending_agreed=True)
    allocate(referral=referral, pwp=trainee, why="Leave", by=sam, now=now, policy=DEFAULT)

    with pytest.raises(Refused, match="agreed in supervision first"):
        end(referral=referral)


def test_with_open_risk_supervision_agrees_beside_the_second_person(
    hers, trainee, sam, duty, now, today
):
    caseload.risk_action(hers, owner=trainee)
    hers.refresh_from_db()
    ending = Ending(EndCode.DROPPED_OUT, today, "Moved away.")
    ask = {"referral": hers, "ending": ending, "by": trainee, "now": now}
    with pytest.raises(Refused, match="agreed in supervision first"):
        endings.ask_to_end(**ask)

    _discussed(hers, by=sam, now=now, ending_agreed=True)
    asked = endings.ask_to_end(**ask)
    _discussed(hers, by=sam, now=now, ending_agreed=False)

    with pytest.raises(Refused, match="agreed in supervision first"):
        endings.agree_to_end(
            asked=asked, why="Yes.", is_confirmed=True, by=duty, now=now, policy=DEFAULT
        )


def test_the_page_says_so_before_anything_is_typed(client, hers, trainee, now, today):
    client.force_login(trainee)
    page = f"/caseload/{hers.reference}/end"

    shown = client.get(page).content.decode()
    refused = client.post(page, {"on": today, "code": "COMPLETED", "why": "Below both."})

    assert "Supervision has not agreed to this ending yet" in shown
    assert refused.status_code == 200
    assert "Below both." in refused.content.decode()
    assert "agreed in supervision first" in refused.content.decode()
