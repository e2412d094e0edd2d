"""A month that was written, opened again: to count what the check finds, and to read it."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.cache import cache

from reporting.dataset.checking.run import check
from reporting.dataset.export.copies import write_copies
from reporting.dataset.layout import Severity
from reporting.dataset.quality.rules import RULES
from reporting.models import ExportRun

_PIECE = 1024 * 1024
_A_DAY = 24 * 60 * 60
_ORDER = list(Severity)
_LIVE = {id_: rule.key for rule in RULES for id_ in rule.ids}


@dataclass(frozen=True, slots=True)
class FoundByRule:
    """One rule of the check: what breaking it costs, how often, and what to do. `live` names the
    rule of the list by which it is put right, where one does. Nobody is named.
    """

    rule: str
    cost: str
    table: str
    to_do: str
    count: int
    live: str


def by_rule(run: ExportRun) -> tuple[FoundByRule, ...]:
    """Of a written month, the dearest first. Checked once, and remembered by its checksum."""
    name = f"return-findings-{run.checksum}"
    remembered: str | None = cache.get(name)
    if remembered is None:
        remembered = json.dumps([asdict(one) for one in _checked(run)])
        cache.set(name, remembered, _A_DAY)
    return tuple(FoundByRule(**one) for one in json.loads(remembered))


def reading_copies(run: ExportRun) -> Iterator[bytes]:
    """A zip of copies that a spreadsheet may open, piece by piece."""
    with _unpacked(run) as folder, tempfile.TemporaryDirectory(prefix="step2-copies-") as place:
        write_copies(folder, Path(place))
        made = Path(place) / "copies.zip"
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
            for path in sorted(Path(place).glob("*.csv")):
                zipped.write(path, f"{folder.name}-reading/{path.name}")
        with made.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _checked(run: ExportRun) -> tuple[FoundByRule, ...]:
    with _unpacked(run) as folder:
        findings = check(folder).findings
    first = {(one.rule, one.severity): one for one in reversed(list(findings))}
    counted = sorted(
        findings.counts.items(), key=lambda one: (_ORDER.index(one[0][1]), -one[1], one[0][0])
    )
    return tuple(
        FoundByRule(
            rule=rule,
            cost=severity.label,
            table=first[rule, severity].table,
            to_do=first[rule, severity].to_do,
            count=many,
            live=_LIVE.get(rule, ""),
        )
        for (rule, severity), many in counted
    )


@contextmanager
def _unpacked(run: ExportRun) -> Iterator[Path]:
    """The folder of the month, as it was written, for as long as it is looked at."""
    with tempfile.TemporaryDirectory(prefix="step2-return-") as place:
        zipped = Path(place) / "kept.zip"
        with zipped.open("wb") as file:
            for piece in run.pieces.order_by("place").iterator(chunk_size=1):
                file.write(piece.content)
        # Our own zip, out of our own database: its names are those of the tables.
        with zipfile.ZipFile(zipped) as kept:
            kept.extractall(place)
        yield Path(place) / f"{run.month:%Y-%m}"
