"""Version 2.0 read as 2.1: which columns and codes are called otherwise, and what gets lost.

Sources: dataset.md 1 and 6. What the appointment types 07 and 08 meant is not public: they are read
as another contact, and so never as treatment.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

EARLIER = "2.0"
CURRENT = "2.1"
# These have no file in a month of version 2.0.
NOT_YET = frozenset({"IDS003AccommStatus", "IDS601MedHistPrevDiag"})
RENAMED: Mapping[str, str] = MappingProxyType(
    {"SourceOfReferralMH": "SourceOfReferralIAPT", "ConsMediumUsed": "ConsMechanism"}
)
# Of each column that version 2.1 no longer has, what is lost with it.
REMOVED: Mapping[str, str] = MappingProxyType(
    {
        "OrgIDResidenceResp": "the organisation responsible by where somebody lives",
        "OrgIDGPPrac": "the organisation responsible by the GP practice",
        "JSAInd": "whether somebody has Jobseeker’s Allowance",
        "OtherBenefitInd": "whether somebody has another benefit",
    }
)
# Columns that version 2.0 does not have.
ADDED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "IDS001MPI": frozenset(
            {"GenderIdentity", "GenderIdentitySameAtBirth", "EthnicCategory2021"}
        ),
        "IDS004EmpStatus": frozenset({"EmpSupportDischargeDate"}),
    }
)
_LOST_KIND = "the kind of appointment: version 2.1 no longer has its code"
# By column of version 2.1: what a code is called there, and what is lost by it.
RECODED: Mapping[str, Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "AppType": {"07": ("98", _LOST_KIND), "08": ("98", _LOST_KIND)},
        "ConsMechanism": {
            # By web camera, by text message, and by instant message
            "03": ("11", ""),
            "06": ("09", ""),
            "08": ("10", ""),
        },
    }
)
_TABLES: Mapping[str, str] = MappingProxyType(
    {"AppType": "IDS201CareContact", "ConsMechanism": "IDS201CareContact"}
)


# Names come in any case.
_CALLED = {old.lower(): new for old, new in RENAMED.items()} | {
    name.lower(): "" for name in REMOVED
}


def column(name: str) -> str:
    """What a column of version 2.0 is called in 2.1; empty for one that it no longer has."""
    return _CALLED.get(name.lower(), name)


def brought_up(
    table: str, values: Mapping[str, str]
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """A row of version 2.0 with the names and codes of 2.1, and which fields lost what. A column
    that 2.0 does not have is empty. Codes may be written `7` or `07`.
    """
    found = {column(name): said for name, said in values.items()}
    found.pop("", None)
    filled = {name.lower() for name, said in values.items() if said}
    lost = [(name, what) for name, what in REMOVED.items() if name.lower() in filled]
    for name, (code, what) in _recoded(table, found):
        found[name] = code
        if what:
            lost.append((name, what))
    for name in ADDED.get(table, ()):
        found.setdefault(name, "")
    if table == "IDS000Header" and found.get("DatSetVer") == EARLIER:
        found["DatSetVer"] = CURRENT
    return found, lost


def _recoded(table: str, values: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, codes in RECODED.items():
        if _TABLES[name] == table:
            said = values.get(name, "").strip().zfill(2)
            if said in codes:
                yield name, codes[said]
