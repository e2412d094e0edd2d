"""The duty rota: who may be put on duty, a swap in one step, and the hours nobody covers."""

from datetime import UTC, date, datetime, timedelta

import pytest

from audit.events import Event
from audit.models import AuditEntry
from clinical.errors import Refused
from clinical.working_days import Calendar
from staff import actions, rota
from staff.models import Duty, StaffMember
from staff.rota import Gap, Turn
from tests.factories.staff import AbsenceFactory, DutyFactory

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_NUMBER = "01632 960144"
# Wednesday 10 June 2026, 09:00 and 17:00 in London.
NINE = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)
FIVE = datetime(2026, 6, 10, 16, 0, tzinfo=UTC)


def _put(staff: StaffMember, by: StaffMember, now: datetime, **facts: object) -> Duty:
    turn = {"starts_at": NINE, "ends_at": FIVE, "phone": _NUMBER}
    return actions.put_on_duty(**turn | {"staff": staff, "by": by, "now": now} | facts)


def _turn(starts_at: datetime, ends_at: datetime, **facts: object) -> Turn:
    row = {"pk": 1, "staff_id": 1, "name": "Sam Okafor", "phone": _NUMBER}
    return Turn(**row | {"starts_at": starts_at, "ends_at": ends_at} | facts)


def test_a_senior_is_put_on_duty_and_the_trail_says_so(sam, leah, now):
    turn = _put(sam, leah, now)

    entry = AuditEntry.objects.get(event=Event.DUTY_CHANGED)
    assert (turn.staff, turn.starts_at, turn.ends_at, turn.phone) == (sam, NINE, FIVE, _NUMBER)
    assert (entry.staff_id, entry.changes["staff"]) == (leah.pk, ["", sam.pk])


def test_the_same_turn_sent_twice_is_one(sam, leah, now):
    assert _put(sam, leah, now) == _put(sam, leah, now)

    assert Duty.objects.count() == 1
    assert AuditEntry.objects.filter(event=Event.DUTY_CHANGED).count() == 1


def test_two_people_may_overlap_at_a_hand_over(sam, leah, now):
    _put(sam, leah, now)
    _put(leah, leah, now, starts_at=FIVE - _HOUR, ends_at=FIVE + _HOUR)

    assert Duty.objects.at(FIVE - _HOUR).count() == 2


def test_nobody_is_on_duty_twice_at_once(sam, leah, now):
    _put(sam, leah, now)

    with pytest.raises(Refused, match="on duty during this time already") as refusal:
        _put(sam, leah, now, starts_at=NINE + _HOUR)

    assert refusal.value.field == "staff"
    assert Duty.objects.count() == 1


@pytest.mark.parametrize("role", ["priya", "trainee", "ada", "dan"])
def test_only_seniors_and_leads_are_put_on_duty(role, leah, now, request):
    with pytest.raises(Refused, match="only seniors and service leads"):
        _put(request.getfixturevalue(role), leah, now)


def test_a_leaver_is_not_put_on_duty(sam, leah, now):
    sam.is_active = False
    sam.save(update_fields=["is_active"])

    with pytest.raises(Refused, match="no longer works here"):
        _put(sam, leah, now)


@pytest.mark.parametrize("ends_on", [date(2026, 6, 10), None])
def test_somebody_away_on_a_day_of_the_turn_is_refused_with_the_days(sam, leah, now, ends_on):
    AbsenceFactory(staff=sam, starts_on=date(2026, 6, 9), ends_on=ends_on)

    with pytest.raises(Refused, match="is away from 9 June"):
        _put(sam, leah, now)


def test_somebody_back_the_day_before_is_taken(sam, leah, now):
    AbsenceFactory(staff=sam, starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 9))

    assert _put(sam, leah, now).staff == sam


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "words"),
    [
        (FIVE, NINE, "ends after it starts"),
        (NINE - 7 * _DAY, FIVE - 7 * _DAY, "This time is over"),
        (NINE, NINE + 32 * _DAY, "a month at most"),
        (NINE + 400 * _DAY, FIVE + 400 * _DAY, "within the next year"),
    ],
)
def test_times_that_make_no_sense_are_refused(sam, leah, now, starts_at, ends_at, words):
    with pytest.raises(Refused, match=words):
        _put(sam, leah, now, starts_at=starts_at, ends_at=ends_at)


def test_a_turn_to_come_changes_hands_in_one_step(sam, leah, now):
    turn = _put(sam, leah, now)

    actions.give_turn(turn=turn, held_by=sam.pk, to=leah, by=sam, now=now)

    left = Duty.objects.get()
    assert (left.staff, left.starts_at, left.ends_at, left.phone) == (leah, NINE, FIVE, _NUMBER)
    entry = AuditEntry.objects.filter(event=Event.DUTY_CHANGED).latest("pk")
    assert entry.changes["staff"] == [sam.pk, leah.pk]


def test_of_a_turn_that_has_begun_the_rest_changes_hands_and_the_past_stays(sam, leah, now):
    turn = DutyFactory(staff=sam, starts_at=now - _HOUR, ends_at=now + _HOUR)

    actions.give_turn(turn=turn, held_by=sam.pk, to=leah, by=leah, now=now)

    rows = list(Duty.objects.order_by("starts_at").values_list("staff", "starts_at", "ends_at"))
    assert rows == [(sam.pk, now - _HOUR, now), (leah.pk, now, now + _HOUR)]


