"""Who was looked at within the interval: the one query behind every number and every name.

The day by which somebody must be looked at is `clinical.agenda.look_by`, asked here of the
database. Where nobody supervises a caseload, or nobody carries the people, none of them is within;
a trainee's case is looked at before treatment begins.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import starmap
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import JSONBAgg
from django.db import connection
from django.db.models import (
    Aggregate,
    BooleanField,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Coalesce, JSONObject

from caseload.models import CaseSummary
from clinical.policy import Policy
from referrals.planned import Planned
from referrals.prepared import IsOneOf
from staff.models import Grade, SupervisionPairing

# Stand in a built query for the day, for the first on which somebody was looked at in time, and for
# whose people are asked for.
_ON, _FIRST_IN_TIME, _IDS = date(1901, 1, 5), date(1901, 1, 6), -987_654_320
_NOBODY = "Nobody"
# In place of an id: people who were seen and whom nobody carries any more.
CARRIED_BY_NOBODY = 0
# Why nobody looks at somebody's people.
_NO_CARRIER = "No carrier"
_NO_SUPERVISOR = "No supervisor"
_LEFT = "No longer works here"


class Counted(NamedTuple):
    """So many people of somebody's in one team, and how many of them were not looked at in time. A
    trainee's too many stand in a second row. `late` names them in JSON, where that was asked for.
    """

    pwp_id: int
    pwp: str
    gap: str
    team: str
    people: int
    beyond: int
    late: str = "[]"

    @property
    def within(self) -> int:
        """Nobody, where nobody looks at them."""
        return 0 if self.gap else self.people - self.beyond


def rows(
    *, on: date, policy: Policy, of: frozenset[int] | None = None, named: bool = False
) -> Iterator[Counted]:
    """Each caseload in each team, of everybody or of these people's, with or without the names of
    who was not looked at in time: day 28, by default, is the last that is. One query.
    """
    given: dict[Any, Any] = {
        _ON: on,
        _FIRST_IN_TIME: on - timedelta(days=policy.review_every_days),
        _IDS: sorted(of or ()),
    }
    statement = _statement(
        named=named, everybodys=of is None, nobodys=of is not None and CARRIED_BY_NOBODY in of
    )
    with connection.cursor() as cursor:
        cursor.execute(*statement.about(given))
        yield from starmap(Counted, cursor)


# Nobody looked at them in time; and a trainee saw somebody for treatment, with nobody having looked
# at the case with them.
_TOO_LATE = Q(looked_at__lt=_FIRST_IN_TIME)
_TOO_SOON = Q(
    pwp__grade=Grade.TRAINEE_PWP,
    last_discussed_on__isnull=True,
    first_treatment_on__lt=_ON,
    last_attended_on__gte=F("allocated_on"),
)

# Names are joined to what was counted, not to what is counted: the ORM has no words for that.
_NAMED = """
SELECT coalesce(pwp_id, %s), coalesce(s.given_name || ' ' || s.family_name, %s),
    CASE WHEN pwp_id IS NULL THEN %s WHEN NOT s.is_active THEN %s
         WHEN pwp_id IN ({supervised}) THEN '' ELSE %s END,
    t.name, people, beyond{late}
FROM ({counted}) counted
JOIN staff_team t ON t.id = team_id
LEFT JOIN staff_staffmember s ON s.id = pwp_id
"""


@lru_cache(maxsize=8)
def _statement(*, named: bool, everybodys: bool, nobodys: bool) -> Planned:
    supervised, of_supervised = _supervised().query.sql_with_params()
    people = _people(everybodys=everybodys, nobodys=nobodys)
    counted, of_counted = _counted(people, named=named).query.sql_with_params()
    return Planned(
        _NAMED.format(supervised=supervised, counted=counted, late=", late" if named else ""),
        (
            *(CARRIED_BY_NOBODY, _NOBODY, _NO_CARRIER, _LEFT),
            *of_supervised,
            _NO_SUPERVISOR,
            *of_counted,
        ),
        stand_ins=(_ON, _FIRST_IN_TIME, _IDS),
        lists=(_IDS,),
    )


def _counted(people: QuerySet[CaseSummary], *, named: bool) -> QuerySet[CaseSummary, Any]:
    """How many there are and how many are too late; and once more, of trainees' cases in time, how
    many were treated too soon, which stands in no index. Whoever is named was counted by the same
    row; where nobody looks at them that is everybody, named by the first.
    """
    is_looked_after = Q(pwp__in=_supervised(), pwp__is_active=True)
    each = people.values("pwp_id", "team_id").order_by()
    everybody = each.annotate(
        people=Count("team"),
        beyond=Count("team", filter=_TOO_LATE),
        **_late(_TOO_LATE | Q(pwp__isnull=True) | ~is_looked_after, named=named),
    )
    too_soon = each.filter(_TOO_SOON, ~_TOO_LATE, is_looked_after if named else Q()).annotate(
        people=Value(0), beyond=Count("team"), **_late(None, named=named)
    )
    return everybody.union(too_soon, all=True)


def _late(which: Q | None, *, named: bool) -> dict[str, Aggregate]:
    """The column of who they are."""
    if not named:
        return {}
    person = JSONObject(
        patient_id="patient_id",
        reference="reference",
        given="patient__given_name",
        family="patient__family_name",
        looked_at=Cast("looked_at", DateField()),
        discussed="last_discussed_on",
        treated=Cast("first_treatment_on", DateField()),
        too_soon=ExpressionWrapper(_TOO_SOON, output_field=BooleanField()),
    )
    return {"late": JSONBAgg(person, filter=which, default=Value([]))}


def _people(*, everybodys: bool, nobodys: bool) -> QuerySet[CaseSummary]:
    """Who is open with somebody, and who was seen and is with nobody any more; each with the day
    from which the interval counts.
    """
    begun = Q(pwp__isnull=False) | Q(first_attended_on__isnull=False)
    looked_at = Coalesce("last_discussed_on", "assessed_on", "allocated_on", "received_on")
    people = CaseSummary.objects.filter(begun, is_open=True).annotate(looked_at=looked_at)
    if everybodys:
        return people
    theirs = Q(IsOneOf("pwp_id", stand_in=_IDS))
    return people.filter(theirs | Q(pwp__isnull=True) if nobodys else theirs)


def _supervised() -> QuerySet[SupervisionPairing, Any]:
    """Whom somebody who works here supervises on the day."""
    return (
        SupervisionPairing.objects.on(_ON)
        .filter(supervisor__is_active=True)
        .values("supervisee_id")
    )
