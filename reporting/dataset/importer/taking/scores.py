"""Scores as they come: each tool a row, the five questions of WSAS one by one."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from clinical.measures import MEASURES, WSAS_CODE, score
from outcomes.bulk import ScoreEntry
from reporting.dataset.importer.bundles import LeftOut, SourceRow
from reporting.dataset.tools import TOOLS, Tool

_NOT_APPLICABLE = 9


def read(rows: Iterable[SourceRow], *, left_out: list[LeftOut], rule: str) -> list[ScoreEntry]:
    """The questionnaires of one occasion, each once; what is no questionnaire here is passed by.
    One outside its range is left out, and so is another score of the same questionnaire: both are
    said to be.
    """
    found: dict[str, ScoreEntry] = {}
    domains: dict[int, int] = {}
    for row, tool in _known(rows):
        said = row["PersScore"]
        if not (tool.is_shaped(said) and tool.is_within(said)):
            why = "Not a score of this tool, or outside its range. Correct it there."
            left_out.append(LeftOut(row.file, row.line, "PersScore", rule, why, row.month))
        elif not _agrees(said, tool, found, domains):
            why = "Another score of the same tool at one contact: the first stands."
            left_out.append(LeftOut(row.file, row.line, "PersScore", "S2-TWICE", why, row.month))
    if domains:
        found[WSAS_CODE] = _wsas(domains)
    return list(found.values())


def _agrees(said: str, tool: Tool, found: dict[str, ScoreEntry], domains: dict[int, int]) -> bool:
    """Keep the first; whether this is no other score than that."""
    if tool.item:
        return domains.setdefault(tool.item, int(said)) == int(said)
    total = Decimal(said) if MEASURES[tool.measure].decimals else int(said)
    first = found.setdefault(tool.measure, ScoreEntry(tool.measure, total))
    return first.total == total


def _known(rows: Iterable[SourceRow]) -> Iterator[tuple[SourceRow, Tool]]:
    for row in rows:
        tool = TOOLS.get(row["CodedAssToolType"])
        if tool is not None and tool.measure:
            yield row, tool


def _wsas(domains: dict[int, int]) -> ScoreEntry:
    """Its items in their order; 9 says that work does not apply."""
    measure = MEASURES[WSAS_CODE]
    answers = [domains.get(item.number) for item in measure.items]
    no_work = answers[0] == _NOT_APPLICABLE
    if no_work:
        answers[0] = None
    scored = score(measure=measure, answers=answers, work_not_applicable=no_work)
    return ScoreEntry(WSAS_CODE, scored.total, tuple(answers), no_work)
