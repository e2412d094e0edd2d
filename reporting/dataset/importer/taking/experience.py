"""What people said about the service (PEQ), at a contact or between contacts: kept as it came, and
sent again with its month. It is never a score of anybody.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.copying import copy_values
from clinical.working_days import moment
from reporting.dataset.codes.experience import experience_of
from reporting.dataset.importer.bundles import LeftOut, SourceRow
from reporting.dataset.importer.taking import keys
from reporting.dataset.importer.taking.episodes import ReadReferral
from reporting.dataset.values import read_date
from reporting.models import ExperienceBroughtIn

NOUN = "answers_about_the_service"
# When it was answered whose time nobody sent
_NOON = "12:00"
_RULES = {keys.SITTING: "IDS60607", keys.SCORE: "IDS60707"}


@dataclass(frozen=True, slots=True)
class ExperienceEntry:
    """One questionnaire: its answers by question, such as `TREATMENT1`."""

    referral_id: int
    stage: str
    answers: Mapping[str, int]
    at: datetime


@dataclass(frozen=True, slots=True)
class Occasion:
    """The rows of one questionnaire, of which table, and the day and time they are of."""

    key: str
    table: str
    stage: str
    rows: Sequence[SourceRow]
    day: str
    time: str


def occasions(referral: ReadReferral) -> Iterator[Occasion]:
    """Each questionnaire about the service once."""
    for key, rows in referral.sittings.items():
        for stage, some in _by_stage(rows).items():
            first = some[0]
            when = first["AssToolCompDate"], first["AssToolCompTime"]
            yield Occasion(keys.joined(key, stage), keys.SITTING, stage, some, *when)
    for contact in referral.contacts:
        for stage, some in _by_stage(contact.scores).items():
            when = contact.row["CareContDate"], contact.row["CareContTime"]
            yield Occasion(keys.activity_key(some[0], stage), keys.SCORE, stage, some, *when)


def _by_stage(rows: Sequence[SourceRow]) -> Mapping[str, list[SourceRow]]:
    found: dict[str, list[SourceRow]] = defaultdict(list)
    for row in rows:
        if stage := keys.stage_of(row):
            found[stage].append(row)
    return found


def read(one: Occasion, referral_id: int, *, left_out: list[LeftOut]) -> ExperienceEntry | None:
    """None where nothing of it can be read. A day that cannot is said with the scores beside it."""
    on = read_date(one.day)
    answers: dict[str, int] = {}
    for row in one.rows:
        try:
            question, value = experience_of(row["CodedAssToolType"], row["PersScore"])
        except ValueError:
            why = "No answer to this question. Correct it there."
            rule = _RULES[one.table]
            left_out.append(LeftOut(row.file, row.line, "PersScore", rule, why, row.month))
        else:
            answers.setdefault(question, value)
    if on is None or not answers:
        return None
    return ExperienceEntry(referral_id, one.stage, answers, moment(on, one.time[:5] or _NOON))


def bring_in(entries: Sequence[ExperienceEntry], *, now: datetime) -> list[int]:
    """The ids, in this order."""
    return copy_values(
        ExperienceBroughtIn,
        [
            {
                "referral_id": one.referral_id,
                "stage": one.stage,
                "answers": dict(one.answers),
                "at": one.at,
                "brought_at": now,
            }
            for one in entries
        ],
    )


def bring_in_anew(entries: Mapping[int, ExperienceEntry], *, now: datetime) -> list[int]:
    """In place of what came before, which stays stored."""
    ExperienceBroughtIn.objects.filter(pk__in=entries).update(withdrawn_at=now)
    return bring_in(list(entries.values()), now=now)
