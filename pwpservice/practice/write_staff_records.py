"""Writes the staff records of the practice service: what everybody holds, has learnt and agreed.

One registration runs out soon, the agency PWP's induction is signed, somebody new is half inducted,
and the trainee is on her way.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import NAMESPACE_OID, uuid5

from clinical.working_days import working_day_on_or_after
from pwpservice.practice import team
from pwpservice.practice.team import Colleague
from pwpservice.practice.write_newcomer import write_newcomer
from staff.models import (
    MANDATORY,
    AgreedOffset,
    Competency,
    CompetencySignOff,
    Contract,
    CpdEntry,
    Credential,
    CredentialKind,
    Grade,
    Induction,
    InductionStep,
    OffsetKind,
    Reflection,
    StaffMember,
)

_REGISTER = "Wider Psychological Workforce Register"
# Whose registration runs out soon, and in how many days; all others have longer.
_RUNS_OUT_SOON = ("pwp", 24)
_BANDS = {Grade.TRAINEE_PWP: 4, Grade.NEWLY_QUALIFIED_PWP: 5, Grade.PWP: 5, Grade.SENIOR_PWP: 6}
_NEW = 365
# The trainees began their course with another service.
_TRAINED_BEFORE = timedelta(weeks=16)
_LEARNT = (
    (9, "Workshop: sleep in low-intensity work", 90, True),
    (31, "Reading group: expected ranges of scores", 45, True),
    (66, "Webinar on working with interpreters", 60, False),
)
_INTERESTS = {"pwp": "Long-term conditions", "pwp2": "Young adults, video work"}


def write_staff_records(
    staff: tuple[Colleague, ...], ids: list[int], *, today: date, now: datetime
) -> None:
    """Everybody's record; a dozen statements, however many work here."""
    _write_work(staff, ids, today=today)
    seen_by = [_signer(staff, ids, place) for place in range(len(staff))]
    Credential.objects.bulk_create(
        _credential(ids[place], kind, seen_by[place], held=held)
        for place, one in enumerate(staff)
        for kind, held in _held(one, place, today=today)
    )
    started = [place for place, one in enumerate(staff) if _is_new(one)]
    InductionStep.objects.bulk_create(
        InductionStep(
            staff_id=ids[place],
            step=step,
            done_on=(day := _inducted_on(staff[place], number, today=today)),
            signed_at=_noon(day),
            signed_by_id=seen_by[place],
        )
        for place in started
        for number, step in enumerate(Induction)
    )
    CompetencySignOff.objects.bulk_create(_competencies(staff, ids, seen_by, today=today))
    CpdEntry.objects.bulk_create(_cpd(staff, ids, today=today))
    Reflection.objects.create(
        staff_id=ids[0],
        text="I tend to fill silences. Next week: count to five first.",
        form_key=uuid5(NAMESPACE_OID, "practice reflection"),
        written_at=now - timedelta(days=6),
    )
    _write_offsets(staff, ids, seen_by, today=today, now=now)
    senior = [one.username for one in staff].index("senior")
    write_newcomer(signer_id=ids[senior], today=today)


def _write_work(staff: tuple[Colleague, ...], ids: list[int], *, today: date) -> None:
    """Pay bands, since when, first days of whoever came lately, interests."""
    members = StaffMember.objects.in_bulk(ids)
    for place, one in enumerate(staff):
        member = members[ids[place]]
        member.band = _BANDS.get(one.grade)
        member.interests = _INTERESTS.get(one.username, "")
        first = today - timedelta(days=one.here_for_days)
        if one.is_trainee:
            member.grade_since = first - _TRAINED_BEFORE
        if _is_new(one):
            member.started_on = first
            member.cleared_on = first + timedelta(days=len(Induction) + 3)
    StaffMember.objects.bulk_update(
        members.values(), ["band", "interests", "grade_since", "started_on", "cleared_on"]
    )


def _inducted_on(one: Colleague, number: int, *, today: date) -> date:
    """The first days, as far as the service was open."""
    return working_day_on_or_after(today - timedelta(days=one.here_for_days - number))


def _is_new(one: Colleague) -> bool:
    """Whoever came since inductions were recorded here, agency staff among them."""
    return bool(one.supervisor) and one.here_for_days < _NEW


def _signer(staff: tuple[Colleague, ...], ids: list[int], place: int) -> int:
    """Who has seen somebody's certificates: the supervisor, else the office, else the lead."""
    if staff[place].supervisor:
        return ids[team.supervisor_place(staff, place)]
    names = [one.username for one in staff]
    return ids[names.index("lead" if staff[place].username == "admin" else "admin")]


