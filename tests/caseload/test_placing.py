"""Putting somebody on the caseload a senior chose: offered, refused, and never twice."""

from datetime import UTC, date, datetime

import pytest

from caseload.models import Allocation, CareContact, ContactKind, WaitingOverride
from clinical.policy import DEFAULT
from referrals.models import NextStep, NextStepKind, Referral, Status
from tests.caseload.test_who_has_room import pwp
from tests.factories import caseload, referrals
from tests.factories.staff import AbsenceFactory, OffsetFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

_AT = "2026-06-11T08:00:00+00:00"
_EASED = {"topic": "", "hours_a_week": None, "taken_off": 0}


@pytest.fixture
def farah(north):
    return pwp("Farah Aziz", north, gender="FEMALE")


@pytest.fixture
def waiting(north):
    return referrals.waiting(north)


def _send(client, referral, one, **said):
    typed = {"pwp": one.pk, "offer": "on", f"at_{one.pk}": _AT, "stage": "allocate", "seen": ""}
    return client.post(f"/caseload/{referral.reference}/room", typed | said)


def test_one_form_puts_them_on_the_caseload_and_offers_the_time_shown(client, sam, farah, waiting):
    client.force_login(sam)

    answer = _send(client, waiting, farah)

    assert (answer.status_code, answer.url) == (302, "/referrals/?stage=allocate")
    now_is = Referral.objects.get(pk=waiting.pk)
    assert (now_is.carried_by, now_is.status) == (farah, Status.ALLOCATED)
    booked = CareContact.objects.get(referral=waiting)
    assert (booked.starts_at, booked.kind) == (
        datetime(2026, 6, 11, 8, tzinfo=UTC),
        ContactKind.ASSESSMENT,
    )
    assert booked.booked_minutes == DEFAULT.assessment_minutes
    step = NextStep.objects.get(referral=waiting, done_at__isnull=True)
    assert (step.kind, step.owner) == (NextStepKind.APPOINTMENT, farah)


def test_without_the_offer_nothing_is_booked(client, sam, farah, waiting):
    client.force_login(sam)

    _send(client, waiting, farah, offer="")

    assert not CareContact.objects.filter(referral=waiting).exists()
    assert Referral.objects.get(pk=waiting.pk).carried_by == farah


def test_somebody_who_has_just_left_is_refused_and_nothing_is_lost(client, sam, farah, waiting):
    farah.is_active = False
    farah.save(update_fields=["is_active"])
    client.force_login(sam)

    answer = _send(client, waiting, farah, why="Knows the family")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Farah Aziz no longer works here. Choose somebody else." in page
    assert 'value="Knows the family"' in page
    assert Referral.objects.get(pk=waiting.pk).carried_by is None


def test_one_more_than_agreed_needs_a_reason(client, sam, farah, waiting):
    farah.agreed_number = 0
    farah.save(update_fields=["agreed_number"])
    client.force_login(sam)

    refused = _send(client, waiting, farah)
    allowed = _send(client, waiting, farah, why="Speaks Urdu, agreed with Farah")

    assert "Farah Aziz has 0 of 0 people. Say why one more" in refused.content.decode()
    assert allowed.status_code == 302
    assert Allocation.objects.get(referral=waiting).why == "Speaks Urdu, agreed with Farah"


def test_a_time_taken_meanwhile_is_said_and_nobody_is_moved(client, sam, north, farah, waiting):
    caseload.booked_contact(
        caseload.in_treatment(farah, north), at=datetime(2026, 6, 11, 8, tzinfo=UTC)
    )
    client.force_login(sam)

    answer = _send(client, waiting, farah)

    assert "That time has just been taken." in answer.content.decode()
    assert Referral.objects.get(pk=waiting.pk).carried_by is None


def test_the_second_of_two_seniors_hears_who_was_quicker(client, sam, north, farah, waiting):
    other = pwp("Cerys Howell", north)
    client.force_login(sam)

    _send(client, waiting, farah)
    answer = _send(client, waiting, other)

    page = client.get(answer.url).content.decode()
    assert "is on Farah Aziz’s caseload already" in page
    assert Allocation.objects.filter(referral=waiting).count() == 1


def test_somebody_away_is_refused(client, sam, farah, waiting):
    AbsenceFactory(staff=farah, starts_on=date(2026, 6, 9))
    client.force_login(sam)

    answer = _send(client, waiting, farah)

    assert "Farah Aziz is away." in answer.content.decode()


