"""What a reply asks for, by a rule that anybody can read: the whole text is one of these words.

Anything else, however clear it seems, is read by a person.
"""

import re
import unicodedata

from portal.models import Meaning

_MEANS = {
    Meaning.CONFIRM: ("1", "y", "yes", "yeah", "yep", "ok", "okay", "confirm", "confirmed", "tak"),
    Meaning.CANCEL: ("2", "n", "no", "cancel", "cancelled", "nie"),
    Meaning.STOP: ("stop", "stop all", "stopall", "unsubscribe"),
}
_BY_WORDS = {words: meaning for meaning, every in _MEANS.items() for words in every}
_POLITE = re.compile(r"\b(please|pls|thanks|thank you|thx|ta)\b")
_NO_WORD = re.compile(r"[^\w\s]|_")


def meaning_of(text: str) -> Meaning:
    """The meaning of the whole text, whatever its case and courtesy; OTHER for anything more."""
    plain = _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).lower())
    words = " ".join(_POLITE.sub(" ", plain).split())
    return _BY_WORDS.get(words, Meaning.OTHER)
