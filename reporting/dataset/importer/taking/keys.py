"""What an old system's keys became here, and what each record was when it came.

A print says whether a record changed there. Of people and referrals, which somebody may edit here,
it has a part for each fact: so it says too whether what stands here is still what came.
"""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from django.db import connection

from audit.copying import copy_values
from reporting.dataset.codes.experience import QUESTION_OF
from reporting.dataset.importer.bundles import PersonBundle, SourceRow
from reporting.dataset.tables import TABLES
from reporting.models import ImportedKey

PERSON, REFERRAL = "IDS001MPI", "IDS101Referral"
CONTACT, ACTIVITY = "IDS201CareContact", "IDS202CareActivity"
WEEK, STAFF = "IDS205InternetTherLog", "IDS902CarePersQual"
SITTING, SCORE = "IDS606CodedScoreAssessmentRefer", "IDS607CodedScoreAssessmentAct"
# No tables: the equality answers of a patient that came in last, and what somebody said about the
# service on one occasion
ANSWERS, EXPERIENCE = "answers", "experience"
# Between the parts of a key, and between values
_BETWEEN = "|"
_UNIT = "\x1f"
_PART_LENGTH = 4
_ONE_MAKES = 7_280_005
_COLUMNS = {table.name: table.columns for table in TABLES}


def wait_for_other_hands() -> None:
    """Before something is made that more than one person of the files needs: until this transaction
    ends, no other hand makes it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_MAKES])


def joined(*parts: str) -> str:
    """The key of a record that has none of its own: what makes it one."""
    return _BETWEEN.join(parts)[:120]


def print_of(rows: Mapping[str, Sequence[SourceRow]]) -> str:
    """Of records that are taken as one, by their tables."""
    texts = sorted(
        _UNIT.join((table, *(row.values.get(name, "") for name in _COLUMNS[table])))
        for table, found in rows.items()
        for row in found
    )
    return blake2b("\n".join(texts).encode(), digest_size=16).hexdigest()


def part(value: object) -> str:
    """Of one fact."""
    return b64encode(blake2b(repr(value).encode(), digest_size=3).digest()).decode()


def parts_of(values: Iterable[object]) -> str:
    """Of several facts, in their order."""
    return "".join(part(value) for value in values)


def parts_in(kept: str) -> list[str]:
    """One by one."""
    return [kept[at : at + _PART_LENGTH] for at in range(0, len(kept), _PART_LENGTH)]


@dataclass(slots=True)
class Known:
    """What a key became; `pk` is 0 until it is kept."""

    table: str
    key: str
    target_id: int = 0
    fingerprint: str = ""
    pk: int = 0


@dataclass(slots=True)
class Keys:
    """Those of a batch: what is known of them, and what is new to be kept."""

    provider: str
    run: int
    known: dict[tuple[str, str], Known] = field(default_factory=dict)
    fresh: list[Known] = field(default_factory=list)
    moved: dict[int, Known] = field(default_factory=dict)

    def load(self, wanted: Mapping[str, Iterable[str]]) -> None:
        """Read what these keys of these tables became. One query a table."""
        for table, keys in wanted.items():
            rows = ImportedKey.objects.filter(
                provider=self.provider, table=table, key__in=list(keys)
            )
            for pk, key, target_id, fingerprint in rows.values_list(
                "pk", "key", "target_id", "fingerprint"
            ):
                self.known[table, key] = Known(table, key, target_id, fingerprint, pk)

    def of(self, table: str, key: str) -> Known | None:
        """What it became, where it has come before."""
        return self.known.get((table, key))

    def keep(self, table: str, key: str, *, target_id: int, fingerprint: str) -> None:
        """Write down what a key became, or what its record is now."""
        found = self.known.get((table, key))
        if found is None:
            found = self.known[table, key] = Known(table, key)
            self.fresh.append(found)
        elif found.pk:
            self.moved[found.pk] = found
        found.target_id, found.fingerprint = target_id, fingerprint

    def save(self) -> None:
        """New ones at once; those that changed are few."""
        copy_values(
            ImportedKey,
            [
                {
                    "provider": self.provider,
                    "table": one.table,
                    "key": one.key,
                    "target_id": one.target_id,
                    "fingerprint": one.fingerprint,
                    "run": self.run,
                }
                for one in self.fresh
            ],
        )
        for pk, one in self.moved.items():
            ImportedKey.objects.filter(pk=pk).update(
                target_id=one.target_id, fingerprint=one.fingerprint, run=self.run
            )


def wanted_by(people: Sequence[PersonBundle]) -> Mapping[str, set[str]]:
    """The keys of everything in these bundles, by table."""
    found: dict[str, set[str]] = defaultdict(set)
    for person in people:
        found[PERSON].add(person.key)
        found[ANSWERS].add(person.key)
        for referral in person.referrals:
            found[REFERRAL].add(referral.key)
            for table, key in _of_referral(referral.key, referral.tables):
                found[table].add(key)
    return found


def _of_referral(
    referral: str, tables: Mapping[str, Sequence[SourceRow]]
) -> Iterator[tuple[str, str]]:
    for row in tables.get(CONTACT, ()):
        yield CONTACT, row["CareContactId"]
    for row in tables.get(ACTIVITY, ()):
        yield ACTIVITY, row["CareActId"]
        yield STAFF, row["CarePersLocalId"]
    for row in tables.get(WEEK, ()):
        yield WEEK, week_key(referral, row)
        yield STAFF, row["CarePersLocalId"]
    for row in tables.get(SITTING, ()):
        yield SITTING, sitting_key(referral, row)
        if stage := stage_of(row):
            yield EXPERIENCE, joined(sitting_key(referral, row), stage)
    for row in tables.get(SCORE, ()):
        if stage := stage_of(row):
            yield EXPERIENCE, activity_key(row, stage)
    yield STAFF, ""


def week_key(referral: str, row: SourceRow) -> str:
    """A week in a programme."""
    names = ("StartDateIntEnabledTherLog", "EndDateIntEnabledTherLog", "IntEnabledTherProg")
    return joined(referral, *(row[name] for name in names))


def sitting_key(referral: str, row: SourceRow) -> str:
    """Whatever was answered at one moment."""
    return joined(referral, row["AssToolCompDate"], row["AssToolCompTime"])


def stage_of(row: SourceRow) -> str:
    """Of a score that is about the service, whether of the treatment or the assessment."""
    return QUESTION_OF.get(row["CodedAssToolType"], "")[:-1]


def activity_key(row: SourceRow, stage: str) -> str:
    """Whatever was said about the service at a contact."""
    return joined(SCORE, row["CareActId"], stage)
