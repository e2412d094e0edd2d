"""The page of a record's letters and scans, newest first, and the bytes of one."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from caseload.documents.kinds import KINDS, Kind
from caseload.models import (
    Document,
    DocumentContent,
    DocumentKind,
    DocumentReading,
    DocumentWithdrawal,
    FileKind,
)
from clinical import wording
from clinical.working_days import local_date
from referrals.models import Referral
from staff.models import StaffMember
from staff.roles import Permission

_KILOBYTE, _MEGABYTE = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One document: what it is, who has read it, and what this reader may do with it."""

    title: str
    file: str
    attached: str
    read_by: tuple[str, ...]
    withdrawn: str
    is_unread: bool
    open_path: str
    read_path: str
    withdraw_path: str


@dataclass(frozen=True, slots=True)
class Documents:
    """The lines, and how many of them nobody has read."""

    lines: tuple[Line, ...]
    unread: int


def read(
    referral: Referral, *, may: frozenset[Permission], reader: StaffMember, now: datetime
) -> Documents:
    """Three queries, however many there are."""
    on = local_date(now)
    rows = Document.objects.filter(referral=referral).select_related("attached_by")
    found = list(rows.order_by("-attached_at", "-pk"))
    readings: dict[int, list[DocumentReading]] = {}
    for one in DocumentReading.objects.filter(document__in=found).select_related("by"):
        readings.setdefault(one.document_id, []).append(one)
    gone = DocumentWithdrawal.objects.filter(document__in=found).select_related("by")
    withdrawn = {one.document_id: one for one in gone}
    lines = tuple(
        _line(
            one,
            readings=sorted(readings.get(one.pk, ()), key=lambda each: each.at),
            withdrawal=withdrawn.get(one.pk),
            rights=_Rights(referral.reference, may, reader),
            on=on,
        )
        for one in found
    )
    return Documents(lines=lines, unread=sum(line.is_unread for line in lines))


def to_open(
    referral: Referral, *, may: frozenset[Permission], on: date
) -> tuple[tuple[str, str], ...]:
    """What somebody may open who reads about this person elsewhere, newest first: words, and where.
    One query.
    """
    if Permission.VIEW_RECORD not in may:
        return ()
    stands = Document.objects.filter(referral=referral, withdrawal__isnull=True)
    was_read = Exists(DocumentReading.objects.filter(document=OuterRef("pk")))
    return tuple(
        (
            f"{_title(one, on=on)} ({FileKind(one.file_kind).label})"
            f"{'' if one.was_read else ', not read yet'}",
            reverse("papers:file", args=(referral.reference, one.reference)),
        )
        for one in stands.annotate(was_read=was_read).order_by("-attached_at", "-pk")
    )


def _title(one: Document, *, on: date) -> str:
    return f"{DocumentKind(one.kind).label}, {wording.sentence_date(one.dated_on, on)}"


def document(referral: Referral, reference: str) -> Document | None:
    """A document of this record, by its reference."""
    found = Document.objects.filter(referral=referral, reference=reference)
    return found.select_related("referral").first()


def file_of(one: Document) -> tuple[Kind, bytes] | None:
    """What it is and its bytes; None once it was taken off the record."""
    content = DocumentContent.objects.filter(document=one, document__withdrawal__isnull=True)
    found = content.values_list("content", flat=True).first()
    return None if found is None else (KINDS[FileKind(one.file_kind)], bytes(found))


@dataclass(frozen=True, slots=True)
class _Rights:
    """Who looks, and what they may do on this record."""

    reference: str
    may: frozenset[Permission]
    reader: StaffMember


def _line(
    one: Document,
    *,
    readings: list[DocumentReading],
    withdrawal: DocumentWithdrawal | None,
    rights: _Rights,
    on: date,
) -> Line:
    stands = withdrawal is None
    opens = stands and Permission.VIEW_RECORD in rights.may
    has_read = any(each.by_id == rights.reader.pk for each in readings)
    takes_off = stands and Permission.ATTACH_DOCUMENT in rights.may
    args = (rights.reference, one.reference)
    return Line(
        title=_title(one, on=on),
        file=f"{FileKind(one.file_kind).label}, {size_words(one.size)}",
        attached=f"Attached by {one.attached_by.full_name}, "
        f"{wording.sentence_time(one.attached_at, on)}",
        read_by=tuple(
            f"{each.by.full_name}, {wording.sentence_time(each.at, on)}" for each in readings
        ),
        withdrawn=_withdrawn(withdrawal, on=on),
        is_unread=stands and not readings,
        open_path=reverse("papers:file", args=args) if opens else "",
        read_path=reverse("papers:read", args=args) if opens and not has_read else "",
        withdraw_path=reverse("papers:withdraw", args=args) if takes_off else "",
    )


def _withdrawn(one: DocumentWithdrawal | None, *, on: date) -> str:
    if one is None:
        return ""
    when = wording.sentence_time(one.at, on)
    return f"Taken off this record by {one.by.full_name}, {when}: {one.why}"


def size_words(size: int) -> str:
    """`84 KB`, `2.1 MB`."""
    if size < _MEGABYTE:
        return f"{max(1, round(size / _KILOBYTE))} KB"
    return f"{size / _MEGABYTE:.1f} MB"
