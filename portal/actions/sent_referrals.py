"""A referral that another system sends: received whole and once per key; what mentions harm has an
owner before the answer goes back.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from audit import trail
from caseload import receiving
from caseload.actions import referred
from caseload.receiving import Incoming
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import local_date
from portal.letters import Letter
from portal.models import ReferralSender, SentReferral
from referrals import matching, registering
from referrals.models import ConsentMethod, Patient, Referral

_SAYS_SO = "Referral by {who}: they say that it mentions harm"
_WORDS = "Referral by {who}: words in it suggest harm"


class OtherWords(Refused):
    """Something else came under this key before."""


@transaction.atomic
def receive_sent(
    *,
    sender: ReferralSender,
    key: str,
    letter: Letter,
    by: None,
    now: datetime,
    policy: Policy,
) -> Referral:
    """Receive what a system sent as patient and referral, and what it says about harm on a flag of
    the duty senior: all or nothing. The same again under one key is the first referral. Somebody on
    record keeps their details as they are; a person compares them with what was sent.

    Raises OtherWords where the key was used for something else, and Refused where no team is there
    or nobody works here to own what worries.
    """
    _one_at_a_time(sender)
    first = SentReferral.objects.filter(sender=sender, key=key).select_related("referral").first()
    if first is not None:
        if first.body_hash != letter.body_hash:
            raise OtherWords("This Idempotency-Key was used for another referral.")
        return first.referral
    with trail.written_last():
        found = matching.of_number(letter.said["nhs_number"])
        known = found if found is not None and _is_the_same(found, letter) else None
        is_anothers = found is not None and known is None
        patient = known or _somebody_new(letter, is_anothers=is_anothers, by=by, now=now)
        referral = receiving.receive(
            Incoming(
                source=sender.source,
                received_on=local_date(now),
                problem=letter.said["reason"],
                title=f"Referred by {sender.name}",
                text=f"Sent by their system, written by {letter.said['referred_by']}.",
            ),
            patient=patient,
            by=by,
            now=now,
            policy=policy,
        )
        _keep_what_was_agreed(letter, referral, sender=sender, is_known=known is not None, now=now)
        _keep(
            SentReferral(sender=sender, key=key, referral=referral, number_is_anothers=is_anothers),
            letter,
            by=by,
            now=now,
            policy=policy,
        )
    return referral


def _one_at_a_time(sender: ReferralSender) -> None:
    """The same sent twice at once: the second waits, and then finds the first."""
    ReferralSender.objects.select_for_update().get(pk=sender.pk)


def _is_the_same(found: Patient, letter: Letter) -> bool:
    """Besides the number the birth date and the last name: more than a slip of the finger has."""
    return (
        found.date_of_birth == letter.said["date_of_birth"]
        and found.family_name.lower() == letter.said["family_name"].lower()
    )


def _somebody_new(letter: Letter, *, is_anothers: bool, by: None, now: datetime) -> Patient:  # noqa: FBT001 - a fact
    number = None if is_anothers else letter.said["nhs_number"] or None
    try:
        with transaction.atomic():
            return registering.new_patient(
                entry=letter.person(nhs_number=number), needs=letter.needs, by=by, now=now
            )
    except IntegrityError as taken:  # this second, by another sender: it is sent again
        raise Refused("Two referrals of this person came at once. Send it again.") from taken


def _keep_what_was_agreed(
    letter: Letter,
    referral: Referral,
    *,
    sender: ReferralSender,
    is_known: bool,
    now: datetime,
) -> None:
    """Of somebody on record only that they agree to this: what they told us themselves stands."""
    agreed = letter.agreed(who=sender.name)
    registering.keep_consents(
        patient=referral.patient,
        agreed=agreed[:1] if is_known else agreed,
        method=ConsentMethod.IN_WRITING,
        by=None,
        now=now,
    )
    registering.keep_needs(referral=referral, needs=letter.needs, now=now)


def _keep(sent: SentReferral, letter: Letter, *, by: None, now: datetime, policy: Policy) -> None:
    """What came, and the signal in it, in one go."""
    words = _SAYS_SO if letter.says_harm else _WORDS if letter.words_mention_harm else ""
    if words:
        sent.signal = referred.hear_harm(
            referral=sent.referral,
            words=words.format(who=sent.sender.name),
            by=by,
            now=now,
            policy=policy,
        )
    sent.body, sent.body_hash = letter.as_kept(), letter.body_hash
    sent.says_harm, sent.mentions_harm = letter.says_harm, bool(words)
    sent.received_at = now
    sent.save(force_insert=True)
