"""A staff record as one page shows it: the parts this reader sees, and no others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from clinical import wording
from clinical.working_days import local_date
from staff import record_lines as lines
from staff.agreed import build_up_words, number_of
from staff.models import (
    AgreedOffset,
    CompetencySignOff,
    Contract,
    CpdEntry,
    Credential,
    CredentialKind,
    Grade,
    InductionStep,
    Reflection,
    StaffMember,
)
from staff.record_lines import Held, Learnt, Line
from staff.sight import Part, Sight

_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Record:
    """What is shown; a part that is not seen is empty or None."""

    work: tuple[Line, ...]
    agreed: str
    build_up: str
    held: tuple[Held, ...] | None = None
    induction: tuple[Line, ...] | None = None
    offsets: tuple[Line, ...] | None = None
    competencies: tuple[Line, ...] | None = None
    cpd: Learnt | None = None
    reflections: tuple[Line, ...] | None = None

    @property
    def signed(self) -> tuple[Line, ...]:
        """The competencies somebody has seen."""
        return tuple(one for one in self.competencies or () if one.is_done)

    @property
    def unsigned(self) -> str:
        """The others, in one breath."""
        return "; ".join(one.what for one in self.competencies or () if not one.is_done)

    @property
    def is_inducted(self) -> bool:
        """Is every step done?"""
        return all(one.is_done for one in self.induction or ())


def read(member: StaffMember, *, sight: Sight, on: date) -> Record:
    """The record of this person. At most six queries, one for each part that is seen."""
    pk = member.pk
    offsets = _offsets(pk, on=on) if sight.sees(Part.AGREED) else []
    inducted = _induction(member, on=on) if sight.sees(Part.INDUCTION) else None
    signed = lines.competencies(_competencies(pk), on=on) if sight.sees(Part.COMPETENCIES) else None
    return Record(
        work=_work(member, on=on) if sight.sees(Part.WORK) else (),
        agreed=_agreed(member, offsets, on=on) if sight.sees(Part.AGREED) else "",
        build_up=build_up_words(member, on=on) if sight.sees(Part.OFFSETS) else "",
        held=_held(pk, sight, on=on) if sight.sees(Part.EXPIRY) else None,
        induction=inducted,
        offsets=lines.offsets(offsets, on=on) if sight.sees(Part.OFFSETS) else None,
        competencies=signed,
        cpd=lines.learnt(_cpd(pk, on=on), on=on) if sight.sees(Part.CPD) else None,
        reflections=_reflections(pk, on=on) if sight.sees(Part.REFLECTIONS) else None,
    )


def _work(member: StaffMember, *, on: date) -> tuple[Line, ...]:
    """What somebody is employed as, and what they would like to do more of."""
    since = member.grade_since and f", since {wording.sentence_date(member.grade_since, on)}"
    found = [
        ("Grade", Grade(member.grade).label + (since or "")),
        ("Contract", Contract(member.contract).label),
        ("Pay band", str(member.band or "")),
        (
            "First day here",
            wording.sentence_date(member.started_on, on) if member.started_on else "",
        ),
        ("Special interests", member.interests),
    ]
    return tuple(Line(0, what, words) for what, words in found if words)


def _agreed(member: StaffMember, offsets: Iterable[AgreedOffset], *, on: date) -> str:
    """The number as others see it, and what it was agreed as."""
    found = number_of(member, [row for row in offsets if row.starts_on <= on], on=on)
    words = found.words(on)
    return f"{words} (agreed as {found.agreed})" if found.is_lowered and found.agreed else words


def _held(staff_id: int, sight: Sight, *, on: date) -> tuple[Held, ...]:
    """All of it for whoever sees who gave it; else only what the office and the lead watch."""
    rows = Credential.objects.current().filter(staff=staff_id).select_related("checked_by")
    with_numbers = sight.sees(Part.NUMBERS)
    if not with_numbers:
        rows = rows.exclude(kind=CredentialKind.ACCREDITATION)
    return lines.held(rows, on=on, with_numbers=with_numbers)


def _offsets(staff_id: int, *, on: date) -> list[AgreedOffset]:
    return [
        row
        for row in AgreedOffset.objects.filter(staff=staff_id).order_by("starts_on", "pk")
        if row.ends_on is None or row.ends_on >= on
    ]


def _induction(member: StaffMember, *, on: date) -> tuple[Line, ...] | None:
    """The checklist; none for whoever was here before it was recorded, unless it was begun."""
    rows = list(InductionStep.objects.filter(staff=member).select_related("signed_by"))
    if not rows and member.started_on is None:
        return None
    return lines.induction(rows, on=on)


def _competencies(staff_id: int) -> Iterable[CompetencySignOff]:
    return CompetencySignOff.objects.filter(staff=staff_id).select_related("signed_by")


def _cpd(staff_id: int, *, on: date) -> Iterable[CpdEntry]:
    return CpdEntry.objects.filter(staff=staff_id, on__gt=on - _YEAR).order_by("-on", "-pk")


def _reflections(staff_id: int, *, on: date) -> tuple[Line, ...]:
    rows = Reflection.objects.filter(staff=staff_id).order_by("-written_at", "-pk")
    return tuple(
        Line(row.pk, wording.sentence_date(local_date(row.written_at), on), row.text)
        for row in rows
    )
