"""What the sessions of a story gave: therapies by the national mix of Step 2 (clinical reference
4.5), groups, unplanned contacts, and weeks in an online programme.

Drawn from the references of the story, so that nothing else of it moves.
"""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from zlib import crc32

from caseload.models import CareContact, InternetTherapyLog, SeenAs
from caseload.models.contact import TREATMENT_KINDS
from clinical.therapies import Therapy
from clinical.working_days import local_date, moment
from pwpservice.practice.records import Story, Visit
from pwpservice.practice.rows import Ids
from referrals.models import Medium

PROGRAMME = "Brighter Days online"
_A_WEEK = timedelta(days=7)
_MOST_WEEKS = 10
# Of a thousand courses: sessions of 2025-26, a little more of them online so that some are seen.
_MIX: tuple[tuple[Therapy, int], ...] = (
    (Therapy.GUIDED_SELF_HELP_BOOK, 460),
    (Therapy.OTHER_LOW_INTENSITY, 330),
    (Therapy.PSYCHOEDUCATION, 115),
    (Therapy.GUIDED_SELF_HELP_COMPUTER, 60),
    (Therapy.NON_GUIDED_SELF_HELP_BOOK, 20),
    (Therapy.NON_GUIDED_SELF_HELP_COMPUTER, 15),
)
_ONLINE = {Therapy.GUIDED_SELF_HELP_COMPUTER, Therapy.NON_GUIDED_SELF_HELP_COMPUTER}
# Notes of open courses tell of meetings of two: these keep to what fits them.
_OF_TWO = (Therapy.GUIDED_SELF_HELP_BOOK, Therapy.OTHER_LOW_INTENSITY)


def therapy_of(story: Story) -> Therapy:
    """What this course gives."""
    at = crc32(story.reference.encode()) % 1000
    ends = accumulate(share for _, share in _MIX)
    drawn = next(therapy for (therapy, _), end in zip(_MIX, ends, strict=True) if at < end)
    return drawn if story.ended_on or drawn in _OF_TWO else _OF_TWO[0]


def given(contact: CareContact, visit: Visit, story: Story) -> CareContact:
    """The contact with what it gave and how."""
    if not (visit.is_logged and visit.was_attended):
        return contact
    number = crc32(visit.reference.encode())
    contact.is_planned = number % 50 != 0
    if visit.kind not in TREATMENT_KINDS:
        return contact
    therapy = therapy_of(story)
    contact.therapies = [therapy.name]
    if therapy is Therapy.PSYCHOEDUCATION and visit.medium in (Medium.VIDEO, Medium.IN_PERSON):
        contact.format = SeenAs.GROUP
        contact.group_participants = 6 + number % 9
        contact.group_facilitators = 2
    return contact


def weeks(story: Story, referral_id: int, ids: Ids) -> Iterator[InternetTherapyLog]:
    """Week after week of an ended online course, between its first and its last session."""
    pwp = ids.person(story.carrier)
    if pwp is None or not story.ended_on or therapy_of(story) not in _ONLINE:
        return
    for number, (first, last) in enumerate(_online(story)):
        yield InternetTherapyLog(
            referral_id=referral_id,
            started_on=first,
            ended_on=last,
            programme=PROGRAMME,
            minutes=8 + crc32(f"{story.reference}{number}".encode()) % 13,
            pwp_id=pwp,
            form_key=uuid.uuid5(uuid.NAMESPACE_OID, f"{story.reference} week {number}"),
            at=moment(last, "17:10"),
            by_id=pwp,
        )


def _online(story: Story) -> Iterator[tuple[date, date]]:
    treated = [
        local_date(visit.starts_at)
        for visit in story.visits
        if visit.is_logged and visit.was_attended and visit.kind in TREATMENT_KINDS
    ]
    first = treated[0] if treated else None
    for _ in range(_MOST_WEEKS):
        if first is None or first + _A_WEEK > treated[-1]:
            return
        yield first, first + _A_WEEK
        first += _A_WEEK
