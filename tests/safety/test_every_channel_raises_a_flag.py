"""Whatever channel something worrying comes through, it has its flag, once (safety B1, hazard H03).

A channel that is not listed in `channels.py` fails the build.
"""

import ast
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random, randrange

import pytest
from django.db import connection, transaction
from django.db.models import Count

from caseload.models import CaseFlag, RiskAction, RiskSignal, SignalSource
from referrals.changes import changed
from referrals.models import Referral
from tests import confirmed
from tests.architecture.tower import ROOT, TOWER
from tests.factories import caseload, referrals
from tests.factories.portal import PatientMessageFactory
from tests.safety.channels import CHANNELS
from tests.safety.world import World, number_of

PEOPLE = 60
BATCH = 500
_NO_CHANNEL = {"caseload.actions.risk", "caseload.risk_signals"}


def test_every_source_of_a_signal_has_its_channel():
    assert {source for channel in CHANNELS for source in channel.sources} == set(SignalSource)


def test_whoever_raises_a_flag_is_a_channel_that_is_pushed_through():
    listed = {caller for channel in CHANNELS for caller in channel.raised_by}

    assert set(_callers()) == listed


def test_a_channel_nobody_listed_would_be_found(tmp_path):
    module = tmp_path / "gossip.py"
    module.write_text("def hear(words):\n    return risk.raise_flag(signal=words)\n")

    assert list(_callers_in(module, name="caseload.actions.gossip")) == [
        "caseload.actions.gossip.hear"
    ]


def _callers() -> Iterator[str]:
    for package in TOWER:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            if name not in _NO_CHANNEL and not name.startswith("pwpservice.practice"):
                yield from _callers_in(path, name=name)


def _callers_in(path: Path, *, name: str) -> Iterator[str]:
    """Functions that raise a flag, or store a signal past it."""
    for function in ast.walk(ast.parse(path.read_text())):
        if isinstance(function, ast.FunctionDef) and _raises(function):
            yield f"{name}.{function.name}"


def _raises(function: ast.FunctionDef) -> bool:
    called = [ast.unparse(one.func) for one in ast.walk(function) if isinstance(one, ast.Call)]
    return any(
        one.endswith("raise_flag") or (one.startswith("RiskSignal.objects.") and "create" in one)
        for one in called
    )


@pytest.fixture
def world(priya, sam, duty, leah, north, now):
    """People of every kind: carried, waiting, of somebody who has left."""
    seed = int(os.environ.get("CHANNEL_SEED") or randrange(2**32))
    sys.stdout.write(f"CHANNEL_SEED={seed} repeats this run\n")
    made = [caseload.in_treatment(priya, north) for _ in range(PEOPLE - 10)]
    made += [referrals.waiting(north) for _ in range(10)]
    for one in made:
        PatientMessageFactory(
            referral=one,
            to=number_of(one),
            state="HANDED_OVER",
            handed_over_at=now,
            provider_id=f"sent-{one.pk}",
        )
    changed([one.pk for one in made])
    return World(referrals=made, carrier=priya, senior=sam, random=Random(seed), now=now)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.django_db
def test_no_signal_without_a_flag_and_none_doubled(world):
    """SAFETY_ANSWERS=10000 is what a release runs (README, everyday commands)."""
    answers = int(os.environ.get("SAFETY_ANSWERS", "1000"))
    shares = [channel.share for channel in CHANNELS]
    pushed: Counter[str] = Counter()
    for number in range(answers):
        (channel,) = world.random.choices(CHANNELS, shares)
        channel.push(world)
        pushed[channel.name] += 1
        if number % 20 == 0:
            _a_person_closes_what_is_open(world)
        if number % BATCH == BATCH - 1:
            _holds(world)
    _holds(world)
    assert set(pushed) == {channel.name for channel in CHANNELS}
    sys.stdout.write(
        f"{answers} answers through {len(CHANNELS)} channels: "
        f"{sum(world.expected.values())} signals, 0 without a flag, 0 doubled\n"
    )


def _a_person_closes_what_is_open(world):
    """Only a person does; from then on a signal opens a new flag."""
    referral = world.random.choice(world.referrals)
    for action in RiskAction.objects.filter(referral=referral, closed_at=None):
        confirmed.close(action, by=world.senior, now=world.now, outcome="Spoke with her")


def _holds(world):
    """Each signal once, on a risk flag of its referral; each open flag owned by somebody here."""
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    stored = RiskSignal.objects.values_list("referral").annotate(signals=Count("pk"))
    assert dict(stored) == {pk: signals for pk, signals in world.expected.items() if signals}
    assert not RiskSignal.objects.exclude(flag__reason="risk").exists()
    is_open = CaseFlag.objects.filter(reason="risk", cleared_at=None)
    assert is_open.count() == is_open.values("referral").distinct().count()
    owned = RiskAction.objects.filter(closed_at=None, owner__is_active=True).values("flag")
    assert not is_open.exclude(pk__in=owned).exists()
    at_risk = Referral.objects.filter(risk_open_since__isnull=False).values_list("pk", flat=True)
    assert set(at_risk) == set(is_open.values_list("referral", flat=True))
