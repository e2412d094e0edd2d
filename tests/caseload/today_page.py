"""The Today page as tests read it: the whole of it, and its parts."""

from datetime import UTC, datetime

from staff.models import StaffMember
from tests.factories.referrals import PatientFactory

HALF_PAST_NINE = datetime(2026, 6, 9, 8, 30, tzinfo=UTC)
HALF_PAST_TEN = datetime(2026, 6, 9, 9, 30, tzinfo=UTC)
ELEVEN = datetime(2026, 6, 9, 10, 0, tzinfo=UTC)
FRIDAY_BEFORE = datetime(2026, 6, 5, 9, 0, tzinfo=UTC)


def person(given: str, family: str, **facts: object):
    return PatientFactory(given_name=given, family_name=family, **facts)


def today(client, who: StaffMember) -> str:
    client.force_login(who)
    response = client.get("/today/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def due(page: str) -> str:
    return page[page.index('id="due"') :]


def before_tonight(page: str) -> str:
    return due(page).split("This week")[0]
