"""May somebody do something: the one question pages ask."""

from django.contrib.auth.models import AnonymousUser

from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing


def may(
    user: StaffMember | AnonymousUser, permission: Permission, team_id: int | None = None
) -> bool:
    """Whether this person holds a right that is about no single record; False for strangers.

    Rights on one patient's record are answered by `referrals.access.open_record`.
    """
    standing = getattr(user, "standing", None)
    return isinstance(standing, Standing) and standing.may_elsewhere(permission, team_id)
