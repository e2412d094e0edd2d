"""Letters on a record, with bytes that begin as such files do."""

from datetime import date
from uuid import uuid4

from caseload.actions import documents
from caseload.actions.documents import DocumentEntry
from caseload.models import Document, DocumentKind, MentionsHarm
from clinical.policy import DEFAULT
from referrals.models import Referral
from staff.models import StaffMember
from tests import personas
from tests.factories.staff import StaffMemberFactory

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 32


def entry(content: bytes = PDF, harm: MentionsHarm = MentionsHarm.NO) -> DocumentEntry:
    """A GP's letter of last week that says nothing of harm."""
    return DocumentEntry(DocumentKind.GP_LETTER, date(2026, 6, 2), harm, content)


def letter(referral: Referral, *, by: StaffMember | None = None, content: bytes = PDF) -> Document:
    """A letter that nobody has read."""
    return documents.attach(
        referral=referral,
        entry=entry(content),
        form_key=uuid4(),
        by_clinician=True,
        by=by or StaffMemberFactory(),
        now=personas.NOW,
        policy=DEFAULT,
    )
