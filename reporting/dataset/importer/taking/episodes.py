"""A referral's records as facts of ours: the referral, its contacts, weeks and scores."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from caseload.models.contact import ATTENDED
from clinical.therapies import Therapy
from referrals.bulk_circumstances import Pause
from referrals.models import EndCode, Medium
from reporting.dataset import codes
from reporting.dataset.importer.bundles import LeftOut, ReferralBundle, SourceRow
from reporting.dataset.importer.taking import keys
from reporting.dataset.values import procedure_alone, read_date

# The columns of a referral that the files say something of, in the order of a print's parts
FACTS = ("received_on", "source", "commissioner", "ending", "circumstances")
_LONGEST_COMMISSIONER = 6
_TREATED = frozenset({"02", "03", "05"})


@dataclass(frozen=True, slots=True)
class ContactRows:
    """A contact with its activities and their scores."""

    row: SourceRow
    activities: Sequence[SourceRow]
    scores: Sequence[SourceRow]

    @property
    def fingerprint(self) -> str:
        return keys.print_of(
            {keys.CONTACT: [self.row], keys.ACTIVITY: self.activities, keys.SCORE: self.scores}
        )

    @property
    def was_attended(self) -> bool:
        return codes.ATTENDANCE.of_code(self.row["AttendOrDNACode"]) in ATTENDED


@dataclass(frozen=True, slots=True)
class ReadReferral:
    """What the files say of a referral."""

    key: str
    row: SourceRow
    received_on: date
    source: str
    commissioner: str
    ended_on: date | None
    end_code: str
    medium: str
    is_seen: bool
    problems: Sequence[tuple[str, date]]
    conditions: Sequence[str]
    pauses: Sequence[Pause]
    contacts: Sequence[ContactRows]
    weeks: Sequence[SourceRow]
    sittings: Mapping[str, Sequence[SourceRow]]

    @property
    def ending(self) -> tuple[date | None, str]:
        """When and how it ended; of one that is open neither."""
        return self.ended_on, self.end_code

    @property
    def facts(self) -> tuple[Any, ...]:
        """In the order of `FACTS`."""
        beside = (list(self.problems), list(self.conditions), list(self.pauses))
        return (self.received_on, self.source, self.commissioner, self.ending, beside)

    @property
    def fingerprint(self) -> str:
        """A part for each of them."""
        return keys.parts_of(self.facts)


def read(bundle: ReferralBundle, *, left_out: list[LeftOut]) -> ReadReferral | None:
    """None where the referral cannot be: it came on no day, or ended before it came."""
    row = bundle.tables[keys.REFERRAL][0]
    received_on = read_date(row["ReferralRequestReceivedDate"])
    ended_on = read_date(row["ServDischDate"])
    if received_on is None:
        _leave(left_out, row, "ReferralRequestReceivedDate", "IDS10111", "No day of receipt.")
        return None
    if ended_on is not None and ended_on < received_on:
        _leave(left_out, row, "ServDischDate", "IDS10128", "Ended before it was received.")
        return None
    contacts = list(_contacts(bundle))
    weeks = bundle.tables.get(keys.WEEK, ())
    seen = [one for one in contacts if one.was_attended]
    is_treated = bool(weeks) or any(one.row["AppType"] in _TREATED for one in seen)
    return ReadReferral(
        key=bundle.key,
        row=row,
        received_on=received_on,
        source=codes.SOURCE.of_code(row["SourceOfReferralIAPT"]),
        commissioner=row["OrgIDComm"].upper()[:_LONGEST_COMMISSIONER],
        ended_on=ended_on,
        end_code=_end_code(row, is_treated=is_treated) if ended_on else "",
        medium=_medium(contacts),
        is_seen=bool(seen or weeks),
        problems=list(_problems(bundle, received_on)),
        conditions=sorted(set(_conditions(bundle))),
        pauses=list(_pauses(bundle)),
        contacts=contacts,
        weeks=weeks,
        sittings=_sittings(bundle),
    )


def _leave(left_out: list[LeftOut], row: SourceRow, name: str, rule: str, why: str) -> None:
    left_out.append(LeftOut(row.file, row.line, name, rule, f"{why} Correct it there.", row.month))


def _end_code(row: SourceRow, *, is_treated: bool) -> str:
    """As it is said; where nobody said why, that it is not known."""
    not_known = EndCode.NOT_KNOWN_TREATED if is_treated else EndCode.NOT_KNOWN_NOT_TREATED
    return codes.END_CODE.of_code(row["EndCode"]) or not_known.value


class _Complaint(NamedTuple):
    month: str
    is_primary: bool
    on: date
    name: str


def _contacts(bundle: ReferralBundle) -> Iterator[ContactRows]:
    activities: dict[str, list[SourceRow]] = defaultdict(list)
    for row in bundle.tables.get(keys.ACTIVITY, ()):
        activities[row["CareContactId"]].append(row)
    scores: dict[str, list[SourceRow]] = defaultdict(list)
    for row in bundle.tables.get(keys.SCORE, ()):
        scores[row["CareActId"]].append(row)
    for row in bundle.tables.get(keys.CONTACT, ()):
        done = activities[row["CareContactId"]]
        yield ContactRows(row, done, [one for act in done for one in scores[act["CareActId"]]])


def _medium(contacts: Sequence[ContactRows]) -> str:
    """How they met last."""
    last = max(contacts, key=lambda one: one.row["CareContDate"], default=None)
    return Medium.PHONE.value if last is None else codes.MEDIUM.of_code(last.row["ConsMechanism"])


def _problems(bundle: ReferralBundle, received_on: date) -> Iterator[tuple[str, date]]:
    """In the order of time, and on one day of the file: the latest counts. Secondary ones only
    where none is primary, because nationally a primary one counts before a later secondary one,
    and here both would be the same. What the latest month no longer sends stays where it was
    before what that sends; else it was taken back.
    """
    found = []
    for row in bundle.tables.get("IDS603PresentingComplaints", ()):
        problem = codes.problem_of(row["PresComp"])
        if problem is not None:
            on = read_date(row["PresCompDate"]) or received_on
            found.append(_Complaint(row.month, row["PresCompCodSig"] != "2", on, problem.name))
    has_primary = any(one.is_primary for one in found)
    found = [one for one in found if one.is_primary or not has_primary]
    latest = max((one.month for one in found), default="")
    sent = min((one.on for one in found if one.month == latest), default=received_on)
    taken = ((one.name, one.on) for one in found if one.month == latest or one.on < sent)
    yield from sorted(dict.fromkeys(taken), key=itemgetter(1))


def _conditions(bundle: ReferralBundle) -> Iterator[str]:
    for row in bundle.tables.get("IDS602LongTermCondition", ()):
        condition = codes.condition_of(row["LongTermCondition"])
        if condition:
            yield condition


def _pauses(bundle: ReferralBundle) -> Iterator[Pause]:
    """One that is still open is known until the end of its month."""
    for row in bundle.tables.get("IDS108WaitingTimePauses", ()):
        first, last = read_date(row["PauseStartDate"]), read_date(row["PauseEndDate"])
        if first is not None:
            yield Pause(first, max(first, last or _last_of_month(row.month)))


def _last_of_month(month: str) -> date:
    first = date.fromisoformat(month)
    return date(first.year + first.month // 12, first.month % 12 + 1, 1) - date.resolution


def _sittings(bundle: ReferralBundle) -> Mapping[str, Sequence[SourceRow]]:
    found: dict[str, list[SourceRow]] = defaultdict(list)
    for row in bundle.tables.get(keys.SITTING, ()):
        found[keys.sitting_key(bundle.key, row)].append(row)
    return found


def therapies(activities: Sequence[SourceRow]) -> list[str]:
    """Each once, in the order they come; a status beside a code is passed by."""
    found: dict[str, None] = {}
    for row in activities:
        code = procedure_alone(row["CodeProcAndProcStatus"])
        therapy: Therapy | None = codes.THERAPY_OF.get(code)
        if therapy is not None:
            found[therapy.name] = None
    return list(found)
