"""M001 to M018, M287 and M345: referrals, by who referred."""

from referrals.models import ReferralSource
from reporting.metrics.measure import Confidence, Placed
from reporting.metrics.shapes import count

# The national groups of sources; ours are words for groups of national codes.
_OF_ITS_OWN = {ReferralSource.SELF: "M002", ReferralSource.GP: "M003"}
_FAMILY = ("M004-M018", "M287", "M345")


MEASURES = (
    count(
        "referrals",
        "M001",
        "Referrals received",
        "referrals received in the period",
        placed=Placed.RECEIVED,
    ),
    *(
        count(
            f"referrals-{source.value.lower().replace('_', '-')}",
            _OF_ITS_OWN.get(source, f"M004-M018/{source.value}"),
            f"Referrals: {source.label}",
            f"referrals received in the period, referred by: {source.label.lower()}",
            placed=Placed.RECEIVED,
            where=f"p.source = '{source.value}'",
            also=() if source in _OF_ITS_OWN else _FAMILY,
            confidence=Confidence.HIGH if source in _OF_ITS_OWN else Confidence.MEDIUM,
        )
        for source in ReferralSource
    ),
)
