"""Chromium on a live server: somebody signed in, a keyboard that counts its keys, and the rules every page keeps."""

import os
from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from embedded import chromium
from tests import personas
from tests.browser.desk import Desk

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
    """A clinic laptop with a browser on it. Nothing may break the content policy while it is used."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="en-GB")
    used = Desk(client=client, context=context, address=live_server.url)
    yield used
    context.close()
    assert used.complaints == []
