"""A service on a Tuesday morning, in which something of each kind falls due by Friday, and nothing
that would say so runs.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import mail
from django.db import connection

from caseload.models import CareContact, CaseFlag, ContactKind, Escalation, RiskAction
from jobs import outbox, runs
from jobs.models import OutboxEntry
from portal.models import QuestionnaireLink
from referrals.models import NextStep, Referral
from staff.models import StaffMember, Team
from tests.factories.caseload import (
    ContactDraftFactory,
    booked_contact,
    in_treatment,
    risk_action,
    signed_contact,
)
from tests.factories.referrals import PatientFactory
from tests.factories.staff import DutyFactory
from tests.personas import NOW
from tests.portal.links import link_for

FRIDAY = NOW + timedelta(days=3)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class World:
    """One person for each thing that falls due."""

    risk: RiskAction
    quiet: Referral
    review: Referral
    unsigned: CareContact
    stepless: Referral
    link: QuestionnaireLink


def begin(priya: StaffMember, duty: StaffMember, team: Team) -> World:
    """Everything is as it should be when the workers stop: all parts have just been heard."""
    DutyFactory(staff=duty, starts_at=FRIDAY - timedelta(hours=2), ends_at=FRIDAY + _DAY)
    world = World(
        risk=risk_action(_seen(priya, team, "Risk"), owner=priya),
        quiet=_person(priya, team, "Quiet", since=NOW - timedelta(days=20)),
        review=_reviewed(priya, team),
        unsigned=_begun(priya, team),
        stepless=_seen(priya, team, "Stepless"),
        link=link_for(booked_contact(_seen(priya, team, "Link"), at=NOW + _DAY)),
    )
    NextStep.objects.filter(referral=world.stepless).delete()
    for name in (*runs.WATCHED, *runs.NIGHTLY):
        runs.beat(name, at=NOW)
    return world


def _person(priya: StaffMember, team: Team, family: str, **facts: Any) -> Referral:
    patient = PatientFactory(given_name="Ann", family_name=family)
    return in_treatment(priya, team, patient=patient, **facts)


def _seen(priya: StaffMember, team: Team, family: str) -> Referral:
    """Seen last week and booked for next week: nothing to say about this person."""
    referral = _person(priya, team, family, since=NOW - _WEEK)
    place = timedelta(minutes=30 * CareContact.objects.count())
    booked_contact(referral, at=NOW + _WEEK + place)
    return referral


def _reviewed(priya: StaffMember, team: Team) -> Referral:
    referral = _seen(priya, team, "Review")
    signed_contact(referral, at=NOW - timedelta(days=27), kind=ContactKind.ASSESSMENT)
    return referral


def _begun(priya: StaffMember, team: Team) -> CareContact:
    """An appointment of the same afternoon, whose note is begun and then left."""
    contact = booked_contact(_seen(priya, team, "Unsigned"), at=NOW + timedelta(hours=3))
    ContactDraftFactory(contact=contact, author=priya, started_at=NOW + timedelta(hours=4))
    return contact


def rows() -> dict[str, Any]:
    """What a catch-up leaves behind, so that two of them can be compared."""
    return {
        "escalations": Counter(Escalation.objects.values_list("risk_action", "call", "level")),
        "flags": Counter(
            CaseFlag.objects.filter(cleared_at=None).values_list("referral", "reason")
        ),
        "outbox": Counter(OutboxEntry.objects.values_list("kind", "key")),
        "steps": Counter(NextStep.objects.filter(done_at=None).values_list("referral")),
        "links": Counter(QuestionnaireLink.objects.values_list("pk", "finished_at")),
        "mails": Counter(message.to[0] for message in mail.outbox),
    }


def doubled(found: dict[str, Any]) -> list[Any]:
    """Whatever stands there more than once, mails left aside: one person may get several."""
    counted = {kind: rows for kind, rows in found.items() if kind != "mails"}
    return [row for rows in counted.values() for row, many in rows.items() if many > 1]


def hand_over_everything(*, now: datetime) -> None:
    """The relay, until nothing is left."""
    while any(outbox.relay(now=now).values()):
        pass


def without(table: str, constraint: str) -> None:
    """Take a guard of the database away, for a twin."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
