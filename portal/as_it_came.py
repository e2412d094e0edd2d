"""A referral as it came: what somebody wrote about themselves, what another system sent, or what
was typed from a letter; word for word, for clinicians. Equality answers are not shown: they change
nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from caseload.models import TypedReferral
from clinical import nhs_number, wording
from clinical.working_days import local_date
from policy.wordings import LANGUAGES
from portal.letter_form import LetterForm
from portal.models import SelfReferral, SentReferral
from portal.referring.choices import NEEDS
from referrals.models import Consent, ConsentKind, Referral, StatedNeeds

_NEEDS = {name: str(label) for name, label in NEEDS}
_LABELS = {"nhs_number": "NHS number", "gp": "GP surgery", "text_ok": "Texts", "email_ok": "Emails"}
_LABELS |= {"voicemail_ok": "Voicemail", "share_with_gp": "Letters to the GP"}
_LABELS |= {"mentions_harm": "Says: harm", "needs_other": "Other needs"}
_LABELS |= {"best_time": "Best time", "say_who": "If others answer", "patient_agrees": "They agree"}
# As narrow as a phone.
_CONSENTS: dict[str, str] = {
    ConsentKind.RECORD: "Record",
    ConsentKind.SHARE_WITH_GP: "GP letters",
    ConsentKind.VOICEMAIL: "Voicemail",
    ConsentKind.TEXT: "Texts",
    ConsentKind.EMAIL: "Emails",
}
_CHECK_WHO = (
    "The NHS number that was sent is on another person’s record, with another birth date or name."
    " Find out who this is before anything else."
)


@dataclass(frozen=True, slots=True)
class Came:
    """Who wrote it and when, what they wrote, and everything else that came with it."""

    title: str
    when: str
    words: str
    mentions_harm: bool
    warning: str
    rows: tuple[tuple[str, str], ...]


def read(referral: Referral, *, now: datetime) -> Came | None:
    """At most five queries; None where nothing was kept as it came."""
    own = SelfReferral.objects.filter(referral=referral).first()
    if own is not None:
        return _own(own, now=now)
    sent = SentReferral.objects.filter(referral=referral).select_related("sender").first()
    if sent is not None:
        return _sent(sent, now=now)
    typed = TypedReferral.objects.filter(referral=referral).select_related("typed_by").first()
    return None if typed is None else _typed(typed, now=now)


def _own(one: SelfReferral, *, now: datetime) -> Came:
    return Came(
        title="What they wrote about themselves",
        when=_when(one.sent_at, now=now),
        words=one.problem,
        mentions_harm=one.signal_id is not None,
        warning="",
        rows=(
            ("Safe now?", one.get_safe_display()),
            *([("Helped by", one.helped_by)] if one.helped_by else []),
            ("Language", LANGUAGES.get(one.language, one.language)),
            *_needs(one.referral_id),
            *_consents(one.referral, at=one.sent_at),
        ),
    )


def _sent(one: SentReferral, *, now: datetime) -> Came:
    body = dict(one.body)
    words = str(body.pop("reason", ""))
    return Came(
        title=f"What {one.sender.name} sent",
        when=_when(one.received_at, now=now),
        words=words,
        mentions_harm=one.mentions_harm,
        warning=_CHECK_WHO if one.number_is_anothers else "",
        rows=tuple(
            (_label(name), _said(name, body[name]))
            for name in LetterForm().get_fields()
            if body.get(name) or body.get(name) is False
        ),
    )


def _typed(one: TypedReferral, *, now: datetime) -> Came:
    return Came(
        title="What was typed from the referral",
        when=_when(one.typed_at, now=now),
        words=one.problem,
        mentions_harm=one.signal_id is not None,
        warning="",
        rows=(
            ("How it came", one.get_came_by_display()),
            ("Who referred", one.referrer or "Not given"),
            ("Organisation", one.organisation or "Not given"),
            ("Mentions harm", one.get_mentions_harm_display()),
            ("Typed by", one.typed_by.full_name),
            *_needs(one.referral_id),
            *_consents(one.referral, at=one.typed_at),
        ),
    )


def _needs(referral_id: int) -> Iterator[tuple[str, str]]:
    found = StatedNeeds.objects.filter(referral=referral_id).first()
    if found is None:
        return
    ticked = [label for name, label in _NEEDS.items() if getattr(found, name)]
    yield "Needs", ", ".join([*ticked, *([found.other] if found.other else [])]) or "None ticked"


def _consents(referral: Referral, *, at: datetime) -> Iterator[tuple[str, str]]:
    for one in Consent.objects.filter(patient=referral.patient_id, at=at).order_by("pk"):
        yield (
            _CONSENTS.get(one.kind, one.get_kind_display()),
            f"{'Yes' if one.is_given else 'No'}: “{one.words}”",
        )


def _label(name: str) -> str:
    return _LABELS.get(name, name.replace("_", " ").capitalize())


def _said(name: str, said: object) -> str:
    if isinstance(said, bool):
        return "Yes" if said else "No"
    if isinstance(said, list):
        return ", ".join(_NEEDS.get(str(one), str(one)) for one in said)
    if name == "nhs_number":
        return nhs_number.spaced(str(said))
    if name == "date_of_birth":
        return f"{date.fromisoformat(str(said)):%d-%b-%Y}"
    return LANGUAGES.get(str(said), str(said)) if name == "language" else str(said)


def _when(at: datetime, *, now: datetime) -> str:
    return wording.day_and_time(at, local_date(now))
