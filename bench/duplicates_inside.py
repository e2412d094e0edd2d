"""Inside a service of its own: many people on record, and what looking for a known one costs."""

import json
import os
import sys
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from bench import many_people  # noqa: E402 - Django first
from bench.browser import Visitor  # noqa: E402
from bench.pages import expect  # noqa: E402
from referrals.models import Patient  # noqa: E402

_PATH = "/referrals/new/known"


def typed(turn: int) -> dict[str, dict[str, str]]:
    """What is typed in one round; each round about other people."""
    one = Patient.objects.order_by("pk")[turn * 97]
    born = one.date_of_birth
    same = {"given_name": one.given_name, "family_name": one.family_name}
    return {
        "known": {**same, "date_of_birth": f"{born.day}/{born.month}/{born.year}"},
        "unknown": {"given_name": "Mohammed", "family_name": "Patel", "date_of_birth": "3/4/1988"},
        "household": {
            "given_name": "Zelda",
            "family_name": "Quill",
            "date_of_birth": "3/4/1988",
            "phone": one.phone,
            "postcode": one.postcode,
        },
        "number": {"nhs_number": str(one.nhs_number)},
    }


def calls(desk: Visitor, turn: int) -> dict[str, Callable[[], object]]:
    """What is asked in one round, the unit with it."""
    return {"U": lambda: expect(desk.get("/bench/u"), 200)} | {
        name: lambda fields=fields: expect(desk.post(_PATH, fields), 200, "known")  # type: ignore[misc]
        for name, fields in typed(turn).items()
    }


if __name__ == "__main__":
    ada = Visitor(many_people.administrator())
    many_people.make(int(sys.argv[1]))
    found = many_people.medians(lambda turn: calls(ada, turn), rounds=int(sys.argv[2]))
    print(json.dumps(found))
