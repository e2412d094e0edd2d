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
    One outside its range is left out, and said to be.
    """
    found: dict[str, ScoreEntry] = {}
    domains: dict[int, int] = {}
    for row, tool in _known(rows):
        said = row["PersScore"]
        if not (tool.is_shaped(said) and tool.is_within(said)):
            why = "Not a score of this tool, or outside its range. Correct it there."
            left_out.append(LeftOut(row.file, row.line, "PersScore", rule, why, row.month))
        elif tool.item:
            domains.setdefault(tool.item, int(said))
        elif tool.measure not in found:
            total = Decimal(said) if MEASURES[tool.measure].decimals else int(said)
            found[tool.measure] = ScoreEntry(tool.measure, total)
    if domains:
        found[WSAS_CODE] = _wsas(domains)
    return list(found.values())


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
