"""Find anyone you may see: by name in any order, accents ignored, or by NHS number."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower, RTrim
from django.urls import reverse
from django.utils.crypto import salted_hmac

from audit import trail
from audit.events import Event
from clinical import wording
from clinical.errors import Refused
from clinical.working_days import local_date
from referrals.models import Referral
from referrals.models.patient import SearchableName
from referrals.prepared import PreparedFor
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing

FEWEST, MOST = 3, 20
_APOSTROPHES = re.compile("['’`]")
_WORDS = re.compile(r"[^\W_]+")
_NHS_DIGITS = 10
_NHS_NUMBER = "(NHS number)"


@dataclass(frozen=True, slots=True)
class FoundPatient:
    """One person, with the referral that opens: the open one, else the latest."""

    patient_id: int
    reference: str
    name: str
    born: str
    state: str
    path: str


@dataclass(frozen=True, slots=True)
class Found:
    """The people found, in the order of their names."""

    people: tuple[FoundPatient, ...]
    has_more: bool

    @property
    def only(self) -> FoundPatient | None:
        """The one person found; None if there are none or several."""
        return self.people[0] if len(self.people) == 1 else None


class _HasWord(Func):
    """A name has a word that begins so: a LIKE that the trigram index answers."""

    template = "%(expressions)s"
    arg_joiner = " LIKE "
    output_field = BooleanField()


def find(text: str, *, standing: Standing, on: date) -> Found:
    """Patients with a referral on which this person holds any right. One query.

    Raises Refused for a search that is too short, or for half an NHS number.
    """
    given = _given(text)
    rows = _PEOPLE.rows(standing.reach, on, tuple(given), given=given)
    people = tuple(_found(*row.values(), on=on) for row in rows)
    return Found(people=people[:MOST], has_more=len(people) > MOST)


def _people(standing: Standing, on: date, places: tuple[str, ...]) -> QuerySet[Referral, Any]:
    """One row for each person, with places to be filled by what was typed."""
    mine = Referral.objects.visible_to(standing, on=on, needs=Permission.VIEW_IDENTITY)
    chosen = (
        mine.filter(_wanted(places))
        .order_by("patient_id", F("ended_on").desc(nulls_first=True), "-received_on", "-pk")
        .distinct("patient_id")
        .values("pk")
    )
    return (
        Referral.objects.filter(pk__in=chosen)
        .order_by(_sorted("family"), _sorted("given"), "patient__date_of_birth", "pk")
        .values_list(
            "patient_id",
            "patient__family_name",
            "patient__given_name",
            "patient__title",
            "patient__date_of_birth",
            "reference",
            "ended_on",
            "carried_by__given_name",
            "carried_by__family_name",
        )[: MOST + 1]
    )


_PEOPLE = PreparedFor(_people)


def find_and_note(text: str, *, by: StaffMember, now: datetime) -> Found:
    """What this person finds, with one line on the trail: a hash of the words, and who was shown.

    Raises Refused as `find` does.
    """
    if by.standing is None:
        raise Refused("Sign in again.")
    found = find(text, standing=by.standing, on=local_date(now))
    trail.record_view(
        Event.PATIENTS_SEARCHED,
        by=by,
        at=now,
        shown=[one.patient_id for one in found.people],
        searched=fingerprint(text),
    )
    return found


def fingerprint(text: str) -> str:
    """What stands on the trail for a search: the same for the same words, and no way back."""
    plain = " ".join(text.lower().split())
    return salted_hmac("referrals.search", plain, algorithm="sha256").hexdigest()


def _given(text: str) -> dict[str, str]:
    """What was typed, each part by the place it takes in the query."""
    digits = re.sub(r"[\s-]", "", text)
    if digits.isascii() and digits.isdigit():
        if len(digits) != _NHS_DIGITS:
            raise Refused("An NHS number has ten digits.", field="q")
        return {_NHS_NUMBER: digits}
    words = _WORDS.findall(_APOSTROPHES.sub("", text))
    if sum(map(len, words)) < FEWEST:
        raise Refused(f"Type at least {FEWEST} letters of a name, or an NHS number.", field="q")
    return {f"(word {place})": word for place, word in enumerate(words)}


def _wanted(places: tuple[str, ...]) -> Q:
    """The condition for an NHS number, or for each word of a name."""
    if places == (_NHS_NUMBER,):
        return Q(patient__nhs_number=_NHS_NUMBER)
    name = SearchableName(F("patient__family_name"), F("patient__given_name"))
    wanted = Q()
    for place in places:
        wanted &= Q(_HasWord(name, _beginning(place)))
    return wanted


def _beginning(word: str) -> Concat:
    """`% nair%`: the word as names are compared, at the beginning of one of theirs."""
    plain = RTrim(SearchableName(Value(word), Value("")))
    return Concat(Value("%"), plain, Value("%"), output_field=TextField())


def _sorted(part: str) -> Lower:
    return Lower(Func(F(f"patient__{part}_name"), function="unaccent"))


def _found(
    patient_id: int,
    family: str,
    given: str,
    title: str,
    born: date,
    reference: str,
    ended_on: date | None,
    pwp_given: str | None,
    pwp_family: str | None,
    *,
    on: date,
) -> FoundPatient:
    if ended_on is not None:
        state = f"ended {wording.sentence_date(ended_on, on)}"
    elif pwp_family:
        state = f"with {wording.full_name(pwp_family, pwp_given or '')}"
    else:
        state = "waiting"
    return FoundPatient(
        patient_id=patient_id,
        reference=reference,
        name=wording.banner_name(family, given, title),
        born=wording.birth_date(born),
        state=state,
        path=reverse("caseload:record", args=(reference,)),
    )
