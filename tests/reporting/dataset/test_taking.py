"""What an import writes: wholly, once, and never over what somebody has edited here."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.events import Event
from audit.models import AuditEntry
from caseload import facts, sweep
from caseload.actions import signed_notes
from caseload.models import CareContact, CaseSummary, InternetTherapyLog, RiskAsked
from caseload.waiting import turns
from clinical import nhs_number
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from outcomes.models import MeasureScore
from policy.current import policy_on
from portal import first_links, link_jobs
from referrals.models import (
    EmploymentStatus,
    EqualityAnswers,
    LookAlike,
    NextStep,
    NextStepKind,
    Patient,
    Referral,
    ReferralStep,
    Status,
)
from reporting.dataset.importer import taking
from reporting.dataset.importer.bundles import PersonBundle, Taken, Taking
from reporting.models import ImportedKey
from staff.models import StaffMember, Team
from tests.factories.caseload import risk_action
from tests.factories.referrals import received
from tests.reporting.dataset.bundled import contact, person, referral, row, together

Take = Callable[..., Taken]


@pytest.fixture
def take(sam: StaffMember, duty: StaffMember, now: datetime) -> Take:
    """Take these people in; each time a minute later, as another run."""
    runs = iter(range(1, 100))

    def _take(*people: PersonBundle) -> Taken:
        run = next(runs)
        at = now + timedelta(minutes=run)
        policy = policy_on(at.date())
        return taking.take(people, taking=Taking(run, "ZZP", sam, at, policy))

    return _take


def came_in(key: str = "R1") -> Referral:
    pk = ImportedKey.objects.get(table="IDS101Referral", key=key).target_id
    return Referral.objects.get(pk=pk)


def rows_by_table() -> dict[str, tuple[int, Any]]:
    """How many rows each table has, and the number of the latest transaction that wrote one."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            cursor.execute(f'SELECT count(*), max(xmin::text::bigint) FROM "{table}"')
            found[table] = cursor.fetchone()
    return found


def test_a_person_comes_in_with_everything_that_was_sent(take: Take) -> None:
    taken = take(person())

    here = came_in()
    kept = CareContact.objects.get(referral=here)
    assert taken.made == {
        "patients": 1, "referrals": 1, "contacts": 1, "scores": 2
    }  # fmt: skip
    assert (here.patient.given_name, here.patient.family_name) == ("Patient", "10045")
    assert (here.patient.practice_id, here.patient.gender) == ("ZZ9001", "FEMALE")
    assert (here.status, here.source, here.commissioner) == (Status.WAITING, "SELF", "ZZA")
    assert (kept.attendance, kept.minutes, kept.therapies) == (
        "ATTENDED", 35, ["GUIDED_SELF_HELP_BOOK"]
    )  # fmt: skip
    assert kept.risk_asked == RiskAsked.NOT_SENT
    assert not kept.pwp.is_active
    assert not kept.pwp.has_usable_password()
    assert kept.pwp.family_name == "P7"
    scores = MeasureScore.objects.filter(sitting=kept.sitting).order_by("measure")
    assert [(one.measure, one.total, one.item_nine) for one in scores] == [
        ("GAD7", 11, None), ("PHQ9", 14, None)
    ]  # fmt: skip
    assert EqualityAnswers.objects.get().ethnicity == "A"
    assert EmploymentStatus.objects.get().status == "EMPLOYED"
    assert here.problems.get().problem == "DEPRESSION"


def test_it_stands_on_the_trail_once_for_each_patient_and_nobody_is_told(take: Take) -> None:
    take(person(), person("10046", [referral("R2", contact("C2")), referral("R3", {})]))

    lines = AuditEntry.objects.filter(event=Event.MOVED_IN).order_by("pk")
    assert [line.changes["referrals"] for line in lines] == [[0, 1], [0, 2]]
    assert [line.changes["run"] for line in lines] == [[None, 1], [None, 1]]
    assert not OutboxEntry.objects.exists()


def test_what_happened_there_sends_nobody_anything_once_they_can_be_reached(
    take: Take, now: datetime
) -> None:
    ended = referral("R2", contact("C2"), ServDischDate="2026-06-01", EndCode="46")
    new = referral("R3", {}, ReferralRequestReceivedDate="2026-06-03", SourceOfReferralIAPT="A1")
    take(person("10046", [ended]), person("10047", [new]))
    Patient.objects.update(phone="07700 900123", text_ok=True)
    policy = policy_on(now.date())

    assert link_jobs.plan_experience(now=now, policy=policy) == {"sent": 0}
    assert first_links.plan_first_forms(now=now, policy=policy) == {"sent": 0}
    # They would be, had they been referred here.
    ReferralStep.objects.update(why="")
    assert link_jobs.plan_experience(now=now, policy=policy) == {"sent": 1}
    assert first_links.plan_first_forms(now=now, policy=policy) == {"sent": 1}


