"""Puts fragments together into what was written about one person, nothing said twice."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

from pwpservice.practice.words import lives

T = TypeVar("T")
_YOUNGER, _OLDER = 27, 63


# What changes from one fragment to the next.
_PASSING: Mapping[str, Sequence[object]] = {
    "day": lives.DAYS,
    "time": lives.TIMES,
    "month": lives.MONTHS,
    "pages": lives.PAGES,
    "page": range(5, 31),
    "part": range(1, 7),
    "minutes": (60, 90, 120),
}


class _Gaps(dict[str, object]):
    """What fills a fragment's gaps: what is always so in this life, the rest as it comes."""

    def __init__(self, rng: Random, life: Mapping[str, str], more: Mapping[str, object]) -> None:
        super().__init__(life)
        self.update(more)
        self._rng = rng

    def __missing__(self, name: str) -> object:
        self[name] = self._rng.choice(_PASSING[name])
        return self[name]


def _of_that_age(age: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who matters to people of this age, and what may have happened to them."""
    if age < _YOUNGER:
        return lives.RELATIONS_YOUNGER, lives.EVENTS_YOUNGER
    if age >= _OLDER:
        return lives.RELATIONS_OLDER, lives.EVENTS_OLDER
    return lives.RELATIONS, lives.EVENTS


class Voice:
    """One life, and what has already been said about it."""

    def __init__(self, rng: Random, *, age: int) -> None:
        self._rng = rng
        relations, events = _of_that_age(age)
        self._said: set[object] = set()
        self._life = {
            "relation": rng.choice(relations),
            "hobby": rng.choice(lives.HOBBIES),
            "place": rng.choice(lives.PLACES),
            "chore": rng.choice(lives.CHORES),
            "worry": rng.choice(lives.WORRIES),
            "event": rng.choice(events).format(month=rng.choice(lives.MONTHS)),
        }
        for name in ("relation", "hobby", "worry"):
            self._life[name.capitalize()] = self._life[name][0].upper() + self._life[name][1:]

    def choose(self, options: Sequence[T]) -> T:
        """One of these, not said before as long as there is another."""
        new = [option for option in options if option not in self._said]
        chosen = self._rng.choice(new or options)
        self._said.add(chosen)
        return chosen

    def say(self, options: Sequence[str], **more: object) -> str:
        """One of these fragments, with the names and places of this life."""
        return self.fill(self.choose(options), **more)

    def fill(self, *texts: str, **more: object) -> str:
        """The text with its gaps filled."""
        return " ".join(texts).format_map(_Gaps(self._rng, self._life, more))

    def fill_alike(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Several texts about the same thing: the same day and time in each."""
        gaps = _Gaps(self._rng, self._life, {})
        return tuple(text.format_map(gaps) for text in texts)


def sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text.endswith((".", "?", ".”", "?”")) else ".")
