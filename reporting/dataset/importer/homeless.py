"""What national files hold and no record here has a place for: it is passed by, and said."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from reporting.dataset import codes
from reporting.dataset.tools import EXPERIENCE, TOOLS

RULE = "S2-PLACE"
_PWP = codes.QUALIFICATION.words["PWP"]
TABLES = frozenset(
    {
        "IDS003AccommStatus",
        "IDS012OverseasVisitorChargCat",
        "IDS105OnwardReferral",
        "IDS601MedHistPrevDiag",
        "IDS803CareCluster",
    }
)
# What people say about the service is no measure of anybody, and comes in as that
TOOLS_PASSED_BY = frozenset(code for code, tool in TOOLS.items() if not tool.measure) - EXPERIENCE


def _secondary(code: str) -> str:
    return "that a problem was secondary, and the problem itself beside a primary" * (code == "2")


def _integrated(code: str) -> str:
    return "that it was integrated care of a long-term condition" * (code == "Y")


def _qualification(code: str) -> str:
    return "which qualification somebody has who is no PWP" * (code not in {"", _PWP})


# Of a field, the detail of a code that its word here does not keep
DETAIL_LOST: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "SourceOfReferralIAPT": codes.SOURCE.lost,
        "EndCode": codes.END_CODE.lost,
        "AppType": codes.KIND.lost,
        "ConsMechanism": codes.MEDIUM.lost,
        "CareContPatientTherMode": codes.SEEN_AS.lost,
        "AttendOrDNACode": codes.ATTENDANCE.lost,
        "IAPTLTCServiceInd": _integrated,
        "EthnicCategory": codes.ETHNICITY.lost,
        "EmployStatus": codes.WORK.lost,
        "LongTermCondition": codes.CONDITION.lost,
        "PresComp": codes.problem_lost,
        "PresCompCodSig": _secondary,
        "QualAttainLevelIAPT": _qualification,
    }
)


def records(many: int) -> str:
    """Of a table, or of a tool."""
    have = "1 record has" if many == 1 else f"{many:,} records have"
    return f"{have} no place here and did not come in: keep the old files."


def detail(lost: str) -> str:
    """Of a code."""
    return f"Not kept of a code: {lost}."
