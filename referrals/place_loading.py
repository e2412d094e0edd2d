"""Loads a service's places from files: all of them or, if one row is wrong, nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.working_days import local_date
from referrals import places
from referrals.models import PlacesEdition, PlacesKind
from referrals.place_files import Mistake, Row, kind_of, rows

MOST_REPORTED = 100
_AT_ONCE = 10_000
# Places come and go by a few in a hundred: a list of fewer than this share of what stands has
# most likely lost its end on the way.
_LEAST_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class _Sql:
    """How a list is taken from the table it was read into: what is named twice, what differs, and
    what an edition no longer names.
    """

    stage: str
    twice: str
    settle: str
    gone: str = ""


_OF: Mapping[PlacesKind, _Sql] = MappingProxyType(
    {
        # It keeps its name for those who came in its time.
        PlacesKind.COMMISSIONERS: _Sql(
            stage="CREATE TEMP TABLE loaded_places (row_number int, code text, name text)",
            twice="SELECT max(row_number) FROM loaded_places GROUP BY code",
            settle="""
            INSERT INTO referrals_commissioner AS old (code, name)
            SELECT code, name FROM loaded_places
            ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name
            WHERE old.name <> EXCLUDED.name
            """,
        ),
        PlacesKind.PRACTICES: _Sql(
            stage="""
            CREATE TEMP TABLE loaded_places
                (row_number int, code text, name text, postcode text, commissioner text)
            """,
            twice="SELECT max(row_number) FROM loaded_places GROUP BY code",
            settle="""
            INSERT INTO referrals_practice AS old (code, name, postcode, commissioner, is_listed)
            SELECT code, name, postcode, commissioner, TRUE FROM loaded_places
            ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, postcode = EXCLUDED.postcode,
                commissioner = EXCLUDED.commissioner, is_listed = TRUE
            WHERE (old.name, old.postcode, old.commissioner, old.is_listed)
                IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.postcode, EXCLUDED.commissioner, TRUE)
            """,
            gone="""
            UPDATE referrals_practice old SET is_listed = FALSE WHERE is_listed
            AND NOT EXISTS (SELECT 1 FROM loaded_places new WHERE new.code = old.code)
            """,
        ),
        PlacesKind.POSTCODES: _Sql(
            stage="""
            CREATE TEMP TABLE loaded_places
                (row_number int, postcode text, decile smallint, commissioner text)
            """,
            twice="SELECT max(row_number) FROM loaded_places GROUP BY postcode",
            settle="""
            INSERT INTO referrals_postcode AS old (postcode, decile, commissioner)
            SELECT postcode, decile, commissioner FROM loaded_places
            ON CONFLICT (postcode) DO UPDATE SET decile = EXCLUDED.decile,
                commissioner = EXCLUDED.commissioner
            WHERE (old.decile, old.commissioner) <> (EXCLUDED.decile, EXCLUDED.commissioner)
            """,
            gone="""
            DELETE FROM referrals_postcode old WHERE NOT EXISTS
                (SELECT 1 FROM loaded_places new WHERE new.postcode = old.postcode)
            """,
        ),
    }
)
_TWICE = " HAVING count(*) > 1 ORDER BY 1 LIMIT 100"


class NothingLoaded(Refused):
    """One row or more is wrong. Each is named, up to so many."""

    def __init__(self, mistakes: Sequence[Mistake], *, more: int) -> None:
        super().__init__("Nothing was loaded.")
        self.mistakes = mistakes
        self.more = more


class _Mistakes:
    """The first of what is wrong, and how much more there is: a list of the whole country may be
    wrong in every row.
    """

    def __init__(self) -> None:
        self.first: list[Mistake] = []
        self.more = 0

    def __bool__(self) -> bool:
        return bool(self.first)

    def add(self, mistake: Mistake) -> None:
        """Kept, while there are few."""
        if len(self.first) < MOST_REPORTED:
            self.first.append(mistake)
        else:
            self.more += 1


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file."""

    kind: PlacesKind
    rows: int
    changed: int
    gone: int

    def __str__(self) -> str:
        return (
            f"{self.kind.label}: {self.rows} rows, {self.changed} new or changed, {self.gone} gone"
        )


