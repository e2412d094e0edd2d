"""docker-compose.yml: valid, closed, and every app command runs with production settings.

There is no engine here: that the image builds is not proved.
"""

import contextlib
import json
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from embedded import web
from embedded.places import CHECKOUT

DEPLOYMENT = CHECKOUT / "docs/deployment.md"
# What the image sets, or only a practice service or a developer gives.
NOT_IN_COMPOSE = {
    *("STEP2_STATE_DIR", "STATIC_ROOT", "STEP2_MIGRATING", "LOCALE_DIR", "SSL_REDIRECT"),
    *("DEBUG", "COOKIE_SECURE", "PRACTICE_SERVICE", "STEP2_HEARTBEAT_SECONDS", "STEP2_RUN_TOKEN"),
}
COMPOSE = Path(sys.executable).with_name("docker-compose")
APP_SERVICES = {"migrate", "web", "worker", "beat"}
HOST = "step2.example.org"


def compose(
    *arguments: str, env_file: str = "deploy/example.env"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMPOSE, "--env-file", env_file, "config", *arguments],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def services() -> dict:
    return json.loads(compose("--format", "json").stdout)["services"]


def test_it_is_valid():
    checked = compose("--quiet")

    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_missing_value_is_named():
    refused = compose("--quiet", env_file="/dev/null")

    assert refused.returncode != 0
    assert "name the hosts of this service" in refused.stderr


def test_the_app_services_are_closed(services):
    for name in APP_SERVICES:
        service = services[name]
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["init"] is True, name
        assert "/tmp" in service["tmpfs"], name  # noqa: S108 - inside the container


def test_only_the_web_server_is_published_and_on_loopback_only(services):
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}

    assert published.keys() == {"web"}
    assert [port["host_ip"] for port in published["web"]] == ["127.0.0.1"]


def test_postgres_and_redis_are_on_the_inner_network_only(services):
    for name in ("postgres", "redis"):
        assert services[name]["networks"].keys() == {"inside"}


def test_no_secret_is_in_an_environment_variable(services):
    for name, service in services.items():
        for variable in service.get("environment", {}):
            assert not re.fullmatch(
                r".*(SECRET|PASSWORD|DATABASE_URL|API_KEY|TOKEN)[A-Z_]*", variable
            ) or (variable.endswith("_FILE")), f"{name}: {variable}"


def settings_read() -> set[str]:
    """The name of every variable that the settings read."""
    text = (CHECKOUT / "pwpservice/settings.py").read_text(encoding="utf-8")
    return set(re.findall(r"env\.(?:text|flag|required|listed|whole_number)\(['\"](\w+)", text))


def test_every_setting_is_in_the_deployment_table_and_nothing_else_is():
    table = DEPLOYMENT.read_text(encoding="utf-8").splitlines()
    named = {
        name
        for line in table
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }

    assert len(named) > 30
    assert named == settings_read()


def test_every_setting_can_be_given_in_the_shipped_deployment(services):
    passed = {
        name.removesuffix("_FILE")
        for service in ("migrate", "web")
        for name in services[service]["environment"]
    }

    assert settings_read() - passed == NOT_IN_COMPOSE


def test_every_secret_that_compose_reads_is_made_by_the_script(services):
    made = (CHECKOUT / "deploy/make-secrets").read_text(encoding="utf-8")
    read = {secret["source"] for one in services.values() for secret in one.get("secrets", [])}

    assert "notify_api_key" in read
    assert read == set(re.findall(r"^write (\w+)", made, flags=re.MULTILINE))


def test_only_the_migration_may_connect_as_the_owner(services):
    holders = {
        name
        for name in APP_SERVICES
        if "migration_database_url" in {secret["source"] for secret in services[name]["secrets"]}
    }

    assert holders == {"migrate"}


def test_the_services_wait_for_servers_and_migrations(services):
    for name in APP_SERVICES - {"migrate"}:
        waits_for = {
            other: wait["condition"] for other, wait in services[name]["depends_on"].items()
        }
        assert waits_for == {
            "postgres": "service_healthy",
            "redis": "service_healthy",
            "migrate": "service_completed_successfully",
        }


