"""Who was seen again, 30 days or more after the end."""

from reporting.metrics.measure import Better, Placed
from reporting.metrics.shapes import share
from reporting.metrics.wording import ANNUAL, FINISHED, FINISHED_WORDS

MEASURES = (
    share(
        "followed-up",
        "AM/followed-up",
        "Followed up",
        "those with a follow-up contact 30 days or more after the end",
        out_of=FINISHED_WORDS,
        of=FINISHED,
        where="p.followed_up_on IS NOT NULL",
        placed=Placed.ENDED,
        source=ANNUAL,
        better=Better.HIGHER,
        note="Published for those who ended in the first six months of a year.",
    ),
)
