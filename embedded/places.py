"""Where the embedded servers keep their files, and the account they run as when we are root."""

import hashlib
import os
import pwd
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
ROOT_HOME = Path("/var/lib/step2-embedded")
# A socket address holds 107 characters; PostgreSQL adds a lock file beside its socket.
LONGEST_SOCKET_PATH = 100


class StartError(Exception):
    """A server or a folder is not as it must be; the message says what to do about it."""


@dataclass(frozen=True)
class Account:
    """The ordinary account that PostgreSQL runs as when we are root."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """Nobody in particular when we are root; None (we ourselves) otherwise."""
    if os.geteuid() != 0:
        return None
    name = os.environ.get("STEP2_PG_USER", "nobody")
    try:
        entry = pwd.getpwnam(name)
    except KeyError as missing:
        raise StartError(
            f"PostgreSQL does not run as root and there is no account {name!r}: set STEP2_PG_USER."
        ) from missing
    return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)


def fingerprint(path: Path) -> str:
    """A short name for a folder, the same each time."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def default_state() -> Path:
    """Where ./run keeps its data unless told otherwise."""
    given = os.environ.get("STEP2_STATE_DIR")
    if given:
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        # The checkout may lie in a folder that PostgreSQL's account cannot enter.
        return ROOT_HOME / fingerprint(CHECKOUT)
    return CHECKOUT / "var"


def make_folder(path: Path, *, account: Account | None = None) -> Path:
    """Make a folder for us or the account alone; one that exists keeps its owner and mode."""
    if path.is_dir():
        return path
    try:
        path.mkdir(parents=True)
    except OSError as refused:
        raise StartError(f"Cannot make the folder {path}: {refused.strerror}.") from refused
    if account is not None:
        os.chown(path, account.uid, account.gid)
        path.chmod(0o700)
    else:
        path.chmod(0o700)
    return path


def make_passable_folder(path: Path) -> Path:
    """Like make_folder, its parents too; as root, PostgreSQL's account may pass through them."""
    if not path.is_dir():
        make_passable_folder(path.parent)
        make_folder(path)
        if os.geteuid() == 0:
            path.chmod(0o711)
    return path


def check_reach(path: Path, *, account: Account | None) -> None:
    """Refuse, with the folder's name, when the account cannot get to the path."""
    if account is None:
        return
    for folder in [*reversed(path.absolute().parents)]:
        if folder.exists() and not _may_enter(folder.stat(), account):
            raise StartError(
                f"PostgreSQL does not run as root, and {account.name!r} may not enter {folder}. "
                "Choose another state folder (--state, STEP2_STATE_DIR) or account (STEP2_PG_USER)."
            )


def _may_enter(found: os.stat_result, account: Account) -> bool:
    if found.st_uid == account.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def socket_folder(wanted: Path, *, longest_name: str, account: Account | None) -> Path:
    """The wanted folder, or a short one elsewhere when a socket's path would be too long.

    Also for a name with a comma, at which PostgreSQL's clients would break it in two.
    """
    if len(os.fsencode(wanted / longest_name)) < LONGEST_SOCKET_PATH and "," not in str(wanted):
        return wanted
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nowhere")
    base = runtime if account is None and runtime.is_dir() else Path(tempfile.gettempdir())
    return base / f"step2-{_owner(account)}-{fingerprint(wanted)}"


def make_socket_folder(path: Path, *, account: Account | None) -> None:
    """Make the folder; refuse one that somebody else made, or that others can open."""
    make_folder(path, account=account)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != _owner(account):
        raise StartError(f"{path} is somebody else's: remove it, or choose a shorter state folder.")
    if found.st_mode & 0o066:
        path.chmod(0o700)


def _owner(account: Account | None) -> int:
    return account.uid if account else os.geteuid()
