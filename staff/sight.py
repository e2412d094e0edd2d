"""Who sees what of a staff record, and who does what on it.

Herself everything; her supervisor what is for supervision; the lead what runs out and what the
number is, without reasons; the office the dates of registration and training. Reflections nobody.
"""

from dataclasses import dataclass
from enum import StrEnum

from staff.roles import Permission
from staff.standing import Standing


class Part(StrEnum):
    """One part of a staff record."""

    WORK = "grade, contract and interests"
    EXPIRY = "what is held, and until when"
    NUMBERS = "by whom it was given, under which number"
    INDUCTION = "induction"
    AGREED = "the effective agreed number"
    OFFSETS = "what lowers the agreed number"
    COMPETENCIES = "competencies"
    CPD = "CPD"
    REFLECTIONS = "reflections"


class Deed(StrEnum):
    """One thing that is done on somebody else's record."""

    CHECK = "see certificates, and record training"
    INDUCT = "sign induction"
    SIGN = "sign competencies"
    AGREE = "agree what lowers the agreed number"


@dataclass(frozen=True, slots=True)
class Sight:
    """What one person sees and does on another's record, or on her own."""

    parts: frozenset[Part]
    deeds: frozenset[Deed]

    def sees(self, part: Part) -> bool:
        """Is this part shown?"""
        return part in self.parts

    def does(self, deed: Deed) -> bool:
        """Is this done by this person?"""
        return deed in self.deeds


_OWN = Sight(frozenset(Part), frozenset())
_SUPERVISOR = Sight(frozenset(Part) - {Part.REFLECTIONS}, frozenset(Deed))
_LEAD = Sight(
    frozenset({Part.WORK, Part.EXPIRY, Part.INDUCTION, Part.AGREED}),
    frozenset({Deed.CHECK, Deed.INDUCT}),
)
_OFFICE = Sight(frozenset({Part.EXPIRY}), frozenset({Deed.CHECK}))
_NOTHING = Sight(frozenset(), frozenset())


def of(standing: Standing, staff_id: int) -> Sight:
    """What this person sees of that record."""
    if staff_id == standing.staff_id:
        return _OWN
    if supervises(standing, staff_id):
        return _SUPERVISOR
    if not standing.may_elsewhere(Permission.SEE_EXPIRY):
        return _NOTHING
    return _LEAD if standing.may_elsewhere(Permission.SEE_AGREED_NUMBERS) else _OFFICE


def supervises(standing: Standing, staff_id: int) -> bool:
    """Is she the supervisor of that person today?"""
    return staff_id in standing.supervisee_ids and standing.may_elsewhere(Permission.SUPERVISE)
