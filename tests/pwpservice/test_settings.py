"""Outside the practice service the settings refuse to start with anything unsafe (safety S-M5)."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured

_ROOT = Path(__file__).resolve().parents[2]
_KEY = "kJ8#vQ2!mZ7@xR4$wT9%yB1^nF6&cH3*dL5(gP0)sW_aE-uO+i"
_PRODUCTION = {
    "DATABASE_URL": "postgresql://step2_app@db/step2",
    "SECRET_KEY": _KEY,
    "ALLOWED_HOSTS": "step2.example.nhs.uk",
    "PUBLIC_ADDRESS": "https://step2.example.nhs.uk",
    "STAFF_SMTP_HOST": "mail.example.nhs.uk",
    "DEFAULT_FROM_EMAIL": "step2@example.nhs.uk",
}
_PRACTICE = {
    "DATABASE_URL": "postgresql://step2_app@db/step2",
    "SECRET_KEY": "short",
    "PRACTICE_SERVICE": "1",
}
_SETUP = "import django; django.setup()"


def _start(variables: dict[str, str], *, code: str = _SETUP) -> subprocess.CompletedProcess[str]:
    """A new Python with these variables and no others of ours."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=_ROOT,
        env={**inherited, "DJANGO_SETTINGS_MODULE": "pwpservice.settings", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _read(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The settings as these variables make them, beside the ones that the tests run on."""
    for name in list(os.environ):
        if name not in {"PATH", "HOME", "LANG"}:
            monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    spec = importlib.util.spec_from_file_location("read", _ROOT / "pwpservice/settings.py")
    assert spec is not None
    assert spec.loader is not None
    settings = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(settings)
    return settings


def _without(name: str) -> dict[str, str]:
    return {key: value for key, value in _PRODUCTION.items() if key != name}


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        (_without("SECRET_KEY"), "SECRET_KEY is not set"),
        (_PRODUCTION | {"SECRET_KEY": "short"}, "default or too short"),
        (_PRODUCTION | {"SECRET_KEY": "django-insecure-" + _KEY}, "default or too short"),
        (_PRODUCTION | {"SECRET_KEY": "ab" * 40}, "default or too short"),
        (_PRODUCTION | {"DEBUG": "1"}, "DEBUG is on"),
        (_PRODUCTION | {"DEBUG": "perhaps"}, "write 1 or 0"),
        (_without("DATABASE_URL"), "DATABASE_URL is not set"),
        (_PRODUCTION | {"DATABASE_URL": "sqlite:///x.db"}, "must begin with postgresql://"),
        (_without("ALLOWED_HOSTS"), "ALLOWED_HOSTS must name"),
        (_PRODUCTION | {"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        (_PRODUCTION | {"ALLOWED_HOSTS": "a.example, *"}, "ALLOWED_HOSTS must name"),
        (_PRODUCTION | {"COOKIE_SECURE": "0"}, "practice service only"),
        (_without("STAFF_SMTP_HOST"), "STAFF_SMTP_HOST is not set"),
        (_without("DEFAULT_FROM_EMAIL"), "DEFAULT_FROM_EMAIL is not set"),
        (_PRODUCTION | {"STAFF_SMTP_USER": "step2"}, "STAFF_SMTP_PASSWORD: give both"),
        (_without("PUBLIC_ADDRESS"), "PUBLIC_ADDRESS must be the https:// address"),
        (_PRODUCTION | {"PUBLIC_ADDRESS": "http://step2.example.nhs.uk"}, "PUBLIC_ADDRESS must be"),
        (_PRODUCTION | {"TEXT_PROVIDER": "notify"}, "NOTIFY_API_KEY is not set"),
        (_PRODUCTION | {"STEP2_HEARTBEAT_SECONDS": "often"}, "write a whole number"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_production_refuses(
    variables: dict[str, str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ImproperlyConfigured, match=re.escape(says)):
        _read(variables, monkeypatch)


def test_a_refusal_stops_the_whole_program_with_its_sentence() -> None:
    started = _start(_PRODUCTION | {"DEBUG": "1"})

    assert started.returncode != 0
    assert "DEBUG is on" in started.stderr


def test_twin_the_same_settings_are_taken_when_everything_is_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = _read(_PRODUCTION, monkeypatch)

    assert settings.PRACTICE_SERVICE is False
    assert settings.DEBUG is False


def test_twin_production_starts_when_everything_is_right() -> None:
    started = _start(_PRODUCTION)

    assert started.returncode == 0, started.stderr


def test_the_practice_service_starts_with_less(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _read(_PRACTICE, monkeypatch)

    assert settings.ALLOWED_HOSTS == ["127.0.0.1", "localhost", "[::1]"]
    assert settings.SESSION_COOKIE_SECURE is False


def test_notices_to_staff_leave_the_house_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    production = _read(_PRODUCTION, monkeypatch)
    practice = _read(_PRACTICE, monkeypatch)

    assert production.EMAIL_BACKEND.endswith("smtp.EmailBackend")
    assert production.EMAIL_HOST == "mail.example.nhs.uk"
    assert practice.EMAIL_BACKEND.endswith("filebased.EmailBackend")


def test_patients_links_lead_to_where_the_service_is_reached(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    production = _read(_PRODUCTION | {"PUBLIC_ADDRESS": "https://a.example/"}, monkeypatch)
    practice = _read(_PRACTICE | {"PUBLIC_ADDRESS": "http://127.0.0.1:8710"}, monkeypatch)

    assert production.PUBLIC_ADDRESS == "https://a.example"
    assert practice.PUBLIC_ADDRESS == "http://127.0.0.1:8710"


def test_a_setting_that_is_there_and_empty_is_as_good_as_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Compose passes each on, whether it was given or not."""
    empty = dict.fromkeys(("NOTIFY_ADDRESS", "PATIENT_EMAIL_FROM", "LOG_LEVEL"), "")

    settings = _read(_PRODUCTION | empty, monkeypatch)

    assert settings.NOTIFY_ADDRESS == "https://api.notifications.service.gov.uk"
    assert settings.PATIENT_EMAIL_FROM == "step2@example.nhs.uk"
    assert settings.LOGGING["root"]["level"] == "WARNING"


def test_a_secret_may_be_given_as_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"{_KEY}\n", encoding="utf-8")

    settings = _read(_without("SECRET_KEY") | {"SECRET_KEY_FILE": str(secret)}, monkeypatch)

    assert settings.SECRET_KEY == _KEY


def test_production_cookies_cross_only_an_encrypted_line_and_are_bound_to_the_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = _read(_PRODUCTION, monkeypatch)

    assert settings.SESSION_COOKIE_SECURE
    assert settings.CSRF_COOKIE_SECURE
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_NAME == "__Host-session"
    assert settings.SECURE_HSTS_SECONDS == 31_536_000
    assert settings.SECURE_SSL_REDIRECT


def test_migrations_run_as_the_owner_and_everything_else_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = _PRODUCTION | {"MIGRATION_DATABASE_URL": "postgresql://step2_owner@db/step2"}

    serving = _read(both, monkeypatch)
    migrating = _read(both | {"STEP2_MIGRATING": "1"}, monkeypatch)

    assert serving.DATABASES["default"]["USER"] == "step2_app"
    assert migrating.DATABASES["default"]["USER"] == "step2_owner"


def test_djangos_own_deployment_checks_find_nothing() -> None:
    code = (
        "import sys; sys.argv = ['manage.py', 'check', '--deploy', '--fail-level', 'WARNING'];"
        " from django.core.management import execute_from_command_line as run; run(sys.argv)"
    )

    checked = _start(_PRODUCTION, code=code)

    # Preloading is a decision of whoever owns the whole domain.
    assert re.findall(r"\(([\w.]+)\)", checked.stderr) == ["security.W021"], checked.stderr
