"""The other numbers of the lead's page, on random services: equal to `manage.py metrics` where a
measure of it counts the same, and to a plain count of one referral after another where none does.
"""

import json
import random
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil, sqrt

import pytest
import time_machine
from django.core.management import call_command

from caseload import facts
from caseload.models import RiskAction
from clinical.pathway import derive
from clinical.wording import count
from referrals.models import Equality, NextStep, NextStepKind, Patient, Referral
from reporting import rollup
from reporting.dashboard import fairness
from reporting.dimensions import DIMENSIONS, OF_FAIRNESS
from reporting.pathway_facts import facts_of
from staff.models import Grade
from staff.roles import Role
from tests import personas
from tests.factories.caseload import CaseFlagFactory, RiskActionFactory
from tests.factories.staff import TeamFactory
from tests.reporting import random_pathways

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Weeks after the last of them, so that nothing is written of a day to come.
NOW = datetime(2026, 10, 12, 9, tzinfo=UTC)
ON = NOW.date()
YEAR = ("--from", "2026-04-01", "--to", "2027-03-31")
# The twelve months that end with the period.
TWELVE = YEAR


@pytest.fixture(autouse=True)
def clock():
    """A day on which all that was made up has been."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def teams(kept):
    """North and south."""
    return TeamFactory(name="North team"), TeamFactory(name="South team")


@pytest.fixture(scope="module")
def lead(teams):
    """Who reads the page."""
    return personas.member("Leah Morgan", role=Role.SERVICE_LEAD, team=teams[0])


@pytest.fixture(scope="module")
def service(teams):
    """Random referrals of random people in two teams, with steps and risk actions that are open."""
    pwp = personas.member("Priya Shah", role=Role.PWP, team=teams[0], grade=Grade.PWP)
    random_pathways.make(260, pwp=pwp, team=teams[0], seed=23)
    chance = random.Random(23)
    some = list(Referral.objects.order_by("pk").select_related("patient"))
    for one in some:
        one.team, one.source = chance.choice(teams), chance.choice(("SELF", "GP"))
    Referral.objects.bulk_update(some, ["team", "source"])
    _people(chance, [one.patient for one in some])
    for one in some:
        if one.ended_on is None:
            _open(chance, one, pwp)
    facts.refresh(one.pk for one in some)


def _people(chance, patients):
    for one in patients:
        one.date_of_birth = date(2026 - chance.randint(16, 95), 6, 9)
        one.deprivation_decile = chance.choice((None, *range(1, 11)))
        one.gender = chance.choice(("FEMALE", "MALE", "NOT_KNOWN", "NOT_SAID"))
        one.language = chance.choice(("en", "en", "pl", "ur"))
    Patient.objects.bulk_update(
        patients, ["date_of_birth", "deprivation_decile", "gender", "language"]
    )
    answers = ("YES", "NO", "NOT_SAID", "")
    Equality.objects.bulk_create(
        Equality(
            patient=one,
            at=NOW,
            ethnicity=chance.choice((*"ABDGHLMNRS", "", "NOT_SAID")),
            disability=chance.choice(answers),
            long_term_condition=chance.choice(answers),
        )
        for one in patients
        if chance.random() < 0.8
    )


def _open(chance, referral, pwp):
    """What stands open on it, due on either side of now."""
    due = NOW + timedelta(days=chance.randint(-20, 20), hours=chance.randint(-3, 3))
    if chance.random() < 0.7:
        NextStep.objects.create(
            referral=referral,
            kind=chance.choice(NextStepKind.values),
            what="Ring",
            due_by=due,
            set_at=NOW - timedelta(days=30),
        )
    for _ in range(chance.choice((0, 0, 0, 1, 2))):
        flag = referral.flags.first() or CaseFlagFactory(referral=referral, reason="RISK")
        is_closed = chance.random() < 0.3
        RiskActionFactory(
            referral=referral,
            flag=flag,
            owner=pwp,
            due_by=due + timedelta(days=chance.randint(-9, 9)),
            closed_at=NOW if is_closed else None,
            closed_by=pwp if is_closed else None,
            outcome="Gone through" if is_closed else "",
        )


def _everybody(_):
    return True


# The whole service, a team, a source: as the address asks and as the command does.
@pytest.fixture(params=["whole", "team", "source"])
def asked(request, service, teams):
    """The address, the options of the command, and whether a referral is among them."""
    north = teams[0]
    return {
        "whole": ("", (), _everybody),
        "team": (
            f"&team={north.pk}",
            ("--team", north.name),
            lambda one: one.team_id == north.pk,
        ),
        "source": ("&source=GP", ("--source", "GP"), lambda one: one.source == "GP"),
    }[request.param]


def _told(capsys, *options):
    call_command("metrics", "--format", "json", *options)
    rows = json.loads(capsys.readouterr().out)
    found = {}
    for row in rows:
        found.setdefault(row["measure"], {})[row["group"]] = row
    rollup.sum_every_month(now=NOW)
    return found


def _page(client, lead, address):
    client.force_login(lead)
    response = client.get(f"/dashboard/?period=fy2026{address}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def _table(page, caption):
    """The rows of the table with this caption: their cells, without what stands within them."""
    _, found, rest = page.partition(f">{caption}</caption>")
    assert found, caption
    rows = rest.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows)
    return [tuple(re.sub(r"<[^>]+>", "", cell) for cell in row) for row in cells]


def _rounded(numerator, of, digits="1"):
    share = Decimal(numerator) * 100 / of
    return f"{share.quantize(Decimal(digits), ROUND_HALF_UP)}%"


def test_finishing_to_recovery_is_what_the_command_counts(client, lead, asked, capsys):
    address, options, _ = asked
    told = {slug: rows[""] for slug, rows in _told(capsys, *YEAR, *options).items()}
    courses = told["finished"]["numerator"]
    paired = told["paired-scores"]["numerator"]
    could = told["recovery"]["denominator"]
    assert courses == told["paired-scores"]["denominator"] > 10
    assert could == courses - told["not-at-caseness"]["numerator"]

    page = _page(client, lead, address)

    shown = _table(page, "From finishing to recovery, step by step")
    assert [(people, share) for _, people, share in shown] == [
        (f"{courses}", ""),
        (f"{paired}", _rounded(paired, courses)),
        (f"{could}", _rounded(could, courses)),
        *(
            (f"{told[slug]['numerator']}", _rounded(told[slug]["numerator"], could))
            for slug in ("recovery", "reliable-recovery")
        ),
    ]
    assert f"{courses - paired} have no first and last score of both" in page


def test_weeks_waited_are_what_plain_counting_and_the_command_say(client, lead, asked, capsys):
    address, options, is_among = asked
    told = {slug: rows[""] for slug, rows in _told(capsys, *YEAR, *options).items()}
    weeks = Counter()
    for pathway in _derived(is_among):
        start = pathway.therapy_first_on
        if start is not None and date(2026, 4, 1) <= start <= date(2027, 3, 31):
            waited = (start - pathway.received_on).days
            weeks[min(max(ceil(waited / 7), 1), 20)] += 1
    started, in_time = (
        told["entering-within-6-weeks"][side] for side in ("denominator", "numerator")
    )

    page = _page(client, lead, address)

    shown = [
        int(people)
        for _, people in _table(page, "People who started treatment by weeks since referral")
    ]
    assert shown == [weeks[week] for week in range(1, len(shown) + 1)]
    assert sum(shown) == started == told["entering-treatment"]["value"]
    assert sum(shown[:6]) == in_time
    late = count(started - in_time, "person", "people")
    assert f"{late} started after 6 weeks" in page
    half = next(week for week in weeks_in_order(shown) if sum(shown[:week]) * 2 >= started)
    assert f"Half started within {count(half, 'week')}." in page


def weeks_in_order(shown):
    """1, 2, 3 …"""
    return range(1, len(shown) + 1)


def _derived(is_among):
    """What the rules say of each referral, one after another."""
    referrals = [one for one in Referral.objects.all() if is_among(one)]
    known = facts_of([one.pk for one in referrals])
    return [derive(one, as_of=ON) for one in known.values()]


def _wilson(n, of):
    """95 in 100, by the book."""
    z, share = 1.959963984540054, n / of
    middle = share + z * z / (2 * of)
    apart = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low, high = ((middle + way * apart) / (1 + z * z / of) for way in (-1, 1))
    return f"{100 * max(low, 0):.1f} to {100 * high:.1f}%"


@pytest.mark.parametrize("fair", fairness.OFFERED)
def test_every_group_of_fairness_is_what_the_command_counts(service, client, lead, fair, capsys):
    by_group = {by: _told(capsys, *TWELVE, "--by", by)[fair] for by in OF_FAIRNESS}

    page = _page(client, lead, f"&fair={fair}")

    whole = by_group["age"][""]
    assert f"all {Decimal(str(whole['value'])):.1f}%." in page
    name, walked = whole["name"].lower(), 0
    for by, told in by_group.items():
        groups = {row["label"]: row for row in told.values() if row["group"] and row["denominator"]}
        rows = _table(page, f"{name} by {DIMENSIONS[by].name.lower()}".capitalize())
        shown = {label.removesuffix(" beyond chance"): rest for label, *rest in rows}
        assert shown.keys() == groups.keys(), by
        for label, (value, of, between) in shown.items():
            row, walked = groups[label], walked + 1
            assert value == f"{Decimal(str(row['value'])):.1f}%", (by, label)
            assert of == f"{row['denominator']}", (by, label)
            assert between == _wilson(row["numerator"], row["denominator"]), (by, label)
    assert walked > 2 * len(OF_FAIRNESS)


def test_what_stands_open_today_is_what_plain_counting_and_the_command_say(
    client, lead, asked, capsys
):
    address, options, is_among = asked
    today = ("--from", f"{ON}", "--to", f"{ON}")
    told = {slug: rows[""]["numerator"] for slug, rows in _told(capsys, *today, *options).items()}
    # What is overdue is counted by team alone, as its own pages have it.
    is_narrowed = "source" in address
    beyond = " in the whole service" if is_narrowed else ""
    overdue = _overdue(_everybody if is_narrowed else is_among)
    expected = _standing(is_among) | {f"{name}{beyond}": many for name, many in overdue.items()}

    page = _page(client, lead, address)

    shown = dict(_table(page, "What stands open today, and where it is seen to"))
    for days in ("61 to 90", "91 to 120", "over 120"):
        slug = f"last-session-{days.replace(' ', '-')}-days-ago"
        assert shown.pop(f"Open, no session for {days} days") == f"{told[slug]}", days
    assert told["last-session-over-120-days-ago"] > 0
    assert {name: int(people) for name, people in shown.items()} == expected
    assert overdue["Risk actions overdue"] > 0
    waiting = told["waiting-for-treatment"]
    people, longest = count(waiting, "person", "people"), count(_longest(is_among), "week")
    assert f"Still waiting now: {people}, the longest {longest}." in page
    needs = page.partition('<ol class="app-needs">')[2].partition("</ol>")[0]
    assert f"{overdue['Risk actions overdue']} risk actions are overdue{beyond}" in needs


def _waiting(is_among):
    return [one for one in _derived(is_among) if one.ended_on is None and not one.therapy_first_on]


def _longest(is_among):
    return max((ON - one.received_on).days for one in _waiting(is_among)) // 7


def _standing(is_among):
    """Whose day is within two weeks, and who has no next step."""
    ages = [(ON - one.received_on).days for one in _waiting(is_among)]
    still_open = [one for one in Referral.objects.filter(ended_on=None) if is_among(one)]
    with_step = set(NextStep.objects.filter(done_at=None).values_list("referral_id", flat=True))
    return {
        "6-week day within 14 days, no session": sum(28 <= age <= 42 for age in ages),
        "18-week day within 14 days, no session": sum(112 <= age <= 126 for age in ages),
        "Without a next step": sum(one.pk not in with_step for one in still_open),
    }


def _overdue(is_among):
    """Of one open row after another."""
    steps = NextStep.objects.filter(done_at=None).select_related("referral")
    actions = RiskAction.objects.filter(closed_at=None).select_related("referral")
    return {
        "Risk actions overdue": sum(one.due_by < NOW and is_among(one.referral) for one in actions),
        "Next step overdue": sum(
            one.due_by < NOW
            and one.kind != NextStepKind.APPOINTMENT
            and one.referral.ended_on is None
            and is_among(one.referral)
            for one in steps
        ),
    }
