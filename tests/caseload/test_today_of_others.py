"""What of others stands on Today: cover, supervisees, the provider; and what never does."""

from datetime import timedelta

import pytest

from staff.models import StaffMember
from tests.caseload.today_page import (
    ELEVEN,
    FRIDAY_BEFORE,
    before_tonight,
    person,
    today,
)
from tests.factories.caseload import (
    ContactDraftFactory,
    booked_contact,
    in_treatment,
    risk_action,
    risk_flag,
)
from tests.factories.staff import CoverFactory

pytestmark = pytest.mark.usefixtures("clock")


def test_someone_covered_shows_with_whose_they_are(client, priya, trainee, north, today):
    CoverFactory(covered=trainee, coverer=priya, starts_on=today, ends_on=today)
    booked_contact(in_treatment(trainee, north, patient=person("Cy", "Covered")), at=ELEVEN)
    client.force_login(priya)

    page = client.get("/today/").content.decode()

    assert "COVERED, Cy" in page
    assert "For Tess Young" in page
    assert "<b>0</b> of 70 agreed" in page


def test_a_supervisor_sees_a_supervisees_provisional_flag_but_not_its_words(
    client, sam, priya, north
):
    referral = in_treatment(priya, north, patient=person("Dana", "Drafted"))
    flag = risk_flag(referral)
    flag.is_provisional, flag.evidence = True, "Item 9 is 2, in an unsigned note"
    flag.save()
    risk_action(referral, owner=priya)

    page = before_tonight(today(client, sam))

    assert "DRAFTED, Dana" in page
    assert "Unsigned note of Priya Raman holds a risk signal" in page
    assert "Item 9" not in page


def test_a_supervisor_sees_supervisees_overdue_risk_actions_and_whose(
    client, sam, priya, north, now
):
    risk_action(
        in_treatment(priya, north, patient=person("Otto", "Overdue")),
        owner=priya,
        due_by=now - timedelta(minutes=1),
    )
    risk_action(
        in_treatment(priya, north, patient=person("Ida", "Intime")),
        owner=priya,
        due_by=now + timedelta(hours=1),
    )

    page = before_tonight(today(client, sam))

    assert "OVERDUE, Otto" in page
    assert "With Priya Raman" in page
    assert "INTIME" not in page
    assert "Ring now" not in page


def test_a_supervisees_old_draft_is_seen_to_exist_and_not_read(client, sam, priya, north, now):
    contact = booked_contact(
        in_treatment(priya, north, patient=person("Old", "Draft")), at=FRIDAY_BEFORE
    )
    ContactDraftFactory(contact=contact, missing="secret words", started_at=now - timedelta(days=3))

    page = today(client, sam)

    assert "Priya Raman began this note on 6 June and has not signed it." in page
    assert "secret words" not in page


def test_the_service_lead_sees_overdue_risk_of_the_whole_provider(client, leah, tom, south, now):
    risk_action(
        in_treatment(tom, south, patient=person("Sol", "South")),
        owner=tom,
        due_by=now - timedelta(minutes=1),
    )

    page = today(client, leah)

    assert "SOUTH, Sol" in page
    assert "No appointments today" not in page


def test_a_risk_action_whose_owner_left_surfaces_before_it_is_due(client, leah, tom, south):
    risk_action(in_treatment(tom, south, patient=person("Lost", "Owner")), owner=tom)
    StaffMember.objects.filter(pk=tom.pk).update(is_active=False)

    page = today(client, leah)

    assert "OWNER, Lost" in page
    assert "With Tom Ellis, who no longer works here" in page


def test_another_teams_risk_is_not_a_pwps(client, priya, tom, south, now):
    risk_action(
        in_treatment(tom, south, patient=person("Sol", "South")),
        owner=tom,
        due_by=now - timedelta(minutes=1),
    )

    assert "SOUTH" not in today(client, priya)


def test_an_administrator_sees_contact_details_and_nothing_clinical(client, ada, priya, north):
    patient = person("Marta", "Kowalski", needs="Hearing aid", text_ok=True)
    referral = in_treatment(priya, north, patient=patient)
    risk_action(referral, owner=priya, what="Ring about the plan")
    booked_contact(referral, at=ELEVEN)

    page = today(client, ada)

    assert "KOWALSKI, Marta" in page
    assert "07700 900123" in page
    assert "No voicemail, text yes. Hearing aid" in page
    assert "Safety follow-up: do not cancel" in page
    for clinical in ("PHQ-9", "GAD-7", "Item 9", "Risk", "Ring about", "app-chip"):
        assert clinical not in page


@pytest.mark.parametrize("role", ["dan", "petra", "sid"])
def test_roles_without_a_day_are_refused(client, role, request):
    client.force_login(request.getfixturevalue(role))

    assert client.get("/today/").status_code == 403
