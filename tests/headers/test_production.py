"""In production: only encrypted, cookies bound to the host, remembered for a year."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

_ROOT = Path(__file__).resolve().parents[2]
_ASKS = """
import json
import django
django.setup()
from django.core.management import call_command
call_command("collectstatic", verbosity=0, interactive=False)
from django.test import Client
client = Client()
plain = client.get("/account/login/")
client = Client()
page = client.get("/account/login/", secure=True)
from django.templatetags.static import static
style = client.get(static("css/components.css"), secure=True)
style.close()
health = client.get("/health/live", secure=False)
print(json.dumps({
    "plain": [plain.status_code, plain.headers.get("Location")],
    "status": page.status_code,
    "headers": dict(page.headers),
    "style": [style.status_code, dict(style.headers)],
    "health": health.status_code,
    "cookies": {name: cookie.OutputString() for name, cookie in page.cookies.items()},
}))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """What a server with production settings answers to a stranger; no database is needed."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    asked = subprocess.run(
        [sys.executable, "-c", _ASKS],
        cwd=_ROOT,
        env={
            **keep,
            "DJANGO_SETTINGS_MODULE": "pwpservice.settings",
            "DATABASE_URL": "postgresql://step2_app@127.0.0.1:1/step2",
            "SECRET_KEY": "kJ8#vQ2!mZ7@xR4$wT9%yB1^nF6&cH3*dL5(gP0)sW_aE-uO+i",
            "ALLOWED_HOSTS": "testserver",
            "PUBLIC_ADDRESS": "https://step2.example.org",
            "STAFF_SMTP_HOST": "mail.example.org",
            "DEFAULT_FROM_EMAIL": "step2@example.org",
            "STATIC_ROOT": str(tmp_path_factory.mktemp("static")),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert asked.returncode == 0, asked.stderr
    return json.loads(asked.stdout.splitlines()[-1])


def test_an_unencrypted_line_is_sent_to_the_encrypted_one(production):
    assert production["plain"] == [301, "https://testserver/account/login/"]


def test_browsers_remember_for_a_year_to_come_encrypted(production):
    assert production["headers"]["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains"
    )


def test_every_cookie_is_bound_to_this_host_and_line(production):
    assert production["status"] == 200
    assert set(production["cookies"]) == {"__Host-csrf"}
    for name, cookie in production["cookies"].items():
        assert name.startswith("__Host-")
        said = {part.strip().lower() for part in cookie.split(";")}
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= said
        assert not any(part.startswith("domain") for part in said)


def test_the_content_policy_is_the_same_there(production):
    policy = production["headers"]["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_stylesheet_is_kept_for_good_under_a_name_that_changes_and_carries_the_same_policy(
    production,
):
    status, headers = production["style"]

    assert status == 200
    assert "immutable" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    page = production["headers"]
    assert headers["Content-Security-Policy"] == page["Content-Security-Policy"]


def test_the_health_check_answers_on_the_inner_line(production):
    assert production["health"] == 200
