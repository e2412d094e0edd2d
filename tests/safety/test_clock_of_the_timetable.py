"""Jobs on the two nights on which the clocks change: each once, at its hour (hazard H21)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clinical.working_days import local
from jobs.models import JobRun
from pwpservice import sweep
from pwpservice.schedule import JOBS, Job

pytestmark = pytest.mark.django_db

# The last Sunday of March and of October 2026: 23 and 25 hours long.
NIGHTS = {date(2026, 3, 29): 23, date(2026, 10, 25): 25}
SKIPPED = {(23, "01:00"): "02:00", (23, "01:30"): "02:30"}
_QUARTER = timedelta(minutes=15)
_DONE = []


def work(*, now, policy):
    _DONE.append(now)
    return {"done": 1}


@pytest.fixture(autouse=True)
def _nothing_done():
    _DONE.clear()


def job(name, **when):
    return Job(name, f"{__name__}.work", "a test", **when)


def instants(night):
    """96 quarters of an hour, from 21:00 UTC of the evening before: the change lies among them."""
    begins = datetime(night.year, night.month, night.day, tzinfo=UTC) - timedelta(hours=3)
    return [begins + place * _QUARTER for place in range(96)]


def done_at(monkeypatch, *jobs, at):
    monkeypatch.setattr(sweep, "JOBS", jobs)
    for now in at:
        list(sweep.what_is_due(now=now))
    return list(_DONE)


def had_its_day(one, *, now):
    """As if the day before had been done at its hour."""
    at = now - timedelta(hours=6)
    JobRun.objects.create(job=one.name, started_at=at, leased_until=at, finished_at=at)


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("hour", ["01:00", "01:30", "02:30", "05:00"])
def test_a_days_job_is_done_once_and_not_before_its_hour(monkeypatch, night, hour):
    """96 instants of each night, 192 in all: hours that are skipped or come twice among them."""
    daily = job("daily", daily_from=hour)
    had_its_day(daily, now=instants(night)[0])

    done = done_at(monkeypatch, daily, at=instants(night))

    assert [local(at).date() for at in done] == [night]
    assert f"{local(done[0]):%H:%M}" >= hour
    # At the first quarter from its hour on: of an hour that comes twice the later one, of one that
    # is skipped as much later as it would have been.
    assert f"{local(done[0]):%H:%M}" == SKIPPED.get((NIGHTS[night], hour), hour)


@pytest.mark.parametrize("night", NIGHTS)
def test_what_runs_at_an_interval_loses_and_doubles_no_run(monkeypatch, night):
    done = done_at(monkeypatch, job("often", every=_QUARTER), at=instants(night))

    assert done == instants(night)


@pytest.mark.parametrize("night", NIGHTS)
def test_a_day_of_sweeps_each_minute_does_each_daily_job_of_the_timetable_once(night):
    daily = [one for one in JOBS if one.daily_from]
    midnight = datetime(night.year, night.month, night.day, 12, tzinfo=UTC) - timedelta(hours=24)
    for one in daily:
        JobRun.objects.create(
            job=one.name, started_at=midnight, leased_until=midnight, finished_at=midnight
        )
    due = {one.name: [] for one in daily}

    for place in range(24 * 4):
        now = midnight + place * _QUARTER
        for one in daily:
            if sweep.is_due(one, now=now):
                due[one.name].append(now)
                JobRun.objects.create(
                    job=one.name, started_at=now, leased_until=now, finished_at=now
                )

    assert {name: len(found) for name, found in due.items()} == dict.fromkeys(due, 1)
    assert all(f"{local(found[0]):%H:%M}" == "05:00" for found in due.values())


@pytest.mark.parametrize("night", NIGHTS)
def test_a_clock_that_steps_back_an_hour_in_that_night_does_nothing_again(monkeypatch, night):
    daily = job("daily", daily_from="01:30")
    had_its_day(daily, now=instants(night)[0])
    at = instants(night)

    done = done_at(monkeypatch, daily, at=[*at[:48], *at[40:]])

    assert len(done) == 1


@pytest.mark.parametrize("night", NIGHTS)
def test_twin_a_job_of_each_local_clock_time_skips_or_doubles(night):
    """A timetable that compares the clock on the wall with its own hour, and keeps no rows."""
    run = [at for at in instants(night) if f"{local(at):%H:%M}" == "01:30"]

    assert len(run) == {23: 0, 25: 2}[NIGHTS[night]]
