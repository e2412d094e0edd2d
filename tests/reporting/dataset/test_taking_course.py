"""What decides of a course that comes in: its problem, and the weeks of internet therapy."""

from collections.abc import Callable
from datetime import datetime

import pytest

from caseload.models import CareContact, InternetTherapyLog
from outcomes.models import MeasureScore
from policy.current import policy_on
from referrals.models import Referral
from reporting.dataset.importer import taking
from reporting.dataset.importer.bundles import PersonBundle, SourceRow, Taken, Taking
from reporting.models import ImportedKey
from staff.models import StaffMember
from tests.reporting.dataset.bundled import GAD7, MONTH, PHQ9, contact, person, referral, row

Take = Callable[..., Taken]


@pytest.fixture
def take(sam: StaffMember, duty: StaffMember, now: datetime) -> Take:
    """Take these people in."""

    def _take(*people: PersonBundle) -> Taken:
        return taking.take(people, taking=Taking(1, "ZZP", sam, now, policy_on(now.date())))

    return _take


def came_in(key: str = "R1") -> Referral:
    pk = ImportedKey.objects.get(table="IDS101Referral", key=key).target_id
    return Referral.objects.get(pk=pk)


def _complaint(key: str, problem: str, on: str, significance: str, month: str = MONTH) -> SourceRow:
    return row(
        "IDS603PresentingComplaints",
        month=month,
        ServiceRequestId=key,
        PresComp=problem,
        PresCompDate=on,
        PresCompCodSig=significance,
    )


def test_a_later_secondary_problem_does_not_stand_before_a_primary_one(take: Take) -> None:
    both = [
        _complaint("R1", "F410", "2026-04-02", "1"),
        _complaint("R1", "F431", "2026-04-20", "2"),
    ]
    alone = [_complaint("R2", "F431", "2026-04-20", "2")]

    take(
        person(referrals=[referral("R1", {"IDS603PresentingComplaints": both})]),
        person("10046", [referral("R2", {"IDS603PresentingComplaints": alone})]),
    )

    assert [one.problem for one in came_in("R1").problems.all()] == ["PANIC_DISORDER"]
    assert [one.problem for one in came_in("R2").problems.all()] == ["PTSD"]


def test_of_two_problems_of_one_day_the_later_row_counts(take: Take) -> None:
    both = [_complaint("R1", code, "2026-04-02", "1") for code in ("F410", "F401")]
    other_way = [_complaint("R2", code, "2026-04-02", "1") for code in ("F401", "F410")]

    take(
        person(referrals=[referral("R1", {"IDS603PresentingComplaints": both})]),
        person("10046", [referral("R2", {"IDS603PresentingComplaints": other_way})]),
    )

    assert came_in("R1").problems.latest("pk").problem == "SOCIAL_ANXIETY"
    assert came_in("R2").problems.latest("pk").problem == "PANIC_DISORDER"


def test_a_problem_that_the_latest_month_took_back_does_not_count(take: Take) -> None:
    taken_back = [
        _complaint("R1", "F401", "2026-04-02", "1", "2026-05-01"),
        _complaint("R1", "F410", "2026-04-09", "1"),
    ]
    changed = [
        _complaint("R2", "F401", "2026-05-02", "1", "2026-05-01"),
        _complaint("R2", "F410", "2026-04-09", "1"),
    ]

    take(
        person(referrals=[referral("R1", {"IDS603PresentingComplaints": taken_back})]),
        person("10046", [referral("R2", {"IDS603PresentingComplaints": changed})]),
    )

    assert [one.problem for one in came_in("R1").problems.all()] == ["SOCIAL_ANXIETY"]
    assert [one.problem for one in came_in("R2").problems.order_by("pk")] == [
        "PANIC_DISORDER", "SOCIAL_ANXIETY"
    ]  # fmt: skip


def _week(key: str, **values: str) -> SourceRow:
    said = {
        "StartDateIntEnabledTherLog": "2026-04-07",
        "EndDateIntEnabledTherLog": "2026-04-13",
        "IntEnabledTherProg": "Silver",
        "DurationIntEnabledTher": "10",
        **values,
    }
    return row("IDS205InternetTherLog", ServiceRequestId=key, **said)


def test_the_same_week_by_two_clinicians_loses_that_row_and_not_the_referral(take: Take) -> None:
    weeks = [_week("R1", CarePersLocalId=who) for who in ("P7", "P8")]

    taken = take(person(referrals=[referral("R1", {"IDS205InternetTherLog": weeks})]))

    assert InternetTherapyLog.objects.get().referral == came_in()
    assert [(one.field, one.rule) for one in taken.left_out] == [
        ("StartDateIntEnabledTherLog", "IDS20519")
    ]


def test_two_scores_at_one_contact_keep_the_first_and_say_so(take: Take) -> None:
    tables = contact(phq9="12", gad7="8")
    for score, tool in (("15", PHQ9), ("8", GAD7)):
        tables["IDS202CareActivity"].append(
            row("IDS202CareActivity", CareActId=f"B{tool}", CareContactId="C1")
        )
        tables["IDS607CodedScoreAssessmentAct"].append(
            row(
                "IDS607CodedScoreAssessmentAct",
                line=9,
                CareActId=f"B{tool}",
                CodedAssToolType=tool,
                PersScore=score,
            )
        )

    taken = take(person(referrals=[referral("R1", tables)]))

    scores = MeasureScore.objects.order_by("measure").values_list("measure", "total")
    assert list(scores) == [("GAD7", 8), ("PHQ9", 12)]
    assert [(one.line, one.field, one.rule) for one in taken.left_out] == [
        (9, "PersScore", "S2-TWICE")
    ]


def test_somebody_else_in_a_contact_is_told_once_and_the_first_has_it(take: Take) -> None:
    tables = contact()
    for line, who in ((3, ""), (4, "P7"), (5, "P8"), (6, "P9")):
        more = {"CareActId": f"B{line}", "CareContactId": "C1", "CarePersLocalId": who}
        tables["IDS202CareActivity"].append(row("IDS202CareActivity", line=line, **more))

    taken = take(person(referrals=[referral("R1", tables)]))

    assert CareContact.objects.get().pwp.username.endswith("p7")
    assert [(one.line, one.field, one.rule) for one in taken.left_out] == [
        (5, "CarePersLocalId", "IDS20205")
    ]


@pytest.mark.parametrize(("said", "kept"), [("", 30), ("0", None), ("25", 25)])
def test_a_contact_that_says_how_long_it_was_needs_no_activity_for_it(
    take: Take, said: str, kept: int | None
) -> None:
    tables = contact(ClinContDurOfCareCont=said)
    tables["IDS202CareActivity"] = [
        row(
            "IDS202CareActivity",
            CareActId="AC1",
            CareContactId="C1",
            ClinContactDurOfCareAct="30",
        )
    ]

    take(person(referrals=[referral("R1", tables)]))

    assert CareContact.objects.get().minutes == kept
