"""The page of moving in: files are looked at first, then brought in; what was left out is read by
row; what lacks is a list of numbers.
"""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import AuditEntry
from clinical.policy import DEFAULT
from referrals.bulk import GIVEN_NAME
from referrals.models import Patient
from reporting.dataset.importer import jobs, looked_at
from reporting.dataset.importer.details.keys import PATIENTS
from reporting.models import ImportedKey, ImportRun, ImportUpload, LeftOut
from tests.factories import referrals
from tests.personas import NOW

pytestmark = pytest.mark.django_db
_PEOPLE = "LocalPatientId,GivenName,FamilyName,Phone\nP1,Rowan,Ashworth,\nP2,Nobody,Known,\n"


def _nameless(team, key="P1"):
    patient = referrals.PatientFactory(given_name=GIVEN_NAME, family_name=key, phone="")
    referrals.waiting(team, patient=patient)
    ImportedKey.objects.create(
        provider="", table=PATIENTS, key=key, target_id=patient.pk, fingerprint="", run=0
    )
    return patient


def _csv(text=_PEOPLE, name="people.csv"):
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def _sent(client, how="look", **more):
    return client.post("/moving-in/", {"how": how, "upload": [_csv()], **more})


@pytest.mark.usefixtures("clock")
def test_what_was_looked_at_is_brought_in_from_the_same_files(client, leah, north):
    patient = _nameless(north)
    client.force_login(leah)

    path = _sent(client)["Location"]
    jobs.import_runs(now=NOW, policy=DEFAULT)
    looked = client.get(path).content.decode()
    untouched = Patient.objects.get(pk=patient.pk).given_name
    again = client.post(f"{path}bring-in")["Location"]
    waiting = client.get(again).content.decode()
    jobs.import_runs(now=NOW, policy=DEFAULT)
    done = client.get(again).content.decode()

    assert "It was looked at only: nothing was changed." in looked
    assert "Bring them in" in looked
    assert untouched == GIVEN_NAME
    assert 'hx-trigger="every 3s"' in waiting
    assert Patient.objects.get(pk=patient.pk).given_name == "Rowan"
    assert "Nobody came in under this number" in done
    assert "every 3s" not in done
    assert not ImportUpload.objects.exists()


@pytest.mark.usefixtures("clock")
def test_files_are_brought_in_once_and_not_while_they_are_looked_at(client, leah):
    client.force_login(leah)
    path = _sent(client)["Location"]

    early = client.post(f"{path}bring-in", follow=True).content.decode()
    jobs.import_runs(now=NOW, policy=DEFAULT)
    client.post(f"{path}bring-in")
    twice = client.post(f"{path}bring-in", follow=True).content.decode()

    assert "It is still being looked at" in early
    assert "The files are here no more" in twice
    assert ImportRun.objects.filter(is_dry_run=False).count() == 1


@pytest.mark.usefixtures("clock")
def test_what_is_being_brought_in_is_not_brought_in_beside_it(client, leah):
    client.force_login(leah)
    path = _sent(client)["Location"]
    jobs.import_runs(now=NOW, policy=DEFAULT)
    _sent(client, how="bring")

    said = client.post(f"{path}bring-in", follow=True).content.decode()

    assert "These files are being brought in already" in said


@pytest.mark.usefixtures("clock")
def test_files_nobody_brings_in_are_forgotten_after_a_week(client, leah):
    client.force_login(leah)
    _sent(client)
    jobs.import_runs(now=NOW, policy=DEFAULT)

    kept = looked_at.forget(now=NOW + timedelta(days=6), policy=DEFAULT)
    gone = looked_at.forget(now=NOW + timedelta(days=8), policy=DEFAULT)

    assert (kept["pieces"], gone["pieces"]) == (0, 1)


