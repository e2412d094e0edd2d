"""What holds of every invented record, before it is written."""

import re
from collections import Counter, defaultdict
from datetime import date, time, timedelta
from itertools import pairwise

import pytest

from caseload.models import ContactState
from clinical import nhs_number
from clinical.working_days import is_working_day, local, local_date
from pwpservice.practice.generate import Practice
from pwpservice.practice.scale import scale_for
from pwpservice.practice.scenes import Scene
from pwpservice.practice.told import at_assessment
from referrals.models import Medium, Referral, Status
from referrals.models.referral import MOVES
from tests.pwpservice.practice_service import SATURDAY, TUESDAY, logged, made, order, scored

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stories():
    return made()


def of_the_first_pwp(stories):
    return [story for story in stories if story.carrier == 0 and not story.end_code]


def todays(stories, day):
    found = [
        v for s in of_the_first_pwp(stories) for v in s.visits if local_date(v.starts_at) == day
    ]
    return sorted(found, key=lambda visit: visit.starts_at)


def test_the_same_seed_and_day_give_the_same_service():
    assert tuple(Practice(order()).stories()) == made()


def test_another_seed_gives_another_service():
    assert made(seed=2) != made()


def test_nhs_numbers_are_valid_of_the_test_range_and_each_persons_own(stories):
    numbers = [story.person.nhs_number for story in stories]

    assert len(set(numbers)) == len(numbers)
    assert all(nhs_number.is_valid(one) and one.startswith("999") for one in numbers)


def test_phone_numbers_are_of_the_ranges_kept_for_drama(stories):
    assert all(story.person.phone.startswith(("07700 900", "01632 960")) for story in stories)


def test_some_read_another_language_best_one_of_them_from_right_to_left(stories):
    languages = Counter(story.person.language for story in stories)

    assert languages["en"] > len(stories) * 0.9
    assert len(languages) >= 4
    assert languages["ar"] + languages["ur"] > 0
    assert {story.person.full_name_ok for story in stories} == {True, False}


def test_references_and_form_keys_are_never_used_twice(stories):
    visits = [visit for story in stories for visit in story.visits]
    references = [story.reference for story in stories] + [visit.reference for visit in visits]
    keys = [visit.form_key for visit in visits] + [visit.sitting_key for visit in visits]

    assert len(set(references)) == len(references)
    assert len(set(keys)) == len(keys)


def test_answers_are_possible_and_item_nine_is_never_above_the_total(stories):
    for scores in (one for story in stories for one in scored(story)):
        assert len(scores.phq9) == 9
        assert len(scores.gad7) == 7
        assert set(scores.phq9) | set(scores.gad7) <= {0, 1, 2, 3}
        assert scores.wsas is None or max(scores.wsas) <= 8


def test_every_item_nine_above_zero_was_spoken_about(stories):
    for visit in logged(stories):
        above_zero = bool(visit.scores and visit.scores.item_nine)
        assert above_zero == (visit.risk is not None)


def test_a_closed_risk_flag_says_why_and_an_open_one_has_something_to_be_done(stories):
    for risk in (visit.risk for visit in logged(stories) if visit.risk):
        assert bool(risk.closed_at) == bool(risk.closed_how)
        assert bool(risk.closed_at) or risk.action.closed_at is None
        assert not any((risk.plan, risk.intent))


@pytest.mark.parametrize("clock", ["10:24", "12:40", "22:30"])
def test_a_referral_never_has_two_risk_flags_open_at_once(clock):
    for story in made(clock=clock):
        spans = [(visit.signed_at, visit.risk.closed_at) for visit in story.visits if visit.risk]
        assert all(ends is not None for _, ends in spans[:-1])
        assert all(ends <= later for (_, ends), (later, _) in pairwise(spans))


@pytest.mark.parametrize(
    ("today", "clock"),
    [
        (TUESDAY, "10:24"),
        (SATURDAY, "22:30"),
        (date(2026, 12, 28), "09:40"),
        (date(2028, 2, 29), "15:00"),
    ],
)
def test_nothing_that_was_done_lies_ahead(today, clock):
    now = order(today=today, clock=clock).now

    for story in made(today=today, clock=clock):
        done = [story.updated_at, *(step.at for step in story.steps)]
        for visit in story.visits:
            done += [at for at in (visit.signed_at, visit.booked_at) if at]
            if visit.risk and visit.risk.closed_at:
                done.append(visit.risk.closed_at)
        assert max(done) <= now


def test_notes_on_the_timeline_lie_between_receipt_and_now():
    day = date(2026, 12, 25)
    now = order(today=day).now

    for story in made(today=day):
        assert all(story.steps[0].at <= note.at <= now for note in story.notes)


def test_sessions_are_held_on_working_days_in_office_hours_or_today(stories):
    for visit in (visit for story in stories for visit in story.visits):
        starts, ends = local(visit.starts_at), local(visit.ends_at)
        assert time(9) <= starts.time() < ends.time() <= time(17)
        assert is_working_day(starts.date()) or starts.date() == TUESDAY


def test_nobody_is_in_two_sessions_at_once(stories):
    diary = defaultdict(list)
    for story in stories:
        for visit in story.visits:
            diary[story.carrier].append((visit.starts_at, visit.ends_at))

    for booked in diary.values():
        assert all(sooner[1] <= later[0] for sooner, later in pairwise(sorted(booked)))


