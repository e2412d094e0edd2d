"""One supervisor to a state folder: its lock, what the holder says about itself, and left-overs."""

import contextlib
import fcntl
import json
import os
import secrets
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from embedded import places, processes
from embedded.processes import Step
from embedded.servers import Servers

# Every child of a supervisor carries this variable, so that what a killed one left is recognised.
MARK = "STEP2_SUPERVISED"


class StateFolder:
    """The folder that holds databases, logs and the key of one running service."""

    def __init__(self, path: Path) -> None:
        self.path = places.make_passable_folder(path)
        self.logs = places.make_folder(path / "log")
        self._lock: IO[str] | None = None

    def lock(self) -> bool:
        """Take the folder; False while another supervisor holds it."""
        lock = (self.path / "lock").open("a+", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        self.say({})
        return True

    def release(self) -> None:
        """Let the next one in."""
        if self._lock is not None:
            self.say({})
            self._lock.close()
            self._lock = None

    def say(self, facts: dict[str, str]) -> None:
        """Tell whoever comes next who holds the folder and how far it is."""
        unfinished = self.path / "holder.new"
        unfinished.write_text(json.dumps({"pid": str(os.getpid()), **facts}), encoding="utf-8")
        unfinished.rename(self.path / "holder.json")

    def holder(self) -> dict[str, str]:
        """What the holder last said."""
        try:
            found: dict[str, str] = json.loads(
                (self.path / "holder.json").read_text(encoding="utf-8")
            )
        except (OSError, ValueError):
            return {}
        return found

    def refusal(self) -> str:
        """Why the folder cannot be had, in words."""
        holder = self.holder()
        who = f"process {holder.get('pid', 'unknown')}"
        if "url" in holder:
            return (
                f"Already running: {holder['url']} ({who}).\n"
                "Stop it with Ctrl-C where it runs, or give another --state and --port."
            )
        return f"The state folder {self.path} is in use by a management command ({who})."

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """While somebody else's servers are used: they are not stopped by a command that ends."""
        with (self.path / "users").open("a", encoding="utf-8") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            yield

    def wait_until_unused(self) -> None:
        """Wait for the commands that use our servers."""
        with (self.path / "users").open("a", encoding="utf-8") as users:
            fcntl.flock(users, fcntl.LOCK_EX)

    def environment(self, servers: Servers) -> dict[str, str]:
        """What programs on these servers are given: the practice service, unless told otherwise."""
        env = {**os.environ, **servers.addresses(), "STEP2_STATE_DIR": str(self.path)}
        env.setdefault("PRACTICE_SERVICE", "1")
        url = self.holder().get("url")
        if url and env["PRACTICE_SERVICE"] == "1":
            # Links in messages lead to where the service that runs here is reached.
            env.setdefault("PUBLIC_ADDRESS", url.rstrip("/"))
        if not env.get("SECRET_KEY") and not env.get("SECRET_KEY_FILE"):
            env["SECRET_KEY"] = self.secret_key()
        if env.get("ALLOWED_HOSTS"):
            env["ALLOWED_HOSTS"] += ",127.0.0.1"  # by which ./run asks whether the service is ready
        return env

    def end_left_overs(self) -> None:
        """End what a killed supervisor left, web server, worker and beat; we hold the lock."""
        left = list(processes.with_variable(MARK, str(self.path)))
        processes.end_left_over(left, (Step(signal.SIGTERM, 10),))

    def secret_key(self) -> str:
        """Made once, readable by us only."""
        path = self.path / "secret-key"
        if not path.is_file():
            unfinished = path.with_suffix(".new")
            unfinished.unlink(missing_ok=True)
            with os.fdopen(
                os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
            ) as file:
                file.write(secrets.token_urlsafe(64))
            unfinished.rename(path)
        return path.read_text(encoding="utf-8")
