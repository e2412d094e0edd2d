"""M1001 to M1008 and M1018 to M1020: attended appointments, by how people met."""

from referrals.models import Medium
from reporting.metrics.measure import Confidence, Placed
from reporting.metrics.shapes import share
from reporting.metrics.wording import ATTENDED

_UNKNOWN = "A file brought over that does not say how people met is counted here (M1009)."

MEASURES = tuple(
    share(
        f"attended-by-{medium.value.lower().replace('_', '-')}",
        f"M1001-M1008/{medium.value}",
        f"Attended: {medium.label}",
        f"those that were: {medium.label.lower()}",
        out_of="attended appointments in the period",
        of=ATTENDED,
        where=f"c.medium = '{medium.value}'",
        placed=Placed.CONTACT,
        also=("M1001-M1008", "M1018-M1020"),
        confidence=Confidence.MEDIUM,
        note=_UNKNOWN if medium is Medium.OTHER else "",
    )
    for medium in Medium
)
