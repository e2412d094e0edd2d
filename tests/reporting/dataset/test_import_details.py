"""Names, caseloads, notes and appointments of an old system come in by row, once, and write over
nothing that a person has edited here.
"""

import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEntry
from caseload.models import Allocation, CareContact, RiskSignal, WaitingOverride
from jobs.models import OutboxEntry
from portal.models import PatientMessage
from referrals.bulk import CAME_IN, GIVEN_NAME
from referrals.models import Consent, Patient, Status, TimelineNote
from reporting.dataset.importer.details.columns import FILES
from reporting.dataset.importer.details.keys import PATIENTS, REFERRALS
from reporting.models import ImportedKey, ImportRun, LeftOut
from staff.models import StaffMember
from tests.factories import caseload, referrals
from tests.reporting.dataset import folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(north, clock):
    """One open referral, as the monthly files bring it in: without a name, on nobody's caseload."""
    patient = referrals.PatientFactory(
        given_name=GIVEN_NAME, family_name="P1", phone="", updated_by=None
    )
    referral = referrals.waiting(north, patient=patient)
    referral.steps.update(why=CAME_IN)
    ImportRun.objects.create(
        source="monthly",
        fingerprint="x",
        provider="ZZ1",
        asked_by=StaffMember.objects.create_user("before"),
        asked_at=datetime(2026, 6, 1, tzinfo=UTC),
    )
    _known(PATIENTS, "P1", patient.pk)
    _known(REFERRALS, "R1", referral.pk)
    return referral


def _known(table, key, target):
    ImportedKey.objects.create(provider="ZZ1", table=table, key=key, target_id=target, run=0)


