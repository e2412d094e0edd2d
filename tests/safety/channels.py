"""Every channel through which something worrying can be said, each with a way to push an answer
through it. A channel that is built later joins here; the test beside fails until it does.
"""

import uuid
from dataclasses import replace

from caseload.actions import (
    by_link,
    calls,
    contacts,
    discussed,
    drafts,
    missed_sessions,
    safeguarding,
    scores,
)
from caseload.actions.calls import CallEntry
from caseload.actions.safeguarding import SafeguardingEntry
from caseload.models import (
    AboutWhom,
    Attendance,
    Caller,
    CareContact,
    MissedFollowUp,
    PastAttempts,
    RiskAsked,
    RiskOutcome,
    SignalSource,
    Thoughts,
)
from caseload.risk_signals import Response
from clinical.policy import DEFAULT
from clinical.risk import ResponseUrgency
from outcomes.models import MeasureScore
from portal.actions import answers, closing, links, replies
from portal.actions.replies import Incoming
from portal.models import Channel as Way
from portal.models import LinkKind
from portal.new_links import new_link
from portal.questionnaire.steps import steps_of
from tests.caseload import entries
from tests.safety.attached_letter import LETTER_HEARD_BY, attached_letter
from tests.safety.cancelled_appointment import why_cancelled
from tests.safety.channel import channel
from tests.safety.notes import corrected_note, file_again
from tests.safety.old_notes import OLD_NOTES_HEARD_BY, old_notes
from tests.safety.self_referral import HEARD_BY, self_referral
from tests.safety.sent_referral import HARM_HEARD_BY, sent_referral
from tests.safety.triage_call import RISK_CALL_BY, risk_call
from tests.safety.typed_referral import typed_referral
from tests.safety.waiting_words import TYPED_HEARD_BY, words_while_waiting
from tests.safety.world import HARMFUL, HARMLESS, World, number_of

S = SignalSource
YES_OR_NO = ("yes", "no", "")
CONCERNS = ("self_neglect", "from_others", "to_others", "children", "safeguarding")


def _section(world: World) -> entries.RiskEntry:
    pick = world.random.choice
    plan, means, intent = (pick((False, False, True)) for _ in range(3))
    concerns = {name: pick((False, False, False, True)) for name in CONCERNS}
    is_urgent = plan or intent
    return replace(
        entries.RISK,
        thoughts=pick(list(Thoughts)),
        plan=plan,
        means=means,
        intent=intent,
        means_agreed="Her sister keeps them" if means else "",
        past_attempts=pick(list(PastAttempts)),
        **concerns,
        concern_details="As she told it",
        safeguarding_details="As she told it" if concerns["safeguarding"] else "",
        outcome=RiskOutcome.DUTY_SENIOR if is_urgent else pick(list(RiskOutcome)),
    )


def _says_something(section: entries.RiskEntry) -> bool:
    """By hand: everything but a section in which nothing was said."""
    return (
        section.thoughts != Thoughts.NONE_NOW
        or section.past_attempts == PastAttempts.YES_NEW
        or section.outcome != RiskOutcome.SAFETY_PLAN
        or any(getattr(section, name) for name in ("plan", "means", "intent", *CONCERNS))
    )


def _log(world: World, contact: CareContact, entry: object) -> None:
    logged = entries.logged(entry, of=contact)  # type: ignore[arg-type]
    for _ in range(world.twice()):
        contacts.log_session(
            contact=contact, logged=logged, by=world.carrier, now=world.now, policy=DEFAULT
        )


def session_form(world: World) -> None:
    """Scores and, where needed or wanted, the risk section of a session that took place."""
    contact, phq9 = world.booked(), world.digits()
    section = _section(world) if phq9[8] or world.random.random() < 0.3 else None
    asked = RiskAsked.NOTHING_NEW if section is None else RiskAsked.REVIEWED
    _log(world, contact, entries.seen(phq9=phq9, risk_asked=asked, risk=section))
    said = section is not None and _says_something(section)
    world.heard(contact.referral_id, int(phq9[8] > 0) + int(said))


def missed_session(world: World) -> None:
    """A session that did not take place, and a PWP who is worried."""
    contact = world.booked()
    is_open = contact.referral.risk_open_since is not None
    chosen = [MissedFollowUp.WORRIED, *(missed_sessions.INSTEAD_OF_WAITING if is_open else ())]
    follow_up = world.random.choice([*sorted(chosen), MissedFollowUp.WRITE_AND_SUPERVISION])
    attendance = world.random.choice((Attendance.DID_NOT_ATTEND, Attendance.PATIENT_CANCELLED))
    _log(world, contact, entries.missed(attendance=attendance, follow_up=follow_up))
    world.heard(contact.referral_id, int(follow_up in chosen))


