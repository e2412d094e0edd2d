"""M237: who came off statutory sick pay."""

from reporting.metrics.measure import Better, Placed
from reporting.metrics.shapes import count
from reporting.metrics.wording import FINISHED, FINISHED_WORDS

MEASURES = (
    count(
        "off-sick-pay",
        "M237",
        "Came off sick pay",
        f"{FINISHED_WORDS}, on statutory sick pay when first asked and not when last asked",
        placed=Placed.ENDED,
        where=f"{FINISHED} AND p.sick_pay_first = 'YES' AND p.sick_pay_last = 'NO'",
        better=Better.HIGHER,
    ),
)
