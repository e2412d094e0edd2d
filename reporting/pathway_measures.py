"""The measures, in every version there has been, as the statement about pathways takes them."""

from datetime import date, timedelta

from clinical.measures import MEASURES, WSAS_CODE
from clinical.thresholds import measures_with
from policy.definitions import Definitions


def parameters(found: Definitions) -> dict[str, object]:
    """A row for each measure and version; numbers as text, lest one become a binary fraction."""
    until = [*(day - timedelta(days=1) for day in found.since[1:]), date.max]
    rows = [
        (since, last, measure)
        for since, last, set_here in zip(found.since, until, found.set_here, strict=True)
        for measure in measures_with(set_here).values()
    ]
    some = [measure for _, _, measure in rows]
    wsas = MEASURES[WSAS_CODE]
    return {
        "since": [since for since, _, _ in rows],
        "last": [last for _, last, _ in rows],
        "codes": [one.code for one in some],
        "versions": [one.version for one in some],
        "lowests": [str(one.total_lowest) for one in some],
        "highests": [str(one.total_highest) for one in some],
        "thresholds": [_number(one.caseness) for one in some],
        "above": [one.case_is_above for one in some],
        "changes": [_number(one.reliable_change) for one in some],
        "prorated": [one.counts_prorated for one in some],
        "wsas_lowest": wsas.item_lowest,
        "wsas_highest": wsas.item_highest,
    }


def _number(number: object) -> str | None:
    return None if number is None else str(number)