def _held(
    one: Colleague, place: int, *, today: date
) -> Iterator[tuple[CredentialKind, tuple[date, date | None]]]:
    """What somebody holds, from when until when."""
    for number, kind in enumerate(MANDATORY):
        since = min(one.here_for_days, 90 + 23 * ((place + number) % 8))
        yield kind, (today - timedelta(days=since), today + timedelta(days=500 - since))
    if one.grade in {Grade.PWP, Grade.SENIOR_PWP}:
        left = _RUNS_OUT_SOON[1] if one.username == _RUNS_OUT_SOON[0] else 150 + 17 * (place % 11)
        begun = today - timedelta(days=365 - left)
        yield CredentialKind.REGISTRATION, (begun, today + timedelta(days=left))
    if one.grade is Grade.SENIOR_PWP or one.username == "lead":
        yield CredentialKind.SUPERVISOR_TRAINING, (today - timedelta(days=900), None)


def _credential(
    staff_id: int, kind: CredentialKind, seen_by: int, *, held: tuple[date, date | None]
) -> Credential:
    first, last = held
    is_registration = kind is CredentialKind.REGISTRATION
    return Credential(
        staff_id=staff_id,
        kind=kind,
        body=_REGISTER if is_registration else "",
        number=f"WP{7100 + staff_id % 800}" if is_registration else "",
        obtained_on=first,
        expires_on=last,
        recorded_at=_noon(first),
        recorded_by_id=staff_id,
        checked_at=_noon(first),
        checked_by_id=seen_by,
    )


def _competencies(
    staff: tuple[Colleague, ...], ids: list[int], seen_by: list[int], *, today: date
) -> Iterator[CompetencySignOff]:
    """A trainee's so far, and those of whoever learnt here last year."""
    for place, one in enumerate(staff):
        if not one.supervisor or one.here_for_days >= _NEW * 2 or one.contract is Contract.AGENCY:
            continue
        done = len(Competency) if not one.is_trainee else one.here_for_days // 34
        for number, competency in enumerate(list(Competency)[:done]):
            day = today - timedelta(days=one.here_for_days - 30 * (number + 1))
            seen_on = min(day, today - timedelta(days=3))
            yield CompetencySignOff(
                staff_id=ids[place],
                competency=competency,
                seen_on=seen_on,
                signed_at=_noon(seen_on),
                signed_by_id=seen_by[place],
            )


def _cpd(staff: tuple[Colleague, ...], ids: list[int], *, today: date) -> Iterator[CpdEntry]:
    for place, one in enumerate(staff):
        if not one.supervisor:
            continue
        for days, what, minutes, was_protected in _LEARNT[: 1 + place % len(_LEARNT)]:
            day = today - timedelta(days=days + place)
            yield CpdEntry(
                staff_id=ids[place],
                on=day,
                what=what,
                minutes=minutes,
                was_protected=was_protected,
                form_key=uuid5(NAMESPACE_OID, f"practice {one.username} {what}"),
                logged_at=_noon(day),
            )


def _write_offsets(
    staff: tuple[Colleague, ...],
    ids: list[int],
    seen_by: list[int],
    *,
    today: date,
    now: datetime,
) -> None:
    """A champion with her half day, and somebody who takes nobody new for a while."""
    names = [one.username for one in staff]
    champion = names.index("pwp")
    rows = [
        AgreedOffset(
            staff_id=ids[champion],
            kind=OffsetKind.CHAMPION,
            topic="long-term conditions",
            hours_a_week=Decimal("2.00"),
            taken_off=4,
            starts_on=today - timedelta(days=120),
            set_at=now,
            set_by_id=seen_by[champion],
        )
    ]
    StaffMember.objects.filter(pk=ids[champion]).update(lowered_until=date.max)
    if "s.pell" in names:
        eased = names.index("s.pell")
        last = today + timedelta(days=16)
        rows.append(
            AgreedOffset(
                staff_id=ids[eased],
                kind=OffsetKind.PAUSE,
                starts_on=today - timedelta(days=5),
                ends_on=last,
                set_at=now,
                set_by_id=seen_by[eased],
            )
        )
        StaffMember.objects.filter(pk=ids[eased]).update(lowered_until=last)
    AgreedOffset.objects.bulk_create(rows)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
