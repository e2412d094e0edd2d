"""Somebody who gave their password again a moment ago."""

from datetime import datetime
from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from django.test import Client

from caseload.actions import risk
from caseload.models import RiskAction
from clinical.policy import DEFAULT
from staff.models import StaffMember


def sign_in(client: Client, member: StaffMember) -> None:
    """Signed in, and confirmed as the page that asks for the password does it."""
    client.force_login(member)
    session = client.session
    request = SimpleNamespace(session=session)
    record_authentication(request, member, method="password", reauthenticated=True)
    session.save()


def close(action: RiskAction, *, by: StaffMember, now: datetime, outcome: str = "Rang her") -> None:
    """A risk action is done, and nothing follows; the last one closes its flag."""
    risk.close_risk_action(
        risk_action=action,
        outcome=outcome,
        then=None,
        is_confirmed=True,
        by=by,
        now=now,
        policy=DEFAULT,
    )
