"""What a draft says so far, as the rest of the house takes it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from clinical.harm_words import mention_of_harm
from portal.models import ReferralDraft, Safe
from referrals.registering import Needs, NewPatient

SAFE, ABOUT, PROBLEM, CONTACT = "safe", "about-you", "problem", "contact"
NEEDS, EQUALITY, CHECK = "needs", "equality", "check"
_HELPED_BY = "helped-by"
# Everything that can be written in one's own words, by step.
_OWN_WORDS = {
    ABOUT: ("given_name", "family_name", "postcode", "gp"),
    PROBLEM: ("problem",),
    CONTACT: ("email", "best_time", "say_who"),
    NEEDS: ("other",),
}


def said(draft: ReferralDraft, step: str) -> Mapping[str, Any]:
    """What was typed at a step; nothing before it was reached."""
    found: Mapping[str, Any] = draft.answers.get(step, {})
    return found


def begun_by(answers: Mapping[str, Any], organisation: str) -> dict[str, Any]:
    """What somebody else began, with who that is."""
    return {**answers, _HELPED_BY: organisation}


def helped_by(draft: ReferralDraft) -> str:
    """Who began it with them; empty where nobody did."""
    return str(draft.answers.get(_HELPED_BY, ""))


def is_safe(draft: ReferralDraft) -> bool:
    """The answer to "Are you safe right now?" was yes and never another, or was not given yet."""
    return said(draft, SAFE).get("safe", Safe.YES) == Safe.YES and not safe_before(draft)


def safe_before(draft: ReferralDraft) -> str:
    """What was answered there first, where it worried and was taken back."""
    return str(said(draft, SAFE).get("before", ""))


def safe_again(draft: ReferralDraft, typed: Mapping[str, Any]) -> dict[str, Any]:
    """A new answer there; one that worried is kept beside it, as a mistap and a change of mind look
    the same.
    """
    first = safe_before(draft) or said(draft, SAFE).get("safe", Safe.YES)
    return {**typed, "before": first} if first not in {Safe.YES, typed["safe"]} else {**typed}


def safe_words(draft: ReferralDraft) -> str:
    """The answer as staff read it, and what it was at first."""
    now = f"“{Safe(said(draft, SAFE)['safe']).label}”"
    first = safe_before(draft)
    return f"first “{Safe(first).label}”, then {now}" if first else now


def mentions_harm(draft: ReferralDraft) -> bool:
    """Words that suggest harm stand anywhere in what was typed."""
    return any(
        mention_of_harm(str(said(draft, step).get(name, ""))) is not None
        for step, names in _OWN_WORDS.items()
        for name in names
    )


def worries(draft: ReferralDraft) -> bool:
    """A person must look at this."""
    return not is_safe(draft) or mentions_harm(draft)


def can_be_reached(draft: ReferralDraft) -> bool:
    """A number or an address was left."""
    contact = said(draft, CONTACT)
    return bool(contact.get("phone") or contact.get("email"))


def full_name(draft: ReferralDraft) -> str:
    """Given name first."""
    about = said(draft, ABOUT)
    return f"{about.get('given_name', '')} {about.get('family_name', '')}".strip()


def born(draft: ReferralDraft) -> date:
    """The date of birth, which its step has checked."""
    about = said(draft, ABOUT)
    return date(int(about["y"]), int(about["m"]), int(about["d"]))


def needs(draft: ReferralDraft) -> Needs:
    """What was ticked; a step left out is no needs."""
    told = said(draft, NEEDS)
    ticked = told.get("needs", [])
    return Needs(
        language=told.get("language") or draft.language,
        other=told.get("other", ""),
        **dict.fromkeys(ticked, True),
    )


def new_patient(draft: ReferralDraft, *, share_with_gp: bool) -> NewPatient:
    """Who this is, and how to reach them."""
    about, contact = said(draft, ABOUT), said(draft, CONTACT)
    return NewPatient(
        given_name=about["given_name"],
        family_name=about["family_name"],
        date_of_birth=born(draft),
        postcode=about.get("postcode", ""),
        phone=contact["phone"],
        email=contact["email"],
        voicemail_ok=contact["voicemail"] == "YES",
        text_ok=contact["texts"] == "YES",
        email_ok=contact["emails"] == "YES",
        best_time=contact["best_time"],
        say_who=contact["say_who"],
        gp=about.get("gp", ""),
        share_with_gp=share_with_gp,
        language=needs(draft).language,
    )
