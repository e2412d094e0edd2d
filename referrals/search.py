"""Find anyone you may see: by name in any order, accents ignored, or by NHS number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac

from audit import trail
from audit.events import Event
from clinical import wording
from clinical.errors import Refused
from clinical.working_days import local_date
from referrals.models import Patient, Referral
from referrals.models.patient import SearchableName, WordsOfName
from referrals.paths import path_to
from referrals.prepared import PreparedFor, Statement
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing

FEWEST, MOST = 3, 20
_APOSTROPHES = re.compile("['’`]")
_WORDS = re.compile(r"[^\W_]+")
_NHS_DIGITS = 10
# Where in the query stands what was typed; no row has it.
_NHS_NUMBER, _NAME, _WORD = "(NHS number)", "(words of a name)", "(one word of a name)"
# What stands before a word that is not the first of a family name (see the function of the index).
_BESIDE = "/"


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


class _WordsTyped(Func):
    """What was typed, as a question to the words of a name: each of them begins one of theirs. With
    a mark, one of those that have it.
    """

    function = "referrals_words_typed"
    output_field = SearchQueryField()


class _Answers(Func):
    """Words of a name answer what was typed: the index says it without looking at the names."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


class _Begins(Func):
    """A name in order begins with what was typed: its family name does."""

    template = "%(expressions)s)"
    arg_joiner = " ^@ btrim("
    output_field = BooleanField()


def find(text: str, *, standing: Standing, on: date) -> Found:
    """Patients with a referral on which this person holds any right. One query.

    Raises Refused for a search that is too short, or for half an NHS number.
    """
    place, typed = _typed(text)
    rows = _PEOPLE.rows(standing.reach, on, place, given={place: typed})
    people = tuple(_found(row, on=on) for row in rows)
    return Found(people=people[:MOST], has_more=len(people) > MOST)


def _people(standing: Standing, on: date, place: str) -> Statement:
    """The first by name of all who answer and may be seen, each with the referral that opens; with
    a place to be filled by what was typed.

    Names are put in order before anybody looks at referrals: of thousands who answer, those of the
    first twenty are enough. Each source is asked for its own first ones, so that one that lies in
    order is read no further.
    """
    opens, of_what = _opens(standing, on).query.sql_with_params()
    parts: list[str] = []
    parameters: list[Any] = []
    for source in _sources(place):
        who, of_whom = source.query.sql_with_params()
        parts.append(f"({_first(f'({who}) AS who CROSS JOIN LATERAL ({opens}) AS opens')})")
        parameters += [*of_whom, *of_what]
    return _first(f"({' UNION ALL '.join(parts)}) AS found"), tuple(parameters)


_BY_NAME = ("by_name", "date_of_birth", "patient_id")


def _first(source: str) -> str:
    return f"SELECT * FROM {source} ORDER BY {', '.join(_BY_NAME)} LIMIT {MOST + 1}"  # noqa: S608 - Django's own


def _sources(place: str) -> list[QuerySet[Patient, Any]]:
    """Whoever has this NHS number, or these words in their name: nobody stands in two of them. A
    record that was merged away leads to the one that is kept.

    One word that begins a family name is looked for in the order of names: a common family name
    costs what a rare one does.
    """
    patients = Patient.objects.all()
    if place == _NHS_NUMBER:
        leads_to = patients.filter(nhs_number=_NHS_NUMBER).values(to=Coalesce("merged_into", "pk"))
        return [_listed(patients.filter(pk__in=leads_to))]
    away = patients.filter(_answers(place), merged_into__isnull=False)
    kept = patients.filter(~Q(_answers(place)), pk__in=away.values("merged_into"))
    whole = patients.filter(merged_into__isnull=True)
    if place == _NAME:
        return [_in_order(whole.filter(_answers(place)), kept)]
    begins = Q(_Begins(F("by_name"), _plain(place)))
    others = whole.filter(~begins, _answers(place, mark=_BESIDE))
    return [_listed(whole.filter(begins)), _in_order(others, kept)]


def _in_order(*groups: QuerySet[Patient]) -> QuerySet[Patient, Any]:
    """Put in order before referrals are looked at: PostgreSQL would look at those of everybody."""
    first, *others = map(_listed, groups)
    return first.union(*others, all=True).order_by(*_BY_NAME)


def _listed(patients: QuerySet[Patient]) -> QuerySet[Patient, Any]:
    return patients.annotate(patient_id=F("pk")).values(
        "family_name", "given_name", "title", *_BY_NAME
    )


def _opens(standing: Standing, on: date) -> QuerySet[Referral, Any]:
    """Of one of them the referral to open: the open one, else the latest, if they may see it."""
    mine = Referral.objects.visible_to(standing, on=on, needs=Permission.VIEW_IDENTITY)
    return (
        mine.filter(patient_id=RawSQL("who.patient_id", ()))
        .annotate(
            carrier_family=F("carried_by__family_name"), carrier_given=F("carried_by__given_name")
        )
        .order_by(F("ended_on").desc(nulls_first=True), F("received_on").desc(), F("pk").desc())
        .values("reference", "ended_on", "carrier_family", "carrier_given")[:1]
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


def _typed(text: str) -> tuple[str, str]:
    """What was typed, and before it the place it takes in the query."""
    digits = re.sub(r"[\s-]", "", text)
    if digits.isascii() and digits.isdigit():
        if len(digits) != _NHS_DIGITS:
            raise Refused("An NHS number has ten digits.", field="q")
        return _NHS_NUMBER, digits
    words = _WORDS.findall(_APOSTROPHES.sub("", text))
    if sum(map(len, words)) < FEWEST:
        raise Refused(f"Type at least {FEWEST} letters of a name, or an NHS number.", field="q")
    return _WORD if len(words) == 1 and words[0].isalpha() else _NAME, " ".join(words)


def _answers(place: str, *, mark: str = "") -> _Answers:
    return _Answers(WordsOfName(F("by_name")), _WordsTyped(Value(place), Value(mark)))


def _plain(place: str) -> SearchableName:
    """What was typed, as names are written to be searched."""
    return SearchableName(Value(place), Value(""))


def _found(row: Mapping[str, Any], *, on: date) -> FoundPatient:
    return FoundPatient(
        patient_id=row["patient_id"],
        reference=row["reference"],
        name=wording.banner_name(row["family_name"], row["given_name"], row["title"]),
        born=wording.birth_date(row["date_of_birth"]),
        state=_state(row, on=on),
        path=path_to("caseload:record", row["reference"]),
    )


def _state(row: Mapping[str, Any], *, on: date) -> str:
    """`ended 3 May`, `with Priya Nair`, `waiting`."""
    if row["ended_on"] is not None:
        return f"ended {wording.sentence_date(row['ended_on'], on)}"
    if row["carrier_family"]:
        return f"with {wording.full_name(row['carrier_family'], row['carrier_given'])}"
    return "waiting"
