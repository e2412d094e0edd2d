"""M057 to M072 and M340 to M344: why referrals ended."""

from referrals.models import EndCode
from reporting.metrics.measure import Better, Confidence, Placed
from reporting.metrics.shapes import count, share
from reporting.metrics.wording import ENDED_WORDS

MEASURES = (
    *(
        count(
            f"end-code-{code.value.lower().replace('_', '-')}",
            f"M057-M070/{code.value}",
            f"Ended: {code.label}",
            f"{ENDED_WORDS} with the reason: {code.label.lower()}",
            placed=Placed.ENDED,
            where=f"p.end_code = '{code.value}'",
            also=("M057-M070", "M340-M342", "M344"),
            confidence=Confidence.MEDIUM,
        )
        for code in EndCode
    ),
    share(
        "end-code-missing",
        "M072",
        "Ended without a reason",
        "those without a reason",
        out_of=ENDED_WORDS,
        of="true",
        where="p.end_code = ''",
        placed=Placed.ENDED,
        better=Better.LOWER,
        note="None since reasons are asked for: a file brought over without one is kept as "
        "not known, and counted there.",
    ),
)
