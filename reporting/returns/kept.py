"""A month that was written, opened again: what the check found in it, and copies to read."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reporting.dataset import working
from reporting.dataset.checking.by_rule import FoundByRule
from reporting.dataset.export.copies import write_copies
from reporting.dataset.quality.rules import RULES
from reporting.models import ExportRun

_PIECE = 1024 * 1024
_LIVE = {id_: rule.key for rule in RULES for id_ in rule.ids}


@dataclass(frozen=True, slots=True)
class ToPutRight:
    """What was found by one rule; `live` names the rule of the list by which it is put right, where
    one does.
    """

    found: FoundByRule
    live: str


def by_rule(run: ExportRun) -> tuple[ToPutRight, ...] | None:
    """As the check found it when the month was written; None where that was not kept."""
    if run.found is None:
        return None
    found = (FoundByRule(**one) for one in run.found)
    return tuple(ToPutRight(one, _LIVE.get(one.rule, "")) for one in found)


def reading_copies(run: ExportRun) -> Iterator[bytes]:
    """A zip of copies that a spreadsheet may open, piece by piece."""
    with _unpacked(run) as folder, working.folder() as place:
        write_copies(folder, place)
        made = place / "copies.zip"
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
            for path in sorted(place.glob("*.csv")):
                zipped.write(path, f"{folder.name}-reading/{path.name}")
        with made.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


@contextmanager
def _unpacked(run: ExportRun) -> Iterator[Path]:
    """The folder of the month, as it was written, for as long as it is looked at."""
    with working.folder() as place:
        zipped = place / "kept.zip"
        with zipped.open("wb") as file:
            for piece in run.pieces.order_by("place").iterator(chunk_size=1):
                file.write(piece.content)
        # Our own zip, out of our own database: its names are those of the tables.
        with zipfile.ZipFile(zipped) as kept:
            kept.extractall(place)
        yield place / f"{run.month:%Y-%m}"
