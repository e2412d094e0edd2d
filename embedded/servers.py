"""Both servers of one state folder, each left out where its address is given by the environment."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from embedded.postgres import Postgres
from embedded.valkey import Valkey


class Servers:
    """PostgreSQL and Valkey in a state folder, or those the environment names."""

    def __init__(
        self, state: Path, *, throw_away: bool = False, environ: Mapping[str, str] = os.environ
    ) -> None:
        self._environ = environ
        broker_given = bool(environ.get("CELERY_BROKER_URL") and environ.get("CACHE_URL"))
        self._postgres = (
            None if environ.get("DATABASE_URL") else Postgres(state, throw_away=throw_away)
        )
        self._valkey = None if broker_given else Valkey(state, throw_away=throw_away)

    def start(self) -> None:
        """Start what is not given; stop again when one of them fails."""
        try:
            if self._postgres:
                self._postgres.start()
            if self._valkey:
                self._valkey.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Valkey first: PostgreSQL holds what must not be lost."""
        if self._valkey:
            self._valkey.stop()
        if self._postgres:
            self._postgres.stop()

    @property
    def data(self) -> Path | None:
        """The database's folder, when the server is ours."""
        return self._postgres.data if self._postgres else None

    def children(self) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
        """The servers that we started, by name."""
        for name, server in (("PostgreSQL", self._postgres), ("Valkey", self._valkey)):
            if server and server.child:
                yield name, server.child

    def addresses(self, *, role: str = "step2_app") -> dict[str, str]:
        """What a program that uses the servers must find in its environment."""
        found: dict[str, str] = {}
        if self._postgres:
            found["DATABASE_URL"] = self._postgres.url(role)
            found["MIGRATION_DATABASE_URL"] = self._postgres.url("step2_owner")
        if self._valkey:
            found["CELERY_BROKER_URL"] = self._valkey.broker_url
            found["CACHE_URL"] = self._valkey.cache_url
        given = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL")
        return found | {name: self._environ[name] for name in given if self._environ.get(name)}
