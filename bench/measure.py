"""One size: every page once a round, anchors among them, and the medians written as JSON."""

import json
import os
import statistics
import sys
from collections import defaultdict

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from bench import meetings, pages  # noqa: E402 - Django first
from bench.browser import Visitor  # noqa: E402
from bench.cost import Cost, Meter  # noqa: E402
from caseload import facts  # noqa: E402

DROPPED = 5


def check_truth() -> None:
    """A fast wrong number is a failed benchmark: every summary equals its base rows."""
    wrong = [pk for batch in facts.batches() for pk in facts.different(batch)]
    if wrong:
        raise pages.UnexpectedError(f"{len(wrong)} summaries differ from their base rows.")


def rounds(
    count: int, met: meetings.Meetings
) -> tuple[dict[str, list[Cost]], dict[str, list[str]]]:
    """Costs by page; the statements of the last round."""
    everybody = pages.pwps()
    anybody, meter = Visitor(), Meter()
    costs: dict[str, list[Cost]] = defaultdict(list)
    statements: dict[str, list[str]] = {}
    for turn in range(count + DROPPED):
        pwp = everybody[turn % len(everybody)]
        calls = pages.anchors(anybody, pwp) | pages.readings(pwp, turn)
        calls |= meetings.readings(met, turn)
        one = pages.session(pwp)
        if one is not None:
            calls["session_form"], calls["log_session"] = one
        decision = meetings.decision(met)
        if decision is not None:
            calls["decision"] = decision
        for name, call in calls.items():
            cost = meter.of(call)
            statements[name] = meter.statements
            if turn >= DROPPED:
                costs[name].append(cost)
    return costs, statements


def summary(costs: dict[str, list[Cost]]) -> dict[str, dict[str, float]]:
    """Medians of each page, in milliseconds and in units."""
    u = statistics.median(cost.total for cost in costs["U"])
    h = statistics.median(cost.total for cost in costs["H"])
    found = {}
    for name, kept in costs.items():
        total = statistics.median(cost.total for cost in kept)
        found[name] = {
            "ms": round(total, 3),
            "application_ms": round(statistics.median(cost.application for cost in kept), 3),
            "database_ms": round(statistics.median(cost.database for cost in kept), 3),
            "H": round(total / h, 2),
            "U": round(total / u, 2),
            # Signing may also open or clear flags: the usual number counts, the most is shown.
            "queries": round(statistics.median(cost.queries for cost in kept)),
            "most_queries": max(cost.queries for cost in kept),
            "rounds": len(kept),
        }
    return found


def main() -> None:
    """Measure and print JSON on the last line."""
    count = int(sys.argv[1])
    check_truth()
    met = meetings.prepare()
    costs, statements = rounds(count, met)
    if "--statements" in sys.argv:
        for name, kept in statements.items():
            print(f"-- {name}: {len(kept)}", *[f"   {sql[:160]}" for sql in kept], sep="\n")
    check_truth()
    found = summary(costs)
    found["team"]["lists"] = meetings.supervisees(met)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
