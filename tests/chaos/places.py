"""Where a run keeps what stands outside of the database: the ledger, the gateway, the orders."""

import os
from pathlib import Path

FOLDER = Path(os.environ.get("CHAOS_FOLDER", "/nowhere"))
# Which guard is off, for a twin; empty in a true run.
WITHOUT = os.environ.get("CHAOS_WITHOUT", "")


def ledger(folder: Path = FOLDER) -> Path:
    """What was acknowledged: one line each, written after the commit."""
    return folder / "ledger"


def delivered(folder: Path = FOLDER) -> Path:
    """What arrived at the gateway: one line each."""
    return folder / "delivered"


def order(point: str, folder: Path = FOLDER) -> Path:
    """Lies there while somebody is to be struck at this point, once."""
    return folder / "orders" / point


def put_down(path: Path, line: str) -> None:
    """Add a line and see it onto the disk."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())
