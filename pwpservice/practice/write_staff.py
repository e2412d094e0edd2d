"""Writes the people who work in the practice service, and how they stand to each other."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from clinical.working_days import LONDON, working_day_on_or_after
from pwpservice.practice import meetings, team
from pwpservice.practice.team import Colleague
from staff.models import (
    Absence,
    Cover,
    Duty,
    Membership,
    StaffMember,
    SupervisionPairing,
    Team,
)

PASSWORD = "practice-service"  # noqa: S105 - of invented people only
_WEEKS_BACK, _WEEKS_AHEAD = 2, 5


def write_staff(staff: tuple[Colleague, ...], *, today: date) -> tuple[list[Team], list[int]]:
    """Teams, accounts and relations. Returns the teams, and the accounts' ids in list order."""
    teams = [Team.objects.create(name=name) for name in team.TEAMS]
    encoded = make_password(PASSWORD)
    members = StaffMember.objects.bulk_create(
        _account(one, place, encoded) for place, one in enumerate(staff)
    )
    ids = [member.pk for member in members]
    Membership.objects.bulk_create(
        Membership(
            staff_id=ids[place],
            team=teams[number],
            role=one.role,
            starts_on=today - timedelta(days=one.here_for_days),
        )
        for place, one in enumerate(staff)
        for number in one.teams
    )
    _write_supervision(staff, ids, today=today)
    _write_duties(staff, ids, today=today)
    _write_leave(ids, today=today)
    return teams, ids


def _account(one: Colleague, place: int, encoded: str) -> StaffMember:
    """One password for all of these accounts, and so one hash: they are handed out anyway."""
    return StaffMember(
        username=one.username,
        password=encoded,
        given_name=one.given_name,
        family_name=one.family_name,
        email=f"{one.given_name}.{one.family_name}@northbrook.example".lower(),
        phone=f"01632 960{place + 20:03d}",
        grade=one.grade,
        contract=one.contract,
        agreed_number=one.agreed_number,
        is_staff=one.may_look_in_admin,
        is_superuser=one.may_look_in_admin,
    )


def _write_supervision(staff: tuple[Colleague, ...], ids: list[int], *, today: date) -> None:
    SupervisionPairing.objects.bulk_create(
        SupervisionPairing(
            supervisor_id=ids[team.supervisor_place(staff, place)],
            supervisee_id=ids[place],
            starts_on=today - timedelta(days=min(one.here_for_days, 700)),
            weekday=meetings.weekday(today, place),
            meets_at=meetings.clock(staff, place, today=today),
        )
        for place, one in enumerate(staff)
        if one.supervisor
    )


def _write_duties(staff: tuple[Colleague, ...], ids: list[int], *, today: date) -> None:
    """Weeks of duty, so that somebody is on duty whenever a page asks; one afternoon of next week
    is still to be filled.
    """
    usernames = [one.username for one in staff]
    seniors = {name: ids[usernames.index(name)] for name in ("senior", "duty")}
    Duty.objects.bulk_create(
        Duty(staff_id=seniors[who], starts_at=starts_at, ends_at=ends_at, phone=team.DUTY_PHONE)
        for who, starts_at, ends_at in _turns(today)
    )


def _turns(today: date) -> Iterator[tuple[str, datetime, datetime]]:
    """Who, from when, until when: weeks from Monday to Monday, the last ones the senior's."""
    monday = today - timedelta(days=today.weekday())
    gap = working_day_on_or_after(monday + timedelta(weeks=1))
    for week in range(-_WEEKS_BACK, _WEEKS_AHEAD):
        who = "senior" if week < 0 or week > 2 else "duty"  # noqa: PLR2004 - by turns
        start = _at(monday + timedelta(weeks=week))
        end = _at(monday + timedelta(weeks=week + 1))
        if week == 1:
            yield who, start, _at(gap, 13)
            yield who, _at(gap, 17), end
        else:
            yield who, start, end


def _at(day: date, hour: int = 0) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=LONDON)


def _write_leave(ids: list[int], *, today: date) -> None:
    first, last = team.leave(today)
    away, covering = ids[team.ON_LEAVE], ids[team.COVERING]
    Absence.objects.create(staff_id=away, kind="LEAVE", starts_on=first, ends_on=last)
    Cover.objects.create(covered_id=away, coverer_id=covering, starts_on=first, ends_on=last)
