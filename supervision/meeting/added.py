"""What was added to signed meetings, in words: beside the meeting, and on the record."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from clinical import wording
from clinical.working_days import local_date
from referrals.models import Referral
from supervision.models import SupervisionAmendment, SupervisionSession


@dataclass(frozen=True, slots=True)
class Added:
    """One addition: an amendment by the supervisor, or a remark by whoever was supervised."""

    title: str
    about: str
    words: str
    who: str


def to_meeting(session: SupervisionSession, *, on: date) -> tuple[Added, ...]:
    """Everything that was added to one meeting, in order. One query."""
    return _lines(SupervisionAmendment.objects.filter(session=session), on=on)


def about_case(referral: Referral, *, on: date) -> tuple[Added, ...]:
    """Everything that was added about one person, in order. One query."""
    return _lines(SupervisionAmendment.objects.filter(item__referral=referral), on=on)


def _lines(found: QuerySet[SupervisionAmendment], *, on: date) -> tuple[Added, ...]:
    rows = found.select_related("by", "session", "item__referral__patient").order_by("at", "pk")
    return tuple(_line(row, on=on) for row in rows)


def _line(row: SupervisionAmendment, *, on: date) -> Added:
    is_supervisors = row.by_id == row.session.supervisor_id
    held = wording.sentence_date(local_date(row.session.starts_at), on)
    return Added(
        title="Amendment" if is_supervisors else "Remark",
        about=_about(row),
        words=row.text,
        who=f"{row.by.full_name}, {wording.sentence_time(row.at, on)}, on the meeting of {held}",
    )


def _about(row: SupervisionAmendment) -> str:
    """`OSEI, D`; empty for the whole meeting."""
    if row.item is None:
        return ""
    patient = row.item.referral.patient
    return wording.listed_name(patient.family_name, patient.given_name[:1])
