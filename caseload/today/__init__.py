"""What the Today page shows: the strip, the appointments of the day, and what is due.

Five queries, whatever is in them: appointments, cases, risk actions, calls of nobody yet with
reminders, and the rules in force, which the caller reads; two more for whoever may change the rota,
one for whoever supervises or answers for the service, one for whoever's agreed number is lowered,
one outside hours.
Everything overdue is found here and now; no worker is waited for.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from caseload.rota import panel
from caseload.today import appointments, besides, cases, diary, due, obligations, silences
from caseload.today.appointments import Appointments
from caseload.today.due import ThingsDue
from caseload.today.silences import Silences
from caseload.today.strip import Strip, strip
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date, monday_of
from policy import hours
from staff import agreed
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing

__all__ = ["Today", "read"]


@dataclass(frozen=True, slots=True)
class Today:
    """Everything on the page; the strip only for those who carry a caseload."""

    heading: str
    clock: str
    closed: str
    strip: Strip | None
    has_diary: bool
    appointments: Appointments
    due: ThingsDue
    silences: Silences | None

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named on the page."""
        rows = [row.patient_id for row in self.appointments.rows]
        silent = self.silences.shown if self.silences else ()
        return tuple(sorted({*rows, *self.due.shown, *silent}))


def read(
    *, member: StaffMember, standing: Standing, carries: bool, now: datetime, policy: Policy
) -> Today:
    """The day of this member of staff."""
    on = local_date(now)
    booked = diary.read(standing=standing, now=now, policy=policy)
    people = cases.read(
        standing=standing,
        and_referrals=(one.referral_id for one in booked),
        now=now,
        policy=policy,
    )
    mine = [case for case in people.values() if case.pwp_id in standing.carried_ids]
    own = [case for case in mine if case.pwp_id == member.pk]
    own_diary = [one for one in booked if one.pwp_id == member.pk]
    day = appointments.of_today(
        [one for one in booked if one.pwp_id in standing.carried_ids or one.has_draft],
        people,
        reader_id=member.pk,
        now=now,
    )
    few = besides.read(standing=standing, until=monday_of(on) + timedelta(days=6), now=now)
    facts = due.Facts(
        standing=standing,
        now=now,
        mine=mine,
        cases=people,
        diary=booked,
        risk=obligations.risk_actions(standing=standing, now=now),
        calls=few.calls,
        reminders=few.reminders,
        rota_gaps=panel.gaps(now=now, policy=policy)
        if standing.may_elsewhere(Permission.CHANGE_ROTA)
        else (),
    )
    return Today(
        heading=wording.long_date(on),
        clock=wording.clock(now),
        closed=hours.closed_for_staff(policy=policy, now=now),
        strip=strip(own, own_diary, agreed=agreed.effective(member, on=on), now=now)
        if carries and (own or member.agreed_number)
        else None,
        has_diary=carries or bool(day.rows),
        appointments=day,
        due=due.things_due(facts),
        silences=silences.read(standing=standing, now=now, policy=policy, size=silences.ON_TODAY)
        if silences.concern(standing)
        else None,
    )
