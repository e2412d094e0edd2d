"""Which records a month's return has, and what stands in each."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from caseload.models import Attendance, ContactKind, ContactState, SeenAs
from clinical.measures import WSAS_CODE
from clinical.therapies import Therapy
from outcomes.models import MeasureScore
from portal.models import ExperienceAnswers, LinkKind, QuestionnaireLink
from referrals.equality import refresh
from referrals.models import (
    EmploymentStatus,
    EqualityAnswers,
    LongTermCondition,
    PauseReason,
    Practice,
    WaitPause,
)
from reporting.models import ImportedKey
from tests.factories import caseload, outcomes, referrals
from tests.reporting.dataset.export import MAY, NOW, keys, table

pytestmark = pytest.mark.django_db
IN_MAY = datetime(2026, 5, 12, 10, tzinfo=UTC)


@pytest.fixture
def seen(priya, north):
    """On Priya's caseload since April, with nothing in May yet."""
    return caseload.allocated(priya, north)


def _contact(referral, **facts):
    return caseload.signed_contact(referral, **{"at": IN_MAY, **facts})


def test_a_referral_is_in_every_month_it_was_open_in(north, tmp_path):
    open_, new, old, gone, later = (
        referrals.waiting(north),
        referrals.waiting(north, received_on=date(2026, 5, 31)),
        referrals.ended(north, on=date(2026, 5, 1)),
        referrals.ended(north, on=date(2026, 4, 30)),
        referrals.waiting(north, received_on=date(2026, 6, 1)),
    )

    found = keys(tmp_path)

    assert found == {open_.reference, new.reference, old.reference}
    assert not {gone.reference, later.reference} & found


def test_an_end_after_the_month_is_not_known_in_it(north, tmp_path):
    referrals.ended(north, on=date(2026, 6, 1))

    (row,) = table(tmp_path, "101")

    assert "ServDischDate" not in row
    assert "EndCode" not in row


def test_an_ended_referral_comes_back_for_a_follow_up_or_an_answer_about_the_service(
    priya, north, tmp_path
):
    followed, asked, neither = (
        referrals.ended(north, on=date(2026, 3, 31), carried_by=priya) for _ in range(3)
    )
    _contact(followed, kind=ContactKind.FOLLOW_UP, pwp=priya)
    _contact(neither, kind=ContactKind.OTHER, pwp=priya)
    _experience(asked)

    assert keys(tmp_path) == {followed.reference, asked.reference}
    said = {row["CodedAssToolType"]: row["PersScore"] for row in table(tmp_path, "606")}
    assert said == {"747861000000100": "Y", "747891000000106": "3"}


def _experience(referral):
    link = QuestionnaireLink.objects.create(
        referral=referral,
        kind=LinkKind.EXPERIENCE,
        token_hash=uuid.uuid4().hex,
        made_at=IN_MAY,
        expires_at=IN_MAY + timedelta(days=7),
    )
    ExperienceAnswers.objects.create(
        link=link,
        referral=referral,
        stage="ASSESSMENT",
        answers={"ASSESSMENT1": 1, "ASSESSMENT5": 3},
        at=IN_MAY,
    )


def test_contacts_of_the_month_have_their_outcome_and_bookings_are_in_no_return(seen, tmp_path):
    attended = _contact(seen)
    missed = caseload.missed_contact(seen, at=IN_MAY + timedelta(days=1))
    cancelled = caseload.CareContactFactory(
        referral=seen,
        pwp=seen.carried_by,
        starts_at=IN_MAY + timedelta(days=2),
        state=ContactState.CANCELLED,
        attendance=Attendance.PATIENT_CANCELLED,
    )
    caseload.booked_contact(seen, at=IN_MAY + timedelta(days=3))
    _contact(seen, at=IN_MAY + timedelta(days=30))

    rows = {row["CareContactId"]: row for row in table(tmp_path, "201")}

    assert set(rows) == {attended.reference, missed.reference, cancelled.reference}
    assert rows[attended.reference] == {
        "CareContactId": attended.reference,
        "ServiceRequestId": seen.reference,
        "CareContDate": "2026-05-12",
        "CareContTime": "11:00:00",
        "PlannedCareContIndicator": "Y",
        "AttendOrDNACode": "5",
        "ClinContDurOfCareCont": "30",
        "IAPTLTCServiceInd": "N",
        "AppType": "02",
        "ConsMechanism": "02",
        "CareContPatientTherMode": "1",
        "PsychMed": "UU",
    }
    assert rows[missed.reference]["AttendOrDNACode"] == "3"
    assert rows[cancelled.reference]["Cancellation"] == "Y"


