"""Everybody who waits stands in one list, in their turn, with both clocks and why there."""

from datetime import UTC, date, datetime, timedelta

import pytest

from caseload.actions import waiting_order
from caseload.models import OverrideKind, WaitingOverride
from caseload.triage.frame import SENT_ON_OPEN
from caseload.waiting import page, turns
from caseload.waiting.rows import Reader
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.models import (
    SENT_ON,
    TO_TRIAGE,
    NextStep,
    NextStepKind,
    Referral,
    ReferralStep,
    Status,
)
from tests.factories import caseload, referrals
from tests.portal.refer import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

_ALLOCATE = "/referrals/?stage=allocate"
_WAITING = "/referrals/?stage=waiting"


def _person(team, name, *, received_on=date(2026, 5, 1), **facts):
    return referrals.waiting(team, received_on=received_on, patient__family_name=name, **facts)


def _names(body, *names):
    return sorted(names, key=lambda name: body.index(name.upper()))


def test_a_self_referral_stands_there_as_soon_as_it_is_sent(client, ada, duty, north):
    Person().refer()
    client.force_login(ada)

    body = client.get("/referrals/").content.decode()

    assert "ASHWORTH, Rowan" in body
    assert "worry since the spring" not in body


def test_risk_stands_first_then_who_was_put_first_then_the_nearest_day(client, sam, north, now):
    for name, day in (("Newest", 8), ("Oldest", 1), ("Chosen", 6), ("Flagged", 7)):
        _person(north, name, received_on=date(2026, 5, day))
    caseload.risk_flag(Referral.objects.get(patient__family_name="Flagged"))
    waiting_order.put_first(
        referral=Referral.objects.get(patient__family_name="Chosen"),
        why="Her baby is due in July",
        by=sam,
        now=now,
        policy=DEFAULT,
    )
    client.force_login(sam)

    body = client.get(_ALLOCATE).content.decode()

    in_order = ["Flagged", "Chosen", "Oldest", "Newest"]
    assert _names(body, "Newest", "Oldest", "Chosen", "Flagged") == in_order
    assert "Put first by Sam Okafor, 9 June: Her baby is due in July" in body
    assert "app-chip--risk" in body


def test_an_administrator_sees_no_risk_chip_and_no_order_of_risk(client, ada, north):
    _person(north, "Oldest", received_on=date(2026, 4, 1))
    flagged = _person(north, "Flagged")
    caseload.risk_flag(flagged)
    NextStep.objects.filter(referral=flagged).update(
        kind=NextStepKind.RISK_ACTION, what="Ring about the plan"
    )
    client.force_login(ada)

    body = client.get(_ALLOCATE).content.decode()

    assert _names(body, "Oldest", "Flagged") == ["Oldest", "Flagged"]
    assert "app-chip--risk" not in body
    assert "Ring about the plan" not in body
    assert "risk" not in body.split("<main")[1].split("</main>")[0].lower()


def test_an_administrator_reads_who_put_somebody_first_and_never_why(client, ada, sam, north, now):
    """The reason is written by those who read the record, for those who do."""
    chosen = _person(north, "Chosen")
    put = {"why": "Panic since an assault", "by": sam, "now": now, "policy": DEFAULT}
    waiting_order.put_first(referral=chosen, **put)
    client.force_login(ada)

    in_list = client.get(_ALLOCATE).content.decode()
    own_page = client.get(f"/caseload/{chosen.reference}/wait/").content.decode()

    assert "Put first by Sam Okafor, 9 June" in in_list
    assert "by Sam Okafor" in own_page
    assert "assault" not in in_list + own_page


def test_a_last_day_that_is_near_by_the_services_rule_stands_out(client, sam, north):
    _person(north, "Near", received_on=date(2026, 5, 12))
    _person(north, "Ahead", received_on=date(2026, 5, 13))
    client.force_login(sam)

    page = client.get(_ALLOCATE).content.decode()

    assert 'app-wait__near">14 days left' in page
    assert 'app-2">15 days left' in page


def test_both_clocks_count_down_in_words(client, sam, priya, north):
    _person(north, "Near", received_on=date(2026, 5, 5))
    _person(north, "Over", received_on=date(2026, 4, 20))
    caseload.allocated(priya, north, received_on=date(2026, 6, 1), patient__family_name="Unseen")
    caseload.in_treatment(priya, north, received_on=date(2026, 3, 1), patient__family_name="Once")
    client.force_login(sam)

    to_allocate = client.get(_ALLOCATE).content.decode()
    waiting = client.get(_WAITING).content.decode()

    assert '6-week day <strong class="app-nowrap">16 Jun</strong>' in to_allocate
    assert "7 days left" in to_allocate
    assert "8 days over, 18-week day 24 Aug" in to_allocate
    assert _names(waiting, "Unseen", "Once") == ["Once", "Unseen"]
    assert "41 days since the first, 13 days over, 90-day limit 28 Jul" in waiting
    assert "34 days left" in waiting


