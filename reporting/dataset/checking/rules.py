"""The numbered rules about more than one value of a row (dataset.md 4, last column), as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType

from reporting.dataset.layout import Rule, Severity


class Than(Enum):
    """The day that a date is held against."""

    PERIOD_START = "the first day of the month"
    PERIOD_END = "the last day of the month"
    DAY_AFTER_PERIOD = "the day after the month"
    TWO_YEARS_AFTER = "two years after the month"
    BIRTH = "the birth date"
    RECEIVED = "the day the referral was received"
    QUALIFICATIONS = "1 January 2005"


@dataclass(frozen=True, slots=True)
class NotAfter:
    """A date later than this breaks the rule."""

    field: str
    than: Than
    rule: Rule


@dataclass(frozen=True, slots=True)
class NotBefore:
    """A date earlier than this breaks the rule; `than` may be another field of the row."""

    field: str
    than: Than | str
    rule: Rule


class Empty(Enum):
    """What an empty field of several that should be unique together makes of a row."""

    DIFFERS = "from every other row"
    COUNTS = "as any value does"
    ALONE = "is what the rule is about: the last of them is empty in one row at most"


@dataclass(frozen=True, slots=True)
class Unique:
    """Rows that agree in all of these break the rule."""

    fields: tuple[str, ...]
    rule: Rule
    empty: Empty = Empty.DIFFERS


@dataclass(frozen=True, slots=True)
class Goes:
    """The first may not be empty while the second is filled."""

    field: str
    with_field: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Child:
    """A row hangs from a row of another table by its key."""

    field: str
    parent: str
    rule: Rule


def _rule(text: str) -> Rule:
    return Rule(f"IDS{text[:-1]}", Severity(text[-1]))


def _after(field: str, than: Than, rule: str) -> NotAfter:
    return NotAfter(field, than, _rule(rule))


def _before(field: str, than: Than | str, rule: str) -> NotBefore:
    return NotBefore(field, than, _rule(rule))


_START, _END, _BIRTH, _RECEIVED = (
    Than.PERIOD_START,
    Than.PERIOD_END,
    Than.BIRTH,
    Than.RECEIVED,
)
Dated = NotAfter | NotBefore

DATES: Mapping[str, tuple[Dated, ...]] = MappingProxyType(
    {
        "IDS002GP": (
            _after("StartDateGMPRegistration", Than.DAY_AFTER_PERIOD, "00211R"),
            _before("StartDateGMPRegistration", _BIRTH, "00212R"),
            _before("EndDateGMPRegistration", _START, "00214R"),
            _after("EndDateGMPRegistration", _END, "00215R"),
            _before("EndDateGMPRegistration", "StartDateGMPRegistration", "00216R"),
        ),
        "IDS004EmpStatus": (
            _after("EmployStatusRecDate", _END, "00436R"),
            _before("EmployStatusRecDate", _BIRTH, "00438R"),
            _after("EmpSupportReferral", _END, "00437R"),
            _before("EmpSupportReferral", _BIRTH, "00439R"),
        ),
        "IDS011SocPerCircumstances": (
            _after("SocPerCircumstanceRecDate", _END, "01107R"),
            _before("SocPerCircumstanceRecDate", _BIRTH, "01111R"),
        ),
        "IDS012OverseasVisitorChargCat": (
            _after("OvsVisChCatAppDate", _END, "01209R"),
            _before("OvsVisChCatAppDate", _BIRTH, "01211R"),
        ),
        "IDS101Referral": (
            _after("ReferralRequestReceivedDate", _END, "10113R"),
            _before("ReferralRequestReceivedDate", _BIRTH, "10140R"),
            _before("ServDischDate", "ReferralRequestReceivedDate", "10128R"),
            _after("ServDischDate", _END, "10139R"),
        ),
        "IDS105OnwardReferral": (
            _after("OnwardReferDate", _END, "10505R"),
            _before("OnwardReferDate", _START, "10522R"),
            _before("OnwardReferDate", _RECEIVED, "10521R"),
        ),
        "IDS108WaitingTimePauses": (
            _after("PauseStartDate", _END, "10809R"),
            _before("PauseStartDate", _RECEIVED, "10816R"),
            _before("PauseEndDate", _START, "10811R"),
            _after("PauseEndDate", _END, "10812R"),
            _before("PauseEndDate", "PauseStartDate", "10813R"),
        ),
        "IDS201CareContact": (
            _after("CareContDate", _END, "20108R"),
            _before("CareContDate", _START, "20170R"),
            _before("CareContDate", _RECEIVED, "20171R"),
        ),
        "IDS205InternetTherLog": (
            _after("StartDateIntEnabledTherLog", _END, "20506R"),
            _before("StartDateIntEnabledTherLog", _RECEIVED, "20520R"),
            _before("EndDateIntEnabledTherLog", _START, "20509R"),
            _after("EndDateIntEnabledTherLog", _END, "20510R"),
            _before("EndDateIntEnabledTherLog", "StartDateIntEnabledTherLog", "20511R"),
        ),
        "IDS603PresentingComplaints": (
            _after("PresCompDate", _END, "60314R"),
            _before("PresCompDate", _BIRTH, "60316R"),
        ),
        "IDS606CodedScoreAssessmentRefer": (
            _after("AssToolCompDate", _END, "60610R"),
            _before("AssToolCompDate", _START, "60618R"),
            _before("AssToolCompDate", _RECEIVED, "60617R"),
        ),
        "IDS803CareCluster": (
            _after("StartDateCareClust", _END, "80306R"),
            _before("EndDateCareClust", _START, "80315R"),
            _after("EndDateCareClust", _END, "80316R"),
            _before("EndDateCareClust", "StartDateCareClust", "80317R"),
        ),
        "IDS902CarePersQual": (
            _after("QualAwardedDate", _END, "90207R"),
            _before("QualAwardedDate", Than.QUALIFICATIONS, "90212R"),
            _before("QualPlannedCompletionDate", _START, "90209R"),
            _after("QualPlannedCompletionDate", Than.TWO_YEARS_AFTER, "90215R"),
        ),
    }
)


def _unique(*fields: str, rule: str, empty: Empty = Empty.DIFFERS) -> Unique:
    return Unique(fields, _rule(rule), empty)


_P, _R = "LocalPatientId", "ServiceRequestId"
UNIQUE: Mapping[str, tuple[Unique, ...]] = MappingProxyType(
    {
        # One registration is open at a time
        "IDS002GP": (_unique(_P, "EndDateGMPRegistration", rule="00222G", empty=Empty.ALONE),),
        "IDS004EmpStatus": (
            _unique(_P, "EmployStatusRecDate", rule="00402G"),
            _unique(_P, "EmployStatusRecDate", rule="00440G", empty=Empty.ALONE),
        ),
        "IDS007DisabilityType": (_unique(_P, "DisabCode", rule="00702G"),),
        "IDS011SocPerCircumstances": (
            _unique(_P, "SocPerCircumstance", "SocPerCircumstanceRecDate", rule="01102G"),
        ),
        "IDS012OverseasVisitorChargCat": (
            _unique(_P, "OvsVisChCat", "OvsVisChCatAppDate", rule="01202G"),
        ),
        "IDS101Referral": (_unique(_R, rule="10103G"),),
        "IDS105OnwardReferral": (
            _unique(
                _R,
                "OnwardReferDate",
                "OnwardReferTime",
                "OnwardReferReason",
                "OrgIDReceiving",
                rule="10520G",
            ),
        ),
        "IDS108WaitingTimePauses": (_unique(_R, "PauseID", rule="10802G"),),
        "IDS201CareContact": (_unique("CareContactId", rule="20143G"),),
        "IDS202CareActivity": (_unique("CareActId", rule="20225G"),),
        "IDS205InternetTherLog": (
            _unique(
                _R,
                "StartDateIntEnabledTherLog",
                "EndDateIntEnabledTherLog",
                "IntEnabledTherProg",
                "DurationIntEnabledTher",
                "CarePersLocalId",
                "IntegratedSoftwareInd",
                rule="20519W",
                empty=Empty.COUNTS,
            ),
        ),
        "IDS602LongTermCondition": (_unique(_R, "LongTermCondition", rule="60210G"),),
        "IDS603PresentingComplaints": (_unique(_R, "PresComp", "PresCompDate", rule="60302G"),),
        "IDS606CodedScoreAssessmentRefer": (
            _unique(
                _R,
                "AssToolCompDate",
                "AssToolCompTime",
                "CodedAssToolType",
                rule="60616G",
                empty=Empty.COUNTS,
            ),
        ),
        "IDS607CodedScoreAssessmentAct": (_unique("CareActId", "CodedAssToolType", rule="60709G"),),
        "IDS803CareCluster": (
            _unique(_P, "StartDateCareClust", rule="80320G"),
            _unique(_P, "EndDateCareClust", rule="80319G", empty=Empty.ALONE),
        ),
        "IDS902CarePersQual": (_unique("CarePersLocalId", "QualAttainLevelIAPT", rule="90210G"),),
    }
)


def _goes(field: str, with_field: str, rule: str) -> Goes:
    return Goes(field, with_field, _rule(rule))


TOGETHER: Mapping[str, tuple[Goes, ...]] = MappingProxyType(
    {
        "IDS004EmpStatus": (_goes("EmpSupportInd", "EmpSupportReferral", "00433W"),),
        "IDS101Referral": (
            _goes("EndCode", "ServDischDate", "10137W"),
            _goes("ServDischDate", "EndCode", "10138W"),
        ),
        "IDS202CareActivity": (
            _goes("CodeFind", "FindSchemeInUse", "20216W"),
            _goes("FindSchemeInUse", "CodeFind", "20214R"),
            _goes("UnitMeasure", "ObsValue", "20226W"),
        ),
    }
)


def _child(field: str, parent: str, rule: str) -> Child:
    return Child(field, parent, _rule(rule))


CHILDREN: Mapping[str, Child] = MappingProxyType(
    {
        "IDS002GP": _child(_P, "IDS001MPI", "00220G"),
        # New in 2.1: no number is public; it falls as its neighbours do.
        "IDS003AccommStatus": _child(_P, "IDS001MPI", "00301G"),
        "IDS004EmpStatus": _child(_P, "IDS001MPI", "00401G"),
        "IDS007DisabilityType": _child(_P, "IDS001MPI", "00701G"),
        "IDS011SocPerCircumstances": _child(_P, "IDS001MPI", "01101G"),
        "IDS012OverseasVisitorChargCat": _child(_P, "IDS001MPI", "01201G"),
        "IDS101Referral": _child(_P, "IDS001MPI", "10101G"),
        "IDS105OnwardReferral": _child(_R, "IDS101Referral", "10510G"),
        "IDS108WaitingTimePauses": _child(_R, "IDS101Referral", "10801G"),
        "IDS201CareContact": _child(_R, "IDS101Referral", "20142G"),
        "IDS202CareActivity": _child("CareContactId", "IDS201CareContact", "20224G"),
        "IDS205InternetTherLog": _child(_R, "IDS101Referral", "20501G"),
        "IDS601MedHistPrevDiag": _child(_P, "IDS001MPI", "60101G"),
        "IDS602LongTermCondition": _child(_R, "IDS101Referral", "60201G"),
        "IDS603PresentingComplaints": _child(_R, "IDS101Referral", "60301G"),
        "IDS606CodedScoreAssessmentRefer": _child(_R, "IDS101Referral", "60612G"),
        "IDS607CodedScoreAssessmentAct": _child("CareActId", "IDS202CareActivity", "60708G"),
        "IDS803CareCluster": _child(_P, "IDS001MPI", "80301G"),
    }
)


def fixed_days(start: date, end: date) -> Mapping[Than, date]:
    """The days that are the same for every row of a month."""
    return {
        Than.PERIOD_START: start,
        Than.PERIOD_END: end,
        Than.DAY_AFTER_PERIOD: date.fromordinal(end.toordinal() + 1),
        Than.TWO_YEARS_AFTER: _two_years_after(end),
        Than.QUALIFICATIONS: date(2005, 1, 1),
    }


def _two_years_after(end: date) -> date:
    """No leap year is two years after another."""
    is_leap_day = (end.month, end.day) == (2, 29)
    return end.replace(year=end.year + 2, day=28 if is_leap_day else end.day)
