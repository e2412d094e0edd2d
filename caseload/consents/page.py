"""The page of a person's consents: of each kind the answer that counts, how and when it was said,
and those before it. Answers on a record that was merged into this one are read with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from clinical import wording
from clinical.working_days import local_date
from referrals.details import FOLLOWS
from referrals.models import Consent, ConsentKind, Patient, Referral
from staff.roles import Permission

# Of the others an administrator sees that there is an answer, and not in which words.
_OF_CONTACT = frozenset(FOLLOWS) | {ConsentKind.RECORD}


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: yes or no, when, how, by whom written down, in which words."""

    answer: str
    when: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of consent."""

    kind: str
    label: str
    answer: str
    latest: Said | None
    before: tuple[Said, ...]


def read(referral: Referral, *, may: frozenset[Permission], now: datetime) -> tuple[Line, ...]:
    """Every kind, asked or not. One query."""
    patient, on = referral.patient, local_date(now)
    rows = Consent.objects.filter(Q(patient=patient) | Q(patient__merged_into=patient))
    found: dict[str, list[Consent]] = {}
    for one in rows.select_related("by").order_by("-at", "-pk"):
        found.setdefault(one.kind, []).append(one)
    reads = Permission.VIEW_RECORD in may
    return tuple(
        _line(kind, found.get(kind.value, ()), patient=patient, reads=reads, on=on)
        for kind in ConsentKind
    )


def _line(
    kind: ConsentKind,
    said: Sequence[Consent],
    *,
    patient: Patient,
    reads: bool,
    on: date,
) -> Line:
    shows = reads or kind in _OF_CONTACT
    answers = [_said(one, shows=shows, on=on) for one in said]
    return Line(
        kind=kind.value,
        label=kind.label,
        answer=answers[0].answer if answers else _unasked(kind, patient),
        latest=answers[0] if answers else None,
        before=tuple(answers[1:]),
    )


def _said(one: Consent, *, shows: bool, on: date) -> Said:
    by = f", {one.by.full_name}" if one.by else ""
    return Said(
        answer="Yes" if one.is_given else "No",
        when=f"{wording.sentence_time(one.at, on)}, {one.get_method_display().lower()}{by}",
        words=f"“{one.words}”" if shows else "",
    )


def _unasked(kind: ConsentKind, patient: Patient) -> str:
    """What the record says where nobody was asked since answers are kept."""
    name = FOLLOWS.get(kind)
    if name is not None and getattr(patient, name):
        return "Yes, from before answers were kept"
    return "Not asked yet"
