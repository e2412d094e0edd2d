"""What a person asks for, from what is on record, and what of it a practitioner meets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseload.allocating.diary import FirstSlot, part_of_day
from caseload.allocating.people import Practitioner
from clinical.wording import age
from policy.wordings import ENGLISH, LANGUAGES
from referrals.models import AskedFor, PartOfDay, Referral, YesNo
from staff.models import AskedGender, Interest

# From this age on somebody belongs to the older adults of the national return.
_OLDER_FROM = 65
_ANSWERED = {
    Interest.LONG_TERM: "patient__equality__long_term_condition",
    Interest.PERINATAL: "patient__equality__perinatal",
    Interest.VETERANS: "patient__equality__armed_forces",
}
_SAID = (
    *("asked_for__gender", "asked_for__times", "asked_for__groups", "stated_needs__language"),
    *_ANSWERED.values(),
)


@dataclass(frozen=True, slots=True)
class Wants:
    """Nothing where nobody asked: then everybody fits alike."""

    language: str = ""
    gender: str = ""
    times: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        """`Female, Urdu, mornings, Perinatal`; empty without a wish."""
        asked = [self.gender and AskedGender(self.gender).label]
        asked.append(LANGUAGES.get(self.language, self.language))
        asked += [PartOfDay(one).label.lower() for one in PartOfDay if one in self.times]
        asked += [Interest(one).label for one in Interest if one in self.groups]
        return ", ".join(one for one in asked if one)


@dataclass(frozen=True, slots=True)
class Match:
    """What of the wishes is met, in the order in which it counts."""

    language: bool
    gender: bool
    times: bool
    groups: tuple[str, ...]
    words: str

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        """Language before gender before times before interests; false sorts first."""
        return (not self.language, not self.gender, not self.times, -len(self.groups))


def wants_of(referral: Referral, *, on: date) -> Wants:
    """The wishes of one referral. One query."""
    said = Referral.objects.filter(pk=referral.pk).values(*_SAID).get()
    language = referral.patient.language
    if language == ENGLISH:
        language = said["stated_needs__language"] or ENGLISH
    return Wants(
        language="" if language == ENGLISH else language,
        gender=said["asked_for__gender"] or "",
        times=frozenset(said["asked_for__times"] or ()),
        groups=_groups(referral, said, on=on),
    )


def match(one: Practitioner, wants: Wants, *, slot: FirstSlot | None) -> Match:
    """What of the wishes this practitioner and their first free time meet."""
    plan = one.plan
    language = bool(wants.language) and plan is not None and wants.language in plan.languages
    gender = bool(wants.gender) and plan is not None and plan.gender == wants.gender
    times = slot is not None and slot.suits
    groups = tuple(
        each for each in Interest if plan and each in wants.groups and each in plan.interests
    )
    met = [LANGUAGES.get(wants.language, wants.language)] if language else []
    met += [AskedGender(wants.gender).label] if gender else []
    met += [PartOfDay(part_of_day(slot.at)).label.lower()] if slot and times else []
    met += [each.label for each in groups]
    return Match(language, gender, times, groups, words=", ".join(met))


def _groups(referral: Referral, said: Mapping[str, Any], *, on: date) -> frozenset[str]:
    """Of the groups somebody may have an interest in, those that this person belongs to."""
    found = set(said["asked_for__groups"] or ())
    if age(referral.patient.date_of_birth, on) >= _OLDER_FROM:
        found.add(Interest.OLDER)
    found |= {group for group, name in _ANSWERED.items() if said[name] == YesNo.YES}
    return frozenset(found)


def asked_for(referral: Referral) -> dict[str, object]:
    """The wishes as the form begins with them. One query."""
    found = AskedFor.objects.filter(referral=referral).values("gender", "times", "groups").first()
    return dict(found or {})
