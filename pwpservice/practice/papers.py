"""Letters on some records, answers taken back, two records that may be one person, and whose the
teams are.
"""

import struct
import zlib
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from uuid import UUID

from django.db.models import QuerySet

from caseload.actions import documents
from caseload.actions.documents import DocumentEntry
from caseload.models import DocumentKind, MentionsHarm
from clinical.policy import Policy
from pwpservice.practice.generate import Order
from pwpservice.practice.rows import Ids
from pwpservice.practice.team import Colleague
from referrals import details, merging
from referrals.details import QUESTIONS, ConsentEntry
from referrals.models import ConsentKind, ConsentMethod, NhsNumberChoice, Patient, Referral
from staff.models import Organisation, OrganisationKind, Site, StaffMember, Team

_PLACES = (
    ("Northbrook Health NHS Trust", OrganisationKind.TRUST, "Riverside House"),
    ("Moorside Mind", OrganisationKind.CHARITY, "The Old Library"),
)
# What came, how many days ago it is dated, and whether somebody has read it.
_LETTERS = (
    (DocumentKind.GP_LETTER, 9, True),
    (DocumentKind.QUESTIONNAIRE, 6, True),
    (DocumentKind.REPLY, 4, False),
    (DocumentKind.LETTER, 3, False),
)
_SCANNED = frozenset({DocumentKind.QUESTIONNAIRE})


def write_papers(order: Order, ids: Ids, staff: Sequence[Colleague], *, policy: Policy) -> None:
    """Few of each: enough to see how it looks."""
    _write_places(ids)
    people = {one.username: ids.staff[place] for place, one in enumerate(staff)}
    members = StaffMember.objects.in_bulk(list(people.values()))
    pwp, senior, admin = (members[people[name]] for name in ("pwp", "senior", "admin"))
    open_ones = Referral.objects.open().filter(risk_open_since__isnull=True)
    carried = list(
        open_ones.filter(carried_by=pwp).select_related("patient").order_by("-pk")[: len(_LETTERS)]
    )
    _write_letters(order, carried, by=admin, reader=pwp, policy=policy)
    if carried:
        _take_back(order, carried[0], by=admin)
    _propose_one(order, open_ones.filter(carried_by__isnull=True), by=senior)


def _write_places(ids: Ids) -> None:
    """The trust's team and the charity's, in one service."""
    for team_id, (name, kind, place) in zip(ids.teams, _PLACES, strict=False):
        organisation = Organisation.objects.create(name=name, kind=kind)
        site = Site.objects.create(organisation=organisation, name=place)
        Team.objects.filter(pk=team_id).update(site=site)


def _write_letters(
    order: Order,
    referrals: Sequence[Referral],
    *,
    by: StaffMember,
    reader: StaffMember,
    policy: Policy,
) -> None:
    rng = Random(f"{order.seed}/{order.today}/letters")
    for referral, (kind, days, is_read) in zip(referrals, _LETTERS, strict=False):
        entry = DocumentEntry(
            kind=kind,
            dated_on=order.today - timedelta(days=days),
            mentions_harm=MentionsHarm.NO,
            content=picture() if kind in _SCANNED else letter(f"{kind.label}: practice service"),
        )
        document = documents.attach(
            referral=referral,
            entry=entry,
            form_key=UUID(int=rng.getrandbits(128), version=4),
            by_clinician=False,
            by=by,
            now=order.now - timedelta(days=days - 2),
            policy=policy,
        )
        if is_read:
            documents.mark_read(document=document, by=reader, now=order.now - timedelta(days=1))


def _take_back(order: Order, referral: Referral, *, by: StaffMember) -> None:
    """Texts were fine in spring, and are not any more."""
    for days, is_given in ((40, True), (2, False)):
        entry = ConsentEntry(
            ConsentKind.TEXT, is_given, ConsentMethod.BY_PHONE, QUESTIONS[ConsentKind.TEXT]
        )
        details.record_consent(
            referral=referral, entry=entry, by=by, now=order.now - timedelta(days=days)
        )


def _propose_one(order: Order, waiting: QuerySet[Referral], *, by: StaffMember) -> None:
    """Somebody who was referred twice, once with the number and once without."""
    found = list(waiting.select_related("patient").order_by("received_on", "pk")[:2])
    if len(found) < 2:  # noqa: PLR2004 - two records are one person
        return
    kept, other = (one.patient for one in found)
    same = ("given_name", "family_name", "title", "date_of_birth", "gender", "postcode")
    Patient.objects.filter(pk=other.pk).update(
        nhs_number=None, email="", **{name: getattr(kept, name) for name in same}
    )
    merging.propose(
        kept=kept,
        other=Patient.objects.get(pk=other.pk),
        nhs_number=NhsNumberChoice.SAME,
        why="Same name, birth date and postcode. She says that her GP wrote twice.",
        by=by,
        now=order.now - timedelta(days=1),
    )


def letter(words: str) -> bytes:
    """A page with one line, as any reader of PDFs opens it."""
    text = f"BT /F1 14 Tf 72 720 Td ({words}) Tj ET".encode("latin-1")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    file, starts = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        starts.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    return (
        file + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer\n<< /Size 6 /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % len(file)
    )


def picture(side: int = 64) -> bytes:
    """A white square, as a scanner of nothing would send it."""
    rows = (b"\x00" + b"\xff" * side) * side
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