def test_only_what_took_place_has_a_note_and_what_was_missed_says_what_follows(stories):
    for visit in logged(stories):
        assert bool(visit.did) == visit.was_attended
        assert bool(visit.minutes) == visit.was_attended
        assert bool(visit.follow_up) == (not visit.was_attended)


def test_no_gap_in_a_text_is_left_open(stories):
    for story in stories:
        written = [story.problem_statement, story.goals, *(note.text for note in story.notes)]
        for visit in story.visits:
            written += [visit.did, visit.plan, visit.question, visit.correction]
        assert not any("{" in text or "  " in text for text in written)


def test_no_record_says_the_same_twice(stories):
    for story in stories:
        notes = Counter(visit.did for visit in story.visits if visit.did)
        assert all(times == 1 for times in notes.values())


def test_one_screen_of_problem_statements_does_not_repeat_itself(stories):
    said = Counter(s.problem_statement for s in of_the_first_pwp(stories) if s.problem_statement)

    assert said.most_common(1)[0][1] <= 2


def test_a_status_follows_only_from_one_it_may_follow(stories):
    for story in stories:
        assert story.steps[0].to is Status.RECEIVED
        assert story.steps[-1].to is story.status
        for sooner, later in pairwise(story.steps):
            assert later.to in MOVES[sooner.to]
            assert sooner.at <= later.at


def test_every_open_referral_has_a_next_step_and_no_ended_one(stories):
    for story in stories:
        assert (story.next_step is None) == (story.end_code is not None)


def test_what_has_ended_ended_before_today_and_after_its_last_session(stories):
    for story in (story for story in stories if story.end_code):
        assert story.received_on <= story.ended_on < TUESDAY
        assert all(local_date(visit.starts_at) <= story.ended_on for visit in story.visits)
        assert not any(visit.state is ContactState.BOOKED for visit in story.visits)


def test_the_first_pwps_day_is_full_and_partly_done(stories):
    day = todays(stories, TUESDAY)

    assert 8 <= len(day) <= 9
    assert [visit.is_logged for visit in day] == [True] + [False] * (len(day) - 1)
    assert day[1].draft


def test_at_night_some_of_todays_sessions_are_left_to_be_logged():
    day = todays(made(clock="22:30"), TUESDAY)

    assert sum(visit.state is ContactState.BOOKED and not visit.draft for visit in day) == 3


def test_before_nine_nothing_of_today_is_signed():
    assert not any(visit.is_logged for visit in todays(made(clock="08:15"), TUESDAY))


def test_there_is_a_day_to_show_at_the_weekend_too():
    assert len(todays(made(today=SATURDAY), SATURDAY)) >= 8


def test_unsigned_notes_hold_no_risk_signal_and_say_what_is_missing(stories):
    drafts = [v.draft for s in of_the_first_pwp(stories) for v in s.visits if v.draft]

    assert 2 <= len(drafts) <= 3
    assert all(draft.missing and draft.fields["phq9_9"] == "0" for draft in drafts)


def test_every_situation_is_on_the_first_pwps_caseload(stories):
    assert {story.scene for story in of_the_first_pwp(stories)} == {one.name for one in Scene}


def test_missed_calls_were_tried_and_nobody_was_rung_who_was_to_come_in_person(stories):
    tried = [visit for visit in logged(stories) if visit.attempts]

    assert tried
    assert all(visit.medium in (Medium.PHONE, Medium.VIDEO) for visit in tried)
    assert all(
        at - visit.starts_at < timedelta(minutes=30) for visit in tried for at, _ in visit.attempts
    )


@pytest.mark.parametrize(("referrals", "most"), [(2000, 70), (5200, 70), (20_000, 70)])
def test_a_larger_service_has_more_pwps_and_no_larger_caseloads(referrals, most):
    scale = scale_for(referrals)

    assert max(scale.loads) == most
    assert scale.open + scale.ended == referrals


def test_the_usual_service_has_eleven_pwps():
    assert len(scale_for(5200).loads) == 11


def test_most_who_were_assessed_told_since_when_and_what_is_beside_it(stories):
    treated = [story for story in stories if story.problem_statement and story.problem]
    told = [at_assessment(story) for story in treated]

    for name in ("since_when", "earlier_episodes", "alcohol_and_drugs", "physical_health"):
        fits = Referral._meta.get_field(name).max_length
        said = [one[name] for one in told]
        assert 0.5 < sum(map(bool, said)) / len(said) < 0.98, name
        assert max(map(len, said)) <= fits
    assert not any(at_assessment(story) for story in stories if not story.problem_statement)


def test_what_is_told_of_alcohol_is_what_the_note_says(stories):
    notes = {
        story.person.nhs_number: " ".join(visit.did for visit in story.visits[:2])
        for story in stories
    }
    for story in stories:
        said = at_assessment(story).get("alcohol_and_drugs", "")
        note = notes[story.person.nhs_number].lower()
        assert ("cut down" in said.lower()) <= ("alcohol cut down" in note)
        assert (said == "No alcohol, no drugs") <= ("alcohol none" in note)


def test_since_when_is_what_their_own_words_say(stories):
    said = [(story.problem_statement, at_assessment(story).get("since_when")) for story in stories]
    own = [(statement, line) for statement, line in said if line and " since " in statement]

    assert len(own) > 50
    for statement, line in own:
        event = re.split("[.;:]", statement.partition(" since ")[2])[0]
        assert line.startswith(f"Since {event}")
