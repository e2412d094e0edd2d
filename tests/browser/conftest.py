"""Chromium on a live server, and somebody at a keyboard whose keys are counted."""

import os
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import FileResponse, HttpRequest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from caseload.models import CareContact
from embedded import chromium
from referrals.models import Patient, Referral
from tests import personas
from tests.browser.desk import Desk
from tests.factories.caseload import booked_contact

# How the live server names the threads that answer, one for each connection of a browser.
ANSWERS = "(process_request_thread)"

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


@pytest.fixture(scope="session")
def browser() -> Iterator["sync_api.Browser"]:
    """One Chromium for the whole run."""
    path = chromium.find()
    if path is None:
        pytest.skip(chromium.INSTALL)
    # Playwright runs its own event loop in this thread; the tests' database calls stay plain.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=chromium.arguments())
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session", autouse=True)
def static_files_are_kept() -> Iterator[None]:
    """As in production: a browser asks for each of the dozen files once, not with each page."""
    serve = StaticFilesHandler.serve

    def serve_to_keep(self: StaticFilesHandler, request: HttpRequest) -> FileResponse:
        response = serve(self, request)
        # The server's clock says June: what it calls fresh must be so for years.
        response["Cache-Control"] = "max-age=315360000, immutable"
        return response

    StaticFilesHandler.serve = serve_to_keep
    yield
    StaticFilesHandler.serve = serve


@pytest.fixture
def running_clock() -> Iterator[datetime]:
    """The server's clock, set to the day of the tests and running."""
    with time_machine.travel(personas.NOW, tick=True):
        yield personas.NOW


@pytest.fixture
def desk(
    transactional_db: None,
    running_clock: datetime,
    live_server: LiveServer,
    client: Client,
    browser: "sync_api.Browser",
) -> Iterator[Desk]:
    """A clinic laptop with a browser on it. Nothing may break the content policy in use."""
    yield from _desk(browser, client=client, address=live_server.url, script=True)


@pytest.fixture
def plain_desk(
    transactional_db: None,
    running_clock: datetime,
    live_server: LiveServer,
    client: Client,
    browser: "sync_api.Browser",
) -> Iterator[Desk]:
    """The same laptop with scripts switched off."""
    yield from _desk(browser, client=client, address=live_server.url, script=False)


@pytest.fixture
def contact(referral: Referral, now: datetime) -> CareContact:
    """Priya's session of this morning, booked, with somebody who lives in Mill Lane."""
    Patient.objects.update(
        given_name="Asha", family_name="Nair", address="12 Mill Lane", postcode="LS6 2AA"
    )
    return booked_contact(referral, at=now)


def _desk(browser: Any, *, client: Client, address: str, script: bool) -> Iterator[Desk]:
    context = browser.new_context(
        viewport={"width": 1366, "height": 900}, locale="en-GB", java_script_enabled=script
    )
    used = Desk(client=client, context=context, address=address)
    yield used
    context.close()
    _let_the_server_finish()
    assert used.complaints == []


def _let_the_server_finish() -> None:
    """Wait for requests that were under way when the browser went.

    A page that polls may ask in a test's last moment. Answered while the database is emptied,
    the request holds locks against it, and the next test meets the rows of this one.
    """
    for thread in threading.enumerate():
        if thread.name.endswith(ANSWERS):
            thread.join(timeout=30)
            assert not thread.is_alive(), "A request did not end with its browser"
