"""What a caseload says when a view is empty or the filters match no one, and who is near."""

from collections.abc import Sequence
from dataclasses import dataclass

from caseload.worklist.choices import Asked
from caseload.worklist.order import is_called
from caseload.worklist.rows import Case
from caseload.worklist.views import EVERYONE
from clinical import wording


@dataclass(frozen=True, slots=True)
class Nobody:
    """What is said when a view or filter matches no one, and what is nearest to it."""

    heading: str
    words: str
    person: str
    person_path: str
    others: int


def nobody(
    cases: Sequence[Case], matching: Sequence[Case], asked: Asked, *, is_mine: bool, base: str
) -> Nobody:
    if not cases:
        return _no_caseload(is_mine=is_mine)
    if not asked.is_filtered:
        return Nobody(asked.view.empty, "", "", "", 0)
    who = f"“{asked.name}”" if asked.name else "these filters"
    heading = " ".join(filter(None, (f"No one matches {who}", asked.view.having)))
    near = matching or [case for case in cases if asked.name and is_called(case, asked.name)]
    if len(near) != 1:
        return Nobody(heading, _near_words(len(near), asked), "", "", len(near))
    row = near[0].row
    return Nobody(
        heading,
        _near_words(1, asked),
        wording.full_name(row["patient__family_name"], row["patient__given_name"]),
        f"{base}{row['reference']}/",
        1,
    )


def _no_caseload(*, is_mine: bool) -> Nobody:
    if not is_mine:
        return Nobody("No one on this caseload yet", "", "", "", 0)
    return Nobody(
        "No one on your caseload yet",
        "Your supervisor allocates referrals. The first will show here, with a booked assessment.",
        "",
        "",
        0,
    )


def _near_words(number: int, asked: Asked) -> str:
    """How many the same words find when the view and the other filters are left out."""
    if not number:
        return ""
    people = wording.count(number, "person", "people")
    if asked.view is EVERYONE or asked.name:
        return f"{people} on this caseload would match without the other filters."
    return f"{people} would match in another view."