def test_everybody_open_whom_nobody_carries_stands_in_exactly_one_list(sam, priya, north):
    for status in (Status.RECEIVED, Status.WAITING, Status.ALLOCATED, Status.IN_TREATMENT):
        referrals.open_referral(north, status=status, next_kind=NextStepKind.OTHER)
    referrals.received(north, triaged_as=SENT_ON[0])
    referrals.ended(north)
    caseload.in_treatment(priya, north)

    nobodys = set(
        Referral.objects.open().filter(carried_by__isnull=True).values_list("pk", flat=True)
    )
    lists = [
        set(Referral.objects.filter(of).values_list("pk", flat=True))
        for of in (TO_TRIAGE, turns.TO_ALLOCATE, SENT_ON_OPEN)
    ]
    on_caseloads = set(Referral.objects.filter(turns.ALLOCATED).values_list("pk", flat=True))

    assert sorted(len(one) for one in lists) == [1, 1, 3]
    assert set.union(*lists) == nobodys
    assert not on_caseloads & nobodys


def test_a_list_is_read_by_key_and_leaves_nobody_out(sam, north, now):
    made = [
        _person(north, f"Person{number}", received_on=date(2026, 5, 1 + number % 3)).reference
        for number in range(page.ON_A_PAGE + 8)
    ]
    caseload.risk_flag(Referral.objects.get(reference=made[5]))
    reader = Reader(sam.standing, DEFAULT, now)

    first = page.to_allocate(reader)
    second = page.to_allocate(reader, after=first.next_after, start=first.ends)

    seen = [row.reference for row in (*first.rows, *second.rows)]
    assert seen[0] == made[5]
    assert sorted(seen) == sorted(made)
    assert (len(first.rows), second.start, second.next_after) == (40, 40, "")
    assert page.to_allocate(reader, after="ZZZZZZZZ").rows == first.rows


@pytest.mark.parametrize("stage", ["allocate", "waiting"])
def test_the_page_costs_the_same_for_five_and_forty(
    client, sam, priya, north, stage, django_assert_num_queries
):
    def more(people):
        for _ in range(people):
            if stage == "allocate":
                referrals.waiting(north)
            else:
                caseload.allocated(priya, north)

    client.force_login(sam)
    path = f"/referrals/?stage={stage}"
    more(5)
    client.get(path)
    with django_assert_num_queries(8 if stage == "allocate" else 7):
        few = client.get(path).content.decode()
    more(35)
    with django_assert_num_queries(8 if stage == "allocate" else 7):
        many = client.get(path).content.decode()

    assert "1 to 5 of 5" in few
    assert "1 to 40 of 40" in many


def test_who_is_taken_out_of_turn_is_kept_and_shown_to_whom_it_passed_over(client, sam, north, now):
    earlier = _person(north, "Earlier", received_on=date(2026, 4, 1))
    ReferralStep.objects.filter(referral=earlier).update(at=datetime(2026, 4, 2, tzinfo=UTC))
    later = _person(north, "Later", received_on=date(2026, 5, 20))

    waiting_order.note_allocation(
        referral=later, why="Speaks Urdu with her", by=sam, now=now, policy=DEFAULT
    )
    waiting_order.note_allocation(referral=earlier, why="", by=sam, now=now, policy=DEFAULT)
    client.force_login(sam)
    body = client.get(_ALLOCATE).content.decode()
    own_page = client.get(f"/caseload/{earlier.reference}/wait/").content.decode()

    kept = WaitingOverride.objects.get()
    assert (kept.referral, kept.kind, kept.passed_over) == (later, OverrideKind.OUT_OF_TURN, 1)
    assert "Passed over once, last 9 June" in body
    assert "Passed over once, last 9 June by Sam Okafor: Speaks Urdu with her" in own_page


def test_put_first_needs_a_reason_stands_once_and_can_be_taken_back(sam, north, now):
    referral = _person(north, "Chosen")
    put = {"referral": referral, "by": sam, "now": now}

    with pytest.raises(Refused, match="Say why"):
        waiting_order.put_first(**put, why=" ", policy=DEFAULT)
    first = waiting_order.put_first(**put, why="Exams in July", policy=DEFAULT)
    again = waiting_order.put_first(**put, why="Exams in July", policy=DEFAULT)
    waiting_order.take_back(**put)

    assert first == again
    assert not turns.put_first().exists()
    with pytest.raises(Refused, match="Nobody has put them first"):
        waiting_order.take_back(**put)


def test_overdue_next_steps_stand_by_whose_they_are_nobodys_first(client, sam, priya, north, now):
    for name, owner in (("Priyas", priya), ("Nobodys", None)):
        step = NextStep.objects.filter(referral=_person(north, name))
        step.update(due_by=now - timedelta(days=2), owner=owner, what="Ring to arrange")
    _person(north, "Intime")
    client.force_login(sam)

    body = client.get("/referrals/overdue/").content.decode()

    assert body.index("With nobody") < body.index("NOBODYS") < body.index("PRIYAS")
    assert "was due 7 June at 10:24, 2 days ago" in body
    assert "INTIME" not in body
