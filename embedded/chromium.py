"""Finds the Chromium that browser tests use, and says how it is started."""

import os
import shutil

INSTALL = (
    "Chromium was not found: apt-get install -y --no-install-recommends chromium, or set CHROMIUM"
)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """The browser's path, or None."""
    given = os.environ.get("CHROMIUM")
    if given:
        return shutil.which(given)
    return next(filter(None, map(shutil.which, _NAMES)), None)


def arguments() -> list[str]:
    """What to start it with; its sandbox does not work as root."""
    return ["--no-sandbox", *_ARGUMENTS] if os.geteuid() == 0 else list(_ARGUMENTS)


def is_required() -> bool:
    """Whether a browser test that would be skipped must fail instead."""
    return os.environ.get("REQUIRE_BROWSER") == "1"
