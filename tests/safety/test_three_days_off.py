"""Worker, beat and Valkey off for three days: the pages tell the truth, and what comes after is
exact (promises B2 and B3, hazards H01 and H02).
"""

from dataclasses import replace
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest

from caseload import notices
from caseload.actions import escalation
from caseload.models import CareContact, Escalation
from clinical.escalation import Level
from jobs import runs
from jobs.models import JobRun, OutboxEntry
from jobs.tasks import heartbeat, relay_outbox
from portal.links import path_of
from pwpservice import schedule, sweep, tasks
from pwpservice.celery import app
from referrals.models import NextStep
from tests.caseload.session_forms import RISK, ROUTINE, address, drawn
from tests.caseload.today_page import today
from tests.factories.caseload import booked_contact
from tests.personas import NOW, standing_now
from tests.safety import three_days
from tests.safety.three_days import FRIDAY

_TEN_MINUTES = timedelta(minutes=10)
_NOWHERE = "unix:///nowhere/valkey.sock"


def cannot_be_done(*, now, policy):
    raise ValueError("as if")


def _refuse(self, messages):
    raise SMTPServerDisconnected


@pytest.fixture
def world(priya, duty, leah, north, clock):
    """Tuesday morning, and then nothing runs."""
    made = three_days.begin(priya, duty, north)
    assert not JobRun.objects.exists()
    return made


@pytest.fixture
def friday(world, clock):
    """Three days later."""
    clock.move_to(FRIDAY)
    return world


@pytest.fixture
def asked(monkeypatch, settings):
    """Every attempt to reach a broker or a cache, which are away."""
    attempts = []

    def refuse(self):
        attempts.append(type(self).__name__)
        raise ConnectionError("Valkey is off")

    monkeypatch.setattr("redis.connection.AbstractConnection.connect", refuse)
    monkeypatch.setattr("kombu.connection.Connection.connect", refuse)
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": _NOWHERE}}
    monkeypatch.setattr(app.conf, "broker_url", f"redis+socket://{_NOWHERE}")
    return attempts


def read(client, member, path):
    client.force_login(member)
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


def test_nothing_was_due_when_the_workers_stopped(world, client, priya):
    page = today(client, priya)

    assert "was due" not in page.lower()
    assert "QUIET, Ann" not in page
    assert "Background work has stopped" not in page


def test_today_says_everything_that_fell_due(friday, client, priya):
    page = today(client, priya)

    assert "RISK, Ann" in page
    assert "was due" in page
    assert "QUIET, Ann" in page
    assert "22 days, limit 21" in page
    assert "UNSIGNED, Ann" in page
    assert "1 supervision review" in page
    assert "with no next appointment" in page


def test_the_caseload_says_why_of_each(friday, client, priya):
    page = read(client, priya, "/caseload/")

    for words in ("overdue since", "22 days, limit 21", "Not yet reviewed, assessed 30 days ago"):
        assert words in page
    assert page.index("RISK, Ann") < page.index("QUIET, Ann")


def test_the_caseload_says_when_flags_were_last_checked(friday, client, priya):
    before = read(client, priya, "/caseload/")
    tasks.sweep()
    after = read(client, priya, "/caseload/")

    assert "Flags checked 9 June at 10:24" in before
    assert "Flags checked today at 10:24" in after


def test_each_record_says_it(friday, client, priya):
    risk = read(client, priya, f"/caseload/{friday.risk.referral.reference}/")
    quiet = read(client, priya, f"/caseload/{friday.quiet.reference}/")
    review = read(client, priya, f"/caseload/{friday.review.reference}/")

    assert "overdue since" in risk
    assert "22 days, limit 21" in quiet
    assert "assessed 30 days ago" in review


def test_the_duty_page_has_it_with_who_has_it(friday, client, duty):
    page = read(client, standing_now(duty, now=FRIDAY), "/duty/")

    assert "RISK, Ann" in page
    assert "Priya Raman" in page


def test_a_link_whose_session_has_begun_takes_no_answer(friday, client):
    answer = client.get(path_of(friday.link))

    assert "birth" not in answer.content.decode().lower()


def test_the_page_of_background_work_says_what_is_silent(friday, client, leah):
    page = read(client, leah, "/background/")

    assert page.count("Late:") >= len(runs.WATCHED) + 1
    assert "Not done yet" in page


def test_the_banner_comes_within_ten_minutes_and_stays(world, client, priya, leah, clock):
    clock.move_to(NOW + _TEN_MINUTES)
    before = read(client, priya, "/caseload/")
    clock.move_to(NOW + _TEN_MINUTES + timedelta(seconds=1))
    after = [read(client, member, "/caseload/") for member in (priya, leah)]
    clock.move_to(FRIDAY)
    still = read(client, priya, "/today/")

    assert "Background work has stopped" not in before
    assert all("Background work has stopped" in page for page in (*after, still))


@pytest.mark.parametrize("name", [*runs.WATCHED, *runs.NIGHTLY])
def test_each_link_of_the_chain_that_stops_alone_is_seen(world, client, priya, clock, name):
    clock.move_to(NOW + timedelta(hours=27))
    for part in {*runs.WATCHED, *runs.NIGHTLY} - {name}:
        runs.beat(part, at=NOW + timedelta(hours=27))

    assert "Background work has stopped" in read(client, priya, "/caseload/")


