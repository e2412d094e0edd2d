"""Pages ask for a right by name; strangers have none."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import ELSEWHERE, Permission, Role
from tests.access.people import EVERY_ROLE, persona

pytestmark = pytest.mark.django_db


@EVERY_ROLE
def test_each_role_may_what_the_table_says_and_nothing_else(
    role: Role, request: pytest.FixtureRequest
) -> None:
    person = persona(request, role)

    held = {permission for permission in Permission if may(person, permission)}

    assert held == ELSEWHERE[role]


def test_a_stranger_may_nothing() -> None:
    assert not any(may(AnonymousUser(), permission) for permission in Permission)


def test_an_account_whose_standing_was_not_read_may_nothing(priya: StaffMember) -> None:
    unread = StaffMember.objects.get(pk=priya.pk)

    assert not any(may(unread, permission) for permission in Permission)


def test_requires_lets_in_whoever_holds_the_right(priya: StaffMember, dan: StaffMember) -> None:
    @requires(Permission.CARRY_CASELOAD)
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("in")

    asked = RequestFactory().get("/")

    asked.user = priya
    assert page(asked).content == b"in"
    asked.user = dan
    with pytest.raises(PermissionDenied):
        page(asked)


def test_every_role_says_what_it_may_elsewhere() -> None:
    assert set(ELSEWHERE) == set(Role)
