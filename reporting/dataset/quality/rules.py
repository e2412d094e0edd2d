"""What is looked for before a month is sent: what it costs, what to do, and where it is mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Cost(Enum):
    """What it costs to send it so."""

    FILE = "Rejects the whole file"
    REJECTED = "Rejected"
    LOWERED = "Lowers figures"
    WARNING = "Warning"


class Todo(Enum):
    """What somebody does about it: the heads under which rules stand."""

    IDENTITY = "Find out who they are"
    PLACE = "Find out their GP practice and who pays"
    ABOUT = "Ask what was not asked"
    COURSE = "Look at dates and how it ended"
    SESSION = "Ask whoever signed the session"
    STAFF = "Complete the staff list"


class Mend(Enum):
    """The page where it is put right."""

    DETAILS = "details"
    SESSION = "session"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing looked for. `ids` are what the check of a written file calls it; where it has no
    name for it, nothing national breaks and figures are lower than they could be.
    """

    key: str
    cost: Cost
    todo: Todo
    mend: Mend
    title: str
    words: str
    ids: tuple[str, ...] = ()
    # The field that puts it right, where the page is of details
    field: str = ""


_D, _S = Mend.DETAILS, Mend.SESSION
# The dearest first within what is to be done.
RULES = (
    Rule(
        "nhs-number-wrong",
        Cost.FILE,
        Todo.IDENTITY,
        _D,
        "NHS number that cannot be one",
        "Its check digit is wrong: look it up and correct it.",
        ("REJ006",),
        field="nhs_number",
    ),
    Rule(
        "birth-date-wrong",
        Cost.FILE,
        Todo.IDENTITY,
        _D,
        "Birth date that cannot be",
        "After the month, or more than 120 years before it: correct it.",
        ("REJ008",),
        field="date_of_birth",
    ),
    Rule(
        "born-after-referral",
        Cost.REJECTED,
        Todo.IDENTITY,
        _D,
        "Referred before they were born",
        "Correct the birth date: the referral and all of it falls out.",
        ("IDS10140",),
        field="date_of_birth",
    ),
    Rule(
        "no-nhs-number",
        Cost.WARNING,
        Todo.IDENTITY,
        _D,
        "No NHS number",
        "Look it up: without it nobody can tell this course from another’s.",
        ("IDS00111", "IDS00118", "IDS00162"),
        field="nhs_number",
    ),
    Rule(
        "no-gender",
        Cost.WARNING,
        Todo.IDENTITY,
        _D,
        "Gender not known",
        "Ask them: nationally they count as not known.",
        ("IDS00129",),
        field="gender",
    ),
    Rule(
        "postcode-wrong",
        Cost.FILE,
        Todo.PLACE,
        _D,
        "Postcode that is none",
        "Correct it: one such postcode rejects the whole file.",
        ("REJ007",),
        field="postcode",
    ),
    Rule(
        "no-commissioner",
        Cost.REJECTED,
        Todo.PLACE,
        _D,
        "Nobody known who pays",
        "Fill in the GP practice, or the code of who pays: the referral and all of it falls out.",
        ("IDS10108", "IDS10109"),
        field="commissioner",
    ),
    Rule(
        "practice-wrong",
        Cost.REJECTED,
        Todo.PLACE,
        _D,
        "GP practice with a code that is none",
        "A code has six letters and digits: the person and all about them falls out.",
        ("IDS00204",),
        field="practice",
    ),
    Rule(
        "no-practice",
        Cost.LOWERED,
        Todo.PLACE,
        _D,
        "GP practice not known",
        "Fill in its code: it is sent as not known.",
        field="practice",
    ),
    Rule(
        "no-postcode",
        Cost.WARNING,
        Todo.PLACE,
        _D,
        "No postcode",
        "Ask for it: without it nobody knows how deprived the place is.",
        ("IDS00123",),
        field="postcode",
    ),
    Rule(
        "no-problem",
        Cost.LOWERED,
        Todo.ABOUT,
        _D,
        "Treated, and no main problem",
        "Record it: the measure it calls for and recovery go by it.",
        field="problem",
    ),
    Rule(
        "no-ethnicity",
        Cost.LOWERED,
        Todo.ABOUT,
        _D,
        "Ethnic group not asked",
        "Ask them: they may keep it back, and that is an answer.",
        field="ethnicity",
    ),
    Rule(
        "no-work",
        Cost.LOWERED,
        Todo.ABOUT,
        _D,
        "Treated, and work not asked",
        "Ask about work: figures of employment leave them out.",
        field="work",
    ),
    Rule(
        "before-referral",
        Cost.REJECTED,
        Todo.COURSE,
        _D,
        "Appointment before the referral came",
        "It falls out with its scores: look at the day of the referral.",
        ("IDS20171",),
        field="received_on",
    ),
    Rule(
        "score-before-referral",
        Cost.REJECTED,
        Todo.COURSE,
        _D,
        "Scores before the referral came",
        "They fall out: look at the day of the referral.",
        ("IDS60617",),
        field="received_on",
    ),
    Rule(
        "log-before-referral",
        Cost.REJECTED,
        Todo.COURSE,
        _D,
        "Week of internet therapy before the referral came",
        "It falls out: look at the day of the referral.",
        ("IDS20520",),
        field="received_on",
    ),
    Rule(
        "end-contradicts",
        Cost.LOWERED,
        Todo.COURSE,
        _D,
        "Ended for a reason that contradicts what happened",
        "Look at the reason: not assessed, not taken on and taken on each say what was before.",
        ("S2-END",),
        field="end_code",
    ),
    Rule(
        "follow-up-early",
        Cost.LOWERED,
        Todo.COURSE,
        _S,
        "Follow-up before the end",
        "A follow-up comes after the referral has ended.",
        ("S2-FOLLOW-UP",),
    ),
    Rule(
        "treated-after-end",
        Cost.LOWERED,
        Todo.COURSE,
        _S,
        "Treatment after the end",
        "It counts for nothing: look at the day of the end.",
        ("S2-AFTER-END",),
    ),
    Rule(
        "unplanned-missed",
        Cost.REJECTED,
        Todo.SESSION,
        _S,
        "Unplanned, and missed or cancelled",
        "Nationally it would count as attended: was it planned?",
        ("S2-UNPLANNED",),
    ),
    Rule(
        "twice-at-once",
        Cost.WARNING,
        Todo.SESSION,
        _S,
        "Two appointments at the same time",
        "Somebody was seen once: one of the notes is wrong.",
        ("IDS20168",),
    ),
    Rule(
        "not-signed",
        Cost.LOWERED,
        Todo.SESSION,
        _S,
        "Appointment not signed",
        "It is not in the return until its note is signed.",
    ),
    Rule(
        "no-therapy",
        Cost.LOWERED,
        Todo.SESSION,
        _S,
        "Session without a therapy",
        "Say which therapy was given: without it the session has none.",
        ("S2-THERAPY",),
    ),
    Rule(
        "no-scores",
        Cost.LOWERED,
        Todo.SESSION,
        _S,
        "Session without PHQ-9 or GAD-7",
        "Nobody counts as recovered without scores at first and last.",
        ("S2-SCORES",),
    ),
    Rule(
        "no-other-measure",
        Cost.WARNING,
        Todo.SESSION,
        _S,
        "Session without the other measures",
        "WSAS whole, and the measure that the problem calls for.",
        ("S2-SCORES",),
    ),
    Rule(
        "group-not-counted",
        Cost.WARNING,
        Todo.SESSION,
        _S,
        "Group without numbers",
        "How many came, at least 2, and how many led it.",
        ("S2-GROUP",),
    ),
    Rule(
        "no-qualification",
        Cost.LOWERED,
        Todo.STAFF,
        Mend.STAFF,
        "Saw people, and no qualification known",
        "Ask for the grade of this colleague’s account.",
        ("S2-STAFF",),
    ),
)
BY_KEY: Mapping[str, Rule] = MappingProxyType({one.key: one for one in RULES})
