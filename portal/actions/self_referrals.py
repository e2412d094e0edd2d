"""A self-referral: received whole and once; or passed on, when it worries and is left unsent."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from audit import trail
from caseload import receiving
from caseload.actions import calls, self_referrals
from caseload.actions.calls import CallEntry
from caseload.models import Caller
from caseload.receiving import Incoming
from clinical.policy import Policy
from clinical.working_days import local_date
from portal.actions import messages
from portal.models import MessageKind, ReferralDraft, Safe, SelfReferral
from portal.providers import available
from portal.reach import way_to, wishes_of
from portal.referring import told
from referrals import registering
from referrals.models import ConsentMethod, Referral, ReferralSource
from referrals.registering import Agreed

# For how long the page that says what happens next can be seen.
_SEEN_FOR = timedelta(hours=1)
_HARM = "What was written on the self-referral form mentions harm"
_LONGEST_ABOUT = 200


@transaction.atomic
def send(
    *,
    draft: ReferralDraft,
    agreed: Sequence[Agreed],
    share_with_gp: bool,
    equality: Mapping[str, str],
    by: None,
    now: datetime,
    policy: Policy,
) -> Referral:
    """Receive a whole form as patient and referral, with what worries on a flag of the duty senior,
    all or nothing. Sent twice, it is the first referral.

    Raises Refused where nobody works here, or no team is there to receive it.
    """
    held = _held(draft)
    if held.referral is not None:
        return held.referral
    with trail.written_last():
        patient = registering.new_patient(
            entry=told.new_patient(held, share_with_gp=share_with_gp),
            needs=told.needs(held),
            by=by,
            now=now,
        )
        referral = receiving.receive(
            Incoming(
                source=ReferralSource.SELF,
                received_on=local_date(now),
                problem=told.said(held, told.PROBLEM)["problem"],
                title="Referred themselves on the web",
                text="The problem is in their own words. Needs and safe contact are under Details.",
            ),
            patient=patient,
            by=by,
            now=now,
            policy=policy,
        )
        registering.keep_consents(
            patient=patient, agreed=agreed, method=ConsentMethod.OWN_FORM, by=by, now=now
        )
        registering.keep_what_was_said(
            referral=referral, needs=told.needs(held), equality=equality, now=now
        )
        _keep_words(held, referral, by=by, now=now, policy=policy)
        _say_what_happens_next(referral, by=by, now=now, policy=policy)
    held.referral, held.sent_at, held.answers = referral, now, {}
    held.expires_at = now + _SEEN_FOR
    held.save(update_fields=["referral", "sent_at", "answers", "expires_at"])
    return referral


@transaction.atomic
def pass_on(*, draft: ReferralDraft, by: None, now: datetime, policy: Policy) -> None:
    """Somebody said something worrying, left a number, and did not send: whoever is on duty is to
    ring, within the hour. Twice is once.

    Raises Refused where nobody works here.
    """
    held = _held(draft)
    if held.call is not None or held.sent_at is not None:
        return
    contact = told.said(held, told.CONTACT)
    name = told.full_name(held)
    born = f", born {told.born(held):%d-%b-%Y}"
    held.call = calls.log_call_of_nobody_yet(
        entry=CallEntry(
            caller=Caller.PATIENT,
            caller_name=name[:120],
            phone=contact.get("phone", ""),
            said=_left_unsent(held),
            mentions_risk=True,
            next_step="",
            about=f"{name[: _LONGEST_ABOUT - len(born)]}{born}",
        ),
        form_key=held.form_key,
        by=by,
        now=now,
        policy=policy,
    )
    held.save(update_fields=["call"])


def _held(draft: ReferralDraft) -> ReferralDraft:
    """As it stands now: whoever sends it beside us waits, and finds it sent."""
    return ReferralDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)


def _keep_words(
    draft: ReferralDraft, referral: Referral, *, by: None, now: datetime, policy: Policy
) -> None:
    """What was sent, and the signals in it, in one go."""
    safe = Safe(told.said(draft, told.SAFE)["safe"])
    mentions_harm = told.mentions_harm(draft)
    said = [] if told.is_safe(draft) else [f"Self-referral: {told.safe_words(draft)}"]
    said += [_HARM] if mentions_harm else []
    signal = (
        self_referrals.hear(
            referral=referral,
            said=said,
            needs_help_now=safe in {Safe.NO, Safe.UNSURE},
            call=draft.call,
            by=by,
            now=now,
            policy=policy,
        )
        if said
        else None
    )
    SelfReferral.objects.create(
        referral=referral,
        form_key=draft.form_key,
        language=draft.language,
        safe=safe,
        problem=told.said(draft, told.PROBLEM)["problem"],
        helped_by=told.helped_by(draft),
        mentions_harm=mentions_harm,
        signal=signal,
        sent_at=now,
    )


def _say_what_happens_next(referral: Referral, *, by: None, now: datetime, policy: Policy) -> None:
    """A message to whoever agreed to one; the others have read it on the page."""
    if way_to(wishes_of(referral.patient), channels=available()) is not None:
        messages.queue(
            kind=MessageKind.RECEIVED, referral=referral, link=None, by=by, now=now, policy=policy
        )


def _left_unsent(draft: ReferralDraft) -> str:
    """What duty reads: when, what worries, and how it is safe to ring. Nothing else they wrote."""
    contact = told.said(draft, told.CONTACT)
    parts = [
        "Began to refer themselves on the web and did not send the form.",
        f"Are you safe right now? {told.safe_words(draft)}.",
        "What they wrote mentions harm." if told.mentions_harm(draft) else "",
        f"Voicemail {contact['voicemail'].lower() or 'not said'},"
        f" texts {contact['texts'].lower() or 'not said'}.",
        f"Email {contact['email']}." if contact["email"] else "",
        f"When it is safe: {contact['best_time']}." if contact["best_time"] else "",
        f"If somebody else answers, say: {contact['say_who']}." if contact["say_who"] else "",
    ]
    return " ".join(part for part in parts if part)
