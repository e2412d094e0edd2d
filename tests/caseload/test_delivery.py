"""Which therapy a session gave and how: filled in as usual, changed on the session page."""

from datetime import timedelta

import pytest

from caseload import delivery
from caseload.actions import contacts
from caseload.models import CareContact, CaseSummary, ContactKind, SeenAs
from clinical.policy import DEFAULT
from clinical.therapies import Therapy
from referrals.models import Medium, Referral
from tests.caseload.entries import logged, missed, seen
from tests.caseload.session_forms import ROUTINE, address, drawn
from tests.factories.caseload import booked_contact, signed_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def _clock_stands(clock):
    """Pages read the clock."""


@pytest.fixture
def send(client, priya, contact, _clock_stands):
    """Sign the page as drawn, with these answers."""
    client.force_login(priya)

    def post(**answers):
        response = client.post(
            address(contact, "sign"), {**drawn(client, contact), **ROUTINE, **answers}
        )
        return response, CareContact.objects.get(pk=contact.pk)

    return post


def _called(referral, treatment):
    Referral.objects.filter(pk=referral.pk).update(treatment=treatment)


def test_a_routine_session_gives_what_its_treatment_is_called(send, referral):
    _called(referral, "Behavioural activation")

    _, signed = send()

    assert signed.therapies == [Therapy.GUIDED_SELF_HELP_BOOK.name]
    assert (signed.format, signed.is_planned) == (SeenAs.INDIVIDUAL, True)


def test_therapy_group_and_planning_are_changed_on_the_page(send):
    _, signed = send(
        therapy="PSYCHOEDUCATION",
        format="GROUP",
        group_participants="12",
        group_facilitators="2",
        planned="no",
    )

    assert signed.therapies == [Therapy.PSYCHOEDUCATION.name]
    assert (signed.group_participants, signed.group_facilitators) == (12, 2)
    assert signed.is_planned is False


def test_numbers_of_a_group_are_dropped_where_one_person_was_seen(send):
    _, signed = send(group_participants="12", group_facilitators="2")

    assert (signed.format, signed.group_participants) == (SeenAs.INDIVIDUAL, None)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"therapy": "MAGIC"}, "Therapy: choose one of those shown."),
        ({"format": "CROWD"}, "Seen as: choose one of the answers shown."),
        ({"format": "GROUP", "group_participants": "0"}, "a whole number from 1 to 999"),
        ({"format": "GROUP", "group_facilitators": "many"}, "a whole number from 1 to 99"),
        ({"planned": "perhaps"}, "Planned: answer yes or no."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_signed(send, typed, said):
    response, contact = send(**typed)

    assert said in response.content.decode()
    assert contact.signed_at is None


def test_the_next_session_gives_what_the_last_one_gave(client, priya, referral, contact, now):
    _called(referral, "Worry management")
    signed_contact(
        referral, at=now - timedelta(days=2), therapies=[Therapy.GUIDED_SELF_HELP_COMPUTER.name]
    )
    client.force_login(priya)

    assert drawn(client, contact)["therapy"] == "GUIDED_SELF_HELP_COMPUTER"
    page = client.get(address(contact)).content.decode()
    assert "Recorded as: Guided self-help, computer, individual." in page


@pytest.mark.parametrize(
    ("kind", "therapy"),
    [
        (ContactKind.TREATMENT, Therapy.GUIDED_SELF_HELP_BOOK),
        (ContactKind.ASSESSMENT_AND_TREATMENT, Therapy.GUIDED_SELF_HELP_BOOK),
        (ContactKind.ASSESSMENT, None),
        (ContactKind.FOLLOW_UP, None),
        (ContactKind.EMPLOYMENT_SUPPORT, Therapy.EMPLOYMENT_SUPPORT),
    ],
)
def test_only_treatment_and_employment_support_give_a_therapy(kind, therapy):
    contact = CareContact(kind=kind)

    assert delivery.usual(contact, treatment="Panic management").therapy is therapy


def test_an_unbooked_session_is_unplanned_and_counts_once_somebody_was_seen(referral, priya, now):
    before = CaseSummary.objects.get(pk=referral.pk).attended
    contact = contacts.start_unbooked(
        referral=referral, medium=Medium.PHONE, minutes=30, by=priya, now=now
    )
    assert CaseSummary.objects.get(pk=referral.pk).attended == before

    contacts.log_session(
        contact=contact, logged=logged(seen(), of=contact), by=priya, now=now, policy=DEFAULT
    )

    contact.refresh_from_db()
    assert (contact.is_planned, contact.therapies) == (False, ["OTHER_LOW_INTENSITY"])
    assert CaseSummary.objects.get(pk=referral.pk).attended == before + 1


def test_only_what_was_planned_can_be_missed(referral, priya, now):
    """An unplanned contact counts as attended nationally: a call that nobody answered must not."""
    contact = booked_contact(referral, at=now - timedelta(hours=1), is_planned=False)
    contacts.log_attempt(contact=contact, outcome="NO_ANSWER", by=priya, now=now)
    before = CaseSummary.objects.get(pk=referral.pk)

    contacts.log_session(
        contact=contact, logged=logged(missed(), of=contact), by=priya, now=now, policy=DEFAULT
    )

    after = CaseSummary.objects.get(pk=referral.pk)
    assert CareContact.objects.get(pk=contact.pk).is_planned is True
    assert (after.attended, after.last_attended_on) == (before.attended, before.last_attended_on)
    assert after.missed == before.missed + 1


def test_employment_support_alone_is_no_session(send, referral):
    before = CaseSummary.objects.get(pk=referral.pk)

    send(therapy="EMPLOYMENT_SUPPORT")

    after = CaseSummary.objects.get(pk=referral.pk)
    assert after.treatment_contacts == before.treatment_contacts
    assert after.attended == before.attended + 1
