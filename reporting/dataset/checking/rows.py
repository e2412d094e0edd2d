"""Rules between the values of one row, and between them and the month, the birth, the referral."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from reporting.dataset import values
from reporting.dataset.checking.findings import Finding
from reporting.dataset.checking.known import ATTENDED, TREATMENTS, Known
from reporting.dataset.checking.rules import (
    DATES,
    TOGETHER,
    Dated,
    NotAfter,
    Than,
    fixed_days,
)
from reporting.dataset.layout import Rule, Severity, Table
from reporting.dataset.reading import Row
from reporting.dataset.tools import TOOLS

CANCELLED = "2"
_LONGEST_LOG = timedelta(days=7)
_W, _R = Severity.WARNING, Severity.RECORD
# Of each table so many pairs of values are remembered as good.
_REMEMBERED = 20_000


class Judge:
    """The rules between the values of one row, for the rows of one table of one month."""

    def __init__(self, table: Table, known: Known) -> None:
        self._table = table
        self._known = known
        self._dates = [
            (rule, isinstance(rule, NotAfter), *_against(rule, known))
            for rule in DATES.get(table.name, ())
        ]
        self._together = TOGETHER.get(table.name, ())
        self._special = _SPECIAL[table.name]() if table.name in _SPECIAL else None

    def of_row(self, row: Row) -> list[Finding]:
        """Everything that is wrong between its values."""
        table, said_of = self._table, row.values.get
        found = self._of_dates(row)
        for goes in self._together:
            if said_of(goes.with_field) and not said_of(goes.field):
                to_do = f"Fill in {goes.field}, or take {goes.with_field} out."
                found.append(_finding(table, row, goes.field, goes.rule, to_do))
        if self._special:
            for field, rule, to_do in self._special(row, self._known):
                found.append(_finding(table, row, field, rule, to_do))
        return found

    def _of_dates(self, row: Row) -> list[Finding]:
        found = []
        for rule, is_latest, fixed, against in self._dates:
            said = row.values.get(rule.field)
            on = values.read_date(said) if said else None
            if on is None:
                continue
            bound = fixed or against(row)
            if bound is not None and (on > bound if is_latest else on < bound):
                side = "no later than" if is_latest else "no earlier than"
                than = rule.than.value if isinstance(rule.than, Than) else rule.than
                to_do = f"{rule.field}: {side} {than}."
                found.append(_finding(self._table, row, rule.field, rule.rule, to_do))
        return found


def _against(rule: Dated, known: Known) -> tuple[date | None, Callable[[Row], date | None]]:
    """The day it is held against where that is the same for every row, and how it is found."""
    if isinstance(rule.than, str):
        other = rule.than
        return None, lambda row: values.read_date(row[other])
    if rule.than is Than.BIRTH:
        return None, lambda row: known.births.get(known.patient_of(row.values))
    if rule.than is Than.RECEIVED:
        return None, lambda row: _received(row, known)
    return fixed_days(known.start, known.end)[rule.than], lambda _row: None


def _received(row: Row, known: Known) -> date | None:
    referred = known.referrals.get(known.referral_of(row.values))
    return referred.received if referred else None


_Wrong = tuple[str, Rule, str]
_Found = Iterator[_Wrong]
_Special = Callable[[Row, Known], Iterable[_Wrong]]


def _ids(number: str, severity: Severity) -> Rule:
    return Rule(f"IDS{number}", severity)


def _ours(name: str, severity: Severity) -> Rule:
    return Rule(f"S2-{name}", severity)


def _patient(row: Row, known: Known) -> _Found:
    status = row["NHSNumberStatus"]
    if row["NHSNumber"] and status == "07":
        yield (
            "NHSNumber",
            _ids("00117", _W),
            "Status 07 says there is no number: change one of them.",
        )
    if not row["NHSNumber"] and not status:
        yield "NHSNumberStatus", _ids("00118", _W), "Say why there is no NHS number."
    if not row["NHSNumber"] and status in {"01", "02"}:
        yield "NHSNumber", _ids("00161", _W), "The status says there is a number: fill it in."
    if row["OrgIDLocalPatientId"] and known.provider not in {"", row["OrgIDLocalPatientId"]}:
        yield "OrgIDLocalPatientId", _ids("00153", _W), "Not the provider of this return: check it."


def _work(row: Row, _known: Known) -> _Found:
    if row["EmpSupportInd"] == "Y" and not row["EmpSupportReferral"]:
        yield (
            "EmpSupportReferral",
            _ids("00435", _W),
            "Say when employment support was asked for, or that it does not suit.",
        )


def _referral(row: Row, known: Known) -> _Found:
    discharged = values.read_date(row["ServDischDate"])
    if discharged and discharged < known.start and row["ServiceRequestId"] not in known.kept:
        yield (
            "ServDischDate",
            _ids("10129", _R),
            "Leave it out: it ended before the month, with no follow-up or experience in it.",
        )
    onset, birth = values.read_onset(row["OnsetDate"]), known.births.get(row["LocalPatientId"])
    if onset and birth and onset < (birth.year, birth.month):
        yield "OnsetDate", _ids("10141", _R), "No earlier than the month of birth."
    if "/" in row["OnsetDate"]:
        yield "OnsetDate", _ids("10142", _W), "Write it with a hyphen, such as 2026-10."


def _contact(row: Row, known: Known) -> _Found:
    attendance, kind = row["AttendOrDNACode"].lstrip("0"), row["AppType"].zfill(2)
    if attendance == CANCELLED and not row["Cancellation"]:
        yield "Cancellation", _ids("20166", _W), "Say Y or N: the contact was cancelled."
    if attendance != CANCELLED and row["Cancellation"]:
        yield "Cancellation", _ids("20167", _W), "Only for a contact that the patient cancelled."
    if row["PlannedCareContIndicator"] == "N" and attendance not in {*ATTENDED, ""}:
        yield (
            "PlannedCareContIndicator",
            _ours("UNPLANNED", _R),
            "An unplanned contact counts as attended nationally: it cannot be missed or cancelled.",
        )
    if row["CareContPatientTherMode"] == "3" and not _is_a_group(row):
        yield (
            "NumGroupTherParticipants",
            _ours("GROUP", _W),
            "A group: at least 2 and 1 who lead it.",
        )
    yield from _after_the_end(row, kind, known)


def _is_a_group(row: Row) -> bool:
    many = values.whole(row["NumGroupTherParticipants"]) or 0
    led_by = values.whole(row["NumGroupTherFacilitators"]) or 0
    return many > 1 and led_by > 0


def _after_the_end(row: Row, kind: str, known: Known) -> _Found:
    referred = known.referrals.get(row["ServiceRequestId"])
    on = values.read_date(row["CareContDate"])
    if referred is None or on is None:
        return
    ended = referred.discharged
    if kind == "06" and (ended is None or on <= ended):
        yield "AppType", _ours("FOLLOW-UP", _W), "A follow-up comes after the referral has ended."
    if kind in TREATMENTS and ended is not None and on > ended:
        yield "AppType", _ours("AFTER-END", _W), "Treatment after the end counts for nothing."


def _log(row: Row, _known: Known) -> _Found:
    start = values.read_date(row["StartDateIntEnabledTherLog"])
    end = values.read_date(row["EndDateIntEnabledTherLog"])
    if start and end and end - start > _LONGEST_LOG:
        yield "EndDateIntEnabledTherLog", _ours("LOG", _W), "One log is one week: split it."


def _finding_of(field: str, number: str) -> Callable[[], _Special]:
    return lambda: _remembering(
        ("FindSchemeInUse", field), lambda row: _finding_found(field, number, row)
    )


def _finding_found(field: str, number: str, row: Row) -> _Found:
    code, scheme = row[field], row["FindSchemeInUse"].zfill(2)
    if code and scheme in {"01", "04"} and not values.is_finding(code, scheme=scheme):
        yield field, _ids(number, _R), "Write it as its scheme does."


def _score(shape: str, within: str) -> Callable[[], _Special]:
    return lambda: _remembering(
        ("CodedAssToolType", "PersScore"), lambda row: _score_found(shape, within, row)
    )


def _score_found(shape: str, within: str, row: Row) -> _Found:
    tool, said = TOOLS.get(row["CodedAssToolType"]), row["PersScore"]
    if tool is None or not said:
        return
    if not tool.is_shaped(said):
        yield "PersScore", _ids(shape, _R), f"{tool.name}: write {tool.shape.value}."
    elif not tool.is_within(said):
        between = f"{tool.lowest} to {tool.highest}"
        yield (
            "PersScore",
            _ids(within, _W),
            f"{tool.name} is from {between}: correct the score.",
        )


def _remembering(names: tuple[str, str], judge: Callable[[Row], _Found]) -> _Special:
    """The same judgement of the same two values is made once, where it is good."""
    good: set[tuple[str, str]] = set()

    def of_row(row: Row, _known: Known) -> Iterable[_Wrong]:
        pair = (row[names[0]], row[names[1]])
        if pair in good:
            return ()
        found = list(judge(row))
        if not found and len(good) < _REMEMBERED:
            good.add(pair)
        return found

    return of_row


def _qualification(row: Row, _known: Known) -> _Found:
    awarded = values.read_date(row["QualAwardedDate"])
    planned = values.read_date(row["QualPlannedCompletionDate"])
    if awarded and planned and awarded < planned:
        yield (
            "QualAwardedDate",
            _ids("90213", _W),
            "Awarded before it was planned to be: check both.",
        )
    if not row["QualAwardedDate"] and not row["QualPlannedCompletionDate"]:
        yield (
            "QualAwardedDate",
            _ids("90214", _W),
            "Fill in when it was awarded, or is planned to be.",
        )


# Of each table what makes its judge: some remember what they have judged.
_SPECIAL: Mapping[str, Callable[[], _Special]] = MappingProxyType(
    {
        "IDS001MPI": lambda: _patient,
        "IDS004EmpStatus": lambda: _work,
        "IDS101Referral": lambda: _referral,
        "IDS201CareContact": lambda: _contact,
        "IDS202CareActivity": _finding_of("CodeFind", "20228"),
        "IDS205InternetTherLog": lambda: _log,
        "IDS602LongTermCondition": _finding_of("LongTermCondition", "60209"),
        "IDS603PresentingComplaints": _finding_of("PresComp", "60310"),
        "IDS606CodedScoreAssessmentRefer": _score("60615", "60607"),
        "IDS607CodedScoreAssessmentAct": _score("60711", "60707"),
        "IDS902CarePersQual": lambda: _qualification,
    }
)


def _finding(table: Table, row: Row, field: str, rule: Rule, to_do: str) -> Finding:
    return Finding(table.name, row.line, field, rule.id, rule.severity, to_do)