def _zip():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr(zipfile.ZipInfo("people.csv"), _PEOPLE)
    return SimpleUploadedFile("move.zip", content.getvalue())


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"how": "look"}, "Choose the files."),
        ({"how": "", "upload": [_csv()]}, "Say whether to look first."),
        ({"how": "eat", "upload": [_csv()]}, "Choose one of the answers shown."),
        ({"how": "look", "upload": [_csv(b"")]}, "One of the files is empty"),
        ({"how": "look", "upload": [_csv(b"\xd0\xcf\x11\xe0\0\0")]}, "neither a zip nor text"),
        ({"how": "look", "upload": [_zip(), _csv()]}, "Send a zip on its own"),
    ],
)
def test_what_cannot_be_sent_is_refused_beside_the_field(client, dan, sent, says):
    client.force_login(dan)

    answer = client.post("/moving-in/", sent)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_zip_goes_as_it_is_and_the_same_twice_is_refused(client, dan):
    client.force_login(dan)
    client.post("/moving-in/", {"how": "bring", "upload": [_zip()]})

    answer = client.post("/moving-in/", {"how": "bring", "upload": [_zip()]})

    assert ImportRun.objects.get().source == "move.zip"
    assert "This file is being taken in already" in answer.content.decode()


def test_every_file_can_be_had_blank(client, dan):
    client.force_login(dan)

    blank = client.get("/moving-in/blank/caseloads.csv")

    assert blank.content.decode("utf-8-sig").split() == ["ServiceRequestId,CarePersLocalId"]
    assert client.get("/moving-in/blank/letters.csv").status_code == 404


def test_what_lacks_stands_by_number_and_the_look_is_on_the_trail(client, dan, leah, north):
    patient = _nameless(north)
    client.force_login(dan)

    page = client.get("/moving-in/missing/names").content.decode()
    client.force_login(leah)
    opens = client.get("/moving-in/missing/phones").content.decode()

    reference = patient.referrals.get().reference
    assert "P1" in page
    assert f"/caseload/{reference}/" not in page
    assert f"/caseload/{reference}/" in opens
    assert AuditEntry.objects.filter(event="LIST_VIEWED", shown=[patient.pk]).count() == 2
    assert client.get("/moving-in/missing/letters").status_code == 404


def _run_with(lines, by):
    run = ImportRun.objects.create(
        source="=1+1",
        fingerprint="f",
        asked_by=by,
        asked_at=NOW,
        phase="DONE",
        ending="SOME_LEFT_OUT",
        ended_at=NOW,
        left_out=lines,
    )
    LeftOut.objects.bulk_create(
        LeftOut(run=run, file="people.csv", line=n, rule="S2-CELL", why="=Blank")
        for n in range(1, lines + 1)
    )
    return run


def test_a_long_report_is_read_page_by_page_and_downloaded_whole(client, dan):
    run = _run_with(130, dan)
    client.force_login(dan)

    first = client.get(f"/moving-in/runs/{run.pk}/").content.decode()
    last = client.get(f"/moving-in/runs/{run.pk}/?after={LeftOut.objects.all()[99].pk}")
    whole = client.get(f"/moving-in/runs/{run.pk}/left-out.csv").content.decode("utf-8-sig")

    assert first.count('data-label="Why">=Blank') == 100
    assert last.content.decode().count('data-label="Why">=Blank') == 30
    assert whole.count("'=Blank") == 130


def test_why_so_many_rows_were_left_out_stands_before_them(client, dan):
    many, few = _run_with(30, by=dan), _run_with(3, by=dan)
    client.force_login(dan)

    of_many, of_few = (
        client.get(f"/moving-in/runs/{run.pk}/").content.decode() for run in (many, few)
    )

    assert '<b>=Blank</b></th><td class="num" data-label="Rows">30</td>' in of_many
    assert "the commonest reason first" not in of_few


def test_five_or_fifty_rows_cost_the_same_queries(
    client, dan, north, django_assert_max_num_queries
):
    client.force_login(dan)
    client.get("/moving-in/")
    counts = []
    for many in (5, 45):
        run = _run_with(many, dan)
        ImportRun.objects.filter(pk=run.pk).update(fingerprint=str(many))
        for number in range(many):
            _nameless(north, key=f"K{many}-{number}")
        asked = []
        for path in ("", "missing/names", f"runs/{run.pk}/"):
            with django_assert_max_num_queries(20) as spent:
                client.get(f"/moving-in/{path}")
            asked.append(len(spent))
        counts.append(asked)

    assert counts[0] == counts[1]
