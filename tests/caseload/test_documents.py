"""Letters and scans: what may be kept, who opens them, who has read them, and what harm does."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEntry
from caseload.actions import documents
from caseload.models import (
    Document,
    DocumentContent,
    MentionsHarm,
    RiskAction,
    RiskSignal,
)
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.models import Referral
from tests.factories import caseload
from tests.factories.documents import JPEG, PDF, PNG, entry, letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def _attach(referral, *, by, now, content=PDF, harm=MentionsHarm.NO, key=None, clinician=True):
    return documents.attach(
        referral=referral,
        entry=entry(content, harm),
        form_key=key or uuid4(),
        by_clinician=clinician,
        by=by,
        now=now,
        policy=DEFAULT,
    )


def _typed(content=PDF, name="letter.pdf", **answers):
    return {
        "form_key": str(uuid4()),
        "file": SimpleUploadedFile(name, content),
        "kind": "GP_LETTER",
        "dated_on": "2026-06-02",
        "mentions_harm": "NO",
    } | answers


def _page(name, referral, *more):
    return reverse(f"papers:{name}", args=(referral.reference, *more))


@pytest.mark.parametrize(("content", "kind"), [(PDF, "PDF"), (PNG, "PNG"), (JPEG, "JPEG")])
def test_what_a_file_is_is_told_by_its_bytes(content, kind, referral, priya, now):
    kept = _attach(referral, by=priya, now=now, content=content)

    assert (kept.file_kind, kept.size) == (kind, len(content))
    assert bytes(kept.content.content) == content


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (_typed(b"MZ\x90\x00 a program", "letter.pdf"), "not a PDF, PNG or JPEG"),
        (_typed(b"", "letter.pdf"), "This file is empty"),
        (_typed(PDF + b"0" * 10 * 1024 * 1024), "too big: 10 MB at most"),
        (_typed(dated_on="2026-06-10"), "cannot be after today"),
        (_typed(dated_on="1026-06-10"), "Check the year"),
        (_typed(mentions_harm=""), "Say whether it mentions harm, or that you cannot tell."),
        (_typed(file=""), "Choose the file."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_is_half_saved(
    sent, said, client, referral, priya
):
    client.force_login(priya)

    response = client.post(_page("attach", referral), sent)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert (Document.objects.count(), DocumentContent.objects.count()) == (0, 0)


def test_a_request_larger_than_any_letter_is_refused_before_it_is_read(client, referral, priya):
    client.force_login(priya)

    response = client.post(_page("attach", referral), CONTENT_LENGTH=str(30 * 1024 * 1024))

    assert response.status_code == 413


def test_the_name_of_a_file_is_never_kept_nor_given_back(client, referral, priya):
    client.force_login(priya)

    client.post(_page("attach", referral), _typed(name="../../Rowan Ashworth HIV.pdf"))

    one = Document.objects.get()
    served = client.get(_page("file", referral, one.reference))
    assert served["Content-Disposition"] == f'attachment; filename="document-{one.reference}.pdf"'
    assert "HIV" not in client.get(_page("documents", referral)).content.decode()


def test_a_file_is_saved_and_never_shown_by_the_browser(client, referral, priya, now):
    one = letter(referral)
    client.force_login(priya)

    served = client.get(_page("file", referral, one.reference))

    assert served.content == PDF
    assert served["Content-Type"] == "application/pdf"
    assert served["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Cache-Control"] == "no-store"
    opened = AuditEntry.objects.get(event="DOCUMENT_OPENED")
    assert (opened.staff_id, opened.about_id) == (priya.pk, one.pk)


def test_a_file_is_found_through_its_own_record_alone(client, referral, priya, north):
    other = caseload.in_treatment(priya, north)
    one = letter(other)
    client.force_login(priya)

    assert client.get(_page("file", referral, one.reference)).status_code == 404


def test_an_administrator_attaches_and_sees_that_it_is_unread_and_never_opens_it(
    client, referral, ada
):
    client.force_login(ada)

    client.post(_page("attach", referral), _typed())

    one = Document.objects.get()
    page = client.get(_page("documents", referral)).content.decode()
    assert "Letter from the GP, 2 June" in page
    assert "Not read yet" in page
    assert "/file" not in page
    assert client.get(_page("file", referral, one.reference)).status_code == 404
    assert client.post(_page("read", referral, one.reference)).status_code == 404


def test_each_reader_says_so_once_and_it_waits_no_longer(client, referral, priya, sam, now):
    one = letter(referral)
    for reader in (priya, priya, sam):
        documents.mark_read(document=one, by=reader, now=now)

    one.refresh_from_db()
    assert [each.by for each in one.readings.order_by("pk")] == [priya, sam]
    assert one.settled_at == now


def test_what_nobody_has_read_is_on_the_carriers_page_and_her_seniors(
    client, referral, priya, sam, tom, now, clock
):
    letter(referral)
    seen = {}
    for person in (priya, sam, tom):
        client.force_login(person)
        seen[person] = "Letter from the GP of 2 June" in (
            client.get(reverse("unread_documents")).content.decode()
        )
    documents.mark_read(document=Document.objects.get(), by=priya, now=now)
    client.force_login(priya)

    assert seen == {priya: True, sam: True, tom: False}
    letter(referral)
    clock.shift(timedelta(days=3))
    client.force_login(priya)
    late = client.get(reverse("unread_documents")).content.decode()
    documents.mark_read(document=Document.objects.latest("pk"), by=priya, now=now)

    assert late.count("<strong>Late.</strong>") == 1
    assert "Every letter was read" in client.get(reverse("unread_documents")).content.decode()


def test_one_on_the_wrong_record_is_taken_off_with_a_reason_and_opens_no_more(
    client, referral, priya
):
    one = letter(referral)
    client.force_login(priya)
    take_off = _page("withdraw", referral, one.reference)

    without = client.post(take_off, {"why": " "})
    client.post(take_off, {"why": "Another Rowan"})

    assert without.status_code == 422
    assert "Say why it does not belong here." in without.content.decode()
    page = client.get(_page("documents", referral)).content.decode()
    assert "Another Rowan" in page
    assert client.get(_page("file", referral, one.reference)).status_code == 404


def test_one_that_may_mention_harm_is_read_before_it_is_taken_off(
    client, referral, priya, ada, duty, now
):
    """Whoever is told to read it would find nothing, and not know whom it is about."""
    one = _attach(referral, by=ada, now=now, harm=MentionsHarm.YES, clinician=False)
    client.force_login(ada)
    take_off = _page("withdraw", referral, one.reference)

    unread = client.post(take_off, {"why": "Another Rowan"})
    documents.mark_read(document=one, by=priya, now=now)
    read = client.post(take_off, {"why": "Another Rowan"})

    assert (unread.status_code, read.status_code) == (422, 302)
    assert "nobody has read it yet" in unread.content.decode()


@pytest.mark.parametrize("harm", [MentionsHarm.YES, MentionsHarm.CANNOT_TELL])
def test_unless_it_is_a_plain_no_the_letter_is_a_signal_in_the_same_transaction(
    harm, referral, ada, duty, now
):
    one = _attach(referral, by=ada, now=now, harm=harm, clinician=False)

    signal = RiskSignal.objects.get()
    assert (one.signal, signal.source) == (signal, "LETTER")
    assert RiskAction.objects.get().owner == duty
    assert Referral.objects.get(pk=referral.pk).risk_open_since == now


def test_the_same_form_again_is_one_letter_and_one_signal(referral, priya, now):
    key = uuid4()
    first = _attach(referral, by=priya, now=now, harm=MentionsHarm.YES, key=key)

    again = _attach(referral, by=priya, now=now, harm=MentionsHarm.YES, key=key)

    assert again == first
    assert RiskSignal.objects.count() == 1
    with pytest.raises(Refused, match="used already"):
        _attach(referral, by=priya, now=now, content=PNG, key=key)


def test_when_the_bytes_cannot_be_kept_there_is_neither_row_nor_signal(
    referral, priya, now, monkeypatch
):
    def fails(**_facts):
        raise OSError("disk full")

    monkeypatch.setattr(DocumentContent.objects, "create", fails)
    with pytest.raises(OSError, match="disk full"), transaction.atomic():
        _attach(referral, by=priya, now=now, harm=MentionsHarm.YES)

    assert (Document.objects.count(), RiskSignal.objects.count()) == (0, 0)


def test_the_page_costs_the_same_for_5_and_50(client, referral, priya, now):
    client.force_login(priya)
    client.get(_page("documents", referral))
    costs = []
    for count in (5, 45):
        for _ in range(count):
            documents.mark_read(document=letter(referral, by=priya), by=priya, now=now)
        with CaptureQueriesContext(connection) as asked:
            client.get(_page("documents", referral))
        costs.append(len(asked))

    assert costs[0] == costs[1]
