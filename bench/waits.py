"""The lists of those who wait, at 20,000 people: what a page of each costs, in U.

python -m bench.waits [--people 20000] [--rounds 30]
"""

import sys

from bench import gated

_GATE = 6.0
_PAGES = {
    "triage": "to triage",
    "allocate": "to allocate",
    "further": "the same, half way down",
    "waiting": "allocated, waiting",
    "room": "who has room for one of them, of 60 PWPs",
    "administrator": "to allocate, for an administrator",
}

if __name__ == "__main__":
    sys.exit(
        gated.main("bench.waits", about=__doc__, pages=_PAGES, gate=_GATE, people=20_000, rounds=30)
    )