def test_a_month_begins_and_ends_at_midnight_in_london(seen, tmp_path):
    """In British Summer Time that is 23:00 of the day before in UTC."""
    first = _contact(seen, at=datetime(2026, 4, 30, 23, 0, tzinfo=UTC), phq9=None, gad7=None)
    _contact(seen, at=datetime(2026, 5, 31, 23, 0, tzinfo=UTC), phq9=None, gad7=None)

    (row,) = table(tmp_path, "201")

    assert row["CareContactId"] == first.reference
    assert (row["CareContDate"], row["CareContTime"]) == ("2026-05-01", "00:00:00")


def test_february_of_a_leap_year_ends_on_its_twenty_ninth(priya, north, tmp_path):
    seen = caseload.allocated(priya, north, received_on=date(2024, 1, 8))
    last = _contact(seen, at=datetime(2024, 2, 29, 18, tzinfo=UTC))
    leap = date(2024, 2, 1)

    assert keys(tmp_path, "201", "CareContactId", month=leap) == {last.reference}
    (header,) = table(tmp_path, "000", month=leap)
    assert header["ReportingPeriodEndDate"] == "2024-02-29"


def test_an_attended_contact_has_an_activity_for_each_therapy(seen, tmp_path):
    therapies = [Therapy.GUIDED_SELF_HELP_BOOK.name, Therapy.EMPLOYMENT_SUPPORT.name]
    contact = _contact(seen, therapies=therapies)
    caseload.missed_contact(seen, at=IN_MAY + timedelta(days=1))

    rows = table(tmp_path, "202")

    assert [row["CodeProcAndProcStatus"] for row in rows] == ["748051000000105", "1098051000000103"]
    assert [row["CareActId"] for row in rows] == [f"{contact.reference}-{n}" for n in (1, 2)]
    assert {row["CarePersLocalId"] for row in rows} == keys(tmp_path, "902", "CarePersLocalId")
    assert {row["CareActId"] for row in table(tmp_path, "607")} == {f"{contact.reference}-1"}


def test_scores_of_a_contact_hang_from_it_and_others_from_the_referral(seen, tmp_path):
    _contact(seen, phq9=14, gad7=None)
    alone = outcomes.sitting(seen, phq9=None, gad7=7, at=IN_MAY + timedelta(days=2))
    booked = outcomes.sitting(seen, phq9=3, gad7=None, at=datetime(2026, 5, 30, tzinfo=UTC))
    _contact(seen, at=datetime(2026, 6, 2, tzinfo=UTC), phq9=None, gad7=None, sitting=booked)

    (at_contact,) = table(tmp_path, "607")
    (between,) = table(tmp_path, "606")

    assert (at_contact["CodedAssToolType"], at_contact["PersScore"]) == ("720433000", "14")
    assert (between["CodedAssToolType"], between["PersScore"]) == ("445455005", "7")
    assert between["AssToolCompDate"] == f"{alone.taken_at:%Y-%m-%d}"


