"""For one person: a referral in every relation to them, and what of a path hangs from it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from uuid import uuid4

from django.urls import reverse

from caseload.models import CareContact, Document
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from policy.models import ClosedDay
from portal.actions import links
from portal.actions.begun import begin_for
from portal.links import token_of
from portal.messages import token_of as message_token_of
from portal.models import InboundReply, PatientMessage
from referrals import merging
from referrals.models import DirectoryEntry, LookAlike, NhsNumberChoice, Patient, Referral
from reporting.models import ExportPiece, ExportRun, ImportRun, Window
from staff.models import StaffMember, Team
from staff.roles import Relation, Role
from supervision.models import OvertimeShare, SkillsGroup, SupervisionSession
from tests import personas
from tests.access.routes import Route
from tests.factories import caseload, documents, policy, portal, referrals, supervision
from tests.factories.staff import (
    DutyFactory,
    MembershipFactory,
    PairingFactory,
    StaffMemberFactory,
    TeamFactory,
)

ABSENT = "ZZZZZZZZ"
# Beside the relations of the table: a risk flag is open on it (the duty senior may look in).
RISK_ELSEWHERE = "OTHER_TEAM_OPEN_RISK"


def around(person: StaffMember, team: Team) -> dict[str, Referral]:
    """One referral for each relation, by the relation's name."""
    elsewhere = TeamFactory(name="Elsewhere")
    supervisee = _pwp(elsewhere)
    PairingFactory(supervisor=person, supervisee=supervisee)
    stranger = _pwp(elsewhere)
    made = {
        Relation.MINE.value: caseload.in_treatment(person, team),
        Relation.SUPERVISEE.value: caseload.in_treatment(supervisee, elsewhere),
        Relation.SAME_TEAM.value: caseload.in_treatment(_pwp(team), team),
        Relation.OTHER_TEAM.value: caseload.in_treatment(stranger, elsewhere),
        RISK_ELSEWHERE: caseload.in_treatment(stranger, elsewhere),
        Relation.WAITING.value: referrals.waiting(team),
        Relation.ENDED_RECENT.value: referrals.ended(team, on=personas.TODAY - timedelta(days=90)),
        Relation.ENDED_OLDER.value: referrals.ended(team, on=personas.TODAY - timedelta(days=91)),
    }
    caseload.risk_flag(made[RISK_ELSEWHERE])
    return made


def address(route: Route, referral: Referral | None) -> str:
    """The route's path for this referral; for None, a reference that does not exist."""
    return reverse(route.name, kwargs={part: PARTS[part](referral) for part in route.parts})


def _pwp(team: Team) -> StaffMember:
    person = StaffMemberFactory()
    MembershipFactory(staff=person, team=team, role=Role.PWP)
    return person


def _reference(referral: Referral | None) -> str:
    return ABSENT if referral is None else referral.reference


def _contact(referral: Referral | None) -> str:
    """A contact in the diary, one per referral; ended and waiting ones have it too."""
    if referral is None:
        return ABSENT
    contact = referral.contacts.filter(state="BOOKED").first()
    if contact is None:
        pwp = referral.carried_by or StaffMemberFactory()
        taken = CareContact.objects.filter(pwp=pwp, state="BOOKED").count()
        at = personas.NOW + timedelta(hours=1 + taken)
        contact = caseload.booked_contact(referral, pwp=pwp, at=at)
    return contact.reference


def _signed(referral: Referral | None) -> str:
    if referral is None:
        return ABSENT
    contact = referral.contacts.filter(state="LOGGED").first()
    if contact is None:
        pwp = referral.carried_by or StaffMemberFactory()
        contact = caseload.signed_contact(referral, pwp=pwp, at=personas.NOW - timedelta(days=120))
    return contact.reference


def _call(_referral: Referral | None) -> str:
    """A call that stands on no record, taken by somebody else."""
    return str(caseload.CallFactory(owner=StaffMemberFactory()).reference)


