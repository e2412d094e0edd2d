"""What a caseload can be asked for: views, filters and sorts, read from an address or a form.

Words that no list here knows are passed over: an old bookmark still shows the caseload.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import urlencode

from clinical.problems import Problem
from clinical.reason import Reason
from referrals.models import Medium

_LONGEST_NAME = 100
_LONGEST_ID = 18


@dataclass(frozen=True, slots=True)
class View:
    """One tab. Somebody stands in it when one of its reasons holds; everybody in the first."""

    code: str
    label: str
    reasons: frozenset[Reason]
    # After a name in a sentence, and what an empty tab says: that is good news, and is said.
    having: str
    empty: str

    def holds(self, reasons: frozenset[Reason]) -> bool:
        """Whether somebody with these reasons stands in this view."""
        return not self.reasons or not self.reasons.isdisjoint(reasons)


EVERYONE = View("everyone", "Everyone", frozenset(), "", "No one is on this caseload.")
VIEWS = (
    EVERYONE,
    View(
        "flagged",
        "Flagged",
        frozenset(reason for reason in Reason if reason.needs_action),
        "who is flagged",
        "Nothing here needs an action.",
    ),
    View(
        "risk", "Risk plan", frozenset({Reason.RISK}), "with a risk plan", "No one has a risk plan."
    ),
    View(
        "notimproving",
        "Worse or not improving",
        frozenset({Reason.DETERIORATING, Reason.NOT_IMPROVING}),
        "who is getting worse or not improving",
        "No one is getting worse or not improving.",
    ),
    View(
        "contact",
        "No contact or missed",
        frozenset({Reason.OVERDUE_CONTACT, Reason.MISSED_SESSION}),
        "who is overdue or missed a session",
        "No one is overdue, and every missed session is followed up.",
    ),
    View(
        "review",
        "Review due",
        frozenset({Reason.SCHEDULED_REVIEW}),
        "who is due for review",
        "No one is due for review.",
    ),
    View(
        "ready",
        "Ready to end",
        frozenset({Reason.READY_FOR_DECISION}),
        "who is ready to end",
        "No one is ready to end.",
    ),
    View("new", "New", frozenset({Reason.NEW_ASSESSMENT}), "who is new", "No one is new."),
)
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
    """What somebody asked to see. `of` is the PWP's staff id; none: one's own caseload."""

    view: View = EVERYONE
    problem: Problem | None = None
    medium: Medium | None = None
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
        return bool(self.name or self.problem or self.medium)

    @property
    def query(self) -> str:
        """The query string that asks the same again, less the name: names stay out of addresses."""
        given = {
            "of": self.of,
            "view": None if self.view is EVERYONE else self.view.code,
            "problem": self.problem and self.problem.value,
            "mode": self.medium and self.medium.lower(),
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
        sort=sort if sort in _SORT_WORDS else URGENT,
        name=" ".join(given.get("q", "")[:_LONGEST_NAME].split()),
        of=int(of) if of else None,
    )


def _problem(word: str) -> Problem | None:
    return next((problem for problem in Problem if problem.value == word), None)


def _medium(word: str) -> Medium | None:
    return next((medium for medium in Medium if medium.lower() == word), None)
