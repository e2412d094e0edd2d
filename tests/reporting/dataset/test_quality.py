"""What a month's return lacks: each rule finds what it looks for, named to whom it may be."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from caseload.models import ContactKind
from referrals.models import EndCode
from reporting.dataset.quality import reading
from reporting.dataset.quality.rules import BY_KEY, RULES
from reporting.dataset.quality.statements import FOUND
from reporting.period import month_of
from tests.factories import caseload, referrals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AT = datetime(2026, 5, 12, 10, tzinfo=UTC)
PAGE = "/returns/2026-05/quality"


def found(team_ids=None):
    asked = reading.Asked(
        month_of(date(2026, 5, 1)), team_ids, datetime(2026, 6, 9, 10, tzinfo=UTC)
    )
    return {rule: many for rule, many in reading.counts(asked).items() if many}


def words(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_each_rule_has_a_statement_and_each_statement_a_rule():
    assert set(BY_KEY) == set(FOUND)
    assert len(RULES) == len(BY_KEY)


def test_a_patient_of_whom_nothing_is_known_is_found_by_each_rule_about_them(north):
    referrals.waiting(
        north,
        patient__nhs_number=None,
        patient__date_of_birth=date(2026, 5, 3),
    )

    assert found() == {
        "born-after-referral": 1,
        "no-nhs-number": 1,
        "no-gender": 1,
        "no-commissioner": 1,
        "no-practice": 1,
        "no-postcode": 1,
        "no-ethnicity": 1,
    }


def test_a_value_that_rejects_the_whole_file_is_found(north):
    referrals.waiting(
        north,
        patient__nhs_number="9991908350",
        patient__postcode="NOWHERE",
        patient__date_of_birth=date(1900, 1, 1),
    )

    assert {"nhs-number-wrong", "postcode-wrong", "birth-date-wrong"} <= set(found())


def test_numbers_that_hold_are_not_found(north):
    for _ in range(30):
        referrals.waiting(north, patient__postcode="zz99 3vz")

    assert not {"nhs-number-wrong", "postcode-wrong"} & set(found())


def test_a_session_lacks_its_therapy_and_its_scores(north, priya):
    referral = referrals.ReferralFactory(team=north, carried_by=priya)
    caseload.signed_contact(referral, at=AT, gad7=None)
    caseload.signed_contact(
        referral, at=AT + timedelta(days=1), therapies=["GUIDED_SELF_HELP_BOOK"], format="GROUP"
    )
    caseload.missed_contact(referral, at=AT + timedelta(days=2), is_planned=False)
    caseload.booked_contact(referral, at=AT + timedelta(days=3))

    counts = found()

    assert {rule: counts[rule] for rule in counts if BY_KEY[rule].mend.value == "session"} == {
        "no-therapy": 1,
        "no-scores": 1,
        "no-other-measure": 2,
        "group-not-counted": 1,
        "unplanned-missed": 1,
        "not-signed": 1,
    }
    assert counts["no-problem"] == counts["no-work"] == 1


def test_dates_and_ends_that_contradict_what_happened_are_found(north, priya):
    early = referrals.ended(north, on=date(2026, 5, 10), code=EndCode.NOT_ASSESSED)
    caseload.signed_contact(early, at=AT, pwp=priya)
    untreated = referrals.ended(north, on=date(2026, 5, 20), code=EndCode.COMPLETED)
    caseload.signed_contact(untreated, at=AT, pwp=priya, kind=ContactKind.ASSESSMENT)
    late = referrals.ReferralFactory(team=north, received_on=date(2026, 5, 13))
    caseload.signed_contact(late, at=AT, pwp=priya, kind=ContactKind.FOLLOW_UP)
    caseload.sitting_with_signal(late, at=AT)

    counts = found()

    assert counts["treated-after-end"] == 1
    assert counts["end-contradicts"] == 2
    assert counts["before-referral"] == counts["follow-up-early"] == 1
    assert counts["score-before-referral"] == 1


def test_who_ended_before_the_month_or_came_after_it_is_not_in_it(north):
    referrals.ended(north, on=date(2026, 4, 30))
    referrals.waiting(north, received_on=date(2026, 6, 1))

    assert found() == {}


def test_who_saw_people_and_has_no_grade_is_asked_for_once(north, sam):
    referral = referrals.ReferralFactory(team=north)
    colleague = caseload.StaffMemberFactory(grade="OTHER")
    for day in range(2):
        caseload.signed_contact(referral, at=AT + timedelta(days=day), pwp=colleague)

    assert found()["no-qualification"] == 1


def test_the_list_names_nobody_and_its_reading_is_on_the_trail(client, dan, north):
    referral = referrals.waiting(north, commissioner="")
    client.force_login(dan)

    page = words(client, PAGE)

    assert "Nobody known who pays" in page
    assert "R.A." in page
    assert referral.reference in page
    assert referral.patient.family_name not in page
    seen = AuditEntry.objects.filter(event="LIST_VIEWED").latest("pk")
    assert referral.patient_id in seen.shown


def test_the_rules_alone_are_a_part_of_another_page_and_name_nobody(client, dan, north):
    referral = referrals.waiting(north)
    client.force_login(dan)
    before = AuditEntry.objects.filter(event="LIST_VIEWED").count()

    part = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert f"{PAGE}?rule=no-commissioner#h-items" in part
    assert referral.reference not in part
    assert AuditEntry.objects.filter(event="LIST_VIEWED").count() == before


def test_a_note_opens_to_whoever_reads_records_and_names_whom_to_ask_to_others(
    client, dan, leah, north, priya
):
    referral = referrals.ReferralFactory(team=north, carried_by=priya)
    contact = caseload.signed_contact(referral, at=AT)
    address = f"/caseload/{referral.reference}/sessions/{contact.reference}/"

    client.force_login(dan)
    to_dan = words(client, f"{PAGE}?rule=no-therapy")
    client.force_login(leah)
    to_leah = words(client, f"{PAGE}?rule=no-therapy")

    assert "Ask Priya Raman" in to_dan
    assert address not in to_dan
    assert address in to_leah


def test_a_page_goes_on_where_the_one_before_ended(client, dan, north):
    for _ in range(52):
        referrals.waiting(north)
    client.force_login(dan)

    first = words(client, f"{PAGE}?rule=no-commissioner")
    after = first.partition("after=")[2].partition('"')[0]
    second = words(client, f"{PAGE}?rule=no-commissioner&after={after}")

    assert first.count('data-label="Put right"') == 50
    assert second.count('data-label="Put right"') == 2
    assert "The next ones" not in second


def test_one_team_alone_is_shown_where_it_is_asked_for(north, south):
    referrals.waiting(north)
    referrals.waiting(south)

    assert found((south.pk,))["no-commissioner"] == 1
    assert found()["no-commissioner"] == 2


def test_the_number_of_queries_does_not_grow_with_the_list(client, dan, north, priya):
    def queries(many):
        for _ in range(many):
            referral = referrals.ReferralFactory(team=north, carried_by=priya)
            caseload.signed_contact(referral, at=AT, phq9=None, gad7=None)
        client.get(f"{PAGE}?rule=no-therapy")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{PAGE}?rule=no-therapy")
        return len(captured)

    client.force_login(dan)

    assert queries(5) == queries(45)


@pytest.mark.parametrize("month", ["2026-13", "2027-01", "last-12", "fy2025"])
def test_there_is_no_list_of_what_is_no_month(client, dan, month):
    client.force_login(dan)

    assert client.get(f"/returns/{month}/quality").status_code == 404
