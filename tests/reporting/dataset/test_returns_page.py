"""The months of the return: until when, written or not, and the file that is taken."""

import io
import zipfile
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from clinical.policy import DEFAULT
from reporting.dataset.export.jobs import export_runs
from reporting.models import ExportPiece, ExportRun, Window
from staff.models import StaffMember
from tests import confirmed, personas
from tests.factories import referrals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE = "/returns/"
MAY, APRIL = date(2026, 5, 1), date(2026, 4, 1)


def words(client, path=PAGE, status=200):
    response = client.get(path)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def written(
    by: StaffMember, *, month: date = MAY, at: datetime = personas.NOW, **facts
) -> ExportRun:
    """A month that was written, with a zip of two pieces."""
    done = {
        "state": ExportRun.State.DONE,
        "finished_at": at,
        "counts": {"IDS101Referral": 1204, "IDS001MPI": 1190},
        "findings": {"R": 3, "W": 41},
        "checksum": "ab" * 32,
        "file_name": f"return-{month:%Y-%m}.zip",
    }
    run = ExportRun.objects.create(
        month=month, window=Window.PROVISIONAL, asked_by=by, asked_at=at, **done | facts
    )
    if run.state == ExportRun.State.DONE:
        for place, content in enumerate((b"PK one", b" two")):
            ExportPiece.objects.create(run=run, place=place, content=content)
    return run


def test_a_data_manager_lands_where_the_months_and_their_days_are(client, dan):
    confirmed.sign_in(client, dan)

    assert client.get("/").headers["Location"] == PAGE
    page = words(client)

    assert page.index("May 2026") < page.index("April 2026") < page.index("June 2026")
    assert "13 days left: closes 22 June, the usual day." in page
    assert "Provisional" in page
    assert "Performance" in page
    assert page.count("Write the return") == 3
    assert 'hx-get="/returns/2026-05/quality"' in page


def test_a_month_is_written_once_however_often_it_is_asked_for(client, dan):
    confirmed.sign_in(client, dan)

    first = client.post("/returns/2026-05/start")
    client.post("/returns/2026-05/start")
    page = words(client)

    assert first.headers["Location"] == "/returns/#month-2026-05"
    assert ExportRun.objects.count() == 1
    assert "Waiting to begin" in page
    assert 'hx-trigger="every 2s"' in page
    assert page.count("Write the return") == 2


def test_the_part_that_asks_again_is_the_month_alone(client, dan):
    written(dan)
    confirmed.sign_in(client, dan)

    part = client.get("/returns/2026-05/progress", headers={"HX-Request": "true"})
    plain = client.get("/returns/2026-05/progress")

    html = part.content.decode()
    assert html.lstrip().startswith("<section")
    assert "every 2s" not in html
    assert "2,394 rows" in html
    assert plain.headers["Location"] == PAGE


def test_what_was_written_says_what_it_came_to_and_is_taken_as_a_file(client, dan):
    run = written(dan)
    confirmed.sign_in(client, dan)

    page = words(client)
    file = client.get(f"/returns/2026-05/runs/{run.pk}/file")

    assert "3 reject a record, 41 warn and reject nothing." in page
    assert "Write it again" in page
    assert b"".join(file.streaming_content) == b"PK one two"
    assert file.headers["Content-Disposition"] == 'attachment; filename="return-2026-05.zip"'
    assert AuditEntry.objects.filter(event="RETURN_TAKEN", staff_id=dan.pk).exists()


def test_a_run_that_failed_says_why_and_is_offered_again(client, dan):
    written(
        dan,
        state=ExportRun.State.FAILED,
        checksum="",
        file_name="",
        why_failed="The disk of the service is full.",
    )
    confirmed.sign_in(client, dan)

    page = words(client)

    assert "The disk of the service is full." in page
    assert "Write it again" in page


def test_no_file_of_another_month_or_of_a_run_that_failed_is_taken(client, dan):
    run = written(dan)
    failed = written(
        dan, month=APRIL, state=ExportRun.State.FAILED, checksum="", file_name="", why_failed="No."
    )
    confirmed.sign_in(client, dan)

    assert client.get(f"/returns/2026-04/runs/{run.pk}/file").status_code == 404
    assert client.get(f"/returns/2026-04/runs/{failed.pk}/file").status_code == 404


def test_a_month_is_written_checked_and_copied_for_reading(client, dan, north):
    """From asking for it to what it came to, looked at twice."""
    referral = referrals.waiting(north, patient__nhs_number=None)
    confirmed.sign_in(client, dan)
    client.post("/returns/2026-05/start")
    export_runs(now=personas.NOW, policy=DEFAULT)
    run = ExportRun.objects.get()

    page = words(client, "/returns/2026-05/findings")
    copies = client.get(f"/returns/2026-05/runs/{run.pk}/reading-copies")

    assert '<td data-label="Rule">IDS10108</td>' in page
    assert 'href="/returns/2026-05/quality?rule=no-commissioner#h-items"' in page
    assert '<th scope="row">IDS101Referral</th><td class="num">1</td>' in page
    assert run.checksum in page
    assert "IDS10108" in words(client, "/returns/2026-05/findings")
    with zipfile.ZipFile(io.BytesIO(b"".join(copies.streaming_content))) as zipped:
        read = zipped.read("2026-05-reading/IDS101Referral.csv").decode("utf-8-sig")
    assert referral.reference in read
    assert AuditEntry.objects.filter(event="RETURN_TAKEN", staff_id=dan.pk).count() == 1


def test_a_month_that_was_not_written_has_no_findings_yet(client, dan):
    confirmed.sign_in(client, dan)

    assert "Not written yet" in words(client, "/returns/2026-04/findings")


def test_the_number_of_queries_does_not_grow_with_the_runs(client, dan):
    def queries(many):
        for at in range(many):
            written(dan, at=personas.NOW - timedelta(days=at))
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    confirmed.sign_in(client, dan)

    assert queries(5) == queries(45)


def test_a_month_written_often_hides_no_other(client, dan):
    written(dan, month=APRIL)
    for _ in range(40):
        written(dan)
    confirmed.sign_in(client, dan)

    assert words(client).count("Not written yet.") == 1
