"""The words of a risk flag: those of its open signals, newest first, none left out in silence."""

from collections.abc import Iterable, Sequence

LONGEST = 300
UNSIGNED = "An unsigned note holds a risk signal"
_WORTH_BEGINNING = 40


def joined(words: Iterable[str]) -> str:
    """As many as fit, the last begun where there is room; how many more there are is said. The
    same words twice stand once.
    """
    said = list(dict.fromkeys(one.strip().rstrip(".") for one in words))
    fit = next(n for n in range(len(said), -1, -1) if len(_whole(said, n)) <= LONGEST)
    if fit == len(said):
        return _whole(said, fit)
    before = "".join(f"{one}; " for one in said[:fit])
    after = f" …{_more(len(said) - fit - 1)}"
    room = LONGEST - len(before) - len(after)
    if fit and room < _WORTH_BEGINNING:
        return _whole(said, fit)
    return f"{before}{said[fit][:room].rsplit(' ', 1)[0]}{after}"


def _whole(said: Sequence[str], shown: int) -> str:
    return "; ".join(said[:shown]) + _more(len(said) - shown)


def _more(count: int) -> str:
    return f"; and {count} more" if count else ""