def test_wsas_is_sent_by_its_items_and_a_mean_with_its_point(seen, tmp_path):
    sitting = outcomes.SittingFactory(referral=seen, taken_at=IN_MAY)
    outcomes.MeasureScoreFactory(
        sitting=sitting,
        measure=WSAS_CODE,
        answers=[None, 2, 3, 4, None],
        total=None,
        work_not_applicable=True,
    )
    outcomes.MeasureScoreFactory(
        sitting=sitting, measure="MI_ALONE", answers=[], total=None, mean="2.50"
    )

    found = {row["CodedAssToolType"]: row["PersScore"] for row in table(tmp_path, "606")}

    assert found == {
        "932621000000100": "9",
        "932581000000100": "2",
        "932611000000106": "3",
        "932591000000103": "4",
        "473354003": "2.50",
    }


def test_no_total_is_sent_that_was_corrected_withdrawn_or_made_up_of_fewer_items(seen, tmp_path):
    sitting = outcomes.sitting(seen, phq9=8, gad7=6, at=IN_MAY)
    MeasureScore.objects.filter(sitting=sitting, measure="GAD7").update(withdrawn_at=NOW)
    outcomes.MeasureScoreFactory(
        sitting=outcomes.SittingFactory(referral=seen, taken_at=IN_MAY + timedelta(days=1)),
        is_prorated=True,
    )

    assert [row["PersScore"] for row in table(tmp_path, "606")] == ["8"]


def test_who_somebody_is_comes_with_their_practice_and_their_answers(north, tmp_path):
    practice = Practice.objects.create(code="ZZ9001", name="Elm Road Surgery")
    known = referrals.waiting(
        north,
        patient__postcode="zz11al",
        patient__gender="NON_BINARY",
        patient__practice=practice,
        commissioner="ZZA",
    )
    stranger = referrals.waiting(north, patient__nhs_number=None)
    EqualityAnswers.objects.create(
        referral=known,
        gender="NON_BINARY",
        ethnicity="K",
        religion="SIKH",
        orientation="OTHER",
        disability="YES",
        disability_kinds=["SIGHT", "SPEECH"],
        armed_forces="NO",
        long_term_condition="NO",
        at=IN_MAY,
    )
    refresh([known.patient_id])
    name = f"S2-{known.patient_id}"

    first, second = table(tmp_path, "001")

    assert first == {
        "LocalPatientId": name,
        "OrgIDLocalPatientId": "ZZP01",
        "NHSNumber": known.patient.nhs_number,
        "NHSNumberStatus": "02",
        "PersonBirthDate": "1991-05-04",
        "Postcode": "ZZ1 1AL",
        "Gender": "9",
        "GenderIdentity": "3",
        "EthnicCategory": "K",
        "ExBAFIndicator": "03",
        "LanguageCodePreferred": "en",
    }
    assert (second["NHSNumberStatus"], "NHSNumber" in second) == ("03", False)
    assert "Postcode" not in second  # nor a space, which the national checks take for a wrong one
    assert [row["GMPCodeReg"] for row in table(tmp_path, "002")] == ["ZZ9001", "V81999"]
    assert [row["DisabCode"] for row in table(tmp_path, "007")] == ["09", "10"]
    assert table(tmp_path, "011") == [
        {
            "LocalPatientId": name,
            "SocPerCircumstance": "366740002",
            "SocPerCircumstanceRecDate": "2026-05-12",
        }
    ]
    (condition,) = table(tmp_path, "602")
    assert condition["LongTermCondition"] == "748031000000103"
    assert stranger.reference in keys(tmp_path)


def test_an_answer_of_a_later_month_takes_none_from_an_earlier_one(north, tmp_path):
    referral = referrals.waiting(north)
    EqualityAnswers.objects.create(referral=referral, long_term_condition="NO", at=IN_MAY)
    EqualityAnswers.objects.create(referral=referral, ethnicity="K", at=NOW)
    refresh([referral.patient_id])

    (condition,) = table(tmp_path, "602")

    assert condition["LongTermCondition"] == "748031000000103"


