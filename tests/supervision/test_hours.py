"""/supervision/hours/: hours against what is expected, and one's record for accreditation."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest

from audit.models import AuditEntry
from clinical.competences import PRACTICE, labels
from clinical.policy import DEFAULT
from clinical.spreadsheet import written
from staff.models import Competency, StaffMember
from supervision import evidence, hours
from tests.factories import caseload, skills
from tests.factories.staff import (
    AbsenceFactory,
    MembershipFactory,
    PairingFactory,
    StaffMemberFactory,
)
from tests.factories.supervision import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOME = "/supervision/hours/"


@pytest.fixture
def meetings(sam, now):
    """Signed case management with Sam, so many weeks back."""

    def make(person, *weeks):
        for week in weeks:
            at = now - timedelta(weeks=week)
            by = {"opened_by": sam, "signed_by": sam, "opened_at": at, "signed_at": at}
            SessionFactory(supervisor=sam, supervisee=person, starts_at=at, **by)

    return make


@pytest.fixture
def recorded(sam, trainee, north, now, meetings):
    """Tess had two meetings and one session of skills, and saw one patient twice."""
    meetings(trainee, 1, 2)
    skills.signed(skills.group(sam, trainee), date(2026, 5, 26), trainee)
    seen = caseload.in_treatment(trainee, north)
    caseload.signed_contact(seen, pwp=trainee, at=now - timedelta(days=3))


def page(client, person, path=HOME):
    client.force_login(person)
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def against(person, on):
    (found,) = hours.of_people([person], on=on, policy=DEFAULT)
    return {one.kind: (one.held, one.expected) for one in found.kinds}


def test_hours_of_each_kind_stand_against_what_four_weeks_expect(priya, sam, meetings, today):
    meetings(priya, 1, 2, 3, 5)
    SessionFactory(supervisor=sam, supervisee=priya)  # not held yet
    group = skills.group(sam, priya)
    skills.signed(group, date(2026, 5, 26), priya)
    skills.signed(group, date(2026, 5, 12), priya, attended="APOLOGIES")

    assert against(priya, today) == {"CASE_MANAGEMENT": (180, 240), "SKILLS": (60, 120)}
    AbsenceFactory(staff=priya, starts_on=date(2026, 5, 11), ends_on=date(2026, 5, 26))
    assert against(priya, today) == {"CASE_MANAGEMENT": (180, 120), "SKILLS": (60, 60)}


def test_what_is_put_right_counts_as_it_now_stands(priya, sam, today):
    session = skills.signed(skills.group(sam, priya), date(2026, 5, 26), priya)
    skills.came(session, priya, minutes=20, amends=session.attendance.get(), why="Left early")

    assert against(priya, today)["SKILLS"] == (20, 120)


def test_whoever_supervises_is_expected_to_have_supervision_of_it(sam, leah, priya, today):
    group = skills.group(leah, sam, kind="OF_SUPERVISORS", form="INDIVIDUAL", every_weeks=4)
    skills.signed(group, date(2026, 5, 12), sam)

    assert against(sam, today)["OF_SUPERVISORS"] == (60, 60)
    assert "OF_SUPERVISORS" not in against(priya, today)


def test_a_trainee_sees_what_qualifying_needs(client, trainee, recorded):
    html = page(client, trainee)

    assert "Case management supervision</dt><dd>2 h of 20 h" in html
    assert "Clinical skills supervision</dt><dd>1 h of 20 h" in html
    assert "Supervision together</dt><dd>3 h of 40 h" in html
    assert "Contact with patients</dt><dd>1 h of 80 h" in html


def test_more_of_one_kind_makes_up_for_no_other(trainee, sam, meetings, today):
    """20 of each: 22 hours of case management and one of skills are 21 of the 40."""
    meetings(trainee, *range(1, 23))
    skills.signed(skills.group(sam, trainee), date(2026, 5, 26), trainee)

    found = evidence.read(trainee, first=date(2025, 6, 9), last=today, on=today, policy=DEFAULT)

    words = {one.label: one.words for one in found.totals}
    assert words["Case management supervision"] == "22 h of 20 h"
    assert words["Supervision together"] == "21 h of 40 h; 23 h in all"


def test_only_what_was_signed_counts(trainee, sam, meetings, today, now):
    meetings(trainee, 1)
    opened = {"opened_by": sam, "opened_at": now - timedelta(weeks=2)}
    at = now - timedelta(weeks=2)
    SessionFactory(supervisor=sam, supervisee=trainee, starts_at=at, **opened)

    found = evidence.read(trainee, first=date(2026, 1, 1), last=today, on=today, policy=DEFAULT)

    assert against(trainee, today)["CASE_MANAGEMENT"][0] == 60
    assert [one.minutes for one in found.lines] == [60]


def test_contact_hours_are_of_ones_own_contacts_that_patients_attended(
    trainee, priya, north, recorded, now, today
):
    """Neither one that was missed nor a colleague's with the same patient."""

    def months():
        found = evidence.read(trainee, first=date(2026, 1, 1), last=today, on=today, policy=DEFAULT)
        return [(one.contacts, one.minutes) for one in found.months]

    before, at = months(), now - timedelta(days=2)
    own = caseload.in_treatment(trainee, north, since=now - timedelta(days=300))
    missed = {"attendance": "DID_NOT_ATTEND", "minutes": None, "risk_asked": ""}
    caseload.signed_contact(own, pwp=trainee, at=at, **missed)
    caseload.signed_contact(own, pwp=priya, at=at - timedelta(days=1))

    assert months() == before != []