def draft(world: World) -> None:
    """What is typed and not signed; saved again, it is the same signal."""
    pick, contact = world.random.choice, world.booked()
    said = False
    for version in range(world.twice()):
        fields = {
            "phq9_9": pick(("", "0", "0", "1", "3")),
            "risk_thoughts": pick(("", "NONE_NOW", "PASSING", "OFTEN")),
            "risk_past_attempts": pick(("", "AS_RECORDED", "YES_NEW")),
        }
        yes_or_no = ("risk_plan", "risk_means", "risk_intent", *(f"risk_{c}" for c in CONCERNS))
        fields |= {pick(yes_or_no): pick(YES_OR_NO)}
        fields = {pick(tuple(fields)): "", "did": "Rang."} | dict([pick(tuple(fields.items()))])
        drafts.save_draft(
            contact=contact,
            fields=fields,
            version=version,
            missing="",
            by=world.carrier,
            now=world.now,
            policy=DEFAULT,
        )
        said |= bool(set(fields.values()) & {"1", "3", "PASSING", "OFTEN", "YES_NEW", "yes"})
    world.heard(contact.referral_id, int(said))


def staff_typed_score(world: World) -> None:
    """A score typed by staff, put right afterwards: the right item 9 is a signal like any other."""
    wrong = MeasureScore.objects.filter(
        measure="PHQ9",
        superseded_at=None,
        withdrawn_at=None,
        referral__in=world.referrals,
        sitting__mode__in=("ON_CALL", "IN_PERSON"),
    ).first()
    if wrong is None:
        session_form(world)
        return
    right = world.digits()
    scores.correct_score(
        score=wrong,
        answers=right,
        reason="Read out the wrong line",
        by=world.senior,
        now=world.now,
        policy=DEFAULT,
    )
    world.heard(wrong.referral_id, int(right[8] > 0))


def link(world: World) -> None:
    """Item 9 tapped on a questionnaire by link, changed, tapped twice, then sent."""
    referral = world.referral()
    sent = links.make_link(
        referral=referral, contact=None, by=world.carrier, now=world.now, policy=DEFAULT
    )
    step = next(one for one in steps_of(sent) if one.is_item_nine)
    tapped = [world.random.choice((None, 0, 0, 1, 2, 3)) for _ in range(world.twice())]
    for value in tapped:
        answers.answer(link=sent, step=step, value=value, by=None, now=world.now, policy=DEFAULT)
    closing.close(link=sent, by=None, now=world.now, policy=DEFAULT)
    world.heard(referral.pk, len({value for value in tapped if value}))


def asked_for_a_call(world: World) -> None:
    """The button beside the crisis numbers: without an open flag, asking is itself the signal."""
    referral = world.referral()
    by_link.ask_for_a_call(referral=referral, by=None, now=world.now, policy=DEFAULT)
    world.heard(referral.pk, int(referral.risk_open_since is None))


def call(world: World) -> None:
    """A relative, a GP or the person rings; sometimes nobody knows at first whom it is about."""
    pick, referral, key = world.random.choice, world.referral(), uuid.uuid4()
    entry = CallEntry(
        caller=pick(list(Caller)),
        caller_name="Joan",
        phone="",
        said="He does not answer the door",
        mentions_risk=pick((True, False)),
        next_step="",
    )
    facts = {"by": world.senior, "now": world.now, "policy": DEFAULT}
    is_clinical = pick((True, False))
    if pick((True, True, False)):
        for _ in range(world.twice()):
            calls.log_call(
                referral=referral, entry=entry, form_key=key, by_clinician=is_clinical, **facts
            )
    else:
        unknown = replace(entry, about="A man called Sid, in his fifties")
        kept = calls.log_call_of_nobody_yet(entry=unknown, form_key=key, **facts)
        calls.match_call(call=kept, referral=referral, by_clinician=is_clinical, **facts)
    world.heard(referral.pk, int(entry.mentions_risk))


def reply(world: World) -> None:
    """A text that comes back; the provider may deliver it twice."""
    pick, referral, key = world.random.choice, world.referral(), uuid.uuid4().hex
    words = pick((*HARMLESS, *HARMFUL))
    incoming = Incoming(key, Way.TEXT, number_of(referral), words)
    for _ in range(world.twice()):
        replies.file_reply(reply=incoming, by=None, now=world.now, policy=DEFAULT)
    world.heard(referral.pk, int(words in HARMFUL))


