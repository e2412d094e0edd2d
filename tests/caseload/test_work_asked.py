"""How somebody stands at work, as the session form asks it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from referrals import work
from referrals.models import EmploymentStatus
from referrals.work import WorkEntry
from tests.caseload.session_forms import ROUTINE, address, drawn

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def send(client, priya, contact):
    """Sign the page as drawn, with these answers."""
    client.force_login(priya)

    def post(**answers):
        return client.post(address(contact, "sign"), {**drawn(client, contact), **answers})

    return post


def test_how_they_stand_at_work_is_kept_with_the_day_it_was_asked(send, contact):
    EmploymentStatus.objects.create(
        referral=contact.referral,
        asked_on=date(2026, 5, 26),
        status="EMPLOYED",
        hours="FROM_30",
        sick_pay="YES",
        at=contact.starts_at,
    )

    late = send(**ROUTINE, extras="CHANGED", work_sick_pay="NO")
    odd = send(**ROUTINE, extras="CHANGED", work_status="RETIRED", work_hours="FROM_30")
    assert "Choose how they stand at work now." in late.content.decode()
    assert "Hours are of those who are employed." in odd.content.decode()
    send(**ROUTINE, extras="CHANGED", work_status="EMPLOYED", work_sick_pay="NO")

    asked = EmploymentStatus.objects.filter(referral=contact.referral).order_by("asked_on")
    assert [(one.sick_pay, one.hours) for one in asked] == [("YES", "FROM_30"), ("NO", "")]
    assert asked[1].asked_on == contact.starts_at.date()
    contact.refresh_from_db()
    assert contact.form_key == asked[1].asked_with


@pytest.mark.parametrize(("extras", "rows"), [("ASKED_SAME", 2), ("NOT_ASKED", 1)])
def test_asked_and_the_same_is_a_row_of_that_day_and_not_asked_is_none(send, contact, extras, rows):
    before = {"status": "LOOKING", "benefits": "YES"}
    EmploymentStatus.objects.create(
        referral=contact.referral, asked_on=date(2026, 5, 26), at=contact.starts_at, **before
    )

    send(**ROUTINE, extras=extras)

    assert EmploymentStatus.objects.filter(**before).count() == rows


def test_a_withdrawn_note_takes_no_answer_along_that_another_note_of_the_day_has(
    referral, priya, now, today
):
    first, second = uuid4(), uuid4()
    for key, entry in ((first, WorkEntry("LOOKING")), (second, None)):
        work.ask(referral=referral, entry=entry, on=today, asked_with=key, by=priya, now=now)

    work.withdraw(asked_with=second, now=now)
    stands = EmploymentStatus.objects.get().withdrawn_at is None
    work.withdraw(asked_with=first, now=now)

    assert stands
    assert EmploymentStatus.objects.get().withdrawn_at == now


@pytest.mark.parametrize("both", [False, True])
def test_an_answer_that_another_note_of_the_day_replaced_comes_back_when_that_note_goes(
    referral, priya, now, today, both
):
    first, second = uuid4(), uuid4()
    for minutes, (key, said) in enumerate([(first, "LOOKING"), (second, "RETIRED")]):
        at = now + timedelta(minutes=minutes)
        work.ask(
            referral=referral, entry=WorkEntry(said), on=today, asked_with=key, by=priya, now=at
        )
    if both:
        work.withdraw(asked_with=first, now=now + timedelta(hours=1))

    work.withdraw(asked_with=second, now=now + timedelta(hours=2))

    stands = EmploymentStatus.objects.filter(withdrawn_at__isnull=True)
    assert [one.status for one in stands] == ([] if both else ["LOOKING"])


# Three notes of one day, each with an answer; which are withdrawn, in this order, and what stands.
_CHAINS = [
    ((2, 1), "LOOKING"),
    ((1, 2), "LOOKING"),
    ((0, 2), "RETIRED"),
    ((2, 0), "RETIRED"),
    ((1,), "STUDENT"),
    ((1, 0, 2), None),
    ((2, 0, 1), None),
]


@pytest.mark.parametrize(("withdrawn", "stands"), _CHAINS)
def test_of_three_answers_of_one_day_the_last_whose_note_stands_is_theirs(
    referral, priya, now, today, withdrawn, stands
):
    keys = [uuid4() for _ in range(3)]
    for minutes, said in enumerate(["LOOKING", "RETIRED", "STUDENT"]):
        at, entry = now + timedelta(minutes=minutes), WorkEntry(said)
        work.ask(
            referral=referral, entry=entry, on=today, asked_with=keys[minutes], by=priya, now=at
        )

    for hours, which in enumerate(withdrawn, start=1):
        work.withdraw(asked_with=keys[which], now=now + timedelta(hours=hours))

    found = EmploymentStatus.objects.filter(withdrawn_at__isnull=True)
    assert [one.status for one in found] == ([stands] if stands else [])
