"""Whoever was referred by somebody else is offered the questionnaires by message, once."""

from datetime import timedelta

import pytest

from clinical.policy import DEFAULT
from portal import first_links
from portal.models import PatientMessage, QuestionnaireLink
from tests.factories import caseload
from tests.factories.referrals import PatientFactory, waiting

pytestmark = pytest.mark.django_db


def referred(team, today, **facts):
    agreed = {"text_ok": True, "phone": "07700 900123", "share_with_gp": True}
    patient = PatientFactory(**agreed | facts.pop("patient", {}))
    return waiting(team, patient=patient, **{"received_on": today, "source": "GP"} | facts)


def _run(now):
    return first_links.plan_first_forms(now=now, policy=DEFAULT)["sent"]


def test_it_is_sent_once_however_often_the_job_runs(north, today, now):
    referral = referred(north, today)

    ran = [_run(now), _run(now), _run(now + timedelta(days=1))]

    message, link = PatientMessage.objects.get(), QuestionnaireLink.objects.get()
    assert ran == [1, 0, 0]
    assert (message.kind, message.link, link.referral) == ("FIRST_FORM", link, referral)
    assert (link.measures, link.is_first) == (["PHQ9", "GAD7"], True)


def test_nobody_gets_it_who_did_not_agree_was_asked_or_is_better_rung(north, today, now):
    referred(north, today, patient={"text_ok": False})
    referred(north, today, source="SELF")
    referred(north, today - timedelta(days=15))
    caseload.risk_flag(referred(north, today))

    assert _run(now) == 0
