"""What every referral that comes in has in common: a team, a first step, a line on its timeline.
A part of the verbs that receive; they stand on the trail themselves.
"""

from dataclasses import dataclass
from datetime import date, datetime

from caseload import owners
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import add_working_days, local_date, moment
from referrals import actions as referral_actions
from referrals import registering
from referrals.actions import NextStepEntry
from referrals.models import NextStepKind, Patient, Referral, TimelineKind
from staff.models import StaffMember


@dataclass(frozen=True, slots=True)
class Incoming:
    """From whom it comes and since when, the problem as it was written, and how the timeline tells
    of it.
    """

    source: str
    received_on: date
    problem: str
    title: str
    text: str


def receive(
    incoming: Incoming, *, patient: Patient, by: StaffMember | None, now: datetime, policy: Policy
) -> Referral:
    """Open the referral; who finds out decides about it within the working days of the service.

    Raises Refused where no team is there to receive it.
    """
    team = registering.receiving_team()
    if team is None:
        raise Refused("No team is there to receive this.")
    due_on = add_working_days(local_date(now), policy.triage_within_working_days, policy.calendar)
    owner = owners.service_at(now).finds_out()
    referral = referral_actions.receive(
        patient=patient,
        team=team,
        source=incoming.source,
        received_on=incoming.received_on,
        next_step=NextStepEntry(
            NextStepKind.TRIAGE,
            "Triage",
            None if owner is None else owner.staff_id,
            moment(due_on, policy.closes),
        ),
        by=by,
        now=now,
    )
    Referral.objects.filter(pk=referral.pk).update(problem_statement=incoming.problem)
    referral_actions.add_timeline_note(
        referral=referral,
        kind=TimelineKind.REFERRAL,
        title=incoming.title,
        text=incoming.text,
        by=by,
        now=now,
    )
    return referral