@pytest.mark.parametrize("why", ["", "Knows the family"])
def test_nobody_goes_to_whoever_takes_nobody_new_and_no_reason_is_said(
    client, sam, farah, waiting, why
):
    OffsetFactory(staff=farah, set_by=sam, **_EASED, kind="PAUSE", ends_on=date(2026, 7, 5))
    client.force_login(sam)

    answer = _send(client, waiting, farah, why=why)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Farah Aziz takes nobody new until 5 July." in page
    assert f'value="{why}"' in page
    assert Referral.objects.get(pk=waiting.pk).carried_by is None


def test_a_phased_return_is_full_at_its_cap(client, sam, north, farah, waiting):
    caseload.in_treatment(farah, north)
    phased = {"kind": "PHASED_RETURN", "cap": 1, "ends_on": date(2026, 7, 5)}
    OffsetFactory(staff=farah, set_by=sam, **_EASED, **phased)
    client.force_login(sam)

    refused = _send(client, waiting, farah)

    assert "Farah Aziz has 1 of 1 people." in refused.content.decode()
    assert _send(client, waiting, farah, why="Agreed with her").status_code == 302


def test_a_practitioner_of_another_team_takes_the_person_into_theirs(client, sam, south, waiting):
    anna = pwp("Anna South", south)
    client.force_login(sam)

    _send(client, waiting, anna)

    assert Referral.objects.get(pk=waiting.pk).team == south


def test_a_transfer_needs_a_reason_and_takes_the_diary_along(
    client, sam, referral, priya, farah, north, now
):
    free = caseload.booked_contact(referral, at=now.replace(day=16))
    taken = caseload.booked_contact(referral, at=now.replace(day=23))
    caseload.booked_contact(caseload.in_treatment(farah, north), at=now.replace(day=23))
    client.force_login(sam)
    said = {"seen": priya.pk, "offer": ""}

    refused = _send(client, referral, farah, **said)
    _send(client, referral, farah, why="Leaves in July", **said)

    assert "Say why somebody else carries this person." in refused.content.decode()
    states = {one.pk: (one.pwp, one.state) for one in CareContact.objects.filter(referral=referral)}
    assert states[free.pk] == (farah, "BOOKED")
    assert states[taken.pk] == (priya, "CANCELLED")
    step = NextStep.objects.get(referral=referral, done_at__isnull=True)
    assert step.what.startswith("Ring about another time instead of")
    assert step.owner == farah


def test_what_somebody_asks_for_is_kept_and_shown(client, sam, waiting, farah):
    client.force_login(sam)

    client.post(f"/caseload/{waiting.reference}/wishes", {"gender": "FEMALE", "times": ["MORNING"]})

    page = client.get(f"/caseload/{waiting.reference}/room").content.decode()
    assert "Asks for: Female, mornings." in page
    assert "Female, mornings" in page


def test_of_those_to_allocate_the_next_in_turn_follows(client, sam, farah, north):
    made = [
        referrals.waiting(north, received_on=date(2026, 5, day), triaged_as="STEP_2")
        for day in (4, 5, 6)
    ]
    client.force_login(sam)
    page = client.get("/referrals/?stage=allocate").content.decode()

    after_second = _send(client, made[1], farah, offer="")
    after_last = _send(client, made[2], farah, offer="")

    assert f'/caseload/{made[0].reference}/room?stage=allocate" data-key="n"' in page
    assert after_second.url == f"/caseload/{made[2].reference}/room?stage=allocate"
    assert after_last.url == "/referrals/?stage=allocate"


def test_whoever_is_taken_before_others_in_turn_is_on_record_with_the_reason(
    client, sam, farah, north
):
    for day in (4, 5):
        referrals.waiting(north, received_on=date(2026, 5, day))
    later = referrals.waiting(north, received_on=date(2026, 5, 20))
    client.force_login(sam)

    _send(client, later, farah, offer="", why="Baby due in three weeks")

    kept = WaitingOverride.objects.get(referral=later)
    assert (kept.passed_over, kept.why) == (2, "Baby due in three weeks")


def test_nobody_goes_to_whom_the_page_does_not_offer(client, sam, ada, farah, waiting):
    client.force_login(sam)

    to_an_administrator = _send(client, waiting, ada, offer="")
    to_nobody = client.post(f"/caseload/{waiting.reference}/room", {"pwp": 999_999_999, "seen": ""})

    assert (to_an_administrator.status_code, to_nobody.status_code) == (422, 422)
    assert "carries no caseload. Choose somebody else." in to_an_administrator.content.decode()
    assert Referral.objects.get(pk=waiting.pk).carried_by is None
