"""What a referral is called nationally: as the old system called it, where it came from one; else
by our reference. A pathway is chained by it.
"""

from collections.abc import Mapping, Sequence

from django.db import connection

_NAMES = """
SELECT DISTINCT ON (r.id) r.reference, k.key
FROM reporting_importedkey k JOIN referrals_referral r ON r.id = k.target_id
WHERE k."table" = 'IDS101Referral' AND (%(all)s OR r.reference = ANY(%(references)s))
ORDER BY r.id, k.id
"""


def of_referrals(references: Sequence[str] | None = None) -> Mapping[str, str]:
    """The ServiceRequestId of those that came in, by our reference. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, {"all": references is None, "references": list(references or ())})
        return dict(cursor.fetchall())
