"""Somebody who may be on record twice: said on the banner, settled by a person, kept on both."""

from datetime import date

import pytest

from audit.models import AuditEntry
from caseload.actions import look_alikes as settling
from clinical.errors import Refused
from referrals import look_alikes
from referrals.models import AlikeOutcome, LookAlike, Patient
from tests.factories import referrals
from tests.factories.referrals import PatientFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(north, now):
    """Two referrals of one name and birth date; the second was noted as it came."""

    def amira():
        return PatientFactory(
            given_name="Amira", family_name="Khan", date_of_birth=date(1988, 3, 12)
        )

    first = referrals.waiting(north, patient=amira())
    second = referrals.received(north, patient=amira())
    look_alikes.note(second.patient, now=now)
    return first, second


def test_both_records_warn_and_the_page_says_why(client, ada, pair, clock):
    client.force_login(ada)

    banners = [client.get(f"/caseload/{one.reference}/").content.decode() for one in pair]
    page = client.get(f"/caseload/{pair[1].reference}/alike/").content.decode()

    assert "Look-alike on record: check birth date and NHS number" in banners[0]
    assert "May be on record twice: check birth date and NHS number" in banners[1]
    assert "KHAN, Amira" in page
    assert "same name" in page
    shown = AuditEntry.objects.get(event="LOOK_ALIKES_SHOWN")
    assert shown.shown == [pair[0].patient_id]


def test_somebody_else_is_said_once_and_the_warning_stays(client, ada, pair, clock):
    client.force_login(ada)
    path = f"/caseload/{pair[1].reference}/alike/{LookAlike.objects.get().pk}"

    for _ in range(2):
        client.post(path)

    settled = LookAlike.objects.get()
    patient = Patient.objects.get(pk=pair[1].patient_id)
    assert (settled.outcome, settled.settled_by) == ("SOMEBODY_ELSE", ada)
    assert (patient.alike, patient.may_be_known) == (1, 0)
    assert AuditEntry.objects.filter(event="LOOK_ALIKE_SETTLED").count() == 1


def test_a_pair_of_other_people_is_no_page_of_this_record(client, ada, pair, referral, clock):
    client.force_login(ada)

    answer = client.post(f"/caseload/{referral.reference}/alike/{LookAlike.objects.get().pk}")

    assert answer.status_code == 404
    assert LookAlike.objects.get().outcome == ""


def test_what_was_settled_is_not_settled_again(ada, pair, now):
    facts = {"pair": LookAlike.objects.get(), "referral": pair[1], "by": ada, "now": now}
    settling.settle_look_alike(outcome=AlikeOutcome.SOMEBODY_ELSE, **facts)

    with pytest.raises(Refused, match="settled this already"):
        settling.settle_look_alike(outcome=AlikeOutcome.SAME_PERSON, **facts)


def test_as_many_queries_for_one_look_alike_as_for_eight(
    client, ada, north, now, clock, django_assert_num_queries
):
    client.force_login(ada)
    few = _with_look_alikes(north, 1, born=date(1971, 1, 2), now=now)
    many = _with_look_alikes(north, 8, born=date(1972, 3, 4), now=now)
    client.get(f"/caseload/{few.reference}/alike/")

    for one in (few, many):
        with django_assert_num_queries(8):
            client.get(f"/caseload/{one.reference}/alike/")


def _with_look_alikes(team, count, *, born, now):
    for _ in range(count + 1):
        person = PatientFactory(given_name="Jo", family_name="Osei", date_of_birth=born)
        referral = referrals.waiting(team, patient=person)
    look_alikes.note(person, now=now)
    return referral
