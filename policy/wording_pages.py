"""The service's words as their pages show them: what holds today, by language, what waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from clinical import wording
from clinical.working_days import local_date
from policy.models import Wording, WordingKey
from policy.wordings import DEFAULTS, ENGLISH, LANGUAGES, CrisisContact, contacts_in

_K = WordingKey
ONE_LINE = frozenset({_K.SERVICE_NAME, _K.NEUTRAL_NAME, _K.SERVICE_PHONE, _K.TEXT_RELAY})
# What each is for, and what to mind.
HINTS: Mapping[str, str] = MappingProxyType(
    {
        _K.SERVICE_NAME: "Used in messages only where the person agreed to the full name.",
        _K.NEUTRAL_NAME: "Signs texts and voicemails. Somebody else may read it: it says nothing "
        "about health.",
        _K.SERVICE_PHONE: "The number on messages and patient pages. Without one the line is "
        "left out.",
        _K.CRISIS_NUMBERS: "One a line: name | number | when. Shown first as soon as somebody "
        "tells us of harm.",
        _K.TEXT_RELAY: "For people who cannot hear or speak on the phone.",
        _K.OUT_OF_HOURS_STAFF: "Stands after “The service is closed until ...” on staff pages.",
        _K.OUT_OF_HOURS_PATIENT: "Stands after “The service is closed until ...” on patient pages.",
    }
)


@dataclass(frozen=True, slots=True)
class InForce:
    """What holds today in one language."""

    language: str
    text: str
    since: str
    contacts: tuple[CrisisContact, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One proposal or decision."""

    pk: int
    language: str
    text: str
    valid_from: str
    why: str
    proposed: str
    decided: str
    is_own: bool
    has_passed: bool
    contacts: tuple[CrisisContact, ...]


@dataclass(frozen=True, slots=True)
class WordingPage:
    """One wording: what holds, what waits for a second person, what was decided."""

    key: str
    label: str
    hint: str
    is_one_line: bool
    in_force: tuple[InForce, ...]
    proposals: tuple[Version, ...]
    history: tuple[Version, ...]


def listed(*, reader_id: int, now: datetime) -> tuple[WordingPage, ...]:
    """Every wording. One query."""
    found: dict[str, list[Wording]] = {key.value: [] for key in WordingKey}
    for row in _rows():
        found[row.key].append(row)
    return tuple(_page(WordingKey(key), rows, reader_id, now) for key, rows in found.items())


def one(key: WordingKey, *, reader_id: int, now: datetime) -> WordingPage:
    """One wording with its history. One query."""
    rows = [row for row in _rows() if row.key == key]
    return _page(key, rows, reader_id, now)


def preview(key: WordingKey, text: str) -> tuple[CrisisContact, ...]:
    """The words as a patient would see them, where they are more than words."""
    return contacts_in(text) if key is _K.CRISIS_NUMBERS else ()


def _rows() -> list[Wording]:
    return list(
        Wording.objects.select_related("proposed_by", "approved_by").order_by("valid_from", "pk")
    )


def _page(key: WordingKey, rows: list[Wording], reader_id: int, now: datetime) -> WordingPage:
    versions = [(row, _version(row, key=key, reader_id=reader_id, now=now)) for row in rows]
    waits = [one for row, one in versions if row.approved_at is None and row.withdrawn_at is None]
    return WordingPage(
        key=key.value,
        label=key.label.split(",")[0] if key is _K.CRISIS_NUMBERS else key.label,
        hint=HINTS[key],
        is_one_line=key in ONE_LINE,
        in_force=_in_force(key, rows, now),
        proposals=tuple(waits),
        history=tuple(one for _, one in reversed(versions) if one not in waits),
    )


def _in_force(key: WordingKey, rows: list[Wording], now: datetime) -> tuple[InForce, ...]:
    """English first, with the usual words until there are others; then every other language."""
    today = local_date(now)
    held = {
        row.language: row for row in rows if row.approved_at is not None and row.valid_from <= today
    }
    usual = InForce(
        language=LANGUAGES[ENGLISH],
        text=DEFAULTS[key],
        since="As delivered",
        contacts=preview(key, DEFAULTS[key]),
    )
    written = {
        language: InForce(
            language=LANGUAGES.get(language, language),
            text=row.text,
            since=f"Since {wording.sentence_date(row.valid_from, today)}",
            contacts=preview(key, row.text),
        )
        for language, row in held.items()
    }
    return (written.pop(ENGLISH, usual), *written.values())


def _version(row: Wording, *, key: WordingKey, reader_id: int, now: datetime) -> Version:
    today = local_date(now)
    decided = ""
    if row.approved_at is not None and row.approved_by is not None:
        when = wording.sentence_time(row.approved_at, today)
        decided = f"Approved by {row.approved_by.full_name}, {when}"
    elif row.withdrawn_at is not None:
        decided = f"Withdrawn {wording.sentence_time(row.withdrawn_at, today)}"
    when = wording.sentence_time(row.proposed_at, today)
    return Version(
        pk=row.pk,
        language=LANGUAGES.get(row.language, row.language),
        text=row.text,
        valid_from=wording.sentence_date(row.valid_from, today),
        why=row.why,
        proposed=f"{row.proposed_by.full_name}, {when}",
        decided=decided,
        is_own=row.proposed_by_id == reader_id,
        has_passed=row.valid_from < today,
        contacts=preview(key, row.text),
    )
