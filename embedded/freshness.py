"""What a warm start may leave out: static files and tables as they were, a practice service."""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from embedded.places import CHECKOUT

_STATIC = CHECKOUT / "pwpservice/static"
_CODE = CHECKOUT


class Freshness:
    """Remembers in the state folder what was done, and for which files."""

    def __init__(self, state: Path) -> None:
        self._path = state / "done.json"

    def has_static_files(self) -> bool:
        """Whether the collected static files are those of now."""
        return self._remembered().get("static") == _static_files()

    def remember_static_files(self) -> None:
        """They were collected."""
        self._remember("static", _static_files())

    def has_tables(self, data: Path | None) -> bool:
        """Whether this data folder was migrated with the migrations and rights of now."""
        return data is not None and self._remembered().get("migrated") == _tables(data)

    def remember_tables(self, data: Path | None) -> None:
        """It was migrated to the end."""
        if data is not None:
            self._remember("migrated", _tables(data))

    def forget_tables(self) -> None:
        """Somebody migrates by hand, perhaps backwards."""
        self._remember("migrated", "")

    def has_practice_service(self, data: Path | None) -> bool:
        """Whether it was once made to its end there; what people did with it since is theirs."""
        return data is not None and self._remembered().get("seeded") == _identity(data)

    def remember_practice_service(self, data: Path | None) -> None:
        """It was made in this data folder: not in one deleted since, or of another version."""
        if data is not None:
            self._remember("seeded", _identity(data))

    def _remembered(self) -> dict[str, str]:
        try:
            found: dict[str, str] = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found

    def _remember(self, what: str, value: str) -> None:
        unfinished = self._path.with_suffix(".new")
        unfinished.write_text(json.dumps(self._remembered() | {what: value}), encoding="utf-8")
        unfinished.rename(self._path)


def _identity(data: Path) -> str:
    return f"{data.parent.name} {data.stat().st_ino}"


def _static_files() -> str:
    """Our own files by name, size and time; those of packages by what is installed."""
    facts = "\n".join([*_facts_of(_STATIC), *_facts_of(Path(sys.prefix), ".installed-*")])
    return hashlib.sha256(facts.encode(errors="surrogateescape")).hexdigest()


def _tables(data: Path) -> str:
    """The data folder, and whatever decides what stands in it: migrations, rights, packages."""
    facts = "\n".join(
        [
            _identity(data),
            *_facts_of(_CODE, "*/migrations/*.py"),
            *_facts_of(_CODE, "pwpservice/grants.py"),
            *_facts_of(Path(sys.prefix), ".installed-*"),
        ]
    )
    return hashlib.sha256(facts.encode(errors="surrogateescape")).hexdigest()


def _facts_of(folder: Path, pattern: str = "**/*") -> Iterator[str]:
    for path in sorted(folder.glob(pattern)):
        found = path.stat()
        yield f"{path.relative_to(folder)} {found.st_size} {found.st_mtime_ns}"
