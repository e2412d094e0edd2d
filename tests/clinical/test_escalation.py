"""To whom a risk action goes, and when: at once, by working hours, at its time; once per level."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from clinical.escalation import Escalation, FollowUp, Level, escalations, levels_due
from clinical.policy import DEFAULT, Policy
from clinical.risk import ResponseUrgency, due_by, remote_due_by
from clinical.working_days import add_working_hours, is_open, local, next_working_day

NAMED, DUTY, LEAD = Level.NAMED_PERSON, Level.DUTY_LEAD, Level.SERVICE_LEAD
WITHIN_HOURS = ("same_day", "emergency_referral")
LATER = ("urgent_referral", "planned", "routine_referral")


def at(text: str) -> datetime:
    """A London clock time as an instant."""
    return datetime.fromisoformat(text).astimezone(UTC)


TUESDAY = at("2026-06-09T10:31+01:00")


def follow_up(urgency: str, opened_at: datetime = TUESDAY, **facts) -> FollowUp:
    """One open action with its usual due time."""
    which = ResponseUrgency(urgency)
    due = due_by(urgency=which, now=opened_at, calendar=DEFAULT.calendar)
    return FollowUp(urgency=which, opened_at=opened_at, **{"due_by": due, **facts})


def ladder(given: FollowUp, policy: Policy = DEFAULT) -> dict[Level, datetime]:
    return {one.level: one.due_at for one in escalations(given, policy=policy)}


def test_immediate_goes_to_two_people_at_once_and_to_the_service_lead_after_an_hour():
    assert ladder(follow_up("immediate")) == {
        NAMED: TUESDAY,
        DUTY: TUESDAY,
        LEAD: TUESDAY + timedelta(hours=1),
    }


def test_immediate_is_never_delayed_by_the_clock_on_the_wall():
    night = at("2026-12-26T03:00+00:00")

    assert list(ladder(follow_up("immediate", night)).values()) == [
        night,
        night,
        night + timedelta(minutes=60),
    ]


def test_what_is_recorded_within_the_hour_keeps_an_immediate_one_from_the_service_lead():
    in_time = follow_up("immediate", recorded_at=TUESDAY + timedelta(minutes=60))
    too_late = follow_up("immediate", recorded_at=TUESDAY + timedelta(minutes=61))
    only_taken = follow_up("immediate", acknowledged_at=TUESDAY)

    assert list(ladder(in_time)) == [NAMED, DUTY]
    assert list(ladder(too_late)) == [NAMED, DUTY, LEAD]
    assert list(ladder(only_taken)) == [NAMED, DUTY, LEAD]


def test_same_day_waits_two_working_hours_and_then_until_it_is_due():
    assert ladder(follow_up("same_day")) == {
        NAMED: TUESDAY,
        DUTY: at("2026-06-09T12:31+01:00"),
        LEAD: at("2026-06-09T17:00+01:00"),
    }


def test_an_emergency_referral_goes_to_the_service_lead_after_its_four_hours():
    assert ladder(follow_up("emergency_referral")) == {
        NAMED: TUESDAY,
        DUTY: at("2026-06-09T12:31+01:00"),
        LEAD: at("2026-06-09T14:31+01:00"),
    }


@pytest.mark.parametrize(
    ("urgency", "opened", "due"),
    [
        ("same_day", "2026-06-09T16:59+01:00", "2026-06-09T17:00+01:00"),
        ("same_day", "2026-06-09T20:00+01:00", "2026-06-09T23:59+01:00"),
        ("emergency_referral", "2026-06-13T23:10+01:00", "2026-06-14T03:10+01:00"),
    ],
)
def test_the_duty_lead_never_hears_after_the_service_lead(urgency, opened, due):
    found = ladder(follow_up(urgency, at(opened)))

    assert found[DUTY] == found[LEAD] == at(due)


@pytest.mark.parametrize("urgency", LATER)
def test_later_responses_go_on_when_they_are_late_and_a_working_day_after(urgency):
    friday = at("2026-06-12T15:00+01:00")

    assert ladder(follow_up(urgency, due_by=friday)) == {
        NAMED: TUESDAY,
        DUTY: friday,
        LEAD: at("2026-06-15T15:00+01:00"),
    }


def test_the_working_day_after_skips_days_on_which_the_service_is_closed():
    friday = at("2026-06-12T15:00+01:00")
    closed = Policy(closed_days=frozenset({date(2026, 6, 15)}))

    assert ladder(follow_up("planned", due_by=friday), closed)[LEAD] == at("2026-06-16T15:00+01:00")


@pytest.mark.parametrize("urgency", WITHIN_HOURS)
@pytest.mark.parametrize(("minutes", "told"), [(119, False), (120, False), (121, True)])
def test_what_is_taken_within_two_hours_does_not_go_to_the_duty_lead(urgency, minutes, told):
    taken = follow_up(urgency, acknowledged_at=TUESDAY + timedelta(minutes=minutes))

    assert (DUTY in ladder(taken)) is told
    assert LEAD in ladder(taken)


@pytest.mark.parametrize("urgency", LATER)
def test_taking_a_later_response_does_not_excuse_its_being_late(urgency):
    assert list(ladder(follow_up(urgency, acknowledged_at=TUESDAY))) == [NAMED, DUTY, LEAD]


@pytest.mark.parametrize("urgency", WITHIN_HOURS)
def test_an_owner_who_is_gone_counts_as_not_having_taken_it_at_once(urgency):
    half_past_eleven = at("2026-06-09T11:30+01:00")
    long_gone = follow_up(urgency, owner_away_since=TUESDAY - timedelta(days=3))
    left_after_taking = follow_up(
        urgency, acknowledged_at=TUESDAY, owner_away_since=half_past_eleven
    )
    left_after_two_hours = follow_up(urgency, owner_away_since=at("2026-06-09T14:00+01:00"))

    assert ladder(long_gone)[DUTY] == TUESDAY
    assert ladder(left_after_taking)[DUTY] == half_past_eleven
    assert ladder(left_after_two_hours)[DUTY] == at("2026-06-09T12:31+01:00")


@pytest.mark.parametrize("urgency", [*WITHIN_HOURS, *LATER, "immediate"])
def test_what_was_closed_before_a_level_came_never_reaches_it(urgency):
    whole = ladder(follow_up(urgency))
    for level, due in whole.items():
        closed_then = ladder(follow_up(urgency, closed_at=due))
        closed_later = ladder(follow_up(urgency, closed_at=due + timedelta(seconds=1)))

        assert level not in closed_then
        assert closed_later[level] == due


def test_nothing_new_goes_to_nobody():
    assert (
        escalations(
            FollowUp(urgency=ResponseUrgency.NONE_NEW, opened_at=TUESDAY, due_by=TUESDAY),
            policy=DEFAULT,
        )
        == ()
    )


def test_the_service_sets_how_long_each_level_waits():
    quick = Policy(
        escalate_after_working_hours=1,
        service_lead_after_minutes=15,
        service_lead_after_working_days=2,
    )
    friday = at("2026-06-12T15:00+01:00")

    assert ladder(follow_up("same_day"), quick)[DUTY] == TUESDAY + timedelta(hours=1)
    assert ladder(follow_up("immediate"), quick)[LEAD] == TUESDAY + timedelta(minutes=15)
    later = ladder(follow_up("planned", due_by=friday), quick)
    assert later[LEAD] == at("2026-06-16T15:00+01:00")


def test_levels_fall_due_one_by_one_and_a_late_look_finds_them_all_exactly():
    given = follow_up("same_day")
    looks = [at(f"2026-06-09T{clock}+01:00") for clock in ("10:30", "10:31", "12:31", "17:00")]

    assert [len(levels_due(given, policy=DEFAULT, now=now)) for now in looks] == [0, 1, 2, 3]
    after_three_days = levels_due(given, policy=DEFAULT, now=TUESDAY + timedelta(days=3))
    assert after_three_days == escalations(given, policy=DEFAULT)
    assert after_three_days[0] == Escalation(NAMED, TUESDAY)


def test_a_saturday_night_answer_climbs_by_service_hours():
    arrived = at("2026-06-13T23:10+01:00")
    due = remote_due_by(urgency=ResponseUrgency.SAME_DAY, now=arrived, calendar=DEFAULT.calendar)

    assert ladder(follow_up("same_day", arrived, due_by=due)) == {
        NAMED: arrived,
        DUTY: at("2026-06-15T11:00+01:00"),
        LEAD: at("2026-06-15T17:00+01:00"),
    }


def _clock_change_instants() -> list[datetime]:
    """Every quarter of an hour of the two days on which the clocks change: 192 of them."""
    days = (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC))
    return [day + timedelta(minutes=15 * n) for day in days for n in range(96)]


@pytest.mark.parametrize("urgency", [*WITHIN_HOURS, *LATER, "immediate"])
def test_192_instants_on_the_two_clock_change_nights_climb_exactly(urgency):
    instants = _clock_change_instants()
    assert len(set(instants)) == 192
    for opened in instants:
        given = follow_up(urgency, opened)
        found = ladder(given)

        assert found[NAMED] == opened
        assert found[NAMED] <= found[DUTY] <= found[LEAD]
        assert all(due.utcoffset() == timedelta(0) for due in found.values())
        if urgency == "immediate":
            assert found[LEAD] - opened == timedelta(hours=1)
        elif urgency in WITHIN_HOURS:
            assert found[DUTY] == min(add_working_hours(opened, 2, DEFAULT.calendar), given.due_by)
            assert found[LEAD] == given.due_by
        else:
            assert found[DUTY] == given.due_by
            due, lead = local(given.due_by), local(found[LEAD])
            assert lead.date() == next_working_day(due.date())
            assert (lead.hour, lead.minute) == (due.hour, due.minute)


def test_an_answer_by_link_on_a_clock_change_night_goes_to_the_duty_lead_on_monday_at_eleven():
    for opened in _clock_change_instants():
        due = remote_due_by(urgency=ResponseUrgency.SAME_DAY, now=opened, calendar=DEFAULT.calendar)
        monday = "2026-03-30T{}+01:00" if opened.month == 3 else "2026-10-26T{}+00:00"
        found = ladder(follow_up("same_day", opened, due_by=due))

        assert not is_open(opened, DEFAULT.calendar)
        assert (found[DUTY], found[LEAD]) == (
            at(monday.format("11:00")),
            at(monday.format("17:00")),
        )


def test_local_time_given_for_an_instant_changes_nothing():
    given = follow_up("same_day")
    local_given = replace(given, opened_at=at("2026-06-09T10:31+01:00").astimezone())

    assert ladder(local_given) == ladder(given)


def test_levels_stand_in_order_with_their_words():
    assert [(level.value, level.label, level.order) for level in Level] == [
        ("named_person", "Named person", 0),
        ("duty_lead", "Duty senior", 1),
        ("service_lead", "Service lead", 2),
    ]