@transaction.atomic
def load(
    *,
    files: Sequence[Path],
    edition: date,
    fewer_is_meant: bool = False,
    by: None,
    now: datetime,
) -> tuple[Loaded, ...]:
    """Take these lists as the edition of this date, and derive anew what follows for everybody. The
    same files again change nothing.

    Raises NothingLoaded with every wrong row, Refused for a file that is none of the lists, two of
    a kind, an empty one, an edition still to come or older than the one that stands, and for a list
    with far fewer rows than that one, unless that is meant.
    """
    kinds = {path: kind_of(path) for path in files}
    if len(set(kinds.values())) < len(files):
        raise Refused("Two of the files are the same list. Load one of each at a time.")
    _refuse_edition(edition, kinds.values(), on=local_date(now))
    mistakes = _Mistakes()
    loaded = []
    with connection.cursor() as cursor:
        for path, kind in kinds.items():
            count = _stage(cursor, path, kind, mistakes)
            if not mistakes:
                if not fewer_is_meant:
                    _refuse_broken_off(path, kind, count)
                loaded.append(_settle(cursor, kind, count))
                PlacesEdition.objects.update_or_create(
                    kind=kind, edition=edition, defaults={"rows": count, "loaded_at": now}
                )
            cursor.execute("DROP TABLE loaded_places")
    if mistakes:
        raise NothingLoaded(mistakes.first, more=mistakes.more)
    places.refresh()
    trail.record(
        Event.PLACES_LOADED,
        by=by,
        at=now,
        changes={one.kind.value: (None, one.rows) for one in loaded},
    )
    return tuple(loaded)


def _refuse_edition(edition: date, kinds: Iterable[PlacesKind], *, on: date) -> None:
    if edition > on:
        raise Refused("The edition is still to come. Give the date the lists are of.")
    newer = PlacesEdition.objects.filter(kind__in=list(kinds), edition__gt=edition).first()
    if newer is not None:
        raise Refused(f"A newer edition stands: {newer}.")


def _refuse_broken_off(path: Path, kind: PlacesKind, count: int) -> None:
    """A list that lost its end would take the rest of the country with it."""
    standing = PlacesEdition.objects.filter(kind=kind).order_by("edition").last()
    if standing is not None and count < standing.rows * _LEAST_SHARE:
        raise Refused(
            f"{path.name} has {count} rows, and {standing} has {standing.rows}: it seems to break "
            "off. If it is whole, load it with --fewer."
        )


def _stage(cursor: CursorWrapper, path: Path, kind: PlacesKind, mistakes: _Mistakes) -> int:
    """Every good row in a table of this transaction; how many. What is wrong is put aside."""
    sql = _OF[kind]
    cursor.execute(sql.stage)
    good = _taken(rows(path, kind), mistakes)
    count = 0
    while some := list(islice(good, _AT_ONCE)):
        count += len(some)
        cursor.copy_expert("COPY loaded_places FROM STDIN", StringIO("".join(some)))
    cursor.execute(sql.twice + _TWICE)
    for (number,) in cursor.fetchall():
        mistakes.add(Mistake(path.name, number, "stands in the file twice"))
    if not count and not mistakes:
        raise Refused(f"{path.name} holds no rows.")
    return count


def _taken(read: Iterable[Row | Mistake], mistakes: _Mistakes) -> Iterator[str]:
    """Good rows as COPY wants them; mistakes are put aside."""
    for one in read:
        if isinstance(one, Mistake):
            mistakes.add(one)
        else:
            values = (value.replace("\\", "\\\\") for value in one.values)
            yield "\t".join((str(one.number), *values)) + "\n"


def _settle(cursor: CursorWrapper, kind: PlacesKind, count: int) -> Loaded:
    """The list as the file has it; only rows that differ are written."""
    sql = _OF[kind]
    cursor.execute(sql.settle)
    changed = cursor.rowcount
    gone = 0
    if sql.gone:
        cursor.execute(sql.gone)
        gone = cursor.rowcount
    return Loaded(kind, count, changed, gone)