@pytest.mark.parametrize("job", ["escalation", "owners"])
def test_a_job_that_fails_each_minute_is_seen_by_everybody(
    world, client, priya, clock, monkeypatch, job
):
    broken = {one.name: one for one in schedule.JOBS}[job]
    others = [one for one in schedule.JOBS if one.name != job]
    failing = replace(broken, work=f"{__name__}.cannot_be_done")
    monkeypatch.setattr(sweep, "JOBS", [failing, *others])
    for minute in range(1, 12):
        clock.move_to(NOW + timedelta(minutes=minute))
        heartbeat()
        relay_outbox()
        tasks.sweep()

    assert "Background work has stopped" in read(client, priya, "/caseload/")


def test_a_mail_server_that_takes_no_notice_is_seen_by_everybody(
    world, client, priya, duty, clock, monkeypatch
):
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", _refuse)
    type(duty).objects.filter(pk=duty.pk).update(email="duty@example.org")
    notices.tell(staff_id=duty.pk, key="somebody waits", at=NOW)
    seen = []
    for minute in range(1, 12):
        clock.move_to(NOW + timedelta(minutes=minute))
        heartbeat()
        relay_outbox()
        tasks.sweep()
        seen.append("Background work has stopped" in read(client, priya, "/caseload/"))

    assert seen == [False] * 10 + [True]


def test_twin_while_every_job_and_gateway_does_its_work_nobody_is_troubled(
    world, client, priya, duty, clock
):
    type(duty).objects.filter(pk=duty.pk).update(email="duty@example.org")
    notices.tell(staff_id=duty.pk, key="somebody waits", at=NOW)
    for minute in range(1, 12):
        clock.move_to(NOW + timedelta(minutes=minute))
        heartbeat()
        relay_outbox()
        tasks.sweep()

    assert "Background work has stopped" not in read(client, priya, "/caseload/")


def test_a_session_is_signed_and_nobody_waits_for_the_broker(friday, client, priya, asked):
    contact = booked_contact(friday.quiet, at=FRIDAY - timedelta(minutes=40))
    client.force_login(priya)

    signed = client.post(address(contact, "sign"), {**drawn(client, contact), **ROUTINE})

    assert signed.status_code == 303
    assert CareContact.objects.get(pk=contact.pk).is_signed
    assert client.get("/today/").status_code == 200
    assert asked == []


def test_what_must_leave_was_written_though_nothing_could_be_sent(friday, client, priya, asked):
    contact = booked_contact(friday.quiet, at=FRIDAY - timedelta(minutes=40))
    client.force_login(priya)

    worrying = {**RISK, "risk_plan": "yes", "phq9_9": "2"}
    client.post(address(contact, "draft"), {**drawn(client, contact), **worrying})

    kept = OutboxEntry.objects.filter(kind="staff_notice", done_at=None, parked_at=None)
    assert kept.exists()
    assert asked == []


def test_the_first_sweep_after_it_catches_up_exactly(friday, priya, duty, leah):
    tasks.sweep()

    told = dict(Escalation.objects.filter(risk_action=friday.risk).values_list("level", "told_id"))
    assert told == {
        Level.NAMED_PERSON.value: priya.pk,
        Level.DUTY_LEAD.value: duty.pk,
        Level.SERVICE_LEAD.value: leah.pk,
    }
    found = three_days.rows()
    assert (friday.quiet.pk, "overdue_contact") in found["flags"]
    assert (friday.review.pk, "scheduled_review") in found["flags"]
    assert NextStep.objects.filter(referral=friday.stepless, done_at=None).count() == 1
    action = f"risk-action:{friday.risk.pk}"
    assert found["outbox"].keys() >= {
        ("staff_notice", f"{action}:staff:{priya.pk}"),
        ("staff_notice", f"{action}:duty_lead:staff:{duty.pk}"),
        ("staff_notice", f"{action}:service_lead:staff:{leah.pk}"),
        ("staff_notice", f"worklist:2026-06-12:staff:{priya.pk}"),
        ("staff_notice", f"unsigned:2026-06-12:{priya.pk}:staff:{priya.pk}"),
    }
    assert three_days.doubled(found) == []


def test_catching_up_again_changes_nothing(friday, clock):
    tasks.sweep()
    three_days.hand_over_everything(now=FRIDAY)
    once = three_days.rows()

    tasks.sweep()
    list(sweep.everything(now=FRIDAY))
    clock.shift(timedelta(minutes=6))
    tasks.sweep()
    three_days.hand_over_everything(now=FRIDAY + timedelta(minutes=6))

    assert three_days.rows() == once


def test_after_it_the_banner_goes(friday, client, priya):
    tasks.sweep()
    for name in runs.WATCHED:
        runs.beat(name, at=FRIDAY)

    assert "Background work has stopped" not in read(client, priya, "/caseload/")


def test_twin_a_timetable_that_asks_the_clock_alone_leaves_everything_undone(friday, monkeypatch):
    monkeypatch.setattr(sweep, "is_due", lambda job, *, now: job.daily_from == f"{now:%H:%M}")

    tasks.sweep()

    assert not Escalation.objects.exists()
    assert not OutboxEntry.objects.exists()


def test_twin_without_the_constraint_a_sweep_that_remembers_nothing_tells_twice(
    friday, monkeypatch
):
    three_days.without("caseload_escalation", "caseload_each_level_once_per_risk_action")
    real = escalation._missing

    def forgetful(action, *rest):
        action.levels_told = []
        return real(action, *rest)

    monkeypatch.setattr(escalation, "_missing", forgetful)
    for _ in range(2):
        list(sweep.everything(now=FRIDAY))

    assert Escalation.objects.filter(risk_action=friday.risk).count() == 2 * len(Level)


def test_twin_without_its_unique_key_each_notice_doubles(friday):
    three_days.without("jobs_outboxentry", "jobs_one_outbox_entry_per_key")

    for _ in range(2):
        list(sweep.everything(now=FRIDAY))

    assert three_days.doubled(three_days.rows())
