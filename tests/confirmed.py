"""Somebody who gave their password again a moment ago."""

from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from django.test import Client

from staff.models import StaffMember


def sign_in(client: Client, member: StaffMember) -> None:
    """Signed in, and confirmed as the page that asks for the password does it."""
    client.force_login(member)
    session = client.session
    request = SimpleNamespace(session=session)
    record_authentication(request, member, method="password", reauthenticated=True)
    session.save()