def _action(referral: Referral | None) -> int:
    """A risk action that nobody has closed. It opens no record: that is the open flag's doing."""
    if referral is None:
        return 0
    action = referral.risk_actions.filter(closed_at__isnull=True).first()
    if action is None:
        flag = referral.flags.filter(reason="risk", cleared_at__isnull=True).first()
        with_flag = {} if flag is None else {"flag": flag}
        owner = referral.carried_by or StaffMemberFactory()
        action = caseload.RiskActionFactory(referral=referral, owner=owner, **with_flag)
    return int(action.pk)


def _week(referral: Referral | None) -> int:
    """A week of internet therapy that somebody else logged."""
    if referral is None:
        return 0
    found = referral.internet_therapy.first()
    return int((found or caseload.internet_week(referral)).pk)


def _document(referral: Referral | None) -> str:
    """A letter that somebody else attached."""
    if referral is None:
        return ABSENT
    found = Document.objects.filter(referral=referral).first()
    return (found or documents.letter(referral)).reference


def _place() -> int:
    """A place of the directory."""
    made = referrals.DirectoryEntryFactory(name=f"Place {DirectoryEntry.objects.count()}")
    return int(made.pk)


def _parked() -> int:
    """Something of the outbox that waits for a person."""
    parked = OutboxEntry.objects.filter(parked_at__isnull=False).first()
    if parked is None:
        at = personas.NOW
        parked = OutboxEntry.objects.create(
            kind="staff_notice", key=str(uuid4()), added_at=at, next_at=at, parked_at=at
        )
    return int(parked.pk)


def _token(referral: Referral | None) -> str:
    """A questionnaire's, for the appointment in the diary."""
    if referral is None:
        return "A" * 24
    contact = CareContact.objects.get(reference=_contact(referral))
    if contact.starts_at <= personas.NOW:
        return "A" * 24
    link = links.make_link(
        referral=referral, contact=contact, by=None, now=personas.NOW, policy=DEFAULT
    )
    return token_of(link)


def _message(referral: Referral | None) -> int:
    """A message to this person that could not be delivered."""
    return 0 if referral is None else int(_failed(referral).pk)


def _message_token(referral: Referral | None) -> str:
    """The token of such a message."""
    return ABSENT if referral is None else message_token_of(_failed(referral).key)


def _failed(referral: Referral) -> PatientMessage:
    found = PatientMessage.objects.filter(referral=referral, state="FAILED").first()
    return found or portal.failed(referral)


def _reply(referral: Referral | None) -> int:
    """A reply of this person that nobody has read."""
    if referral is None:
        return 0
    found = InboundReply.objects.filter(referral=referral).first()
    return int((found or portal.InboundReplyFactory(referral=referral)).pk)


def _agreed(referral: Referral | None) -> int:
    """Something that was agreed about this person in a meeting of two others."""
    if referral is None:
        return 0
    pair = {"by": StaffMemberFactory(), "owner": StaffMemberFactory()}
    return int(supervision.agreed(referral, **pair).pk)


def _meeting() -> str:
    """The meeting that a test has made for its person; theirs alone, so that there may be none."""
    made = SupervisionSession.objects.first()
    return ABSENT if made is None else made.reference


def _owner() -> int:
    """Whoever a test has made to show signs of their overtime to its person."""
    made = OvertimeShare.objects.first()
    return 0 if made is None else made.staff_id


def _group() -> str:
    """The skills group that a test has made for its person."""
    made = SkillsGroup.objects.first()
    return ABSENT if made is None else made.reference


def _next_closed_day() -> date:
    """Each closed day is once."""
    return date(2026, 6, 17) + timedelta(days=ClosedDay.objects.count())


def _beginning() -> str:
    """A self-referral that somebody has begun with a person."""
    return begin_for(
        answers={"about-you": {"d": "4", "m": "5", "y": "1991"}},
        organisation="Jobcentre",
        language="en",
        by=StaffMember.objects.order_by("pk")[0],
        now=personas.NOW,
    )


def _pair(referral: Referral | None) -> int:
    """Somebody on record who looks like this person, and of whom nobody has said anything."""
    if referral is None:
        return 0
    pair = LookAlike.objects.create(
        patient=referral.patient,
        other=referrals.PatientFactory(),
        why="Same name.",
        found_at=personas.NOW,
    )
    Patient.objects.filter(pk=referral.patient_id).update(alike=1, may_be_known=1)
    return int(pair.pk)