def test_work_problem_and_conditions_are_those_recorded_by_the_end_of_the_month(seen, tmp_path):
    for on, sick_pay in ((date(2026, 4, 20), "YES"), (date(2026, 6, 2), "NO")):
        EmploymentStatus.objects.create(
            referral=seen,
            asked_on=on,
            status="EMPLOYED",
            hours="FROM_30",
            sick_pay=sick_pay,
            at=NOW,
        )
    for day, problem in ((1, "DEPRESSION"), (8, "PANIC_DISORDER"), (40, "OCD")):
        referrals.ProblemDescriptorFactory(
            referral=seen, problem=problem, recorded_on=MAY + timedelta(days=day)
        )
    for at, condition in ((IN_MAY, "ASTHMA"), (NOW, "CANCER")):
        LongTermCondition.objects.create(referral=seen, condition=condition, recorded_at=at)

    (work,), (problem,), (condition,) = (table(tmp_path, one) for one in ("004", "603", "602"))

    assert (work["EmployStatus"], work["WeekHoursWorked"], work["SSPInd"]) == ("01", "01", "Y")
    assert (problem["PresComp"], problem["PresCompDate"]) == ("F410", "2026-05-09")
    assert condition["LongTermCondition"] == "195967001"


def test_a_pause_is_sent_in_each_month_it_touches_and_ends_only_once_it_has(seen, priya, tmp_path):
    for start, end in (
        (date(2026, 4, 16), date(2026, 4, 20)),
        (date(2026, 5, 20), date(2026, 6, 3)),
    ):
        WaitPause.objects.create(
            referral=seen,
            reason=PauseReason.AWAY,
            from_on=start,
            until_on=end,
            set_at=NOW,
            set_by=priya,
        )

    (may,) = table(tmp_path, "108")
    (june,) = table(tmp_path, "108", month=date(2026, 6, 1))

    assert may == {
        "PauseID": "2",
        "ServiceRequestId": seen.reference,
        "PauseStartDate": "2026-05-20",
    }
    assert june["PauseEndDate"] == "2026-06-03"


def test_an_internet_log_is_of_the_month_it_ends_in(seen, tmp_path):
    caseload.internet_week(seen, ended_on=date(2026, 5, 3), programme="Space from Worry")
    caseload.internet_week(seen, ended_on=date(2026, 6, 3))

    (row,) = table(tmp_path, "205")

    assert row["StartDateIntEnabledTherLog"] == "2026-04-26"
    assert row["EndDateIntEnabledTherLog"] == "2026-05-03"
    assert row["DurationIntEnabledTher"] == "15"


def test_a_group_says_how_many_came_and_led_it(seen, tmp_path):
    _contact(seen, format=SeenAs.GROUP, group_participants=8, group_facilitators=2)

    (row,) = table(tmp_path, "201")

    assert row["CareContPatientTherMode"] == "3"
    assert (row["NumGroupTherParticipants"], row["NumGroupTherFacilitators"]) == ("8", "2")


def test_what_came_from_an_old_system_keeps_its_keys(seen, tmp_path):
    contact = _contact(seen)
    for name, key, target in (
        ("IDS101Referral", "OLD-R", seen.pk),
        ("IDS001MPI", "OLD-P", seen.patient_id),
        ("IDS201CareContact", "OLD-C", contact.pk),
        ("IDS902CarePersQual", "OLD-S", seen.carried_by_id),
    ):
        ImportedKey.objects.create(
            provider="ZX1", table=name, key=key, target_id=target, fingerprint="", run=1
        )

    (patient,), (referral,) = table(tmp_path, "001"), table(tmp_path, "101")
    (visit,), (activity,) = table(tmp_path, "201"), table(tmp_path, "202")

    assert (patient["LocalPatientId"], patient["OrgIDLocalPatientId"]) == ("OLD-P", "ZX1")
    assert (referral["ServiceRequestId"], referral["LocalPatientId"]) == ("OLD-R", "OLD-P")
    assert (visit["CareContactId"], visit["ServiceRequestId"]) == ("OLD-C", "OLD-R")
    assert (activity["CareContactId"], activity["CarePersLocalId"]) == ("OLD-C", "OLD-S")
