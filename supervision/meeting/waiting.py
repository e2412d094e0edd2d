"""Which cases may wait for the next meeting: never risk, never a trainee's new case, never whoever
would pass their day.
"""

from datetime import date

from clinical.agenda import Group
from clinical.errors import Refused
from clinical.reason import Reason
from clinical.wording import sentence_date
from staff.models import Grade, StaffMember
from supervision.models import Part, SupervisionItem, SupervisionSession


def why_today(item: SupervisionItem, *, next_on: date) -> str:
    """Why this case, read with its referral and its meeting's supervisee, is decided today; empty
    where it may wait.
    """
    had_risk = any(reason == Reason.RISK for reason, *_ in item.reasons)
    if had_risk or item.referral.risk_open_since is not None:
        return "Risk is discussed today: choose another decision."
    if is_first_look(item.group, item.session.supervisee):
        return "A trainee’s new case is discussed before treatment begins: decide today."
    if item.look_by < next_on:
        by = sentence_date(item.look_by, next_on)
        return f"The next meeting is after {by}, the last day of the interval: decide today."
    return ""


def is_first_look(group: str, supervisee: StaffMember) -> bool:
    """Under this heading, is it a case that a trainee has not spoken about yet?"""
    return group == Group.NEW and supervisee.grade == Grade.TRAINEE_PWP


def refuse_to_wait(item: SupervisionItem, *, next_on: date) -> None:
    """Raises Refused, with the reason, for a case that is decided today."""
    if why := why_today(item, next_on=next_on):
        raise Refused(why)


def first_with_risk_since(session: SupervisionSession) -> int:
    """The place of the first person on track in whom risk has come up since the opening, and who is
    not decided about; 0 where there is nobody. One query.
    """
    left_out = SupervisionItem.objects.filter(
        session=session,
        part=Part.ON_TRACK,
        decisions__isnull=True,
        referral__ended_on__isnull=True,
        referral__carried_by_id=session.supervisee_id,
        referral__risk_open_since__isnull=False,
    )
    return left_out.order_by("place").values_list("place", flat=True).first() or 0
