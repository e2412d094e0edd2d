"""The national codes of a person: gender, ethnic group, disability, work, and who they are besides.

SNOMED CT of religion and orientation: dataset.md 7.4 and NHS England’s public analysis code.
"""

from collections.abc import Collection, Iterable

from reporting.dataset import lists
from reporting.dataset.codes.mapping import Codes

# The stated gender has no code between male and female but “indeterminate”; the gender identity
# says which of our words it was, and is read first (`gender_of`).
GENDER = Codes(
    lists.GENDER,
    {"MALE": "1", "FEMALE": "2", "OTHER": "9", "NON_BINARY": "9", "NOT_KNOWN": "X"},
    also={"9": ("OTHER", "")},
    otherwise="NOT_KNOWN",
    when_empty="NOT_KNOWN",
)
GENDER_IDENTITY = Codes(
    lists.GENDER_IDENTITY,
    {"MALE": "1", "FEMALE": "2", "NON_BINARY": "3", "OTHER": "4", "NOT_SAID": "Z"},
    also={"X": ("", "")},
)
SAME_AS_AT_BIRTH = Codes(
    lists.SAME_AS_AT_BIRTH, {"YES": "Y", "NO": "N", "NOT_SAID": "Z"}, also={"X": ("", "")}
)
ETHNICITY = Codes(
    lists.ETHNIC_CATEGORY,
    {letter: letter for letter in "ABCDEFGHJKLMNPRS"} | {"NOT_SAID": "Z"},
    also={"99": ("", "")},
)
ARMED_FORCES = Codes(
    lists.ARMED_FORCES,
    {"YES": "02", "NO": "03", "NOT_SAID": "ZZ"},
    also={"05": ("NO", "that it was one of their family"), "UU": ("", "")},
)


def gender_of(gender: str, identity: str) -> str:
    """The patient’s gender from both codes: what they call themselves before what is stated."""
    named = GENDER_IDENTITY.of_code(identity)
    return GENDER.of_code(gender) if named in {"", "NOT_SAID"} else named


_NO_DISABILITY, _NOT_STATED = "NN", "ZZ"
DISABILITY = Codes(
    lists.DISABILITY,
    {
        "BEHAVIOUR": "01",
        "HEARING": "02",
        "DEXTERITY": "03",
        "LEARNING": "04",
        "MOBILITY": "05",
        "DANGER": "06",
        "SELF_CARE": "07",
        "PROGRESSIVE": "08",
        "SIGHT": "09",
        "SPEECH": "10",
        "OTHER": "XX",
    },
    also={_NO_DISABILITY: ("", ""), _NOT_STATED: ("", "")},
    otherwise="OTHER",
)


def disability_codes(answer: str, kinds: Iterable[str]) -> list[str]:
    """The rows of a person: one a kind, “other” for a yes without one; none where nobody asked."""
    if answer == "YES":
        return [DISABILITY.to_code(kind) for kind in kinds] or [DISABILITY.to_code("OTHER")]
    return {"NO": [_NO_DISABILITY], "NOT_SAID": [_NOT_STATED]}.get(answer, [])


def disability_of(codes: Collection[str]) -> tuple[str, list[str]]:
    """The answer and the kinds that these rows say. A kind outweighs a no among them."""
    read = [lists.DISABILITY.read(code) for code in codes]
    kinds = sorted({DISABILITY.of_code(code) for code in read} - {""})
    if kinds:
        return "YES", kinds
    if _NO_DISABILITY in read:
        return "NO", []
    return ("NOT_SAID", []) if _NOT_STATED in read else ("", [])


WORK = Codes(
    lists.EMPLOYMENT,
    {
        "EMPLOYED": "01",
        "LOOKING": "02",
        "STUDENT": "03",
        "LONG_TERM_SICK": "04",
        "HOMEMAKER": "05",
        "NOT_LOOKING": "06",
        "VOLUNTARY": "07",
        "RETIRED": "08",
        "NOT_SAID": "ZZ",
    },
    otherwise="NOT_SAID",
)
HOURS = Codes(
    lists.HOURS,
    {"FROM_30": "01", "FROM_16": "02", "FROM_5": "03", "UP_TO_4": "04", "NOT_SAID": "97"},
    also={"98": ("", ""), "99": ("", "")},
)
YES_NO_NOT_KNOWN = Codes(
    lists.YES_NO_UZ, {"YES": "Y", "NO": "N", "NOT_KNOWN": "U", "NOT_SAID": "Z"}
)

# IDS011 holds both in one column. Nothing is sent for “other”: no concept says it of anybody.
RELIGION = Codes(
    lists.RELIGION,
    {
        "NONE": "160552003",
        "BUDDHIST": "309687009",
        "CHRISTIAN": "160549006",
        "HINDU": "160545000",
        "JEWISH": "160543007",
        "MUSLIM": "309884000",
        "SIKH": "366740002",
        "OTHER": "",
        "NOT_SAID": "",
    },
)
_WHICH = "whether of men or of women"
ORIENTATION = Codes(
    lists.ORIENTATION,
    {
        "STRAIGHT": "20430005",
        "GAY_OR_LESBIAN": "38628009",
        "BISEXUAL": "42035005",
        "OTHER": "",
        "NOT_SAID": "699042003",
    },
    also={
        "76102007": ("GAY_OR_LESBIAN", _WHICH),
        "89217008": ("GAY_OR_LESBIAN", _WHICH),
        "765288000": ("OTHER", "that they are drawn to neither sex"),
        "766822004": ("OTHER", "that they are not sure"),
        "440583007": ("", ""),
        "1064711000000108": ("", ""),
    },
)
# Pregnant or after a birth: each of these is a yes, and a yes says not which, so none is sent.
PERINATAL = frozenset({"224123004", "1128911000000100", "224122009", "704502000", "77386006"})


def circumstance_of(code: str) -> tuple[str, str] | None:
    """The question and the answer that a row of IDS011 says: `("religion", "SIKH")`; None where
    nothing here is stored of it, and the answer is empty where the person’s is not known.
    """
    said = code.strip()
    if said in PERINATAL:
        return "perinatal", "YES"
    for question, codes in (("religion", RELIGION), ("orientation", ORIENTATION)):
        if said in codes.listing:
            return question, codes.of_code(said)
    return None


# ISO 639-1 is stored as it is sent, in small letters; q1 to q5 are forms of signing and touch.
BRITISH_SIGN_LANGUAGE = "q4"


def language_of(code: str) -> str:
    """The language as stored; English where none is given."""
    return code.strip().lower() or "en"
