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
def load(*, files: Sequence[Path], edition: date, by: None, now: datetime) -> tuple[Loaded, ...]:
    """Take these lists as the edition of this date, and derive anew what follows for everybody. The
    same files again change nothing.

    Raises NothingLoaded with every wrong row, Refused for a file that is none of the lists, two of
    a kind, an empty one, an edition still to come or older than the one that stands.
    """
    kinds = {path: kind_of(path) for path in files}
    if len(set(kinds.values())) < len(files):
        raise Refused("Two of the files are the same list. Load one of each at a time.")
    _refuse_edition(edition, kinds.values(), on=local_date(now))
    mistakes: list[Mistake] = []
    loaded = []
    with connection.cursor() as cursor:
        for path, kind in kinds.items():
            count, wrong = _stage(cursor, path, kind)
            mistakes += wrong
            if not mistakes:
                loaded.append(_settle(cursor, kind, count))
                PlacesEdition.objects.update_or_create(
                    kind=kind, edition=edition, defaults={"rows": count, "loaded_at": now}
                )
            cursor.execute("DROP TABLE loaded_places")
    if mistakes:
        raise NothingLoaded(mistakes[:MOST_REPORTED], more=len(mistakes[MOST_REPORTED:]))
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


def _stage(cursor: CursorWrapper, path: Path, kind: PlacesKind) -> tuple[int, list[Mistake]]:
    """Every good row in a table of this transaction; how many, and what is wrong."""
    sql = _OF[kind]
    cursor.execute(sql.stage)
    mistakes: list[Mistake] = []
    good = _taken(rows(path, kind), mistakes)
    count = 0
    while some := list(islice(good, _AT_ONCE)):
        count += len(some)
        cursor.copy_expert("COPY loaded_places FROM STDIN", StringIO("".join(some)))
    cursor.execute(sql.twice + _TWICE)
    mistakes += [
        Mistake(path.name, number, "stands in the file twice") for (number,) in cursor.fetchall()
    ]
    if not count and not mistakes:
        raise Refused(f"{path.name} holds no rows.")
    return count, mistakes


def _taken(read: Iterable[Row | Mistake], mistakes: list[Mistake]) -> Iterator[str]:
    """Good rows as COPY wants them; mistakes are put aside."""
    for one in read:
        if isinstance(one, Mistake):
            mistakes.append(one)
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