def _write(folder, **texts):
    for name, text in texts.items():
        (folder / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def _bring(source, *how):
    """Exit status, and what was said."""
    out = StringIO()
    try:
        call_command("import_details", str(source), "--by", "leah.lead", *how, stdout=out)
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


@pytest.fixture(autouse=True)
def lead(leah):
    StaffMember.objects.filter(pk=leah.pk).update(username="leah.lead")
    return leah


WHOLE = {
    "staff": "CarePersLocalId,Username\nC1,priya.raman\n",
    "people": (
        "LocalPatientId,Title,GivenName,FamilyName,Phone,Email,Address,TextOk,VoicemailOk,"
        "SafeTimes\nP1,Ms,Rowan,Ashworth,07700 900123,rowan@example.org,"
        '"1 Elm Road\nNorthbrook",Y,N,evenings\n'
    ),
    "caseloads": "ServiceRequestId,CarePersLocalId\nR1,C1\n",
    "notes": "ServiceRequestId,Date,Author,Text\nR1,03/06/2026,A Hassan,Rang. Sleeps better.\n",
    "appointments": (
        "ServiceRequestId,Date,Time,Minutes,CarePersLocalId,Kind,Medium\n"
        "R1,2026-06-15,10:30,45,C1,Review,Video\n"
    ),
}


def test_the_five_files_make_a_caseload_that_a_pwp_can_work_with(moved, priya, tmp_path):
    status, said = _bring(_write(tmp_path, **WHOLE))

    moved.refresh_from_db()
    patient = Patient.objects.get(pk=moved.patient_id)
    booked = CareContact.objects.get(referral=moved)
    assert (status, "All is in." in said) == (0, True)
    assert (patient.full_name, patient.phone) == ("Rowan Ashworth", "07700 900123")
    assert (patient.address, patient.best_time) == ("1 Elm Road, Northbrook", "evenings")
    assert (patient.text_ok, patient.voicemail_ok) == (True, False)
    assert (moved.carried_by, moved.status) == (priya, Status.ALLOCATED)
    assert TimelineNote.objects.filter(
        referral=moved, title="From the old system, A Hassan", text="Rang. Sleeps better."
    ).exists()
    assert booked.starts_at == datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
    assert (booked.pwp, booked.kind, booked.medium, booked.booked_minutes) == (
        priya,
        "REVIEW",
        "VIDEO",
        45,
    )


def test_nobody_is_written_to_and_nobody_is_passed_over(moved, priya, north, tmp_path):
    referrals.waiting(north, received_on=datetime(2026, 1, 5, tzinfo=UTC).date())

    _bring(_write(tmp_path, **WHOLE))

    assert not PatientMessage.objects.exists()
    assert not OutboxEntry.objects.exists()
    assert not WaitingOverride.objects.exists()


def test_the_same_files_again_change_nothing(moved, priya, tmp_path):
    _write(tmp_path, **WHOLE)
    _bring(tmp_path)
    before = _everything(), _acts()

    status, said = _bring(tmp_path)

    assert status == 0
    assert "notes: 1 unchanged." in said
    assert (_everything(), _acts()) == before


def _acts():
    """Lines on the trail, but for that an import began and ended."""
    return AuditEntry.objects.exclude(event__startswith="IMPORT_").count()


def _everything():
    return (
        list(Patient.objects.order_by("pk").values("pk", "version", "given_name", "phone")),
        list(Allocation.objects.values_list("pk", flat=True)),
        list(TimelineNote.objects.values_list("pk", flat=True)),
        list(CareContact.objects.values_list("pk", "version")),
        list(Consent.objects.values_list("pk", flat=True)),
    )


def test_a_dry_run_says_the_same_and_changes_nothing(moved, priya, tmp_path):
    before = _everything()

    status, said = _bring(_write(tmp_path, **WHOLE), "--dry-run")

    assert (status, _everything()) == (0, before)
    assert "appointments: 1 would be made." in said
    assert not ImportedKey.objects.exclude(table__in=(PATIENTS, REFERRALS)).exists()


def test_a_dry_run_knows_whom_staff_csv_would_make(moved, north, tmp_path):
    name = "CarePersLocalId,GivenName,FamilyName,Team\nC1,Amira,Hassan,North team\n"

    status, said = _bring(_write(tmp_path, **WHOLE | {"staff": name}), "--dry-run")

    assert (status, "caseloads: 1 would be made." in said) == (0, True)
    assert not StaffMember.objects.filter(family_name="Hassan").exists()


def test_what_a_person_edited_here_is_kept_and_said_by_row(moved, priya, tmp_path):
    people = "LocalPatientId,GivenName,FamilyName,Phone,TextOk\nP1,Rowan,Ashworth,{},{}\n"
    _bring(_write(tmp_path, people=people.format("07700 900123", "Y")))
    Patient.objects.filter(pk=moved.patient_id).update(phone="07700 900999", updated_by=priya)
    Consent.objects.create(
        patient_id=moved.patient_id,
        kind="TEXT",
        is_given=False,
        method="REPLY",
        words="STOP",
        at=datetime(2026, 6, 9, 12, tzinfo=UTC),
    )
    Patient.objects.filter(pk=moved.patient_id).update(text_ok=False)

    status, said = _bring(_write(tmp_path, people=people.format("07700 900555", "Yes")))

    kept = Patient.objects.get(pk=moved.patient_id)
    assert (status, kept.phone, kept.text_ok) == (3, "07700 900999", False)
    assert "people.csv, line 2, Phone: Somebody edited this here" in said
    assert "people.csv, line 2, TextOk:" in said


def test_a_mended_file_changes_what_only_files_have_written(moved, priya, tmp_path):
    people = "LocalPatientId,GivenName,FamilyName,Phone\nP1,Rowan,{},07700 900123\n"
    _bring(_write(tmp_path, people=people.format("Ashwort")))

    status, _ = _bring(_write(tmp_path, people=people.format("Ashworth")))

    assert status == 0
    assert Patient.objects.get(pk=moved.patient_id).family_name == "Ashworth"


def test_who_was_allocated_here_stays_and_a_mended_caseload_moves(moved, priya, trainee, tmp_path):
    both = "CarePersLocalId,Username\nC1,priya.raman\nC2,tess.young\n"
    row = "ServiceRequestId,CarePersLocalId\nR1,{}\n"
    _bring(_write(tmp_path, staff=both, caseloads=row.format("C1")))
    _bring(_write(tmp_path, caseloads=row.format("C2")))
    moved.refresh_from_db()
    mended = moved.carried_by
    Allocation.objects.filter(referral=moved, ends_at=None).update(
        ends_at=datetime(2026, 6, 10, tzinfo=UTC)
    )
    caseload.AllocationFactory(
        referral=moved, pwp=trainee, starts_at=datetime(2026, 6, 10, tzinfo=UTC)
    )

    status, said = _bring(_write(tmp_path, caseloads=row.format("C1")))

    assert mended == trainee
    assert (status, "Somebody else was given this person here" in said) == (3, True)


def test_harm_in_a_note_is_heard_on_the_way(moved, priya, tmp_path):
    notes = "ServiceRequestId,Date,Author,Text\nR1,2026-06-03,,She wants to end her life.\n"

    _bring(_write(tmp_path, notes=notes))
    _bring(tmp_path)

    assert RiskSignal.objects.get(referral=moved).source == "OLD_NOTE"


def test_an_account_that_is_made_cannot_be_signed_in_to(moved, north, tmp_path):
    staff = (
        "CarePersLocalId,GivenName,FamilyName,Team,Role\n"
        "C1,Amira,Hassan,north team,Senior PWP\nC2,Nobody,Here,Elsewhere,\n"
        "C3,Ada,Boss,North team,SERVICE_LEAD\n"
    )

    status, said = _bring(_write(tmp_path, staff=staff))

    amira = StaffMember.objects.get(family_name="Hassan")
    assert (amira.has_usable_password(), amira.email) == (False, "")
    assert amira.memberships.get().role == "SENIOR_PWP"
    assert status == 3
    assert "staff.csv, line 3, Team: No team of this name" in said
    assert "staff.csv, line 4, Role: None of: PWP" in said


@pytest.mark.parametrize(
    ("name", "row", "says"),
    [
        ("people", "P9,Rowan,Ashworth,,", "LocalPatientId: Nobody came in under this number"),
        ("people", "P1,,Ashworth,,", "GivenName: Blank"),
        ("people", f"P1,Rowan,{'x' * 81},,", "FamilyName: Longer than 80 characters"),
        ("people", "P1,Rowan,Ashworth,none,", "Phone: No phone number"),
        ("people", "P1,Rowan,Ashworth,,perhaps", "TextOk: Longer than 3 characters"),
        ("people", "P1,Rowan,Ashworth,,X", "TextOk: Neither Y nor N"),
        ("people", "P1,Ro\x07wan,Ashworth,,", "GivenName: It holds signs"),
        ("notes", "R9,2026-06-01,,Words", "ServiceRequestId: No referral came in"),
        ("notes", "R1,2026-06-31,,Words", "Date: No such day"),
        ("notes", "R1,2026-06-30,,Words", "Date: The day of a note cannot be after today"),
        ("notes", "R1,2026-06-01,,", "Text: Blank"),
        ("appointments", "R1,2026-06-01,10:00,30,C1,,", "This time has passed"),
        ("appointments", "R1,2026-06-15,25:00,30,C1,,", "Time: No such time"),
        ("appointments", "R1,2026-06-15,10:00,500,C1,,", "Minutes: No number from 5 to 240"),
        ("appointments", "R1,2026-06-15,10:00,30,C1,Chat,", "Kind: None of: Assessment"),
        ("appointments", "R1,2026-06-15,10:00,30,C9,,", "CarePersLocalId: Nobody of the staff"),
        ("caseloads", "R1,C9", "CarePersLocalId: Nobody of the staff"),
        ("caseloads", "R1,leah.lead", "carries no caseload here"),
    ],
)
def test_a_row_that_cannot_be_taken_is_left_out_with_its_line_and_why(
    name, row, says, moved, priya, tmp_path
):
    heads = {
        "people": "LocalPatientId,GivenName,FamilyName,Phone,TextOk",
        "notes": "ServiceRequestId,Date,Author,Text",
        "appointments": "ServiceRequestId,Date,Time,Minutes,CarePersLocalId,Kind,Medium",
        "caseloads": "ServiceRequestId,CarePersLocalId",
    }
    _write(tmp_path, staff=WHOLE["staff"], **{name: f"{heads[name]}\n{row}\n"})

    status, said = _bring(tmp_path)

    assert status == 3
    assert f"{name}.csv, line 2" in said
    assert says in said
    assert "Ashworth" not in said


def test_two_at_one_time_and_a_row_twice_are_left_out(moved, priya, north, tmp_path):
    other = referrals.waiting(north)
    _known(REFERRALS, "R2", other.pk)
    rows = (
        "ServiceRequestId,Date,Time,CarePersLocalId\n"
        "R1,2026-06-15,10:30,C1\nR2,15/06/2026,10:45,C1\nR1,2026-06-15,10:30,C1\n"
    )
    notes = WHOLE["notes"] + "R1,03/06/2026,A Hassan,Rang. Sleeps better.\n"

    status, said = _bring(_write(tmp_path, staff=WHOLE["staff"], appointments=rows, notes=notes))

    assert status == 3
    assert "appointments.csv, line 3: That time is taken in this diary" in said
    assert "appointments.csv, line 4: The same stands in the file before" in said
    assert "notes.csv, line 3: The same stands in the file before" in said
    assert CareContact.objects.count() == 1


@pytest.mark.parametrize(
    ("people", "says"),
    [
        (WHOLE["people"] + "P1,Ms,Ro", "line 4: Nothing of it was taken. The line has 3 values"),
        (WHOLE["people"] + 'P2,"never closed', "Nothing of it was taken. The file breaks off"),
        ("GivenName,FamilyName\nA,B\n", "the first line lacks LocalPatientId"),
        ("just,words\nA,B\n", "The first line names none of the columns"),
        (b"PK\x03\x04\0\0\0", "Nothing of it was taken."),
    ],
)
def test_a_file_that_breaks_off_is_left_out_whole_and_the_others_come_in(
    people, says, moved, priya, tmp_path
):
    status, said = _bring(_write(tmp_path, **WHOLE | {"people": people}))

    assert (status, says in said) == (3, True)
    assert Patient.objects.get(pk=moved.patient_id).given_name == GIVEN_NAME
    assert CareContact.objects.exists()


def test_nothing_that_could_be_read_ends_with_status_one(moved, tmp_path):
    (tmp_path / "letters.csv").write_text("a,b\n")

    assert _bring(tmp_path)[0] == 1
    with pytest.raises(CommandError, match="name a folder or a zip"):
        _bring(tmp_path / "gone")
    with pytest.raises(CommandError, match="no account of this name"):
        call_command("import_details", str(tmp_path), "--by", "ghost")


def test_a_zip_in_old_windows_letters_columns_in_any_order_and_formulas_as_text(
    moved, priya, tmp_path
):
    text = "\r\nFamilyName,unknown,localpatientid,GivenName\r\n=Brontë,x,P1,Zoë\r\n".lstrip()
    with zipfile.ZipFile(tmp_path / "move.zip", "w") as packed:
        packed.writestr("some/folder/People.CSV", text.encode("cp1252"))

    status, said = _bring(tmp_path / "move.zip")

    patient = Patient.objects.get(pk=moved.patient_id)
    assert (patient.given_name, patient.family_name) == ("Zoë", "=Brontë")
    assert (status, "1 columns are not known" in said) == (3, True)


def test_what_was_left_out_never_holds_a_value(moved, priya, tmp_path):
    secret = "Secretname"
    rows = f"LocalPatientId,GivenName,FamilyName,Phone\n{secret},{secret},{secret},{secret}\n"

    _bring(_write(tmp_path, people=rows))

    told = LeftOut.objects.values_list("file", "field", "rule", "why")
    assert secret not in str(list(told))


def test_every_column_is_explained_in_the_guide():
    guide = Path("docs/moving-in.md").read_text(encoding="utf-8")
    for file in FILES:
        _, _, part = guide.partition(f"### {file.file_name}")
        told = part.partition("\n### ")[0]
        assert [one.name for one in file.columns if f"`{one.name}`" not in told] == []


def test_they_may_lie_beside_the_monthly_files_and_come_in_with_them(priya, tmp_path):
    folder.write(tmp_path, folder.month())
    person = next(iter(folder.month()["IDS101Referral"]))
    number, referral = person["LocalPatientId"], person["ServiceRequestId"]
    _write(
        tmp_path,
        staff=WHOLE["staff"],
        people=f"LocalPatientId,GivenName,FamilyName\n{number},Rowan,Ashworth\n",
        caseloads=f"ServiceRequestId,CarePersLocalId\n{referral},C1\n",
    )

    looked = _both(tmp_path, "--dry-run")
    nobody = Patient.objects.exists()
    brought = _both(tmp_path)

    moved = Patient.objects.get(given_name="Rowan")
    assert "people: 1 new" in looked
    assert not nobody
    assert "0 left out. All is in." in brought
    assert moved.referrals.get().carried_by == priya


def _both(source, *how):
    out = StringIO()
    with suppress(SystemExit):
        call_command("import_dataset", str(source), "--by", "leah.lead", *how, stdout=out)
    return out.getvalue()
