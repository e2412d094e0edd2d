"""Who stands behind a figure: named where their record opens to the reader, counted where not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Case, Value, When
from django.db.models.expressions import RawSQL

from clinical import wording
from clinical.measures import MEASURES
from referrals.models import Referral
from referrals.visibility import opens_all, visible
from reporting import counting
from reporting.asked import Asked
from reporting.metrics.measure import Measure
from staff.roles import Permission
from staff.standing import Standing

ON_A_PAGE = 50


class Which(StrEnum):
    """Which of the people of a figure."""

    COUNTED = "numerator"
    OF = "denominator"
    NOT = "not"
    MISSING = "missing"


_AS_COUNTED: Mapping[Which, counting.Which] = {
    Which.COUNTED: "numerator",
    Which.OF: "denominator",
    Which.MISSING: "missing",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """Some of the people of a figure: their tab, and who they are."""

    which: Which
    tab: str
    words: str


@dataclass(frozen=True, slots=True)
class Person:
    """One of them, in one line."""

    patient_id: int
    reference: str
    listed_name: str
    full_name: str
    age: int
    team: str
    carrier: str
    received: str
    started: str
    ended: str
    sessions: str
    scores: str


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of them, how many there are, how many are not named, after whom the page and the
    next begin.
    """

    people: tuple[Person, ...]
    total: int
    hidden: int
    after: int
    next_after: int

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(one.patient_id for one in self.people)


_COUNTED = """
WITH everybody (id, opens) AS MATERIALIZED ({each})
SELECT count(*), count(*) FILTER (WHERE opens),
       ARRAY(SELECT id FROM everybody WHERE opens AND id > %s ORDER BY id LIMIT %s)
FROM everybody
"""
_COLUMNS = (
    *("pk", "reference", "patient_id", "patient__given_name", "patient__family_name"),
    "patient__date_of_birth",
    *("team__name", "carried_by__given_name", "carried_by__family_name"),
    *("pathway__received_on", "pathway__therapy_first_on", "pathway__ended_on"),
    *("pathway__treatments", "pathway__phq9_first", "pathway__phq9_last"),
    *("pathway__anxiety_measure", "pathway__anxiety_first", "pathway__anxiety_last"),
)


def offered(measure: Measure) -> tuple[Kind, ...]:
    """Which people a measure has."""
    found = [Kind(Which.COUNTED, "Counted", measure.counts)]
    if measure.denominator is not None:
        found.append(Kind(Which.NOT, "Not counted", "counted in, and not so"))
        found.append(Kind(Which.OF, "Everybody counted in", measure.out_of))
    if measure.missing:
        found.append(Kind(Which.MISSING, "Cannot be told", "of whom it cannot be told"))
    return tuple(found)


def said_of(which: Which, measure: Measure) -> str:
    """Who they are, in words."""
    return next(one.words for one in offered(measure) if one.which is which)


def read(
    measure: Measure,
    asked: Asked,
    *,
    which: Which,
    after: int,
    standing: Standing,
    on: date,
) -> Behind:
    """One page. Two queries, however many there are: all of them are looked at once."""
    found = _everybody(measure, asked, which)
    each, values = _opening(*found, standing=standing, on=on)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(each=each), [*values, after, ON_A_PAGE + 1])
        total, opening, page = cursor.fetchone()
    rows = Referral.objects.filter(pk__in=page[:ON_A_PAGE]).order_by("pk").values(*_COLUMNS)
    return Behind(
        people=tuple(_person(row, on=on) for row in rows),
        total=total,
        hidden=total - opening,
        after=after,
        next_after=page[ON_A_PAGE - 1] if len(page) > ON_A_PAGE else 0,
    )


def _everybody(measure: Measure, asked: Asked, which: Which) -> tuple[str, list[Any]]:
    """The statement that gives their ids, and its values."""

    def members(counted: counting.Which) -> tuple[str, list[Any]]:
        return counting.members(
            measure, period=asked.named.period, chosen=asked.chosen, which=counted
        )

    if which is not Which.NOT:
        return members(_AS_COUNTED[which])
    of, so = members("denominator"), members("numerator")
    return f"({of[0]}) EXCEPT ({so[0]})", [*of[1], *so[1]]


def _opening(
    sql: str, values: list[Any], *, standing: Standing, on: date
) -> tuple[str, Sequence[Any]]:
    """Each of them once, and whether the record opens; to whom every record does, no record is
    looked at. As aggregates of Django's that question stood in the statement three times.
    """
    if opens_all(standing, needs=Permission.VIEW_RECORD):
        return f"SELECT DISTINCT of.referral_id, true FROM ({sql}) of", values  # noqa: S608 - ours
    opens = visible(standing, on=on, needs=Permission.VIEW_RECORD)
    found = Referral.objects.filter(pk__in=RawSQL(sql, values)).order_by()  # noqa: S611 - ours
    each = found.values_list(
        "pk", Case(When(opens, then=Value(value=True)), default=Value(value=False))
    )
    return each.query.sql_with_params()


def _person(row: Mapping[str, Any], *, on: date) -> Person:
    family, given = row["patient__family_name"], row["patient__given_name"]
    carrier = f"{row['carried_by__given_name'] or ''} {row['carried_by__family_name'] or ''}"
    return Person(
        patient_id=row["patient_id"],
        reference=row["reference"],
        listed_name=wording.listed_name(family, given),
        full_name=wording.full_name(family, given),
        age=wording.age(row["patient__date_of_birth"], on),
        team=row["team__name"],
        carrier=carrier.strip(),
        received=_day(row["pathway__received_on"], on),
        started=_day(row["pathway__therapy_first_on"], on),
        ended=_day(row["pathway__ended_on"], on),
        sessions=str(row["pathway__treatments"]),
        scores=_scores(row),
    )


def _day(day: date | None, on: date) -> str:
    return "" if day is None else wording.table_date(day, on)


def _scores(row: Mapping[str, Any]) -> str:
    """`PHQ-9 18 to 9, GAD-7 15, no last`."""
    anxiety = MEASURES.get(row["pathway__anxiety_measure"])
    pairs = [("PHQ-9", row["pathway__phq9_first"], row["pathway__phq9_last"])]
    if anxiety is not None:
        pairs.append((anxiety.name, row["pathway__anxiety_first"], row["pathway__anxiety_last"]))
    return ", ".join(_pair(*pair) for pair in pairs)


def _pair(name: str, first: Any, last: Any) -> str:
    if first is None:
        return f"{name} none"
    began = f"{name} {float(first):g}"
    return f"{began}, no last" if last is None else f"{began} to {float(last):g}"