def comments_on_the_service(world: World) -> None:
    """What is written on the form about the service; Send pressed twice is one."""
    referral, words = world.referral(), world.random.choice((*HARMLESS, *HARMFUL))
    link = new_link(
        kind=LinkKind.EXPERIENCE,
        referral_id=referral.pk,
        contact=None,
        measures=["TREATMENT"],
        language=world.random.choice(("en", "pl")),
        by=None,
        now=world.now,
    )
    link.save()
    for _ in range(world.twice()):
        closing.close(link=link, by=None, now=world.now, policy=DEFAULT, comments=words)
    world.heard(referral.pk, int(words in HARMFUL))


def safeguarding_referral(world: World) -> None:
    """A concern passed on; without an open flag the concern itself is the signal."""
    referral, key = world.referral(), uuid.uuid4()
    entry = SafeguardingEntry(
        about=world.random.choice(list(AboutWhom)),
        concern="As she told it",
        recipient="Adult social care",
        how_sent="By phone",
        has_consent=True,
        why_without_consent="",
        their_reference="",
    )
    for _ in range(world.twice()):
        safeguarding.refer(
            referral=referral,
            entry=entry,
            owner_id=world.carrier.pk,
            urgency=ResponseUrgency.PLANNED,
            form_key=key,
            by=world.carrier,
            now=world.now,
            policy=DEFAULT,
        )
    world.heard(referral.pk, int(referral.risk_open_since is None))


def decided_in_supervision(world: World) -> None:
    """A risk action decided in a meeting; without an open flag the decision is the signal."""
    referral = world.referral()
    discussed.act_on_risk(
        referral=referral,
        response=Response("Ring today", world.carrier.pk, ResponseUrgency.SAME_DAY),
        by=world.senior,
        now=world.now,
        policy=DEFAULT,
    )
    world.heard(referral.pk, int(referral.risk_open_since is None))


CHANNELS = (
    channel(
        "session form and its risk section",
        S.SCORE,
        S.RISK_SECTION,
        by="caseload.actions.session_risk.respond",
        share=6,
        push=session_form,
    ),
    channel(
        "missed session that worries",
        S.MISSED_SESSION,
        by="caseload.actions.missed_sessions.respond",
        share=6,
        push=missed_session,
    ),
    channel(
        "draft",
        S.DRAFT,
        by="caseload.actions.drafts._raise_provisional_flag",
        share=30,
        push=draft,
    ),
    channel(
        "correction of a score",
        S.SCORE,
        by="caseload.actions.scores.correct_score",
        share=6,
        push=staff_typed_score,
    ),
    channel(
        "note filed again on the right record",
        S.SCORE,
        S.RISK_SECTION,
        S.MISSED_SESSION,
        S.CALL,
        by="caseload.actions.signed_notes.file_again",
        share=3,
        push=file_again,
    ),
    channel(
        "questionnaire by link",
        S.LINK,
        by="caseload.actions.by_link.hear_item_nine",
        share=12,
        push=link,
    ),
    channel(
        "asked for a call on the questionnaire",
        S.CALL,
        by="caseload.actions.by_link.ask_for_a_call",
        share=5,
        push=asked_for_a_call,
    ),
    channel("call", S.CALL, by="caseload.actions.calls._signal", share=14, push=call),
    channel("reply", S.REPLY, by="portal.actions.replies._signal", share=12, push=reply),
    channel(
        "comments on the service",
        S.REPLY,
        by="portal.actions.comments._signal",
        share=6,
        push=comments_on_the_service,
    ),
    channel("self-referral", S.SELF_REFERRAL, by=HEARD_BY, share=8, push=self_referral),
    channel("a risk call from triage", S.TRIAGE, by=RISK_CALL_BY, share=3, push=risk_call),
    channel(
        "referral by another system", S.REFERRAL, by=HARM_HEARD_BY, share=6, push=sent_referral
    ),
    channel(
        "safeguarding referral",
        S.SAFEGUARDING,
        by="caseload.actions.safeguarding._follow_up",
        share=6,
        push=safeguarding_referral,
    ),
    channel("words while waiting", S.CALL, by=TYPED_HEARD_BY, share=5, push=words_while_waiting),
    channel(
        "why an appointment is cancelled", S.CALL, by=TYPED_HEARD_BY, share=5, push=why_cancelled
    ),
    channel("correction of a note", S.CALL, by=TYPED_HEARD_BY, share=5, push=corrected_note),
    channel("referral typed by staff", S.REFERRAL, by=HARM_HEARD_BY, share=5, push=typed_referral),
    channel("note of the old system", S.OLD_NOTE, by=OLD_NOTES_HEARD_BY, share=5, push=old_notes),
    channel("attached letter", S.LETTER, by=LETTER_HEARD_BY, share=5, push=attached_letter),
    channel(
        "decided in supervision",
        S.SUPERVISION,
        by="caseload.actions.discussed.act_on_risk",
        share=5,
        push=decided_in_supervision,
    ),
)
