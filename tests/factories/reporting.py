"""Pathways as they are derived, without the records behind them."""

from datetime import date, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from reporting.models import Pathway
from tests.factories import referrals


class PathwayFactory(DjangoModelFactory):
    """Of a referral that waits for its assessment."""

    class Meta:
        model = Pathway

    referral = factory.SubFactory(referrals.ReferralFactory)
    team = factory.SelfAttribute("referral.team")
    received_on = factory.SelfAttribute("referral.received_on")
    source = factory.SelfAttribute("referral.source")
    born_on = factory.SelfAttribute("referral.patient.date_of_birth")


def finished(*, on: date, waited: int = 30, to_second: int = 14, **facts: Any) -> Pathway:
    """A course of four sessions that ended on this day; recovered unless told otherwise."""
    first = on - timedelta(days=90)
    told = {
        "ended_on": on,
        "end_code": "COMPLETED",
        "received_on": first - timedelta(days=waited),
        "assessment_first_on": first,
        "care_contacts": 4,
        "treatments": 4,
        "therapy_first_on": first,
        "therapy_second_on": first + timedelta(days=to_second),
        "therapy_last_on": on - timedelta(days=7),
        "is_completed": True,
        "phq9_first": 16,
        "phq9_last": 5,
        "gad7_first": 14,
        "gad7_last": 4,
        "anxiety_measure": "GAD7",
        "anxiety_first": 14,
        "anxiety_last": 4,
        "is_caseness": True,
        "is_improved": True,
        "is_recovered": True,
        "is_reliably_recovered": True,
    }
    return PathwayFactory(**(told | facts))