class Deployment:
    """The app services as processes: their own commands and settings, on the embedded servers."""

    def __init__(
        self, *, services: dict, folder: Path, database: str, servers: dict[str, str]
    ) -> None:
        self._services = services
        self._folder = folder
        self._port = web.port_to_use(0)
        self._servers = servers
        role = {"database_url": "step2_app", "migration_database_url": "step2_owner"}
        self._secrets = {
            "secret_key": secrets.token_urlsafe(64),
            # As deploy/make-secrets leaves them.
            "staff_smtp_password": "",
            "patient_smtp_password": "",
            "notify_api_key": "",
            "notify_callback_token": secrets.token_hex(32),
            "offline_copies_words": "",
            **{
                name: re.sub(r"//[^@]*@/[^?]*", f"//{user}@/{database}", servers["DATABASE_URL"])
                for name, user in role.items()
            },
        }

    def start(self, name: str) -> subprocess.Popen[bytes]:
        with self.log(name).open("wb") as log:
            return subprocess.Popen(
                self._adapted(self._services[name]["command"]),
                cwd=CHECKOUT,
                env=self._environment(name),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def is_healthy(self, name: str) -> bool:
        kind, *test = self._services[name]["healthcheck"]["test"]
        command = test if kind == "CMD" else ["sh", "-c", *test]
        checked = subprocess.run(
            self._adapted(command),
            cwd=CHECKOUT,
            env=self._environment(name),
            capture_output=True,
            check=False,
        )
        return checked.returncode == 0

    def wait_until_healthy(self, name: str) -> None:
        until = time.monotonic() + 60
        while not self.is_healthy(name):
            assert time.monotonic() < until, self.log(name).read_text(encoding="utf-8")
            time.sleep(0.3)

    def log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def _environment(self, name: str) -> dict[str, str]:
        service = self._services[name]
        env = {
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "HOSTNAME": os.uname().nodename,
            # As the Dockerfile has them.
            "STATIC_ROOT": str(self._folder / "static"),
            "STEP2_STATE_DIR": str(self._folder),
            **service["environment"],
            # Where the servers are differs; how they are named does not.
            "CELERY_BROKER_URL": self._servers["CELERY_BROKER_URL"].replace("=0", "=7"),
            "CACHE_URL": self._servers["CACHE_URL"],
            "STEP2_HEARTBEAT_SECONDS": "2",
        }
        for secret in service["secrets"]:
            path = self._folder / secret["source"]
            path.write_text(self._secrets[secret["source"]], encoding="utf-8")
            variable = next(key for key, value in env.items() if value == secret["target"])
            env[variable] = str(path)
        return env

    def _adapted(self, command: list[str]) -> list[str]:
        changes = {
            "0.0.0.0:8000": f"127.0.0.1:{self._port}",
            "127.0.0.1:8000": f"127.0.0.1:{self._port}",
            "/tmp/": f"{self._folder}/",  # noqa: S108 - inside the container
            "$$": "$",
        }
        for before, after in changes.items():
            command = [part.replace(before, after) for part in command]
        return command


@pytest.fixture
def deployment(services, tmp_path) -> Iterator[Deployment]:
    names = ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL")
    servers = {name: os.environ[name] for name in names}
    database = f"step2_compose_{os.getpid()}"
    with contextlib.closing(psycopg2.connect(servers["DATABASE_URL"])) as owner:
        owner.autocommit = True
        with owner.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {database}")
            yield Deployment(services=services, folder=tmp_path, database=database, servers=servers)
            cursor.execute(f"DROP DATABASE {database} WITH (FORCE)")


@pytest.mark.slow
def test_every_app_command_runs_with_production_settings(deployment):
    migrate = deployment.start("migrate")
    assert migrate.wait(120) == 0, deployment.log("migrate").read_text(encoding="utf-8")
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=CHECKOUT,
        env=deployment._environment("web"),
        check=True,
    )
    running = [deployment.start(name) for name in ("web", "worker", "beat")]

    try:
        deployment.wait_until_healthy("web")
        deployment.wait_until_healthy("worker")
        proof = subprocess.run(
            [sys.executable, "manage.py", "prove_background"],
            cwd=CHECKOUT,
            env=deployment._environment("worker"),
            capture_output=True,
            text=True,
            check=False,
        )
        still_running = [each.poll() for each in running]
    finally:
        for each in running:
            each.terminate()
        ended = [each.wait(30) for each in running]

    assert proof.returncode == 0, proof.stderr
    assert still_running == [None, None, None]
    assert ended == [0, 0, 0]