def test_who_is_open_stands_on_the_list_and_is_flagged(
    take: Take, sam: StaffMember, now: datetime
) -> None:
    take(person(), person("10046", [referral("R2", {})]))

    seen, unseen = came_in("R1"), came_in("R2")
    step = NextStep.objects.get(referral=seen, done_at=None)
    assert (seen.carried_by, step.kind) == (None, NextStepKind.ALLOCATE)
    assert step.owner_id is not None
    assert Referral.objects.filter(turns.TO_ALLOCATE).get() == seen
    # Nobody was seen on it: somebody looks at it first.
    assert unseen.status == Status.RECEIVED
    assert NextStep.objects.get(referral=unseen).kind == NextStepKind.TRIAGE
    assert "data_gap" in CaseSummary.objects.get(pk=seen.pk).flags
    assert not facts.different([seen.pk, unseen.pk])
    night = sweep.sweep_flags(now=now, policy=policy_on(now.date()))
    assert (night["changed"], night["failed"]) == (0, 0)


def test_the_same_month_twice_writes_nothing(take: Take) -> None:
    people = [
        person(),
        person("10046", [referral("R2", contact("C2"), ServDischDate="2026-04-30")]),
    ]
    take(*people)
    before = rows_by_table()

    with CaptureQueriesContext(connection) as seen:
        taken = take(*people)

    assert not any((taken.made, taken.changed, taken.left_out))
    assert taken.unchanged == {"patients": 2, "referrals": 2, "contacts": 2}
    assert rows_by_table() == before
    writing = ("INSERT", "UPDATE", "DELETE", "COPY")
    assert not [one["sql"] for one in seen if one["sql"].lstrip().startswith(writing)]


def test_a_later_month_changes_only_what_changed(take: Take) -> None:
    take(person())
    first = CareContact.objects.get()

    taken = take(
        person(
            referrals=[
                referral(
                    tables=together(contact(), contact("C2", CareContDate="2026-05-05", phq9="8")),
                    ServDischDate="2026-05-20",
                    EndCode="46",
                )
            ],
            Postcode="ZZ98 1AA",
        )
    )

    here = came_in()
    assert taken.made == {"contacts": 1, "scores": 2}
    assert taken.changed == {"patients": 1, "referrals": 1}
    assert (here.status, here.end_code, str(here.ended_on)) == (
        Status.ENDED, "COMPLETED", "2026-05-20"
    )  # fmt: skip
    assert here.patient.postcode == "ZZ98 1AA"
    assert not NextStep.objects.filter(referral=here, done_at=None).exists()
    first.refresh_from_db()
    assert first.state == "LOGGED"
    assert CaseSummary.objects.get(pk=here.pk).phq9 == [14, 8]
    assert not facts.different([here.pk])


def test_a_contact_that_changed_there_is_withdrawn_and_filed_anew(take: Take) -> None:
    take(person())
    before = CareContact.objects.get()

    taken = take(person(referrals=[referral(tables=contact(phq9="9"))]))

    before.refresh_from_db()
    after = CareContact.objects.get(state="LOGGED")
    assert taken.changed == {"contacts": 1}
    assert (before.state, before.filed_again_as) == ("WITHDRAWN", after)
    assert before.withdrawn_reason
    counted = MeasureScore.objects.filter(withdrawn_at=None, measure="PHQ9")
    assert [one.total for one in counted] == [9]
    assert CaseSummary.objects.get().phq9 == [9]


def test_what_somebody_edited_here_is_kept(take: Take, sam: StaffMember, now: datetime) -> None:
    take(person())
    here, kept = came_in(), CareContact.objects.get()
    Patient.objects.update(postcode="ZZ97 7ZZ", version=2, updated_by=sam)
    signed_notes.correct(
        contact=kept,
        text="It was 40 minutes",
        form_key=uuid.uuid4(),
        by=kept.pwp,
        now=now,
        policy=DEFAULT,
    )
    changed = person(
        referrals=[referral(tables=contact(phq9="9"))], Postcode="ZZ98 1AA", Gender="1"
    )

    taken = take(changed)

    here.patient.refresh_from_db()
    kept.refresh_from_db()
    assert (here.patient.postcode, here.patient.gender) == ("ZZ97 7ZZ", "MALE")
    assert kept.state == "LOGGED"
    assert (taken.kept["patients"], taken.kept["contacts"]) == (1, 1)
    again = take(changed)
    assert not any((again.made, again.changed))


