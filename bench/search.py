"""Finding somebody in the header, at 200,000 people: what it costs, in U, and how many queries.

python -m bench.search [--people 200000] [--rounds 40]
"""

import sys

from bench import gated

_GATE = 4.0
_QUERIES = 4
_PAGES = {
    "beginning": "three letters, the fewest there are",
    "family": "a family name",
    "both": "given and family name",
    "nobody": "a name that nobody has",
    "number": "by NHS number, to the record",
}

if __name__ == "__main__":
    sys.exit(
        gated.main(
            "bench.search",
            about=__doc__,
            pages=_PAGES,
            gate=_GATE,
            queries=_QUERIES,
            people=200_000,
            rounds=40,
        )
    )