def test_a_turn_that_somebody_else_has_given_away_is_not_given_again(sam, leah, now):
    turn = _put(sam, leah, now)
    turn = actions.give_turn(turn=turn, held_by=sam.pk, to=leah, by=sam, now=now)

    with pytest.raises(actions.AlreadyChanged, match="Leah Morgan has this turn now"):
        actions.give_turn(turn=turn, held_by=sam.pk, to=sam, by=leah, now=now)

    assert Duty.objects.get().staff == leah


def test_a_turn_is_not_given_to_whoever_has_it_or_cannot(sam, leah, priya, now):
    turn = _put(sam, leah, now)

    for to, words in ((sam, "has this turn already"), (priya, "only seniors")):
        with pytest.raises(Refused, match=words):
            actions.give_turn(turn=turn, held_by=sam.pk, to=to, by=leah, now=now)

    assert Duty.objects.get().staff == sam


def test_a_turn_to_come_is_taken_off_and_the_trail_keeps_who_had_it(sam, leah, now):
    turn = _put(sam, leah, now)

    actions.take_off_duty(turn=turn, held_by=sam.pk, by=leah, now=now)

    assert not Duty.objects.exists()
    entry = AuditEntry.objects.filter(event=Event.DUTY_CHANGED).latest("pk")
    assert entry.changes["staff"] == [sam.pk, ""]


def test_a_turn_that_has_begun_ends_now(sam, leah, now):
    turn = DutyFactory(staff=sam, starts_at=now - _HOUR, ends_at=now + _HOUR)

    actions.take_off_duty(turn=turn, held_by=sam.pk, by=leah, now=now)

    assert Duty.objects.get().ends_at == now


def test_what_is_over_or_gone_is_not_changed(sam, leah, now):
    over = DutyFactory(staff=sam, starts_at=now - 2 * _HOUR, ends_at=now)
    gone = _put(sam, leah, now)
    actions.take_off_duty(turn=Duty.objects.get(pk=gone.pk), held_by=sam.pk, by=leah, now=now)

    with pytest.raises(Refused, match="over"):
        actions.take_off_duty(turn=over, held_by=sam.pk, by=leah, now=now)
    with pytest.raises(actions.AlreadyChanged):
        actions.take_off_duty(turn=gone, held_by=sam.pk, by=leah, now=now)


def test_service_hours_that_no_turn_covers_are_gaps():
    held = [
        _turn(NINE - 2 * _HOUR, NINE + _HOUR),
        _turn(NINE + 4 * _HOUR, FIVE + 9 * _HOUR),
    ]

    found = rota.gaps(held, since=NINE - 9 * _HOUR, until=FIVE + 7 * _HOUR, calendar=Calendar())

    assert found == (Gap(NINE + _HOUR, NINE + 4 * _HOUR),)


def test_a_day_without_any_turn_is_one_gap_and_days_the_service_is_closed_are_none():
    closed = frozenset({date(2026, 6, 11)})

    found = rota.gaps(
        [], since=NINE + _HOUR, until=NINE + 7 * _DAY, calendar=Calendar(extra_closed=closed)
    )

    days = [(gap.starts_at, gap.ends_at) for gap in found]
    friday, monday, tuesday = NINE + 2 * _DAY, NINE + 5 * _DAY, NINE + 6 * _DAY
    assert days == [
        (NINE + _HOUR, FIVE),
        (friday, friday + 8 * _HOUR),
        (monday, monday + 8 * _HOUR),
        (tuesday, tuesday + 8 * _HOUR),
    ]


def test_overlapping_turns_leave_no_gap():
    held = [_turn(NINE, NINE + 5 * _HOUR), _turn(NINE + _HOUR, NINE + 2 * _HOUR)]
    held.append(_turn(NINE + 5 * _HOUR, FIVE))

    assert rota.gaps(held, since=NINE, until=FIVE, calendar=Calendar()) == ()


@pytest.mark.parametrize(
    "facts", [{"has_left": True}, {"away": ((date(2026, 6, 10), None),)}], ids=["left", "away"]
)
def test_whoever_does_not_come_covers_nothing(facts):
    held = [_turn(NINE, FIVE, **facts)]

    found = rota.gaps(held, since=NINE, until=FIVE, calendar=Calendar())

    assert found == (Gap(NINE, FIVE),)
    assert not held[0].is_held_at(NINE)


def test_turns_are_read_with_who_is_away_and_who_has_left(
    sam, leah, now, django_assert_num_queries
):
    DutyFactory(staff=sam, starts_at=NINE, ends_at=FIVE)
    DutyFactory(staff=leah, starts_at=NINE, ends_at=FIVE)
    AbsenceFactory(staff=sam, starts_on=date(2026, 6, 10), ends_on=date(2026, 6, 12))
    StaffMember.objects.filter(pk=leah.pk).update(is_active=False)

    with django_assert_num_queries(2):
        first, second = rota.turns(since=now, until=now + 7 * _DAY)

    assert (first.name, first.missing, first.has_left) == (
        "Sam Okafor",
        (date(2026, 6, 10),),
        False,
    )
    assert (second.has_left, second.is_held_at(NINE)) == (True, False)
