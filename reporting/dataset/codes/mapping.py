"""How the words stored here and the codes of one national list lead to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reporting.dataset.lists import Listing

NOT_IN_LIST = "the code itself: its list does not hold it"


@dataclass(frozen=True)
class Codes:
    """One list. Every word has its code, or an empty one where nothing may be sent for it.

    `also` holds each code that has no word of its own: the word that says most of it, and what is
    lost; it also decides where several words share a code. `otherwise` stands for a code that
    nobody knows, `when_empty` for none.
    """

    listing: Listing
    words: Mapping[str, str]
    also: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    otherwise: str = ""
    when_empty: str = ""
    # Of each code the word and what it loses, made of the above.
    _back: dict[str, tuple[str, str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        exact = {code: (word, "") for word, code in self.words.items() if code}
        object.__setattr__(self, "_back", {"": (self.when_empty, ""), **exact, **self.also})

    def to_code(self, word: str) -> str:
        """The code that is sent for a stored word; empty for none. Raises KeyError for a word that
        is not stored anywhere.
        """
        return self.words[word] if word else ""

    def of_code(self, said: str) -> str:
        """The word for a code as it arrives: `5`, `05` and ` 5` alike."""
        return self._read(said)[0]

    def lost(self, said: str) -> str:
        """Which detail of a code the word does not keep; empty where it keeps all."""
        return self._read(said)[1]

    @property
    def without_code(self) -> frozenset[str]:
        """Words for which nothing is sent."""
        return frozenset(word for word, code in self.words.items() if not code)

    def _read(self, said: str) -> tuple[str, str]:
        found = self._back.get(said)
        if found is None:
            found = self._back.get(self.listing.read(said))
        return found or (self.otherwise, NOT_IN_LIST)
