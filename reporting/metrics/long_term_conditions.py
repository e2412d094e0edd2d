"""M1011 and M1012: care of people with a long-term condition.

Nationally each contact says whether it was integrated care; here the person’s own answer counts.
"""

from reporting.metrics.measure import Confidence, Placed
from reporting.metrics.shapes import share
from reporting.metrics.wording import ATTENDED, FINISHED, FINISHED_WORDS

_YES = "p.long_term_condition = 'YES'"
_NOTE = "By the person’s own answer, not by a mark on each contact."

MEASURES = (
    share(
        "attended-with-long-term-condition",
        "M1011",
        "Attended: people with a long-term condition",
        "those of people with a long-term condition",
        out_of="attended appointments in the period but follow-ups",
        of=f"{ATTENDED} AND c.kind <> 'FOLLOW_UP'",
        where=_YES,
        placed=Placed.CONTACT,
        confidence=Confidence.LOW,
        note=_NOTE,
    ),
    share(
        "finished-with-long-term-condition",
        "M1012",
        "Finished: people with a long-term condition",
        "those of people with a long-term condition",
        out_of=FINISHED_WORDS,
        of=FINISHED,
        where=_YES,
        placed=Placed.ENDED,
        confidence=Confidence.LOW,
        note=_NOTE,
    ),
)
