"""Three lines on top: what needs the reader, the most pressing first, each with a link."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clinical import wording
from clinical.working_days import local_date
from referrals.paths import path_to
from reporting.dashboard import words
from reporting.dashboard.balance import Balance
from reporting.dashboard.coverage import Covered
from reporting.dashboard.tiles import Tile
from reporting.dashboard.today import SOON_DAYS, Today
from staff.roles import Permission
from staff.standing import Standing

LINES = 3
# The lists of early sight.
SIX_WEEKS_SOON, PAST_SIX_WEEKS = "six-weeks", "past-six-weeks"
SILENT_61, SILENT_91, SILENT_121 = (
    f"last-session-{days}-days-ago" for days in ("61-to-90", "91-to-120", "over-120")
)


@dataclass(frozen=True, slots=True)
class Need:
    """A sentence, and the page on which something is done about it; `chip` only for risk."""

    words: str
    link: str
    path: str
    chip: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom lines are written: which pages open to them, and whether few people are told."""

    standing: Standing
    exact: bool
    # What an address of today says, whatever the period of the page.
    today: str = ""
    # Its team alone, as an address says it; and where overdue things are counted, if more narrows.
    team: str = ""
    beyond: str = ""

    def path(self, permission: Permission, name: str) -> str:
        """The page where it opens to this person; empty where it does not."""
        return path_to(name) if self.standing.may_elsewhere(permission) else ""

    def behind(self, slug: str) -> str:
        """The page that names whom a measure counts today; empty where it does not open."""
        if not self.exact:
            return ""
        return f"{path_to('dashboard:people', slug)}?{self.today}"

    def early(self, anchor: str) -> str:
        """The list of early sight that names them; who waits, where that does not open."""
        if not self.exact:
            return self.path(Permission.SEE_WAITING, "waiting")
        asked = f"?{self.team}" if self.team else ""
        return f"{path_to('dashboard:early')}{asked}#{anchor}"

    def people(self, count: int) -> str:
        """`8 people`; `fewer than 5 people`."""
        if self.exact:
            return wording.count(count, "person", "people")
        return f"{words.number(count, exact=False)} people"

    def is_one(self, count: int) -> bool:
        """One, where they may know: a verb tells it as a number does."""
        return self.exact and count == 1


def needs(
    *, missed: Sequence[Need], today: Today, teams: Sequence[Need], reader: Reader
) -> tuple[Need, ...]:
    """At most three: risk before standards, standards before the rest. Nothing says so itself."""
    found = [
        *_risk(today, reader),
        *missed,
        *_waits(today, reader),
        *_steps(today, reader),
        *teams,
        *_silent(today, reader),
    ]
    return tuple(found[:LINES])


def of_teams(balance: Balance, covered: Covered, reader: Reader) -> tuple[Need, ...]:
    """Who carries too much, and whom nobody looked at."""
    return (*_loads(balance, reader), *_covered(covered, reader))


def _risk(today: Today, reader: Reader) -> Iterator[Need]:
    if not today.risk_overdue:
        return
    late = f"{words.number(today.risk_overdue, exact=False)} risk actions"
    if reader.exact:
        late = wording.count(today.risk_overdue, "risk action")
    since = ""
    if today.risk_oldest is not None:
        oldest = wording.sentence_date(local_date(today.risk_oldest), reader.standing.on)
        since = f", the longest since {oldest}"
    verb = "is" if reader.is_one(today.risk_overdue) else "are"
    path = reader.path(Permission.SEE_DUTY, "duty")
    said = _sentence(f"{late} {verb} overdue{reader.beyond}{since}.")
    yield Need(said, "Open Duty", path, chip="risk")


def of_standards(tiles: Iterable[Tile], query: str) -> tuple[Need, ...]:
    """The measure that is furthest from its standard, beyond chance; its page asks the same."""
    missed = [tile for tile in tiles if tile.state and tile.state.code == "misses"]
    if not missed:
        return ()
    worst = max(missed, key=lambda tile: tile.short_by)
    state = worst.state.words if worst.state else ""
    said = f"{state[:1].lower()}{state[1:]}".replace(", by", " the standard by")
    words_ = f"{worst.name}: {worst.value}, {said}, furthest from its standard."
    return (Need(words_, "See where", f"{path_to('dashboard:measure', worst.slug)}?{query}"),)


def _waits(today: Today, reader: Reader) -> Iterator[Need]:
    soon = today.six_weeks_soon + today.eighteen_weeks_soon
    if not soon:
        return
    people = reader.people(soon)
    verb = "reaches" if reader.is_one(soon) else "reach"
    said = f"{people} {verb} the 6-week or 18-week day within {SOON_DAYS} days without a session."
    anchor = SIX_WEEKS_SOON if today.six_weeks_soon else PAST_SIX_WEEKS
    yield Need(_sentence(said), "See who waits", reader.early(anchor))


def _steps(today: Today, reader: Reader) -> Iterator[Need]:
    path = reader.path(Permission.SEE_TEAM_CASELOADS, "overdue_steps")
    if today.without_step:
        said = f"{reader.people(today.without_step)} without a next step."
        yield Need(_sentence(said), "See next steps", path)
    elif today.steps_overdue:
        said = (
            f"{reader.people(today.steps_overdue)} with a next step that is overdue{reader.beyond}."
        )
        yield Need(_sentence(said), "See next steps", path)


def _loads(balance: Balance, reader: Reader) -> Iterator[Need]:
    if balance.over:
        people = wording.count(balance.over, "PWP")
        verb = "is" if balance.over == 1 else "are"
        said = f"{people} {verb} over what is agreed. {balance.room}"
        yield Need(said, "Open Team", reader.path(Permission.SEE_TEAM_CASELOADS, "team"))


def _covered(covered: Covered, reader: Reader) -> Iterator[Need]:
    if covered.beyond:
        people = reader.people(covered.beyond)
        said = f"{people} not looked at in supervision within {covered.days} days."
        path = reader.path(Permission.SEE_COVERAGE, "supervision:coverage")
        yield Need(_sentence(said), "See whose", path)


def _silent(today: Today, reader: Reader) -> Iterator[Need]:
    if today.silent.for_121:
        said = f"{reader.people(today.silent.for_121)} open without a session for over 120 days."
        yield Need(_sentence(said), "See who", reader.behind(SILENT_121))


def _sentence(said: str) -> str:
    return said[:1].upper() + said[1:]
