"""Makes .venv and installs a lock's packages into it, once; two first runs do not race.

python3 -m embedded.bootstrap PYTHON run|test
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from embedded import chromium

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
VENV_PYTHON = str(VENV / "bin/python")
NO_VENV = (
    "Python could not make a virtual environment. On Debian and Ubuntu its venv module is a "
    "package of its own:\n  apt-get install python3-venv\nThen run this again."
)


def main(python: str, purpose: str) -> int:
    """Install what ./run or ./test needs; at once when it is there already, so offline too."""
    lock = _lock(purpose)
    if _is_installed(lock):
        return 0
    # The folder itself is the lock: it needs no file that could be left over.
    held = os.open(lock.parent, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        if _is_installed(lock):
            return 0
        return _make_venv(python) or _install(lock)
    finally:
        os.close(held)


def _lock(purpose: str) -> Path:
    """Playwright is large: only where there is a browser for it."""
    name = "run" if purpose == "run" else "e2e" if chromium.find() else "dev"
    return CHECKOUT / "requirements" / f"{name}.lock"


def _is_installed(lock: Path) -> bool:
    stamp = _stamp(lock)
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _fingerprint(lock)


def _stamp(lock: Path) -> Path:
    return VENV / f".installed-{lock.stem}"


def _fingerprint(lock: Path) -> str:
    """The lock's checksum and the Python it was installed for: a system upgrade changes that."""
    asked = [VENV_PYTHON, "-c", "import sys; print(*sys.version_info[:2], sep='.')"]
    try:
        version = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        version = "none"
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} Python {version}"


def _make_venv(python: str) -> int:
    if _has_pip():
        return 0
    shutil.rmtree(VENV, ignore_errors=True)
    print("Making .venv …", flush=True)
    made = subprocess.run([python, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if made.returncode == 0 and _has_pip():
        return 0
    shutil.rmtree(VENV, ignore_errors=True)
    print(f"{(made.stdout + made.stderr).strip()}\n\n{NO_VENV}", file=sys.stderr)
    return 1


def _has_pip() -> bool:
    try:
        asked = subprocess.run(
            [VENV_PYTHON, "-m", "pip", "--version"], capture_output=True, check=False
        )
    except OSError:
        return False
    return asked.returncode == 0


def _install(lock: Path) -> int:
    print(f"Installing the packages of {lock.relative_to(CHECKOUT)}, once …", flush=True)
    pip = [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "-q"]
    status = subprocess.run([*pip, "--require-hashes", "-r", str(lock)], check=False).returncode
    if status:
        print(
            "The packages could not be installed: see above. Is the network there?", file=sys.stderr
        )
        return 1
    unfinished = _stamp(lock).with_suffix(".new")
    unfinished.write_text(_fingerprint(lock), encoding="utf-8")
    unfinished.rename(_stamp(lock))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
