"""A leaver's whole caseload goes to others at once; nothing of theirs is left without an owner."""

from datetime import date

import pytest
from django.apps import apps

from audit.models import AuditEntry
from caseload.models import Call, CareContact, Reminder, RiskAction
from referrals.models import NextStep, Referral
from supervision.models import SupervisionAction
from tests.caseload.test_who_has_room import pwp
from tests.factories import caseload, referrals, supervision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

# Every place in which something open belongs to somebody, and what of it is open.
OWNED = {
    "referrals.Referral.carried_by": Referral.objects.carried_by,
    "referrals.NextStep.owner": lambda pk: NextStep.objects.filter(owner=pk, done_at=None),
    "caseload.Allocation.pwp": lambda pk: Referral.objects.filter(
        allocations__pwp=pk, allocations__ends_at=None
    ),
    "caseload.CareContact.pwp": lambda pk: CareContact.objects.filter(pwp=pk, state="BOOKED"),
    "caseload.CaseSummary.pwp": lambda pk: Referral.objects.filter(
        summary__pwp=pk, summary__is_open=True
    ),
    "caseload.RiskAction.owner": lambda pk: RiskAction.objects.filter(owner=pk, closed_at=None),
    "caseload.Call.owner": lambda pk: Call.objects.filter(owner=pk, settled_at=None),
    "caseload.Reminder.owner": lambda pk: Reminder.objects.filter(owner=pk, done_at=None),
    "supervision.SupervisionAction.owner": lambda pk: SupervisionAction.objects.filter(
        owner=pk, done_at=None
    ),
}


# Who did something that is over: it stays theirs.
_DONE = {"caseload.InternetTherapyLog.pwp"}


@pytest.fixture
def farah(north):
    return pwp("Farah Aziz", north)


@pytest.fixture
def everything(priya, sam, north, referral, now):
    """Something of every kind that is Priya's."""
    caseload.booked_contact(referral, at=now.replace(day=16))
    caseload.booked_contact(referral, at=now.replace(day=2))
    flagged = caseload.in_treatment(priya, north)
    caseload.risk_flag(flagged)
    caseload.RiskActionFactory(referral=flagged, flag=flagged.flags.get(reason="risk"), owner=priya)
    elsewhere = caseload.in_treatment(sam, north)
    caseload.RiskActionFactory(referral=elsewhere, owner=priya)
    NextStep.objects.filter(referral=referrals.waiting(north)).update(owner=priya)
    caseload.CallFactory(owner=priya)
    caseload.ReminderFactory(owner=priya, referral=referral)
    caseload.ReminderFactory(owner=priya)
    supervision.agreed(referral, by=sam, owner=priya)
    return flagged


def _send(client, priya, farah, shown, **said):
    typed = {"to": farah.pk, "why": "Leaves in July", "shown": [one.reference for one in shown]}
    return client.post(f"/team/{priya.pk}/hand-over", typed | said)


def test_every_kind_of_thing_that_somebody_owns_is_in_this_proof():
    owning = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if field.is_relation and field.name in {"owner", "pwp", "carried_by"}
    }

    assert owning - _DONE == set(OWNED)


def test_nothing_is_left_without_an_owner(client, leah, priya, farah, referral, everything):
    before = {name: find(priya.pk).count() for name, find in OWNED.items()}
    client.force_login(leah)

    answer = _send(client, priya, farah, [referral, everything], confirm=[everything.reference])

    assert answer.status_code == 302, answer.content.decode()
    assert all(before.values()), before
    assert {name: find(priya.pk).count() for name, find in OWNED.items()} == dict.fromkeys(OWNED, 0)
    assert Referral.objects.carried_by(farah.pk).count() == 2


def test_an_appointment_that_finds_no_place_is_on_the_trail_and_to_be_made_anew(
    client, leah, priya, farah, north, now
):
    """Of somebody nobody carries yet: what happens next is no appointment that is not there."""
    waits = referrals.waiting(north)
    at = now.replace(day=16)
    lost = caseload.booked_contact(waits, at=at, pwp=priya)
    caseload.booked_contact(caseload.in_treatment(farah, north), at=at)
    client.force_login(leah)

    answer = _send(client, priya, farah, [])

    lost.refresh_from_db()
    step = NextStep.objects.get(referral=waits, done_at=None)
    assert (answer.status_code, lost.state) == (302, "CANCELLED")
    assert (step.kind, step.owner) == ("BOOK", farah)
    assert AuditEntry.objects.filter(event="BOOKING_CANCELLED", referral_id=waits.pk).exists()


