"""Who stands next in the list of those to allocate."""

from datetime import date

from caseload.waiting import turns
from staff.standing import Standing


def next_to_allocate(reference: str, *, standing: Standing, on: date) -> str:
    """The reference of whoever stands behind somebody; empty at the end of the list, and for who
    does not stand in it. Two queries.
    """
    asked = turns.to_allocate(standing, on=on)
    here = turns.place(asked, reference)
    found = [] if here is None else turns.page(asked, after=here, size=1)
    return found[0].reference if found else ""
