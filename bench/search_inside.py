"""Inside a service of its own: many people on record, and what finding them in the header costs."""

import json
import os
import sys
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from bench import many_people  # noqa: E402 - Django first
from bench.browser import Visitor  # noqa: E402
from bench.pages import UnexpectedError, expect  # noqa: E402
from referrals.models import Patient  # noqa: E402

_PATH = "/patients/find"


def typed(turn: int) -> dict[str, str]:
    """What is typed in one round; each round about other people."""
    one = Patient.objects.order_by("pk")[turn * 97]
    return {
        "beginning": one.family_name[:3],
        "family": one.family_name,
        "both": f"{one.given_name} {one.family_name}",
        "nobody": "Zzyzx",
        "number": str(one.nhs_number),
    }


def find(desk: Visitor, text: str) -> None:
    """The list of those found, or the way to the record of the only one."""
    answer = desk.post(_PATH, {"q": text})
    if answer.status not in (200, 303):
        raise UnexpectedError(f"{answer.status} for a search")


def calls(desk: Visitor, turn: int) -> dict[str, Callable[[], object]]:
    """What is asked in one round, the unit with it."""
    found: dict[str, Callable[[], object]] = {
        name: lambda text=text: find(desk, text)  # type: ignore[misc]
        for name, text in typed(turn).items()
    }
    return {"U": lambda: expect(desk.get("/bench/u"), 200)} | found


if __name__ == "__main__":
    ada = Visitor(many_people.administrator())
    many_people.make(int(sys.argv[1]))
    found = many_people.medians(lambda turn: calls(ada, turn), rounds=int(sys.argv[2]))
    print(json.dumps(found))
