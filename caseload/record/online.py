"""Weeks of internet-enabled therapy on the record: rows, and their words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from caseload.models import InternetTherapyLog
from caseload.record.rows import named
from clinical import wording


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One logged week, standing or withdrawn."""

    pk: int
    started_on: date
    ended_on: date
    programme: str
    minutes: int
    logged_at: datetime
    by: str
    by_id: int
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_reason: str

    @property
    def stands(self) -> bool:
        """It counts as a session."""
        return self.withdrawn_at is None

    @property
    def days(self) -> str:
        """`1 June to 8 June`."""
        return f"{wording.sentence_date(self.started_on)} to {wording.sentence_date(self.ended_on)}"


def standing(referral_id: int, pk: int) -> InternetTherapyLog | None:
    """A week of this referral that was not withdrawn; None for any other number."""
    return InternetTherapyLog.objects.filter(
        pk=pk, referral=referral_id, withdrawn_at__isnull=True
    ).first()


def last_standing(referral_id: int) -> InternetTherapyLog | None:
    """The last week that was not withdrawn."""
    found = InternetTherapyLog.objects.filter(referral=referral_id, withdrawn_at__isnull=True)
    return found.order_by("-ended_on", "-pk").first()


def weeks() -> ArraySubquery:
    """Every week of the referral, by its last day."""
    moved = {"logged_at": "at", "by": named("by"), "withdrawn_by": named("withdrawn_by")}
    columns = set(WeekRow.__dataclass_fields__) - set(moved)
    row = JSONObject(**{name: name for name in columns}, **moved)
    found = InternetTherapyLog.objects.filter(referral=OuterRef("referral_id"))
    return ArraySubquery(found.order_by("ended_on", "id").values(row=row))


def counted(rows: Iterable[WeekRow]) -> tuple[date, ...]:
    """The last days of the weeks that stand: each is a session of that day."""
    return tuple(one.ended_on for one in rows if one.stands)
