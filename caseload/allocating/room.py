"""The panel "Who has room": everybody who carries a caseload, best match first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils.safestring import SafeString

from caseload.allocating import people
from caseload.allocating.diary import FirstSlot, first_slot
from caseload.allocating.people import Practitioner
from caseload.allocating.wants import Match, Wants, match, wants_of
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date
from policy.wordings import LANGUAGES
from referrals.models import Patient, Referral

# One key each, after the five of triage.
KEYS = ("6", "7", "8", "9", "0")
# In the pane of a list as many as have a key; on a page of its own some more.
IN_PANE, ON_PAGE = 5, 10
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """One practitioner; `why_not` where nobody new goes to them, `is_full` asks a reason."""

    staff_id: int
    name: str
    carried: str
    meter: SafeString
    slot: str
    slot_at: str
    offers: str
    matches: str
    why_not: str
    is_full: bool
    key: str
    is_best: bool


@dataclass(frozen=True, slots=True)
class Room:
    """The panel. `carried_by` says from whom, when somebody carries the person already."""

    reference: str
    rows: tuple[Row, ...]
    hidden: int
    wants: str
    tells: str
    carried_by: str
    seen: str

    @property
    def best(self) -> Row | None:
        """Who is chosen to begin with; never saved without a person's key or click."""
        return next((row for row in self.rows if row.is_best), None)


@dataclass(frozen=True, slots=True)
class _Placed:
    one: Practitioner
    slot: FirstSlot | None
    match: Match
    why_not: str


def read(referral: Referral, *, now: datetime, policy: Policy, at_most: int | None) -> Room:
    """Who has room for this person. Seven queries, however many work here."""
    on = local_date(now)
    wants = wants_of(referral, on=on)
    found = sorted(
        (
            _placed(one, wants, on=on, policy=policy)
            for one in people.everybody(on=on)
            if one.pk != referral.carried_by_id
        ),
        key=lambda each: _order(each, home=referral.team_id),
    )
    shown = found[:at_most]
    return Room(
        reference=referral.reference,
        rows=_rows(shown, on=on, policy=policy),
        hidden=len(found) - len(shown),
        wants=wants.words,
        tells=tells(referral.patient),
        carried_by="" if referral.carried_by is None else referral.carried_by.full_name,
        seen=str(referral.carried_by_id or ""),
    )


def tells(patient: Patient) -> str:
    """How the person hears of the appointment: as they wished, or by a person who rings."""
    if patient.text_ok and patient.phone:
        how = "Reminded by text"
    elif patient.email_ok and patient.email:
        how = "Reminded by email"
    else:
        return f"{patient.given_name} agreed to no messages: ring or write about the time."
    name = "" if patient.full_name_ok else "; neutral name only"
    return f"{how}, in {language_of(patient)}{name}, with a way to say that it does not suit."


def language_of(patient: Patient) -> str:
    """`English`, `Urdu`: what messages to this person are in, where the service has the words."""
    return LANGUAGES.get(patient.language, patient.language)


def why_not(one: Practitioner, *, on: date) -> str:
    """Why nobody new goes to somebody today; never a private reason."""
    away = one.away_on(on)
    if away is not None:
        return "Away" if away.last is None else f"Away until {wording.sentence_date(away.last, on)}"
    closed = one.number.closed_until
    if closed is not None:
        return f"Not taking new people until {wording.sentence_date(closed, on)}"
    return ""


def _placed(one: Practitioner, wants: Wants, *, on: date, policy: Policy) -> _Placed:
    slot = first_slot(
        one, parts=wants.times, minutes=policy.assessment_minutes, on=on, policy=policy
    )
    return _Placed(one, slot, match(one, wants, slot=slot), why_not(one, on=on))


def _order(each: _Placed, *, home: int) -> tuple[object, ...]:
    """Who can be chosen first; then the match, the earliest time, and their own team."""
    at = each.slot.at if each.slot else _LAST
    away = home not in each.one.team_ids
    return (bool(each.why_not), each.one.is_full, each.match.rank, at, away, each.one.name)


def _rows(found: Sequence[_Placed], *, on: date, policy: Policy) -> tuple[Row, ...]:
    keys = iter(KEYS)
    rows = []
    for place, each in enumerate(found):
        can = not each.why_not
        rows.append(
            _row(each, key=next(keys, "") if can else "", place=place, on=on, policy=policy)
        )
    return tuple(rows)


def _row(each: _Placed, *, key: str, place: int, on: date, policy: Policy) -> Row:
    one, slot = each.one, each.slot
    long = f"{policy.assessment_minutes} minutes"
    return Row(
        staff_id=one.pk,
        name=one.name,
        carried=one.carries,
        meter=one.meter,
        slot="None free" if slot is None else wording.day_and_time(slot.at, on),
        slot_at="" if slot is None else slot.at.isoformat(),
        offers="" if slot is None else f"Offers {wording.time_within(slot.at, on)}, {long}.",
        matches=each.match.words,
        why_not=each.why_not,
        is_full=one.is_full,
        key=key,
        is_best=place == 0 and not each.why_not and not one.is_full,
    )
