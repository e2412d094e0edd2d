"""M1014 to M1017: attended appointments, by what the member of staff is employed as."""

from reporting.metrics.measure import Confidence, Placed
from reporting.metrics.shapes import share
from reporting.metrics.wording import ATTENDED
from staff.models import Grade

_GRADE = "(SELECT s.grade FROM staff_staffmember s WHERE s.id = c.pwp_id)"

MEASURES = tuple(
    share(
        f"attended-with-{grade.value.lower().replace('_', '-')}",
        f"M1014-M1017/{grade.value}",
        f"Attended: with {grade.label}",
        f"those with staff employed as: {grade.label}",
        out_of="attended appointments in the period",
        of=ATTENDED,
        where=f"{_GRADE} = '{grade.value}'",
        placed=Placed.CONTACT,
        also=("M1014-M1017",),
        confidence=Confidence.MEDIUM,
        is_costly=True,
    )
    for grade in Grade
)
