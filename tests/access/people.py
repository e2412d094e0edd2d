"""The personas of the matrix, by role, and how a browser asks for a page as one of them."""

import pytest

from staff.models import StaffMember
from staff.roles import Role

# Role by role: the fixture that is this person.
PERSONAS = {
    Role.PWP: "priya",
    Role.TRAINEE_PWP: "trainee",
    Role.SENIOR_PWP: "sam",
    Role.DUTY_LEAD: "duty",
    Role.SERVICE_LEAD: "leah",
    Role.ADMINISTRATOR: "ada",
    Role.DATA_MANAGER: "dan",
    Role.PRIVACY_OFFICER: "petra",
    Role.SYSTEM_ADMINISTRATOR: "sid",
}
EVERY_ROLE = pytest.mark.parametrize("role", list(PERSONAS), ids=lambda role: role.value)


def persona(request: pytest.FixtureRequest, role: Role) -> StaffMember:
    """The person who holds this role."""
    return request.getfixturevalue(PERSONAS[role])
