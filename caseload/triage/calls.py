"""Screening calls of one referral: how often somebody was rung, what may be left on voicemail."""

from dataclasses import dataclass
from datetime import datetime

from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date
from policy import wordings
from policy.models import WordingKey
from referrals.models import Referral, ScreeningCall, ScreeningOutcome

_KEYS = (WordingKey.NEUTRAL_NAME, WordingKey.SERVICE_PHONE)


@dataclass(frozen=True, slots=True)
class CallLine:
    """One attempt in words."""

    when: str
    how: str
    said: str


@dataclass(frozen=True, slots=True)
class Calls:
    """Every attempt, the latest first; what is said to whoever answers, and to a machine."""

    lines: tuple[CallLine, ...]
    voicemail: str
    somebody_else: str
    another_way: str


def calls(referral: Referral, *, now: datetime, policy: Policy) -> Calls:
    """Two queries."""
    on = local_date(now)
    made = list(
        ScreeningCall.objects.filter(referral=referral).select_related("by").order_by("-at")
    )
    texts = wordings.texts(on=on, keys=_KEYS)
    name = referral.patient.say_who or texts[WordingKey.NEUTRAL_NAME].strip()
    unanswered = sum(one.outcome != ScreeningOutcome.SPOKE for one in made)
    spoke = len(made) > unanswered
    return Calls(
        lines=tuple(
            CallLine(
                when=wording.day_and_time(one.at, on),
                how=f"{ScreeningOutcome(one.outcome).label}, {one.by.full_name}",
                said=one.said,
            )
            for one in made
        ),
        voicemail=_voicemail(referral, name=name, phone=texts[WordingKey.SERVICE_PHONE].strip()),
        somebody_else=f"Somebody else answers: say “{name}”, and that you will ring again.",
        another_way=(
            f"Rung {wording.count(unanswered, 'time')} without an answer: try another way before "
            "you ring again."
            if unanswered >= policy.screening_calls and not spoke
            else ""
        ),
    )


def _voicemail(referral: Referral, *, name: str, phone: str) -> str:
    """Nothing of why anybody rings, and no kind of service."""
    if not referral.patient.voicemail_ok:
        return "No voicemail: they did not agree to one."
    back = f" Please ring {phone}." if phone else " I will ring again."
    return (
        f"Voicemail, in these words: “A message for {referral.patient.given_name} from {name}."
        f"{back} Thank you.”"
    )
