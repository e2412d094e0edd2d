"""A referral that somebody who works here types: received whole and once, and what mentions harm
has an owner before it is saved.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from audit import trail
from caseload import receiving
from caseload.actions import referred
from caseload.incoming.entry import TypedEntry
from caseload.models import CameBy, MentionsHarm, RiskSignal, TypedReferral
from caseload.receiving import Incoming
from clinical.errors import Refused
from clinical.policy import Policy
from referrals import actions as referral_actions
from referrals import look_alikes, matching, registering
from referrals.details import FOLLOWS
from referrals.models import (
    Consent,
    ConsentMethod,
    Patient,
    Referral,
    ReferralSource,
    ReferringOrganisation,
    TimelineKind,
)
from referrals.registering import Agreed
from staff.models import StaffMember

USED = "This form was saved already, with other words. Load the page again for another referral."
_OTHER_DETAILS = "The referral gives other contact details; those on record stay until checked"
_TAKEN = "Somebody on record has this NHS number. Say whether it is the same person."
_METHODS = {
    CameBy.LETTER: ConsentMethod.IN_WRITING,
    CameBy.EMAIL: ConsentMethod.IN_WRITING,
    CameBy.PHONE: ConsentMethod.BY_PHONE,
    CameBy.AT_THE_DESK: ConsentMethod.IN_PERSON,
}
_ON_PAPER = (CameBy.LETTER, CameBy.EMAIL)
_SAID = {
    MentionsHarm.YES: "whoever typed it says that it mentions harm",
    MentionsHarm.CANNOT_TELL: "whoever typed it cannot tell whether it mentions harm",
    MentionsHarm.NO: "words in it suggest harm",
}
# What of a person's details the referral may say anew.
_DETAILS = ("phone", "email", "address", "postcode", "best_time", "say_who", "gp")


@transaction.atomic
def receive_typed(
    *, entry: TypedEntry, form_key: uuid.UUID, by: StaffMember, now: datetime, policy: Policy
) -> Referral:
    """Receive what was typed as a referral of somebody new, or of somebody on record, with what it
    says about harm on a flag of the duty senior: all or nothing. The same form again is the first.

    Raises Refused for other words under a form key that was used, for an NHS number that is
    somebody else's, where no team is there, and where nobody works here to own what worries.
    """
    _one_at_a_time(form_key)
    first = TypedReferral.objects.filter(form_key=form_key).select_related("referral").first()
    if first is not None:
        if first.digest != entry.digest:
            raise Refused(USED)
        return first.referral
    with trail.written_last():
        patient = _person(entry, by=by, now=now)
        referral = _receive(entry, patient, by=by, now=now, policy=policy)
        agreed = _agreed(entry, patient)
        if entry.known is not None:
            _say_anew(entry, referral, agreed=agreed, by=by, now=now)
        registering.keep_consents(
            patient=patient, agreed=agreed, method=_METHODS[entry.came_by], by=by, now=now
        )
        registering.keep_needs(referral=referral, needs=entry.needs, now=now)
        _keep_words(entry, referral, form_key=form_key, by=by, now=now, policy=policy)
        _remember(entry, now=now)
    return referral


def _one_at_a_time(form_key: uuid.UUID) -> None:
    """The same form sent twice at once: the second waits, and then finds the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form_key)])


def _person(entry: TypedEntry, *, by: StaffMember, now: datetime) -> Patient:
    of_number = matching.of_number(entry.person.nhs_number)
    if entry.known is None:
        if of_number is not None:
            raise Refused(_TAKEN, field="nhs_number")
        patient = registering.new_patient(entry=entry.person, needs=entry.needs, by=by, now=now)
        look_alikes.settle_as_others(patient, others=entry.others, by=by, now=now)
        return patient
    if of_number is not None and of_number.pk != entry.known.patient_id:
        raise Refused("This NHS number is another person’s on record.", field="nhs_number")
    return Patient.objects.select_for_update().get(pk=entry.known.patient_id)


def _receive(
    entry: TypedEntry, patient: Patient, *, by: StaffMember, now: datetime, policy: Policy
) -> Referral:
    whose = ", ".join(part for part in (entry.referrer, entry.organisation) if part)
    came = CameBy(entry.came_by).label
    return receiving.receive(
        Incoming(
            source=entry.source,
            received_on=entry.received_on,
            problem=entry.problem,
            title=f"Referred by: {ReferralSource(entry.source).label}. {came}",
            text=f"{whose or 'No name given'}. Typed by {by.full_name}.",
        ),
        patient=patient,
        by=by,
        now=now,
        policy=policy,
    )