def test_a_senior_sees_whom_she_supervises_and_the_lead_counts_without_names(
    client, sam, leah, priya, trainee, recorded
):
    theirs = page(client, sam)
    assert "Tess Young" in theirs
    assert "The whole service" not in theirs
    everybody = page(client, leah)
    assert "Tess Young" not in everybody
    assert 'Case management supervision</th><td class="num">0 of 3</td>' in everybody


def test_ones_record_says_dates_supervisor_minutes_and_who_signed(client, trainee, recorded):
    html = page(client, trainee, f"{HOME}evidence/")

    assert "26 May 2026" in html
    assert html.count("Sam Okafor</td>") == 3
    assert "Nothing signed" in page(
        client, trainee, f"{HOME}evidence/?first=2026-01-01&last=2026-01-31"
    )


@pytest.mark.parametrize("kind", ["evidence/", "evidence/table"])
def test_a_period_that_cannot_be_is_said_beside_what_was_typed(client, trainee, kind):
    client.force_login(trainee)

    answer = client.get(f"{HOME}{kind}?first=2026-06-09&last=2026-01-31")

    assert answer.status_code == 422
    assert "Choose a day that is not before the first." in answer.content.decode()
    assert 'value="2026-01-31"' in answer.content.decode()


def test_the_table_holds_every_line_the_contacts_and_the_totals(client, sam, trainee, recorded):
    StaffMember.objects.filter(pk=sam.pk).update(given_name="=1+1", family_name="Okafor")
    client.force_login(trainee)

    answer = client.get(f"{HOME}evidence/table")

    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == list(evidence.HEADS)
    assert [row[3] for row in rows[1:4]] == ["'=1+1 Okafor"] * 3
    assert ["", "Total: Supervision together", "", "", "180", ""] in rows
    assert [row[2] for row in rows if row[1] == "Contact with patients"] == [
        "1 contact",
        "1 contact",
    ]
    assert answer["Content-Disposition"].endswith('.csv"')
    assert trainee.family_name not in answer["Content-Disposition"]
    assert AuditEntry.objects.filter(event="EVIDENCE_SEEN", about_id=trainee.pk).count() == 1


def test_no_cell_of_a_table_is_run():
    text = written(
        ("a",), [("=1",), ("+1",), ("-1",), ("@a",), ("\t=1",), (" =1",), ("a=1",), (-1,)]
    )

    cells = [row[0] for row in csv.reader(StringIO(text.removeprefix("\ufeff")))][1:]
    assert cells == ["'=1", "'+1", "'-1", "'@a", "'\t=1", "' =1", "a=1", "-1"]


def test_only_their_supervisor_sees_somebodys_record_and_it_stands_on_the_trail(
    client, sam, leah, priya, trainee, recorded
):
    for person, status in ((sam, 200), (leah, 404), (priya, 403)):
        client.force_login(person)
        for path in (f"{HOME}{trainee.pk}/", f"{HOME}{trainee.pk}/table"):
            assert client.get(path).status_code == status
    seen = AuditEntry.objects.filter(event="EVIDENCE_SEEN", about_id=trainee.pk)
    assert set(seen.values_list("staff_id", flat=True)) == {sam.pk}


@pytest.mark.parametrize("path", [HOME, f"{HOME}evidence/"])
def test_how_much_there_is_costs_no_query(
    client, leah, north, meetings, path, django_assert_max_num_queries
):
    def asked():
        with django_assert_max_num_queries(22) as counted:
            assert client.get(path).status_code == 200
        return len(counted.captured_queries)

    def grow(count):
        for one in StaffMemberFactory.create_batch(count):
            MembershipFactory(staff=one, team=north)
            PairingFactory(supervisor=leah, supervisee=one)
            meetings(one, 1)
            skills.signed(skills.group(leah, one), date(2026, 5, 26), one, leah)

    client.force_login(leah)
    grow(2)
    asked()
    few = asked()
    grow(18)

    assert asked() == few


def test_what_may_be_signed_off_stands_in_the_list_of_what_is_discussed():
    """One list of words: what a session names is what a supervisor signs off as seen."""
    listed = {one.code: one.label for one in PRACTICE}

    assert dict(Competency.choices).items() <= listed.items()
    assert labels(["RISK", "OLD"]) == (listed["RISK"], "OLD")
