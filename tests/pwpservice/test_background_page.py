"""/background/: what runs behind the pages, and what is parked until a person looks after it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from audit.models import AuditEntry
from jobs import runs
from jobs.models import JobRun, OutboxEntry

pytestmark = pytest.mark.django_db


def parked(now, *, key="one", **facts):
    return OutboxEntry.objects.create(
        kind="staff_notice",
        key=key,
        ids={"staff_id": 1},
        added_at=now - timedelta(hours=3),
        next_at=now - timedelta(hours=1),
        parked_at=now - timedelta(hours=2),
        tries=8,
        last_error="SMTPException",
        **facts,
    )


@pytest.fixture
def lead(client, leah, clock):
    client.force_login(leah)
    return client


def test_a_parked_entry_stands_there_with_whose_it_is(lead, now):
    parked(now)

    words = lead.get("/background/").content.decode()

    assert "Notice to staff" in words
    assert "8 tries. SMTPException" in words
    assert "the service lead" in words


def test_taking_it_names_her_and_leaves_a_line_on_the_trail(lead, leah, now):
    entry = parked(now)

    lead.post(f"/background/{entry.pk}/take")

    entry.refresh_from_db()
    assert entry.owner_id == leah.pk
    assert AuditEntry.objects.filter(event="OUTBOX_PUT_BACK", about_id=entry.pk).count() == 1
    assert leah.full_name in lead.get("/background/").content.decode()


def test_put_back_it_is_due_again_with_all_its_tries(lead, now):
    entry = parked(now)

    lead.post(f"/background/{entry.pk}/put-back")

    entry.refresh_from_db()
    assert (entry.parked_at, entry.tries, entry.next_at) == (None, 0, now)


def test_it_closes_only_with_what_was_done_instead(lead, now):
    entry = parked(now)

    refused = lead.post(f"/background/{entry.pk}/give-up", {"why": ""})
    entry.refresh_from_db()
    still = entry.parked_at
    lead.post(f"/background/{entry.pk}/give-up", {"why": "Rang her instead."})

    entry.refresh_from_db()
    assert refused.status_code == 422
    assert escape("Say what was done instead.") in refused.content.decode()
    assert still is not None
    assert (entry.done_at, entry.given_up_why) == (now, "Rang her instead.")


@pytest.mark.parametrize("verb", ["take", "put-back", "give-up"])
def test_what_somebody_else_has_dealt_with_is_said(lead, now, verb):
    entry = parked(now)
    OutboxEntry.objects.filter(pk=entry.pk).update(parked_at=None, done_at=now)

    answer = lead.post(f"/background/{entry.pk}/{verb}", {"why": "Rang her."}, follow=True)

    assert "already dealt with" in answer.content.decode()


def test_each_job_says_what_came_of_it(lead, now):
    JobRun.objects.create(
        job="flags",
        started_at=now - timedelta(hours=5),
        leased_until=now,
        finished_at=now - timedelta(hours=5),
        counts={"looked_at": 704, "changed": 12, "failed": 0},
    )
    JobRun.objects.create(
        job="summaries",
        started_at=now,
        leased_until=now,
        finished_at=now,
        counts=dict(runs.FAILED),
    )

    words = lead.get("/background/").content.decode()

    assert "12 changed, 704 looked at" in words
    assert "Could not be done" in words
    assert "Not done yet" in words


def test_a_part_that_is_silent_is_late(lead, now):
    for name in (*runs.WATCHED, *runs.NIGHTLY[1:]):
        runs.beat(name, at=now)
    runs.beat(runs.NIGHT, at=now - timedelta(hours=27))

    words = lead.get("/background/").content.decode()

    parts = words[words.index('id="h-parts"') :]
    assert parts.count("Late:") == 1


def test_it_costs_the_same_for_5_and_for_50(lead, now):
    asked = []
    for many in (5, 45):
        for _ in range(many):
            parked(now, key=f"{OutboxEntry.objects.count()}", owner_id=1)
        lead.get("/background/")
        with CaptureQueriesContext(connection) as queries:
            lead.get("/background/")
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 9


def test_others_may_not_see_it(client, priya, clock):
    client.force_login(priya)

    assert client.get("/background/").status_code == 403


def test_runs_that_ended_long_ago_are_forgotten(now):
    from jobs.runs import forget_old_runs

    for days in (1, 61):
        at = now - timedelta(days=days)
        JobRun.objects.create(job="x", started_at=at, leased_until=at, finished_at=at)

    assert forget_old_runs(now=now) == {"forgotten": 1}
    assert JobRun.objects.count() == 1