def _merge(referral: Referral | None) -> object:
    """Said by somebody else: this person and another are one."""
    if referral is None:
        return uuid4()
    proposed = merging.propose(
        kept=referral.patient,
        other=referrals.waiting(referral.team).patient,
        nhs_number=NhsNumberChoice.NEITHER,
        why="Same birth date and phone.",
        by=StaffMemberFactory(),
        now=personas.NOW,
    )
    return proposed.key


def _written() -> int:
    """A month of the return that was written; one empty zip."""
    made = ExportRun.objects.create(
        month=date(2026, 5, 1),
        window=Window.PROVISIONAL,
        state=ExportRun.State.DONE,
        asked_by=StaffMemberFactory(),
        asked_at=personas.NOW,
        finished_at=personas.NOW,
        checksum=uuid4().hex,
        file_name="2026-05.zip",
    )
    ExportPiece.objects.create(run=made, place=0, content=b"PK\x05\x06".ljust(22, b"\0"))
    return int(made.pk)


def _sent() -> int:
    """Files of an old system that somebody else sent to be looked at; they are here no more."""
    made = ImportRun.objects.create(
        source="move.zip",
        fingerprint=uuid4().hex,
        is_dry_run=True,
        asked_by=StaffMemberFactory(),
        asked_at=personas.NOW,
        phase="DONE",
        ending="ALL_IN",
        ended_at=personas.NOW,
    )
    return int(made.pk)


# How each further part of a path is made. A new part gets its line here.
PARTS: Mapping[str, Callable[[Referral | None], object]] = MappingProxyType(
    {
        "reference": _reference,
        "contact": _contact,
        "pair": _pair,
        "week": _week,
        "begun_token": lambda _referral: _beginning(),
        "signed": _signed,
        "view": lambda _referral: 0,
        "measure": lambda _referral: "recovery",
        "month": lambda _referral: "2026-05",
        "run": lambda _referral: _written(),
        "sent": lambda _referral: _sent(),
        "blank": lambda _referral: "people",
        "lack": lambda _referral: "names",
        "label": lambda _referral: caseload.LabelFactory().pk,
        "form_key": lambda _referral: uuid4(),
        "action": _action,
        "call": _call,
        "token": _token,
        "message": _message,
        "document": _document,
        "merge": _merge,
        "message_token": _message_token,
        "reply": _reply,
        "stray": lambda _referral: int(portal.InboundReplyFactory().pk),
        "number": lambda _referral: 1,
        "slug": lambda _referral: "safe",
        "name": lambda _referral: "session_minutes",
        "key": lambda _referral: "neutral-name",
        "elsewhere": lambda _referral: _place(),
        "change": lambda _referral: policy.PolicyChangeFactory().pk,
        "proposal": lambda _referral: policy.WordingFactory().pk,
        "day": lambda _referral: policy.ClosedDayFactory(on=_next_closed_day()).pk,
        # Of a staff record: the carrier's, in whom nothing was looked at or agreed.
        "staff": lambda referral: 0 if referral is None else referral.carried_by_id,
        "own_kind": lambda _referral: "cpd",
        "kind": lambda _referral: "training",
        "credential": lambda _referral: 0,
        "offset": lambda _referral: 0,
        "reflection": lambda _referral: 0,
        "meeting": lambda _referral: _meeting(),
        "group": lambda _referral: _group(),
        "planned_on": lambda _referral: "2026-06-09",
        "agreed": _agreed,
        "place": lambda _referral: 1,
        "owner": lambda _referral: _owner(),
        "share": lambda _referral: 0,
        "sender": lambda _referral: 0,
        "supervisee": lambda referral: 0 if referral is None else referral.carried_by_id,
        "turn": lambda _referral: DutyFactory(starts_at=personas.NOW + timedelta(days=2)).pk,
        "entry": lambda _referral: _parked(),
        "reason": lambda _referral: "no_next_appointment",
    }
)
