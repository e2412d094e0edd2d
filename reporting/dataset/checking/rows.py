"""Rules between the values of one row, and between them and the month, the birth, the referral."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from reporting.dataset import values
from reporting.dataset.checking.findings import Finding
from reporting.dataset.checking.known import Known
from reporting.dataset.checking.rules import DATES, TOGETHER, Dated, NotAfter, Than, day_of
from reporting.dataset.layout import Rule, Severity, Table
from reporting.dataset.reading import Row
from reporting.dataset.tools import TOOLS

ATTENDED = frozenset({"5", "6"})
TREATMENTS = frozenset({"02", "03", "05"})
CANCELLED = "2"
_LONGEST_LOG = timedelta(days=7)
_W, _R = Severity.WARNING, Severity.RECORD


def of_row(table: Table, row: Row, known: Known) -> Iterator[Finding]:
    """Everything that is wrong between its values."""
    yield from _dates(table, row, known)
    for goes in TOGETHER.get(table.name, ()):
        if row[goes.with_field] and not row[goes.field]:
            to_do = f"Fill in {goes.field}, or take {goes.with_field} out."
            yield _finding(table, row, goes.field, goes.rule, to_do)
    if special := _SPECIAL.get(table.name):
        for field, rule, to_do in special(row, known):
            yield _finding(table, row, field, rule, to_do)


def _dates(table: Table, row: Row, known: Known) -> Iterator[Finding]:
    for rule in DATES.get(table.name, ()):
        on, against = values.read_date(row[rule.field]), _against(rule, row, known)
        if on is None or against is None:
            continue
        broken = on > against if isinstance(rule, NotAfter) else on < against
        if broken:
            side = "no later than" if isinstance(rule, NotAfter) else "no earlier than"
            than = rule.than.value if isinstance(rule.than, Than) else rule.than
            yield _finding(table, row, rule.field, rule.rule, f"{rule.field}: {side} {than}.")


def _against(rule: Dated, row: Row, known: Known) -> date | None:
    if isinstance(rule.than, str):
        return values.read_date(row[rule.than])
    referred = known.referrals.get(known.referral_of(row.values))
    return day_of(
        rule.than,
        start=known.start,
        end=known.end,
        birth=known.births.get(known.patient_of(row.values)),
        received=referred.received if referred else None,
    )


_Found = Iterator[tuple[str, Rule, str]]


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


def _activity(row: Row, _known: Known) -> _Found:
    code, scheme = row["CodeFind"], row["FindSchemeInUse"].zfill(2)
    if code and scheme in {"01", "04"} and not values.is_finding(code, scheme=scheme):
        yield "CodeFind", _ids("20228", _R), "Write the finding as its scheme does."


def _log(row: Row, _known: Known) -> _Found:
    start = values.read_date(row["StartDateIntEnabledTherLog"])
    end = values.read_date(row["EndDateIntEnabledTherLog"])
    if start and end and end - start > _LONGEST_LOG:
        yield "EndDateIntEnabledTherLog", _ours("LOG", _W), "One log is one week: split it."


def _finding_of(field: str, number: str) -> Callable[[Row, Known], _Found]:
    def judge(row: Row, _known: Known) -> _Found:
        code, scheme = row[field], row["FindSchemeInUse"].zfill(2)
        if code and scheme in {"01", "04"} and not values.is_finding(code, scheme=scheme):
            yield field, _ids(number, _R), "Write it as its scheme does."

    return judge


def _score(shape: str, within: str) -> Callable[[Row, Known], _Found]:
    def judge(row: Row, _known: Known) -> _Found:
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

    return judge


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


_SPECIAL: Mapping[str, Callable[[Row, Known], _Found]] = MappingProxyType(
    {
        "IDS001MPI": _patient,
        "IDS101Referral": _referral,
        "IDS201CareContact": _contact,
        "IDS202CareActivity": _activity,
        "IDS205InternetTherLog": _log,
        "IDS602LongTermCondition": _finding_of("LongTermCondition", "60209"),
        "IDS603PresentingComplaints": _finding_of("PresComp", "60310"),
        "IDS606CodedScoreAssessmentRefer": _score("60615", "60607"),
        "IDS607CodedScoreAssessmentAct": _score("60711", "60707"),
        "IDS902CarePersQual": _qualification,
    }
)


def _finding(table: Table, row: Row, field: str, rule: Rule, to_do: str) -> Finding:
    return Finding(table.name, row.line, field, rule.id, rule.severity, to_do)
