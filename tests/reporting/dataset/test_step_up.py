"""Writing a month and taking its files asks for the password again (safety S-S1)."""

from datetime import date

import pytest

from audit.models import AuditEntry
from clinical.policy import DEFAULT
from reporting.dataset.export.actions import start_export
from reporting.dataset.export.jobs import export_runs
from reporting.models import ExportRun
from tests.factories.staff import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ASKS = "/account/reauthenticate/"
START = "/returns/2026-05/start"


@pytest.fixture
def run(dan, now):
    started = start_export(month=date(2026, 5, 1), by=dan, now=now)
    export_runs(now=now, policy=DEFAULT)
    return started


def confirm(client, asked, password=PASSWORD):
    """Fill in the page that they were sent to."""
    page = client.get(asked.headers["Location"])
    assert "Confirm that it is you" in page.content.decode()
    ahead = asked.headers["Location"].partition("next=")[2].replace("%2F", "/")
    assert f'name="next" value="{ahead}"' in page.content.decode()
    return client.post(ASKS, {"password": password, "next": ahead})


def test_a_month_is_asked_for_once_the_password_was_given_and_what_was_chosen_is_kept(client, dan):
    client.force_login(dan)

    asked = client.post(START)
    assert asked.headers["Location"].startswith(ASKS)
    assert not ExportRun.objects.exists()
    wrong = confirm(client, asked, "not-my-password-at-all")
    assert (wrong.status_code, ExportRun.objects.exists()) == (200, False)
    again = confirm(client, asked)

    assert again.headers["Location"] == "/returns/#month-2026-05"
    assert ExportRun.objects.get().month == date(2026, 5, 1)


def test_sent_again_without_it_nothing_is_written(client, dan):
    """From another session too, to which somebody else's confirmation says nothing."""
    client.force_login(dan)

    for _ in range(3):
        assert client.post(START).headers["Location"].startswith(ASKS)

    assert not ExportRun.objects.exists()
    assert not AuditEntry.objects.filter(event="RETURN_ASKED").exists()


def test_a_second_tab_that_was_asked_too_ends_at_the_list(client, dan):
    """What the first tab asked for was done with its confirmation; nothing is left to be done."""
    client.force_login(dan)
    tabs = [client.post(START) for _ in range(2)]
    confirm(client, tabs[0])

    second = client.post(ASKS, {"password": PASSWORD, "next": START}, follow=True)

    assert [path for path, _ in second.redirect_chain][-1] == "/returns/#month-2026-05"
    assert (second.status_code, ExportRun.objects.count()) == (200, 1)


@pytest.mark.parametrize("what", ["file", "reading-copies"])
def test_files_are_taken_from_a_page_behind_the_password(client, dan, run, what):
    client.force_login(dan)
    path = f"/returns/2026-05/runs/{run.pk}/"

    ready = client.get(path + what)
    assert ready.headers["Location"] == f"{path}ready"
    asked = client.get(f"{path}ready")
    assert not AuditEntry.objects.filter(event="RETURN_TAKEN").exists()
    done = confirm(client, asked)

    assert done.headers["Location"] == f"{path}ready"
    assert f'href="{path}{what}"' in client.get(f"{path}ready").content.decode()
    assert b"".join(client.get(path + what).streaming_content).startswith(b"PK")
    assert AuditEntry.objects.filter(event="RETURN_TAKEN", staff_id=dan.pk).count() == 1


def test_it_holds_for_some_minutes(client, dan, run, clock, settings):
    client.force_login(dan)
    path = f"/returns/2026-05/runs/{run.pk}/"
    confirm(client, client.get(f"{path}ready"))

    clock.shift(settings.ACCOUNT_REAUTHENTICATION_TIMEOUT - 1)
    assert client.get(f"{path}file").status_code == 200
    clock.shift(2)
    assert client.get(f"{path}file").status_code == 302


def test_guesses_at_the_password_lock_the_account(client, dan, settings):
    settings.AXES_ENABLED = True
    client.force_login(dan)

    statuses = [client.post(ASKS, {"password": f"guess-{at}"}).status_code for at in range(10)]

    assert (statuses[0], statuses[-1]) == (200, 429)
