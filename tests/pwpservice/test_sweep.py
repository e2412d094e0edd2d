"""The timetable: what is due by the rows of earlier runs, made up after an outage, done once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clinical.policy import DEFAULT
from jobs import runs
from jobs.models import Heartbeat, JobRun
from pwpservice import schedule, sweep, tasks
from pwpservice.schedule import Job

pytestmark = pytest.mark.django_db

_CALLS = []


def counting(*, now, policy):  # noqa: ARG001 - as every job is called
    _CALLS.append(now)
    return {"done": 1}


def failing(*, now, policy):  # noqa: ARG001 - as every job is called
    raise ValueError("as if")


DAILY = Job("daily", f"{__name__}.counting", "a test", daily_from="05:00")
OFTEN = Job("often", f"{__name__}.counting", "a test", every=timedelta(minutes=5))
BROKEN = Job("broken", f"{__name__}.failing", "a test", daily_from="05:00")


@pytest.fixture(autouse=True)
def _nothing_called():
    _CALLS.clear()


def only(monkeypatch, *jobs):
    monkeypatch.setattr(sweep, "JOBS", jobs)


def test_a_days_job_is_done_once_a_day(monkeypatch, now):
    only(monkeypatch, DAILY)

    for hours in (0, 1, 5, 24, 25):
        list(sweep.what_is_due(now=now + timedelta(hours=hours)))

    assert [now, now + timedelta(hours=24)] == _CALLS


def test_a_job_at_an_interval_waits_for_its_end(monkeypatch, now):
    only(monkeypatch, OFTEN)

    for minutes in (0, 1, 4, 5, 6, 11):
        list(sweep.what_is_due(now=now + timedelta(minutes=minutes)))

    assert len(_CALLS) == 3


def test_three_days_off_are_made_up_by_one_run(monkeypatch, now):
    only(monkeypatch, DAILY)
    list(sweep.what_is_due(now=now))

    for minutes in (0, 1, 2):
        list(sweep.what_is_due(now=now + timedelta(days=3, minutes=minutes)))

    assert len(_CALLS) == 2


def test_a_clock_that_steps_back_makes_nothing_due_again(monkeypatch, now):
    only(monkeypatch, DAILY, OFTEN)
    list(sweep.what_is_due(now=now))

    list(sweep.what_is_due(now=now - timedelta(minutes=4)))
    assert len(_CALLS) == 2
    list(sweep.what_is_due(now=now - timedelta(hours=2)))

    # The day's job still counts as done; what runs at an interval is not kept waiting for hours.
    assert len(_CALLS) == 3


def test_a_job_that_fails_is_counted_tried_again_and_stops_nobody(monkeypatch, now):
    only(monkeypatch, BROKEN, OFTEN)

    first = {done.job.name: done.counts for done in sweep.what_is_due(now=now)}
    again = [done.job.name for done in sweep.what_is_due(now=now + timedelta(minutes=1))]

    assert first == {"broken": {"failed": 1}, "often": {"done": 1}}
    assert again == ["broken"]


def test_a_run_under_way_elsewhere_is_left_alone(now):
    runs.start("often", now=now, lease=timedelta(minutes=20))

    done = sweep.do(OFTEN, now=now, policy=DEFAULT)

    assert (done.counts, _CALLS) == (None, [])


def test_the_night_leaves_its_heartbeat_and_only_when_it_could_be_done(monkeypatch, now):
    monkeypatch.setattr(sweep, "_THE_NIGHT", "broken")
    sweep.do(BROKEN, now=now, policy=DEFAULT)
    none = Heartbeat.objects.filter(name=runs.NIGHT).exists()

    monkeypatch.setattr(sweep, "_THE_NIGHT", "daily")
    sweep.do(DAILY, now=now, policy=DEFAULT)

    assert not none
    assert Heartbeat.objects.get(name=runs.NIGHT).at == now


def test_every_job_of_the_timetable_does_its_work_twice_and_leaves_a_run_each_time(now):
    for _ in range(2):
        done = {one.job.name: one.counts for one in sweep.everything(now=now)}

        assert all(counts is not None and counts != runs.FAILED for counts in done.values()), done
    assert set(JobRun.objects.values_list("job", flat=True)) == {job.name for job in schedule.JOBS}


def test_the_jobs_are_named_once_and_their_work_exists():
    names = [job.name for job in schedule.JOBS]

    assert len(names) == len(set(names))
    assert all(job.watches for job in schedule.JOBS)


def test_by_hand_every_job_is_done_with_a_report(now):
    told = StringIO()

    call_command("sweep", "--now", "2026-06-09T10:24", stdout=told)

    lines = told.getvalue().splitlines()
    assert [line.split(":")[0] for line in lines] == [job.name for job in schedule.JOBS] + [
        "outbox"
    ]


def test_a_sweep_as_of_a_moment_ahead_never_keeps_the_timetable_from_its_work(
    monkeypatch, clock, now
):
    only(monkeypatch, OFTEN, DAILY)
    monkeypatch.setattr(sweep, "_THE_NIGHT", "daily")
    call_command("sweep", "--now", "2026-06-30T10:24", stdout=StringIO())
    drilled = len(_CALLS)

    tasks.sweep()

    assert drilled == 2
    assert _CALLS[2:] == [now, now]
    assert Heartbeat.objects.get(name=runs.NIGHT).at == now


def test_a_moment_ahead_is_refused_where_people_are_real(monkeypatch, settings, clock):
    only(monkeypatch, OFTEN)
    settings.PRACTICE_SERVICE = False

    with pytest.raises(CommandError, match="lies ahead of the clock"):
        call_command("sweep", "--now", "2026-06-30T10:24", stdout=StringIO())
    assert _CALLS == []

    call_command("sweep", "--now", "2026-06-09T10:00", stdout=StringIO())
    assert len(_CALLS) == 1


def test_by_hand_a_failure_is_said(monkeypatch):
    only(monkeypatch, BROKEN)

    with pytest.raises(CommandError, match="broken"):
        call_command("sweep", stdout=StringIO())
