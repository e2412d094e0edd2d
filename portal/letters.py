"""A referral as another system sends it, before it is one."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clinical.harm_words import mention_of_harm
from referrals.models import ConsentKind
from referrals.registering import Agreed, Needs, NewPatient

# Everything that can be written in one's own words.
_OWN_WORDS = (
    *("reason", "referred_by", "needs_other", "best_time", "say_who", "gp", "address", "postcode"),
    *("given_name", "family_name", "email"),
)
# What somebody agreed to, as the sender's system says.
_AGREED = (
    (ConsentKind.RECORD, "patient_agrees", "The person agrees to this referral"),
    (ConsentKind.VOICEMAIL, "voicemail_ok", "Voicemail may be left"),
    (ConsentKind.TEXT, "text_ok", "Text messages may be sent"),
    (ConsentKind.EMAIL, "email_ok", "Emails may be sent"),
    (ConsentKind.SHARE_WITH_GP, "share_with_gp", "Letters may go to the GP"),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """The fields of one request, each checked, and a hash of what was sent."""

    said: Mapping[str, Any]
    body_hash: str

    @property
    def says_harm(self) -> bool:
        """The sender's answer to whether it mentions harm."""
        return bool(self.said["mentions_harm"])

    @property
    def words_mention_harm(self) -> bool:
        """Words that suggest harm stand in it, whatever was answered."""
        return any(mention_of_harm(str(self.said.get(name, ""))) is not None for name in _OWN_WORDS)

    @property
    def needs(self) -> Needs:
        """What was ticked."""
        return Needs(
            language=self.said["language"],
            other=self.said["needs_other"],
            **dict.fromkeys(self.said["needs"], True),
        )

    def person(self, *, nhs_number: str | None) -> NewPatient:
        """Who this is, and how to reach them."""
        told = self.said
        same = ("given_name", "family_name", "date_of_birth", "postcode", "address", "phone")
        wishes = ("email", "voicemail_ok", "text_ok", "email_ok", "best_time", "say_who", "gp")
        return NewPatient(
            nhs_number=nhs_number,
            share_with_gp=told["share_with_gp"],
            language=told["language"],
            **{name: told[name] for name in (*same, *wishes)},
        )

    def agreed(self, *, who: str) -> list[Agreed]:
        """Each yes and no that was sent, in the words of the interface."""
        return [
            Agreed(kind, self.said[name], f"{who}: {words}")
            for kind, name, words in _AGREED
            if name in self.said
        ]

    def as_kept(self) -> dict[str, Any]:
        """What stands on the record as it was sent."""
        return {
            name: said if isinstance(said, str | bool | list) else str(said)
            for name, said in self.said.items()
        }


def hash_of(body: object) -> str:
    """The same for the same fields, however they are spaced and in whatever order they come."""
    written = json.dumps(body, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()