def test_whoever_has_open_risk_is_confirmed_singly(
    client, leah, priya, farah, referral, everything
):
    client.force_login(leah)

    answer = _send(client, priya, farah, [referral, everything])

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1 person with an open risk flag not confirmed" in page
    assert 'value="Leaves in July"' in page
    assert Referral.objects.carried_by(priya.pk).count() == 2


def test_single_people_go_to_somebody_else(client, leah, priya, farah, north, referral):
    cerys = pwp("Cerys Howell", north)
    other = caseload.in_treatment(priya, north)
    client.force_login(leah)

    _send(client, priya, farah, [referral, other], **{f"to_{other.reference}": cerys.pk})

    assert Referral.objects.get(pk=referral.pk).carried_by == farah
    assert Referral.objects.get(pk=other.pk).carried_by == cerys


def test_only_whom_the_page_offers_takes_somebody(client, leah, priya, farah, referral):
    client.force_login(leah)

    answer = _send(client, priya, farah, [referral], **{f"to_{referral.reference}": "9" * 5_000})

    assert answer.status_code == 422
    assert "Choose a colleague from the list." in answer.content.decode()


def test_somebody_who_came_meanwhile_stops_it(client, leah, priya, farah, north, referral):
    caseload.in_treatment(priya, north)
    client.force_login(leah)

    answer = _send(client, priya, farah, [referral])

    assert "The caseload has changed meanwhile" in answer.content.decode()
    assert Referral.objects.carried_by(priya.pk).count() == 2


def test_a_receiver_who_has_just_left_is_refused(client, leah, priya, farah, referral):
    client.force_login(leah)
    farah.is_active = False
    farah.save(update_fields=["is_active"])

    answer = _send(client, priya, farah, [referral])

    assert answer.status_code == 422
    assert Referral.objects.get(pk=referral.pk).carried_by == priya


def test_the_pack_names_next_step_risk_plan_and_last_session(
    client, leah, priya, farah, referral, everything
):
    client.force_login(leah)
    before = client.get(f"/team/{priya.pk}/pack").content.decode()
    _send(client, priya, farah, [referral, everything], confirm=[everything.reference])
    client.force_login(farah)

    mine = client.get(f"/team/{farah.pk}/pack").content.decode()

    for page in (before, mine):
        assert "2 people. Open risk first" in page
        assert "Ring and go through the safety plan" in page
        assert "Treatment, " in page


@pytest.mark.parametrize("people", [3, 15])
def test_the_page_costs_the_same_for_three_and_fifteen(
    client, leah, priya, farah, north, people, django_assert_max_num_queries
):
    for _ in range(people):
        caseload.in_treatment(priya, north)
    client.force_login(leah)
    client.get(f"/team/{priya.pk}/hand-over")

    with django_assert_max_num_queries(20):
        client.get(f"/team/{priya.pk}/hand-over")
    with django_assert_max_num_queries(20):
        client.get(f"/team/{priya.pk}/pack")


def test_leave_names_who_covers_and_no_reason(client, leah, priya, farah):
    client.force_login(leah)
    days = {"starts_on": "2026-06-15", "ends_on": "2026-06-26"}

    client.post(f"/team/{priya.pk}/leave", days | {"coverer": farah.pk})

    page = client.get("/team/").content.decode()
    assert "Priya Raman is away 15 June to 26 June. Farah Aziz covers." in page
    assert priya.absences.get().starts_on == date(2026, 6, 15)


def test_a_senior_arranges_only_for_whom_they_supervise(client, sam, priya, farah):
    client.force_login(sam)

    assert client.get(f"/team/{priya.pk}/hand-over").status_code == 200
    assert client.get(f"/team/{farah.pk}/hand-over").status_code == 404
    assert client.get(f"/team/{farah.pk}/pack").status_code == 404
