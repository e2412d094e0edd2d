"""What comes in beside what is here: people who are on record, were merged or were worked with."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from audit.events import Event
from audit.models import AuditEntry
from caseload import facts
from caseload.models import CaseSummary
from clinical import nhs_number
from clinical.errors import Refused
from policy.current import policy_on
from referrals import equality
from referrals.brought_in import bring_details
from referrals.models import LookAlike, Patient, Referral, ReferralStep, Status, TriageDecision
from reporting.dataset.importer import taking
from reporting.dataset.importer.bundles import PersonBundle, Taken, Taking
from reporting.models import ImportedKey
from staff.actions.newcomers import Newcomer, name_newcomer
from staff.models import Grade, StaffMember, Team
from staff.roles import Role
from tests.factories.referrals import received
from tests.reporting.dataset.bundled import contact, person, referral, row

Take = Callable[..., Taken]
NUMBER = nhs_number.synthetic(41)


@pytest.fixture
def take(sam: StaffMember, duty: StaffMember, now: datetime) -> Take:
    """Take these people in; each time a minute later, as another run."""
    runs = iter(range(1, 100))

    def _take(*people: PersonBundle) -> Taken:
        run = next(runs)
        at = now + timedelta(minutes=run)
        return taking.take(people, taking=Taking(run, "ZZP", sam, at, policy_on(at.date())))

    return _take


@pytest.fixture
def on_record(north: Team) -> Referral:
    """Somebody with the NHS number and the birth date of whoever comes in."""
    there = received(north)
    Patient.objects.filter(pk=there.patient_id).update(
        nhs_number=NUMBER, date_of_birth="1990-05-04", gender="FEMALE"
    )
    return there


def came_in(key: str = "R1") -> Referral:
    pk = ImportedKey.objects.get(table="IDS101Referral", key=key).target_id
    return Referral.objects.get(pk=pk)


def test_a_new_referral_of_a_merged_record_goes_to_the_one_that_is_kept(
    take: Take, on_record: Referral
) -> None:
    take(person())
    merged = came_in().patient
    Referral.objects.update(patient=on_record.patient)
    Patient.objects.filter(pk=merged.pk).update(merged_into=on_record.patient)

    taken = take(person(referrals=[referral(), referral("R2", {})], Postcode="ZZ98 1AA"))

    assert (came_in("R2").patient, taken.left_out) == (on_record.patient, [])
    # The merge may be undone.
    assert ImportedKey.objects.get(table="IDS001MPI").target_id == merged.pk


def test_what_somebody_answered_here_is_not_answered_over(
    take: Take, on_record: Referral, now: datetime
) -> None:
    equality.keep(referral=on_record, given={"ethnicity": "B"}, by=None, now=now)

    take(person(NHSNumber=NUMBER))

    assert equality.latest(on_record.patient_id).ethnicity == "B"


def test_an_answer_that_nobody_gave_here_comes_in_and_writes_over_no_gender(
    take: Take, on_record: Referral
) -> None:
    take(person(NHSNumber=NUMBER, GenderIdentity="1"))
    take(person(NHSNumber=NUMBER, GenderIdentity="1", EthnicCategory="B"))

    on_record.patient.refresh_from_db()
    assert equality.latest(on_record.patient_id).ethnicity == "B"
    assert on_record.patient.gender == "FEMALE"


def test_two_of_one_number_in_one_batch_are_told_as_in_two(take: Take) -> None:
    take(
        person(NHSNumber=NUMBER),
        person("10046", [referral("R2", {})], NHSNumber=NUMBER),
        person("10047", [referral("R3", {})], NHSNumber=NUMBER, PersonBirthDate="1971-01-01"),
    )

    one, two, other = (came_in(key).patient for key in ("R1", "R2", "R3"))
    assert (one, one.nhs_number, other.nhs_number) == (two, NUMBER, None)
    pair = LookAlike.objects.get()
    assert (pair.patient, pair.other) == (other, one)
    line = AuditEntry.objects.get(event=Event.MOVED_IN, patient_id=one.pk)
    assert line.changes["referrals"] == [0, 2]


def test_a_number_that_comes_later_and_is_somebodys_is_for_a_person_to_settle(
    take: Take, on_record: Referral
) -> None:
    take(person())
    taken = take(person(NHSNumber=NUMBER))
    take(person(NHSNumber=NUMBER))

    here, pair = came_in().patient, LookAlike.objects.get()
    assert (here.nhs_number, here.may_be_known, taken.kept["patients"]) == (None, 1, 1)
    assert (pair.patient, pair.other) == (here, on_record.patient)
    assert pair.why == "the same NHS number, the same birth date"


def test_a_detail_that_changed_there_stands_on_the_trail_and_who_edited_here_stays_known(
    take: Take, sam: StaffMember
) -> None:
    take(person())
    Patient.objects.update(phone="07700 900123", updated_by=sam)

    take(person(Postcode="ZZ98 1AA"))

    line = AuditEntry.objects.filter(event=Event.MOVED_IN).latest("pk")
    assert line.changes["postcode"] == ["ZZ99 4AB", "ZZ98 1AA"]
    assert Patient.objects.get().updated_by == sam


def test_a_mended_file_changes_nothing_of_whoever_came_here_otherwise_too(
    take: Take, on_record: Referral, now: datetime
) -> None:
    take(person(NHSNumber=NUMBER), person("10046", [referral("R2", {})]))
    said = {"phone": "07700 900555"}
    Patient.objects.update(phone="07700 900999", given_name="Rowan")

    joined, alone = (
        bring_details(patient_id=pk, said=said, is_again=True, by=None, now=now)
        for pk in (came_in("R1").patient_id, came_in("R2").patient_id)
    )

    assert (joined.kept, alone.kept) == (("phone",), ())


def test_a_referral_that_changed_or_ended_there_stands_on_the_trail(take: Take) -> None:
    take(person())
    take(person(referrals=[referral(OrgIDComm="ZZB")]))
    take(person(referrals=[referral(OrgIDComm="ZZB", ServDischDate="2026-05-20", EndCode="46")]))

    lines = AuditEntry.objects.filter(referral_id=came_in().pk).order_by("pk")
    assert [(line.event, line.changes) for line in lines] == [
        ("PATIENT_DETAILS_CHANGED", {"commissioner": ["ZZA", "ZZB"]}),
        ("REFERRAL_ENDED", {"ended_on": [None, "2026-05-20"], "end_code": ["", "COMPLETED"]}),
    ]


def test_a_contact_that_moves_to_another_referral_leaves_the_first(take: Take) -> None:
    take(person(referrals=[referral(tables=contact(ServiceRequestId="R1")), referral("R2", {})]))

    take(person(referrals=[referral(tables={}), referral("R2", contact(ServiceRequestId="R2"))]))

    left, right = came_in("R1"), came_in("R2")
    assert not facts.different([left.pk, right.pk])
    assert CaseSummary.objects.get(pk=right.pk).phq9 == [14]
    assert CaseSummary.objects.get(pk=left.pk).phq9 == []


def test_no_import_ends_what_somebody_here_has_triaged_or_carried(
    take: Take, sam: StaffMember, now: datetime
) -> None:
    ended: dict[str, Any] = {"ServDischDate": "2026-05-20", "EndCode": "46"}
    take(person(referrals=[referral(), referral("R2", {})]))
    Referral.objects.filter(pk=came_in("R1").pk).update(triaged_as=TriageDecision.STEP_2)
    ReferralStep.objects.create(
        referral=came_in("R2"), from_status=Status.ALLOCATED, to_status=Status.WAITING, at=now
    )

    taken = take(person(referrals=[referral(**ended), referral("R2", {}, **ended)]))

    assert came_in("R1").is_open
    assert came_in("R2").is_open
    assert [one.rule for one in taken.left_out] == ["kept here", "kept here"]


def test_the_grade_of_somebody_who_worked_here_is_left(
    take: Take, sam: StaffMember, now: datetime
) -> None:
    take(person())
    StaffMember.objects.filter(family_name="P7").update(given_name="Amira", grade=Grade.SENIOR_PWP)
    rows: list[Any] = [row("IDS902CarePersQual", CarePersLocalId="P7", QualAttainLevelIAPT="10")]

    taken = taking.take_staff(rows, taking=Taking(2, "ZZP", sam, now, policy_on(now.date())))

    assert StaffMember.objects.get(family_name="P7").grade == Grade.SENIOR_PWP
    assert taken.kept["staff"] == 1


def test_an_account_that_somebody_was_given_here_is_not_named_anew(
    north: Team, sam: StaffMember, now: datetime
) -> None:
    jo = StaffMember.objects.create_user("jo", given_name="Jo", email="jo@example.org")
    amira = Newcomer("Amira", "Hassan", north, Role.PWP)

    with pytest.raises(Refused, match="somebody’s already"):
        name_newcomer(member=jo, newcomer=amira, on=now.date(), by=sam, now=now)
