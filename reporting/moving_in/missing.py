"""What a service that has moved in still lacks: names, numbers, who carries whom, accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from clinical.wording import table_date
from referrals.bulk import GIVEN_NAME
from referrals.models import Referral
from reporting.dataset.importer.details.keys import PATIENTS, REFERRALS, STAFF
from reporting.models import ImportedKey
from staff.actions.old_clinicians import NOT_NAMED
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing

MOST = 50


class Lack(StrEnum):
    """One thing that is lacking, as its list is addressed."""

    NAMES = "names"
    PHONES = "phones"
    CASELOADS = "caseloads"
    STAFF = "staff"


_OF: Mapping[Lack, Q] = {
    Lack.NAMES: Q(patient__given_name=GIVEN_NAME),
    Lack.PHONES: Q(patient__phone=""),
    Lack.CASELOADS: Q(carried_by__isnull=True),
}
LABELS: Mapping[Lack, str] = {
    Lack.NAMES: "open referrals of people without a name",
    Lack.PHONES: "open referrals of people without a phone number",
    Lack.CASELOADS: "open referrals on nobody’s caseload",
    Lack.STAFF: "staff of the old system without an account",
}
MENDED_BY: Mapping[Lack, str] = {
    Lack.NAMES: "people.csv",
    Lack.PHONES: "people.csv",
    Lack.CASELOADS: "caseloads.csv",
    Lack.STAFF: "staff.csv",
}


@dataclass(frozen=True, slots=True)
class Lacking:
    """How many lack one thing."""

    lack: Lack
    label: str
    count: int
    mended_by: str


@dataclass(frozen=True, slots=True)
class Line:
    """One of them, by numbers alone: whoever may open the record finds the rest there."""

    number: str
    reference: str
    more: str
    opens: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of them; who was shown, and behind which the next begins."""

    rows: tuple[Line, ...]
    shown: tuple[int, ...]
    next_after: int


def counts() -> tuple[Lacking, ...]:
    """Two queries."""
    found = Referral.objects.open().aggregate(
        **{lack.value: Count("pk", filter=of) for lack, of in _OF.items()}
    )
    found[Lack.STAFF.value] = _unnamed().count()
    return tuple(Lacking(lack, LABELS[lack], found[lack.value], MENDED_BY[lack]) for lack in Lack)


def read(lack: Lack, *, after: int, standing: Standing, on: date) -> Lines:
    """One page. Three queries at most."""
    if lack is Lack.STAFF:
        return _staff(after)
    waiting = Referral.objects.open().filter(_OF[lack], pk__gt=after).select_related("team")
    rows = list(waiting.order_by("pk")[: MOST + 1])
    page = rows[:MOST]
    is_of_people = lack is not Lack.CASELOADS
    targets = [one.patient_id if is_of_people else one.pk for one in page]
    numbers = _numbers(PATIENTS if is_of_people else REFERRALS, targets)
    open_to = Referral.objects.visible_to(standing, on=on, needs=Permission.VIEW_RECORD)
    opens = set(open_to.filter(pk__in=[one.pk for one in page]).values_list("pk", flat=True))
    return Lines(
        rows=tuple(
            Line(
                numbers.get(target, ""),
                one.reference,
                f"{one.team.name}, received {table_date(one.received_on, on)}",
                one.pk in opens,
            )
            for one, target in zip(page, targets, strict=True)
        ),
        shown=tuple(sorted({one.patient_id for one in page})),
        next_after=page[-1].pk if len(rows) > MOST else 0,
    )


def _staff(after: int) -> Lines:
    rows = list(_unnamed().filter(pk__gt=after).order_by("pk")[: MOST + 1])
    page = rows[:MOST]
    numbers = _numbers(STAFF, [one.pk for one in page])
    return Lines(
        rows=tuple(
            Line(numbers.get(one.pk, ""), "", one.get_grade_display(), opens=False) for one in page
        ),
        shown=(),
        next_after=page[-1].pk if len(rows) > MOST else 0,
    )


def _unnamed() -> QuerySet[StaffMember]:
    """Accounts that the monthly files made, and whom nobody has named."""
    made = ImportedKey.objects.filter(table=STAFF).exclude(key="").values("target_id")
    return StaffMember.objects.filter(given_name=NOT_NAMED, is_active=False, pk__in=made)


def _numbers(table: str, targets: list[int]) -> Mapping[int, str]:
    found = ImportedKey.objects.filter(table=table, target_id__in=targets)
    return dict(found.values_list("target_id", "key"))
