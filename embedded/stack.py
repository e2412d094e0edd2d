"""./run: servers, database, practice service, web, worker and beat, until Ctrl-C."""

import argparse
import os
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from embedded import manage, places, processes, web
from embedded.freshness import Freshness
from embedded.places import StartError
from embedded.servers import Servers
from embedded.services import Services
from embedded.statefolder import StateFolder

SIGN_INS = "pwp pwp2 trainee senior duty lead admin data privacy system"
PASSWORD = "practice-service"  # noqa: S105 - of invented people; refused outside the practice service
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_OURS = ("pg*", "valkey", "log", "static", "mail", "secret-key", "beat-schedule*", "done.json")


class StopAsked(BaseException):
    """Ctrl-C, or a signal that means the same."""


def main(arguments: list[str]) -> int:
    """What ./run does; returns its exit status."""
    options = _options(arguments)
    stop_on_signals()
    try:
        if options.command:
            return manage.run(options.command[1:], state=options.state)
        return _run_service(options)
    except StartError as refusal:
        print(f"\n{refusal}", file=sys.stderr, flush=True)
        return 1
    except StopAsked:
        return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run",
        description="Runs the practice service (invented people only) until Ctrl-C.",
        epilog="./run manage COMMAND …: a management command on the same servers; never seeds.",
    )
    parser.add_argument("--port", type=int, help="port of the web server (PORT; 8000)")
    parser.add_argument(
        "--state",
        type=_folder,
        default=places.default_state(),
        help="folder of databases and logs (STEP2_STATE_DIR; now %(default)s)",
    )
    parser.add_argument(
        "--fresh",
        nargs="?",
        const="ask",
        choices=["ask", "yes"],
        help="delete everything in the state folder first; asks, unless 'yes' is given",
    )
    parser.add_argument(
        "--size",
        type=int,
        metavar="N",
        help="referrals in a new practice service: 60 to 22400, 5200 unless told",
    )
    parser.add_argument(
        "--check", action="store_true", help="start, prove web, worker and beat, stop"
    )
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="manage COMMAND …")
    options = parser.parse_args(arguments)
    if options.command and options.command[0] != "manage":
        parser.error(f"unknown argument: {options.command[0]}")
    return options


def _folder(given: str) -> Path:
    """As seen from where ./run was called."""
    return Path(os.environ.get("STEP2_CALLED_FROM", "."), Path(given).expanduser()).absolute()


def stop_on_signals() -> None:
    """Ctrl-C, and what means the same, ends whatever is under way, and then all."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        for each in _STOPPING:  # stopping is under way: a second Ctrl-C changes nothing
            signal.signal(each, signal.SIG_IGN)
        raise StopAsked

    for each in _STOPPING:
        signal.signal(each, handle)


def _run_service(options: argparse.Namespace) -> int:
    folder = StateFolder(options.state)
    if not folder.lock():
        raise StartError(folder.refusal())
    try:
        port = web.port_to_use(_wanted_port(options))
        folder.end_left_overs()
        if options.fresh:
            _start_afresh(folder, asked=options.fresh == "ask")
        return _serve(folder, options, port=port)
    finally:
        folder.release()


def _wanted_port(options: argparse.Namespace) -> int:
    if options.port is not None:
        return int(options.port)
    given = os.environ.get("PORT", "")
    if given and not given.isdigit():
        raise StartError(f"PORT is {given!r}: write a number.")
    return int(given or (0 if options.check else 8000))


def _start_afresh(folder: StateFolder, *, asked: bool) -> None:
    """Delete what we keep there, and only that, by name."""
    if os.environ.get("DATABASE_URL"):
        raise StartError(
            "--fresh deletes the state folder only; DATABASE_URL names another server."
        )
    if asked:
        if not sys.stdin.isatty():
            raise StartError(f"--fresh deletes the data in {folder.path}: say so with --fresh yes.")
        if input(f"Delete all data in {folder.path}? Type yes: ").strip() != "yes":
            raise StartError("Nothing was deleted.")
    for pattern in _OURS:
        for path in folder.path.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    places.make_folder(folder.logs)


def _serve(folder: StateFolder, options: argparse.Namespace, *, port: int) -> int:
    begun = time.monotonic()
    url = f"http://{web.HOST}:{port}/"
    token = secrets.token_urlsafe(16)
    folder.say({"kind": "service", "url": url})
    servers = Servers(folder.path)
    env = folder.environment(servers) | {"STEP2_RUN_TOKEN": token, "PORT": str(port)}
    if options.check:
        env["STEP2_HEARTBEAT_SECONDS"] = "2"
    services = Services(logs=folder.logs, state=folder.path, env=env)
    try:
        _timed("servers", servers.start)
        done = Freshness(folder.path)
        _timed("database", lambda: _prepare(services, done, data=servers.data))
        folder.say({"kind": "service", "url": url, "phase": "migrated"})
        if env["PRACTICE_SERVICE"] == "1":
            _make_practice_service(services, done, data=servers.data, size=options.size)
        _timed("web, worker, beat", lambda: _start_services(services, port=port, token=token))
        if options.check:
            _timed("proof", lambda: services.begin("prove_background").finish())
            print("Web, worker and beat work.", flush=True)
            return 0
        _welcome(url, folder, seconds=time.monotonic() - begun, env=env)
        return _watch(servers, services)
    finally:
        services.stop()
        servers.stop()


def _timed(what: str, work: Callable[[], None]) -> None:
    begun = time.monotonic()
    work()
    print(f"  {what:<20}{time.monotonic() - begun:6.1f} s", flush=True)


def _prepare(services: Services, done: Freshness, *, data: Path | None) -> None:
    if done.has_static_files():
        _migrate(services, done, data=data)
        return
    static = services.begin("collectstatic", "--noinput", "--verbosity", "0")
    try:
        _migrate(services, done, data=data)
    finally:
        static.finish()
    done.remember_static_files()


def _migrate(services: Services, done: Freshness, *, data: Path | None) -> None:
    if not done.has_tables(data):
        services.begin("migrate", "--noinput").finish()
        done.remember_tables(data)


def _make_practice_service(
    services: Services, done: Freshness, *, data: Path | None, size: int | None
) -> None:
    if done.has_practice_service(data):
        if size is not None:
            print("  The practice service is there already: --size needs --fresh.", flush=True)
        return
    wanted = ["--referrals", str(size)] if size is not None else []
    seed = ["seed_demo", "--if-empty", *wanted]
    _timed("practice service", lambda: services.begin(*seed).finish())
    done.remember_practice_service(data)


def _start_services(services: Services, *, port: int, token: str) -> None:
    services.start(port=port)
    child = dict(services.children())["web"]
    processes.wait_until(
        lambda: web.answers(port=port, token=token),
        child=child,
        log=services.log_of("web"),
        what="The web server",
        seconds=60,
    )


def _welcome(url: str, folder: StateFolder, *, seconds: float, env: dict[str, str]) -> None:
    print(f"\nReady in {seconds:.1f} seconds: {url}")
    if env["PRACTICE_SERVICE"] == "1":
        print(f"Sign in as: {SIGN_INS}\nPassword:   {PASSWORD}")
    print(f"Logs: {folder.logs}. Ctrl-C stops everything.", flush=True)


def _watch(servers: Servers, services: Services) -> int:
    """Wait until something ends by itself; a signal ends the wait."""
    while True:
        for name, child in [*servers.children(), *services.children()]:
            if child.poll() is not None:
                log = services.log_of(name)
                print(f"\n{name} ended by itself; stopping the rest.", file=sys.stderr)
                print(processes.log_end(log), file=sys.stderr, flush=True)
                return 1
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
