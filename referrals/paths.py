"""Where a page stands, by its name: as `reverse` says, without working it out for each referral.

A record holds some thirty links; to reverse each costs more than the queries of the page.
"""

import re
from functools import cache

from django.urls import get_script_prefix, reverse
from django.urls.exceptions import NoReverseMatch

# What stands in a path as it is, and fits every place of ours for words.
_PLAIN = re.compile(r"[A-Za-z0-9_-]+").fullmatch
# What stands for words and for numbers while the shape of a path is found; the place makes it one
# of its own.
_WORD, _NUMBER = "stand-in-", 987_654_320


def path_to(name: str, *args: object) -> str:
    """`path_to("caseload:session", reference, contact)`."""
    words = [str(one) for one in args]
    shape = _shape(name, tuple(isinstance(one, str) for one in args), get_script_prefix())
    if shape is None or not all(map(_PLAIN, words)):
        return reverse(name, args=args)
    return shape.format(*words)


@cache
def _shape(name: str, is_word: tuple[bool, ...], _prefix: str) -> str | None:
    """The path with `{}` for each argument; None where these stand-ins do not fit or cannot be
    told from the rest.
    """
    stand_ins = [
        f"{_WORD}{place}" if word else str(_NUMBER + place) for place, word in enumerate(is_word)
    ]
    try:
        path = reverse(name, args=stand_ins)
    except NoReverseMatch:
        return None
    parts = re.split(f"({'|'.join(stand_ins)})", path) if stand_ins else [path]
    if parts[1::2] != stand_ins or "{" in path:
        return None
    return "{}".join(parts[::2])
