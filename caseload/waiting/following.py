"""Who stands next in the list of those to allocate."""

from datetime import date

from caseload.waiting import source, turns
from referrals.models import Referral
from staff.standing import Standing


def next_to_allocate(reference: str, *, standing: Standing, on: date) -> str:
    """The reference of whoever stands behind somebody; empty at the end of the list, and for who
    does not stand in it. At most five queries.
    """
    first, _ = source.asides(on=on)
    segments = turns.to_allocate(standing, on=on, first=list(first))
    here = turns.place(segments, reference)
    if here is None:
        return ""
    found = turns.page(segments, after=here, size=1)
    if not found:
        return ""
    return Referral.objects.values_list("reference", flat=True).get(pk=found[0][0])
