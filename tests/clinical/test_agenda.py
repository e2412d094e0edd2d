"""Who comes to the next meeting: nobody is lost, risk never moves, nobody passes day 28 unseen."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinical.agenda import Group, OpenCase, agenda
from clinical.policy import DEFAULT
from clinical.reason import Found, Reason

ON = date(2026, 6, 11)
NEXT = ON + timedelta(days=7)


def found(reason, *, days=0, snoozed_until=None):
    return Found(reason, "words", ON - timedelta(days=days), "clears", snoozed_until)


def seen(referral_id, *reasons, discussed=7, assessed=60):
    """Assessed and discussed so many days ago; None for never."""

    def ago(days):
        return None if days is None else ON - timedelta(days=days)

    return OpenCase(
        referral_id=referral_id,
        found=reasons,
        since=ON - timedelta(days=3),
        assessed_on=ago(assessed),
        last_discussed_on=ago(discussed),
    )


def made(*cases, minutes=60):
    return agenda(cases, on=ON, next_on=NEXT, minutes=minutes, policy=DEFAULT)


def ids(entries):
    return [entry.referral_id for entry in entries]


def test_the_headings_stand_in_the_order_of_the_meeting_and_the_longest_waiting_first():
    list_of_today = made(
        seen(1, found(Reason.READY_FOR_DECISION)),
        seen(2, found(Reason.SCHEDULED_REVIEW)),
        seen(3, found(Reason.MISSED_SESSION, days=2)),
        seen(4, found(Reason.OVERDUE_CONTACT, days=9)),
        seen(5, found(Reason.HIGH_SCORES)),
        seen(6, found(Reason.NEW_ASSESSMENT), discussed=None, assessed=3),
        seen(7, found(Reason.RISK)),
    )

    assert ids(list_of_today.entries) == [7, 6, 5, 4, 3, 2, 1]
    assert [entry.group for entry in list_of_today.entries] == [
        Group.RISK,
        Group.NEW,
        Group.NOT_IMPROVING,
        Group.NO_CONTACT,
        Group.NO_CONTACT,
        Group.REVIEW_DUE,
        Group.READY,
    ]


def test_one_row_holds_every_reason_under_the_first_of_their_headings():
    several = (found(Reason.READY_FOR_DECISION), found(Reason.RISK), found(Reason.DATA_GAP))

    (entry,) = made(seen(1, *several)).entries

    ready, risk, gap = several
    assert entry.group is Group.RISK
    assert entry.found == (risk, ready, gap)


def test_missing_data_or_no_appointment_alone_bring_nobody():
    list_of_today = made(seen(1, found(Reason.DATA_GAP), found(Reason.NO_NEXT_APPOINTMENT)))

    assert list_of_today.on_track == (1,)


def test_a_reason_that_is_put_off_rests_here_too():
    rests = found(Reason.HIGH_SCORES, snoozed_until=ON + timedelta(days=5))

    assert made(seen(1, rests)).on_track == (1,)


@pytest.mark.parametrize(
    ("discussed", "assessed", "comes"),
    [(None, 1, True), (2, 1, True), (1, 2, False), (None, None, False)],
)
def test_a_new_person_comes_once_assessed_and_until_discussed(discussed, assessed, comes):
    new = seen(1, found(Reason.NEW_ASSESSMENT), discussed=discussed, assessed=assessed)

    assert bool(made(new).entries) is comes


@pytest.mark.parametrize(("discussed", "comes"), [(20, False), (21, False), (22, True), (29, True)])
def test_everybody_comes_on_the_last_meeting_up_to_day_28(discussed, comes):
    """The next meeting is in seven days: whoever would then be past day 28 comes now."""
    list_of_today = made(seen(1, discussed=discussed))

    assert bool(list_of_today.entries) is comes


def test_leave_between_two_meetings_brings_more_people_before_it():
    away = agenda(
        [seen(1, discussed=15)],
        on=ON,
        next_on=ON + timedelta(days=14),
        minutes=60,
        policy=DEFAULT,
    )

    assert ids(away.entries) == [1]


@pytest.mark.parametrize(("discussed", "late"), [(28, 0), (29, 1), (40, 12)])
def test_day_29_is_a_failure_shown_by_name(discussed, late):
    (entry,) = made(seen(1, discussed=discussed)).entries

    assert entry.days_late == late


def test_the_hour_of_the_drawing_is_full_to_the_minute():
    """4 risk, 3 new, 4 not improving, 4 no contact, 5 reviews, 2 ready: 53 of 53 minutes."""
    counted = {
        Reason.RISK: 4,
        Reason.NEW_ASSESSMENT: 3,
        Reason.NOT_IMPROVING: 4,
        Reason.OVERDUE_CONTACT: 4,
        Reason.SCHEDULED_REVIEW: 5,
        Reason.READY_FOR_DECISION: 2,
    }
    reasons = [reason for reason, many in counted.items() for _ in range(many)]
    cases = [
        seen(place, found(reason), discussed=None if reason is Reason.NEW_ASSESSMENT else 7,
             assessed=3 if reason is Reason.NEW_ASSESSMENT else 60)
        for place, reason in enumerate(reasons)
    ]  # fmt: skip

    list_of_today = made(*cases)

    assert list_of_today.planned_seconds == 53 * 60 == list_of_today.seconds_for_cases
    assert len(list_of_today.entries) == 22
    assert list_of_today.moved == ()


def test_what_does_not_fit_moves_from_the_last_heading_up():
    list_of_today = made(
        seen(1, found(Reason.HIGH_SCORES)),
        seen(2, found(Reason.SCHEDULED_REVIEW, days=3)),
        seen(3, found(Reason.READY_FOR_DECISION)),
        minutes=12,
    )

    assert ids(list_of_today.entries) == [1, 2]
    assert ids(list_of_today.moved) == [3]


@pytest.mark.parametrize(
    "stays",
    [
        seen(1, found(Reason.RISK)),
        seen(1, found(Reason.COULD_NOT_BE_CHECKED)),
        seen(1, found(Reason.READY_FOR_DECISION), discussed=22),
        replace(seen(1), is_asked=True),
    ],
)
def test_risk_the_unchecked_a_question_and_whoever_would_pass_their_day_never_move(stays):
    list_of_today = made(stays, minutes=7)

    assert ids(list_of_today.entries) == [1]
    assert list_of_today.seconds_over == list_of_today.planned_seconds


def of_a_trainee(*, assessed=None, treated=None, discussed=None):
    case = seen(1, found(Reason.RISK), discussed=discussed, assessed=assessed)
    treated_on = None if treated is None else ON + timedelta(days=treated)
    return replace(case, found=(), is_trainees=True, treated_on=treated_on)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (of_a_trainee(assessed=1), "Trainee’s new case: discussed before treatment begins"),
        (of_a_trainee(treated=5), "discussed before treatment begins 16 June"),
        (of_a_trainee(treated=7), "discussed before treatment begins 18 June"),
        (of_a_trainee(treated=-2), "treatment began 9 June, not discussed yet"),
    ],
)
def test_every_new_case_of_a_trainee_comes_before_treatment_and_never_moves(case, words):
    (entry,) = made(case, minutes=7).entries

    assert entry.group is Group.NEW
    assert entry.found[0].evidence.endswith(words)


@pytest.mark.parametrize(
    "case",
    [
        of_a_trainee(),
        of_a_trainee(treated=8),
        of_a_trainee(assessed=1, treated=2, discussed=1),
        replace(of_a_trainee(treated=2), is_trainees=False),
    ],
)
def test_it_waits_while_treatment_is_further_away_and_once_it_was_discussed(case):
    assert made(case).on_track == (1,)


def _begun(*, treated, assessed=9, discussed=None, since=8):
    """Treatment began so many days ago with somebody who carries the case for eight days."""
    case = seen(1, discussed=discussed, assessed=assessed)
    days = {"since": ON - timedelta(days=since), "treated_on": ON - timedelta(days=treated)}
    return replace(case, **days)


def test_a_new_person_comes_though_treatment_began_before_the_meeting():
    one_contact_was_both = _begun(treated=4, assessed=4)
    assessed_at_triage = _begun(treated=8, assessed=30)

    for case in (one_contact_was_both, assessed_at_triage):
        (entry,) = made(case).entries
        assert (entry.group, entry.seconds) == (Group.NEW, DEFAULT.agenda_new_seconds)
        assert [one.reason for one in entry.found] == [Reason.NEW_ASSESSMENT]
        assert entry.found[0].evidence.startswith("Treatment began")
    (entry,) = made(one_contact_was_both).entries
    assert (entry.days, entry.look_by) == (4, ON + timedelta(days=24))


@pytest.mark.parametrize(
    "case",
    [
        _begun(treated=4, discussed=3),
        _begun(treated=4, discussed=9),
        # Handed on in the middle of treatment: not new, looked at when their day comes.
        _begun(treated=9, assessed=12),
        _begun(treated=4, assessed=None),
    ],
)
def test_nobody_is_new_once_discussed_before_the_assessment_or_in_a_course_handed_on(case):
    assert made(case).on_track == (1,)


def test_who_was_left_goes_before_others_of_the_heading_and_after_earlier_headings():
    list_of_today = made(
        seen(1, found(Reason.HIGH_SCORES)),
        seen(2, found(Reason.SCHEDULED_REVIEW, days=30)),
        replace(seen(3, found(Reason.SCHEDULED_REVIEW)), carried=1),
        replace(seen(4), carried=2),
    )

    assert ids(list_of_today.entries) == [1, 4, 3, 2]


def test_what_was_discussed_rests_and_what_was_agreed_or_is_risk_does_not():
    resting = frozenset({Reason.HIGH_SCORES, Reason.RISK})
    quiet = replace(seen(1, found(Reason.HIGH_SCORES)), resting=resting)

    assert made(quiet).on_track == (1,)
    assert ids(made(replace(quiet, agreed="Ring the GP.")).entries) == [1]
    both = seen(1, found(Reason.RISK), found(Reason.HIGH_SCORES))
    (entry,) = made(replace(both, resting=resting)).entries
    assert (entry.group, [one.reason for one in entry.found]) == (
        Group.RISK,
        [Reason.RISK, Reason.HIGH_SCORES],
    )


_days = st.none() | st.integers(0, 60)
_found = st.builds(
    found,
    st.sampled_from(Reason),
    days=st.integers(0, 60),
    snoozed_until=st.none() | st.just(ON + timedelta(days=3)),
)


@st.composite
def caseloads(draw):
    return [
        replace(
            seen(
                referral_id,
                *draw(st.lists(_found, max_size=4, unique_by=lambda one: one.reason)),
                discussed=draw(_days),
                assessed=draw(_days),
            ),
            resting=draw(st.frozensets(st.sampled_from(Reason), max_size=2)),
            carried=draw(st.integers(0, 2)),
            is_trainees=draw(st.booleans()),
        )
        for referral_id in range(draw(st.integers(0, 40)))
    ]


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(caseloads(), st.integers(7, 90), st.integers(1, 28))
def test_nobody_is_lost_and_nobody_who_must_be_seen_waits(cases, minutes, gap):
    next_on = ON + timedelta(days=gap)

    result = agenda(cases, on=ON, next_on=next_on, minutes=minutes, policy=DEFAULT)

    everybody = [*ids(result.entries), *ids(result.moved), *result.on_track]
    assert sorted(everybody) == [case.referral_id for case in cases]
    by_id = {case.referral_id: case for case in cases}
    for waiting in [*ids(result.moved), *result.on_track]:
        case = by_id[waiting]
        last = case.last_discussed_on or case.assessed_on or case.since
        assert (next_on - last).days <= DEFAULT.review_every_days
    for resting in [*ids(result.moved), *result.on_track]:
        waking = {one.reason for one in by_id[resting].found}
        assert not waking & {Reason.RISK, Reason.COULD_NOT_BE_CHECKED}
        case = by_id[resting]
        assert case.last_discussed_on or not (case.is_trainees and case.assessed_on)
    fits = result.planned_seconds <= result.seconds_for_cases
    assert fits or not any(entry.may_move for entry in result.entries)
    assert [entry.group.order for entry in result.entries] == sorted(
        entry.group.order for entry in result.entries
    )


def test_the_agenda_knows_its_day_the_next_and_by_when_each_case_must_be_looked_at():
    list_of_today = made(seen(1, discussed=25))

    assert (list_of_today.on, list_of_today.next_on) == (ON, NEXT)
    assert list_of_today.entries[0].look_by == ON + timedelta(days=3)


def test_who_was_left_once_comes_to_this_meeting():
    assert ids(made(replace(seen(1), carried=1)).entries) == [1]


def test_a_trainees_new_case_counts_its_days_from_the_assessment_else_from_allocation():
    (assessed,) = made(of_a_trainee(assessed=10)).entries
    (allocated,) = made(of_a_trainee(treated=2)).entries

    assert (assessed.days, allocated.days) == (10, 3)
    assert assessed.found[0].clears == ("Clears when the case has been discussed in supervision.")


def test_treatment_that_begins_today_has_not_begun_and_another_year_is_named():
    (today,) = made(of_a_trainee(treated=0)).entries
    assert today.found[0].evidence.endswith("discussed before treatment begins 11 June")

    (over_new_year,) = agenda(
        [replace(of_a_trainee(), since=date(2026, 12, 28), treated_on=date(2027, 1, 4))],
        on=date(2026, 12, 30),
        next_on=date(2027, 1, 6),
        minutes=60,
        policy=DEFAULT,
    ).entries
    assert over_new_year.found[0].evidence.endswith("treatment begins 4 January 2027")


def test_a_trainees_new_case_stands_once_among_its_other_reasons():
    case = replace(
        of_a_trainee(assessed=1),
        found=(found(Reason.NEW_ASSESSMENT), found(Reason.HIGH_SCORES)),
    )

    (entry,) = made(case).entries

    assert [one.reason for one in entry.found] == [Reason.NEW_ASSESSMENT, Reason.HIGH_SCORES]


def test_a_new_person_discussed_on_the_day_of_the_assessment_has_been_discussed():
    new = seen(1, found(Reason.NEW_ASSESSMENT), discussed=1, assessed=1)

    assert made(new).on_track == (1,)


def test_one_second_too_many_moves_a_case():
    policy = replace(DEFAULT, agenda_ready_seconds=61)

    short = agenda(
        [seen(1, found(Reason.READY_FOR_DECISION))],
        on=ON,
        next_on=NEXT,
        minutes=8,
        policy=policy,
    )

    assert ids(short.moved) == [1]