def test_no_import_ends_what_somebody_here_has_taken_on_or_where_risk_is_open(
    take: Take, duty: StaffMember
) -> None:
    take(person())
    here = came_in()
    action = risk_action(here, owner=duty)
    ended = person(referrals=[referral(ServDischDate="2026-05-20", EndCode="46")])

    taken = take(ended)

    here.refresh_from_db()
    action.refresh_from_db()
    assert here.is_open
    assert action.closed_at is None
    assert [one.rule for one in taken.left_out] == ["kept here"]
    assert taken.kept["referrals"] == 1
    assert [one.rule for one in take(ended).left_out] == ["kept here"]


def test_what_ended_here_stays_ended(take: Take) -> None:
    take(person(referrals=[referral(ServDischDate="2026-04-30", EndCode="46")]))

    taken = take(person())

    assert not came_in().is_open
    assert [one.rule for one in taken.left_out] == ["kept here"]


def test_a_referral_that_cannot_be_written_takes_nobody_with_it(take: Take) -> None:
    week = row(
        "IDS205InternetTherLog",
        ServiceRequestId="R2",
        StartDateIntEnabledTherLog="2026-04-07",
        EndDateIntEnabledTherLog="2026-04-14",
        IntEnabledTherProg="A name far too long for it",
        DurationIntEnabledTher="10",
    )
    broken = referral("R2", together(contact("C2"), {"IDS205InternetTherLog": [week]}))

    taken = take(person(), person("10046", [broken]), person("10047", [referral("R3", {})]))

    known = ImportedKey.objects.filter(table="IDS101Referral").order_by("key")
    assert [one.key for one in known] == ["R1", "R3"]
    assert CareContact.objects.count() == 1
    assert not InternetTherapyLog.objects.exists()
    assert [(one.file, one.rule) for one in taken.left_out] == [
        ("2026-04/IDS101Referral.csv", "not written")
    ]


def test_who_is_on_record_by_number_and_birth_date_is_joined_and_nobody_else(
    take: Take, north: Team
) -> None:
    there = received(north)
    number = nhs_number.synthetic(41)
    Patient.objects.filter(pk=there.patient_id).update(
        nhs_number=number, date_of_birth="1990-05-04", postcode="ZZ1 1AA"
    )

    take(person(NHSNumber=number))
    take(person("10046", [_other()], NHSNumber=number, PersonBirthDate="1971-01-01"))

    known = Patient.objects.get(pk=there.patient_id)
    assert came_in("R1").patient_id == known.pk
    assert (known.postcode, known.nhs_number) == ("ZZ1 1AA", number)
    other = came_in("R9").patient
    assert other.nhs_number is None
    assert LookAlike.objects.get().other_id == known.pk
    assert other.may_be_known == 1


def test_the_services_own_return_doubles_nobody(take: Take, north: Team) -> None:
    here = received(north)

    taken = take(person("S2-1", [referral(here.reference)]), person())

    assert [one.rule for one in taken.left_out] == ["stands here"]
    assert set(Referral.objects.all()) == {here, came_in("R1")}
    assert Patient.objects.count() == 2
    assert CareContact.objects.filter(referral=here).count() == 0


def test_without_a_birth_date_nobody_can_be_written_down(take: Take) -> None:
    taken = take(person(PersonBirthDate=""), person("10046", [_other()]))

    assert [one.field for one in taken.left_out] == ["PersonBirthDate"]
    assert came_in("R9")


def test_what_nobody_sent_is_not_made_up(take: Take) -> None:
    take(
        person(
            referrals=[
                referral(
                    tables=contact(
                        CareContTime="", ClinContDurOfCareCont="", phq9="", gad7="", therapy=""
                    )
                )
            ]
        )
    )

    kept = CareContact.objects.get()
    assert (kept.minutes, kept.sitting, kept.therapies) == (None, None, [])
    assert kept.starts_at.isoformat() == "2026-04-14T11:00:00+00:00"


def test_staff_come_in_once_by_their_qualification(
    take: Take, sam: StaffMember, now: datetime
) -> None:
    rows: Sequence[Any] = [
        row("IDS902CarePersQual", CarePersLocalId="P7", QualAttainLevelIAPT="11"),
        row(
            "IDS902CarePersQual",
            CarePersLocalId="P7",
            QualAttainLevelIAPT="10",
            QualAwardedDate="2019-07-01",
        ),
    ]
    as_now = Taking(1, "ZZP", sam, now, policy_on(now.date()))

    first = taking.take_staff(rows, taking=as_now)
    second = taking.take_staff(rows, taking=as_now)

    take(person())
    member = StaffMember.objects.get(family_name="P7")
    assert (first.made["staff"], second.unchanged["staff"]) == (1, 1)
    assert (member.grade, member.is_active) == ("PWP", False)
    assert CareContact.objects.get().pwp == member


def test_without_a_team_one_is_made(take: Take) -> None:
    Team.objects.update(is_active=False)

    take(person())

    assert came_in().team.is_active


def _other() -> Any:
    return referral("R9", contact("C9"))
