"""./run manage COMMAND: on the servers of a running service, or on servers started for it."""

import signal
import sys
import time
from pathlib import Path

from embedded import processes
from embedded.freshness import Freshness
from embedded.places import CHECKOUT, StartError
from embedded.servers import Servers
from embedded.services import Services
from embedded.statefolder import StateFolder

_WAIT_FOR_HOLDER = 120


def run(command: list[str], *, state: Path) -> int:
    """Run the command; returns its exit status."""
    folder = StateFolder(state)
    if command[:1] == ["migrate"] and state.is_dir():
        Freshness(state).forget_tables()
    until = time.monotonic() + _WAIT_FOR_HOLDER
    while time.monotonic() < until:
        if folder.lock():
            try:
                return _on_own_servers(folder, command)
            finally:
                folder.release()
        with folder.in_use():
            if folder.holder().get("phase") == "migrated":
                return _execute(folder, Servers(state), command)
        time.sleep(0.2)
    raise StartError(f"Waited {_WAIT_FOR_HOLDER} seconds for the servers.\n{folder.refusal()}")


def _on_own_servers(folder: StateFolder, command: list[str]) -> int:
    folder.say({"kind": "command"})
    folder.end_left_overs()
    servers = Servers(folder.path)
    try:
        servers.start()
        services = Services(logs=folder.logs, state=folder.path, env=folder.environment(servers))
        services.begin("migrate", "--noinput").finish()
        folder.say({"kind": "command", "phase": "migrated"})
        return _execute(folder, servers, command)
    finally:
        folder.say({"kind": "command"})
        folder.wait_until_unused()
        servers.stop()


def _execute(folder: StateFolder, servers: Servers, command: list[str]) -> int:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the command's own
    try:
        return processes.run_in_foreground(
            [sys.executable, "manage.py", *command],
            env=folder.environment(servers),
            cwd=CHECKOUT,
        )
    finally:
        signal.signal(signal.SIGINT, before)
