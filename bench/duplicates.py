"""Who may be on record already, at 200,000 people: what the answer beside a letter costs, in U.

python -m bench.duplicates [--people 200000] [--rounds 40]
"""

import sys

from bench import gated

_GATE = 3.0
_PAGES = {
    "known": "somebody on record, by name and birth date",
    "unknown": "somebody new, of a common name",
    "household": "somebody new, of a known phone and postcode",
    "number": "by NHS number alone",
}

if __name__ == "__main__":
    sys.exit(
        gated.main(
            "bench.duplicates", about=__doc__, pages=_PAGES, gate=_GATE, people=200_000, rounds=40
        )
    )