def _agreed(entry: TypedEntry, patient: Patient) -> Sequence[Agreed]:
    """What they agreed to, as the referral says. On paper somebody else says it: a yes there, or of
    whoever cannot see what stands on record, never takes back a no; the person does, when asked.
    """
    is_their_own = entry.source == ReferralSource.SELF or entry.came_by not in _ON_PAPER
    if entry.known is None or (is_their_own and entry.known.may_change):
        return entry.agreed
    said = Consent.objects.filter(patient=patient).order_by("at", "pk")
    latest = dict(said.values_list("kind", "is_given"))
    return [one for one in entry.agreed if not one.is_given or latest.get(one.kind, True)]


def _say_anew(
    entry: TypedEntry,
    referral: Referral,
    *,
    agreed: Sequence[Agreed],
    by: StaffMember,
    now: datetime,
) -> None:
    """What the referral says newly of somebody on record; what it leaves out stays. Of somebody
    whose details whoever types cannot see, they stay too, and it is written beside them.
    """
    said, known = entry.person, entry.known
    if known is None:
        return
    written = {name: getattr(said, name) for name in _DETAILS if getattr(said, name)}
    found: dict[str, str | bool] = {
        FOLLOWS[one.kind]: one.is_given for one in agreed if one.kind in FOLLOWS
    }
    if not known.may_change:
        _write_beside(written, referral, by=by, now=now)
        refused = {name: False for name, given in found.items() if not given}
        registering.say_anew(
            referral=referral, details=refused, version=known.version, by=by, now=now
        )
        return
    found |= written
    if entry.needs.words:
        found["needs"] = entry.needs.words
    if said.nhs_number is not None and matching.of_number(said.nhs_number) is None:
        found["nhs_number"] = said.nhs_number
    registering.say_anew(
        referral=referral,
        details=found | {"language": said.language},
        version=known.version,
        by=by,
        now=now,
    )


def _write_beside(
    written: Mapping[str, str], referral: Referral, *, by: StaffMember, now: datetime
) -> None:
    """Other details than those on record, for whoever may see both to ask about and put right."""
    patient = referral.patient
    other = {name: said for name, said in written.items() if getattr(patient, name) != said}
    if other:
        lines = (f"{name.replace('_', ' ').capitalize()}: {said}" for name, said in other.items())
        referral_actions.add_timeline_note(
            referral=referral,
            kind=TimelineKind.CONTACT,
            title=_OTHER_DETAILS,
            text="; ".join(lines),
            by=by,
            now=now,
        )


def _keep_words(
    entry: TypedEntry,
    referral: Referral,
    *,
    form_key: uuid.UUID,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """What was typed, and the signal in it, in one go."""
    signal = _hear(entry, referral, by=by, now=now, policy=policy) if entry.worries else None
    TypedReferral.objects.create(
        referral=referral,
        form_key=form_key,
        digest=entry.digest,
        came_by=entry.came_by,
        referrer=entry.referrer,
        organisation=entry.organisation,
        problem=entry.problem,
        mentions_harm=entry.mentions_harm,
        words_mention_harm=entry.words_mention_harm,
        signal=signal,
        was_known=entry.known is not None,
        typed_at=now,
        typed_by=by,
    )


def _hear(
    entry: TypedEntry, referral: Referral, *, by: StaffMember, now: datetime, policy: Policy
) -> RiskSignal:
    came = CameBy(entry.came_by).label
    return referred.hear_harm(
        referral=referral,
        words=f"Referral ({came.lower()}): {_SAID[entry.mentions_harm]}",
        was_spoken=entry.came_by not in _ON_PAPER,
        by=by,
        now=now,
        policy=policy,
    )


def _remember(entry: TypedEntry, *, now: datetime) -> None:
    """Offered to whoever types the next: the surgery, and the organisation that referred."""
    is_gp = entry.source == ReferralSource.GP
    names = {(entry.person.gp, True), (entry.organisation, is_gp)}
    ReferringOrganisation.objects.bulk_create(
        (
            ReferringOrganisation(name=name, is_surgery=is_surgery, first_at=now)
            for name, is_surgery in sorted(names)
            if name
        ),
        ignore_conflicts=True,
    )
