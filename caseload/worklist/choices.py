"""What a caseload can be asked for: views, filters and sorts, read from an address or a form.

Words that no list here knows are passed over: an old bookmark still shows the caseload.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import urlencode

from django.utils.text import slugify

from caseload.worklist.views import EVERYONE, VIEWS, View
from clinical.problems import Problem
from referrals.models import Medium

_LONGEST_NAME = 100
_LONGEST_LABEL = 60
_LONGEST_ID = 18
_VIEWS: Mapping[str, View] = MappingProxyType({view.code: view for view in VIEWS})


@dataclass(frozen=True, slots=True)
class Column:
    """A heading of the table. `first` is the order its first click gives; none: not sortable."""

    label: str
    sort: str = ""
    first: str = "ascending"
    classes: str = ""
    hidden: str = ""


URGENT = "flag"
COLUMNS = (
    Column("Patient", "patient", classes="app-w-person"),
    Column("Why look now", URGENT, "descending", classes="app-w-why"),
    Column("Problem and treatment", classes="app-w-treat"),
    Column("Session", "session", classes="num app-w-session"),
    Column("Weeks", "weeks", "descending", classes="num app-w-weeks", hidden=" in treatment"),
    Column("PHQ-9", "phq", "descending", classes="app-w-score"),
    Column("GAD-7", "gad", "descending", classes="app-w-score"),
    Column("Last contact", "last", "descending", classes="app-w-days"),
    Column("Next", "next"),
)
# The drop-down offers what is asked most; the headings offer the rest.
OFFERED_SORTS: Mapping[str, str] = MappingProxyType(
    {
        URGENT: "Most urgent first",
        "next": "Next appointment",
        "-weeks": "Longest in treatment",
        "patient": "Surname",
    }
)
_DESCENDING = "-"
SORTS = frozenset(column.sort for column in COLUMNS if column.sort)
_SORT_WORDS = SORTS | {f"{_DESCENDING}{sort}" for sort in SORTS - {URGENT}}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked to see. `of` is the PWP's staff id; none: one's own caseload. `label` is
    the short form of a label's name.
    """

    view: View = EVERYONE
    problem: Problem | None = None
    medium: Medium | None = None
    label: str = ""
    sort: str = URGENT
    name: str = ""
    of: int | None = None

    @property
    def column(self) -> str:
        """The column that is sorted by."""
        return self.sort.removeprefix(_DESCENDING)

    @property
    def direction(self) -> str:
        """As `aria-sort` says it. Most urgent first is from the top down."""
        is_down = self.sort == URGENT or self.sort.startswith(_DESCENDING)
        return "descending" if is_down else "ascending"

    @property
    def is_filtered(self) -> bool:
        """Something besides the view leaves people out."""
        return bool(self.name or self.problem or self.medium or self.label)

    @property
    def query(self) -> str:
        """The query string that asks the same again, less the name: names stay out of addresses."""
        given = {
            "of": self.of,
            "view": None if self.view is EVERYONE else self.view.code,
            "problem": self.problem and self.problem.value,
            "mode": self.medium and self.medium.lower(),
            "label": self.label or None,
            "sort": None if self.sort == URGENT else self.sort,
        }
        kept = {name: value for name, value in given.items() if value is not None}
        return f"?{urlencode(kept)}" if kept else ""

    def in_view(self, view: View) -> "Asked":
        """The same in another tab."""
        return replace(self, view=view)

    def cleared(self) -> "Asked":
        """The same caseload, everyone, no filter."""
        return Asked(of=self.of, sort=self.sort)

    def sorted_by(self, column: Column) -> "Asked":
        """The same, as a click on this heading asks for it; a second click turns it round."""
        down = f"{_DESCENDING}{column.sort}"
        if column.sort == URGENT:
            return replace(self, sort=URGENT)
        first, second = (down, column.sort) if column.first == "descending" else (column.sort, down)
        return replace(self, sort=second if self.sort == first else first)


def sort_options(asked: Asked) -> dict[str, str]:
    """What the drop-down offers, with the sort of a heading while that one holds."""
    column = next(one for one in COLUMNS if one.sort == asked.column)
    return {**OFFERED_SORTS, **_unless_offered(asked.sort, f"{column.label}, {asked.direction}")}


def _unless_offered(sort: str, words: str) -> dict[str, str]:
    return {} if sort in OFFERED_SORTS else {sort: words}


def read(given: Mapping[str, str]) -> Asked | None:
    """What an address or a form asks for; None when it names a caseload that cannot exist."""
    of = given.get("of", "").strip()
    if of and not (of.isascii() and of.isdigit() and len(of) <= _LONGEST_ID):
        return None
    sort = given.get("sort", "")
    return Asked(
        view=_VIEWS.get(given.get("view", ""), EVERYONE),
        problem=_problem(given.get("problem", "")),
        medium=_medium(given.get("mode", "")),
        label=slugify(given.get("label", "")[:_LONGEST_LABEL]),
        sort=sort if sort in _SORT_WORDS else URGENT,
        name=" ".join(given.get("q", "")[:_LONGEST_NAME].split()),
        of=int(of) if of else None,
    )


def _problem(word: str) -> Problem | None:
    return next((problem for problem in Problem if problem.value == word), None)


def _medium(word: str) -> Medium | None:
    return next((medium for medium in Medium if medium.lower() == word), None)
