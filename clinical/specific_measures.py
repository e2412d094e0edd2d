"""The measures of single problems: range, threshold, reliable change, and by whose leave.

Where the words are somebody's copyright only the total is typed in, unless a service has leave and
loads them. None of the thresholds here was found in a source that could be checked: each is marked
unverified, and a service may set it (`clinical.thresholds`).
"""

from datetime import date
from decimal import Decimal

from clinical import item_words
from clinical.instrument import Measure, either_side, items_from, items_without_words

PCL5_CODE = "PCL5"
PHQ15_CODE = "PHQ15"
PSWQ_CODE = "PSWQ"

_REVIEWED = date(2026, 11, 22)
_PUBLIC = "Public domain: no permission needed to reproduce, translate, display or distribute."
_NOT_CONFIRMED = "Threshold and reliable change: not confirmed."


def _copyright(holder: str) -> str:
    return f"Copyright {holder}: the wording is not shipped, the total is typed in."


def _numbers(highest: int) -> tuple[str, ...]:
    return tuple(str(answer) for answer in range(highest + 1))


PCL5 = Measure(
    code=PCL5_CODE,
    name="PCL-5",
    version="PCL-5 past month",
    full_name="PTSD Checklist for DSM-5",
    items=items_from(item_words.PCL5),
    made_of="20 items, 0 to 4",
    item_highest=4,
    total_highest=80,
    caseness=32,
    reliable_change=10,
    bands=either_side(32),
    options=item_words.PCL5_OPTIONS,
    recall=item_words.PCL5_STEM,
    verified=False,
    source="Items: CamCOPS, after Weathers 2013. Threshold and reliable change: not confirmed.",
    licence="US Government work: free to use.",
    defined_on=_REVIEWED,
    total_may_be_typed=True,
)

PHQ15 = Measure(
    code=PHQ15_CODE,
    name="PHQ-15",
    version="PHQ-15",
    full_name="Patient Health Questionnaire, physical symptoms",
    items=items_from(item_words.PHQ15),
    made_of="15 items, 0 to 2",
    item_highest=2,
    total_highest=30,
    caseness=10,
    reliable_change=None,
    bands=either_side(10),
    options=item_words.PHQ15_OPTIONS,
    recall=item_words.PHQ15_STEM,
    verified=False,
    source="Items: CamCOPS, after Kroenke 2002. Threshold not confirmed, reliable change unknown.",
    licence=_PUBLIC,
    defined_on=_REVIEWED,
    total_may_be_typed=True,
)

PSWQ = Measure(
    code=PSWQ_CODE,
    name="PSWQ",
    version="PSWQ 16 items",
    full_name="Penn State Worry Questionnaire",
    items=items_from(item_words.PSWQ),
    made_of="16 items, 1 to 5; 1, 3, 8, 10 and 11 reversed",
    item_lowest=1,
    item_highest=5,
    total_lowest=16,
    total_highest=80,
    reversed_items=frozenset({1, 3, 8, 10, 11}),
    caseness=45,
    reliable_change=None,
    bands=either_side(45, lowest=16),
    options=item_words.PSWQ_OPTIONS,
    recall=item_words.PSWQ_STEM,
    verified=False,
    source=(
        "Items, range and reversals: CamCOPS, after Meyer 1990. Threshold: not confirmed. No "
        "national outcome uses it, so it has no reliable change (10 in older guidance)."
    ),
    licence=_PUBLIC,
    defined_on=_REVIEWED,
    total_may_be_typed=True,
)

SPIN = Measure(
    code="SPIN",
    name="SPIN",
    version="SPIN 17 items",
    full_name="Social Phobia Inventory",
    items=items_without_words(17),
    made_of="17 items, 0 to 4",
    item_highest=4,
    total_highest=68,
    caseness=19,
    reliable_change=10,
    bands=either_side(19),
    options=_numbers(4),
    recall="",
    verified=False,
    source="Items, range and threshold: secondary sources. Reliable change: not confirmed.",
    licence=_copyright("Davidson"),
    defined_on=_REVIEWED,
    total_may_be_typed=True,
)

PDSS = Measure(
    code="PDSS",
    name="PDSS-SR",
    version="PDSS-SR 7 items",
    full_name="Panic Disorder Severity Scale, self-report",
    items=items_without_words(7),
    made_of="7 items, 0 to 4",
    item_highest=4,
    total_highest=28,
    caseness=8,
    reliable_change=5,
    bands=either_side(8),
    options=_numbers(4),
    recall="",
    verified=False,
    source=f"Items and range: CamCOPS. {_NOT_CONFIRMED}",
    licence=_copyright("Shear"),
    defined_on=_REVIEWED,
    total_may_be_typed=True,
)

OCI = Measure(
    code="OCI",
    name="OCI",
    version="OCI 42, distress",
    full_name="Obsessive Compulsive Inventory, 42 items, distress; not the OCI-R",
    items=items_without_words(42),
    made_of="42 items, 0 to 4",
    item_highest=4,
    total_highest=168,
    caseness=40,
    reliable_change=32,
    bands=either_side(40),
    options=_numbers(4),
    recall="",
    verified=False,
    source=f"The OCI-R of 18 items is another measure. {_NOT_CONFIRMED}",
    licence=_copyright("Foa"),
    defined_on=_REVIEWED,
    total_may_be_typed=True,
)

IESR = Measure(
    code="IESR",
    name="IES-R",
    version="IES-R 22 items",
    full_name="Impact of Event Scale, revised; for PTSD before PCL-5",
    items=items_without_words(22),
    made_of="22 items, 0 to 4",
    item_highest=4,
    total_highest=88,
    caseness=33,
    reliable_change=9,
    bands=either_side(33),
    options=_numbers(4),
    recall="",
    verified=False,
    source=f"Items: CamCOPS. {_NOT_CONFIRMED}",
    licence="Permission to show it is refused: the wording is not shipped, the total is typed in.",
    defined_on=_REVIEWED,
    total_may_be_typed=True,
)

HAI = Measure(
    code="HAI",
    name="HAI",
    version="HAI short week, 18",
    full_name="Health Anxiety Inventory, short, week; 18 items, not the first 14",
    items=items_without_words(18),
    made_of="18 items, 0 to 3",
    item_highest=3,
    total_highest=54,
    caseness=18,
    reliable_change=4,
    bands=either_side(18),
    options=_numbers(3),
    recall="",
    verified=False,
    source=_NOT_CONFIRMED,
    licence=_copyright("Salkovskis"),
    defined_on=_REVIEWED,
    total_may_be_typed=True,
)

# A mean of the situations answered. A case is above 2.3: 2.30 itself is none.
MI_ALONE = Measure(
    code="MI_ALONE",
    name="Mobility Inventory",
    version="MI alone",
    full_name="Mobility Inventory, when alone",
    items=(),
    made_of="the mean of the situations answered, 1 to 5",
    item_lowest=1,
    item_highest=5,
    total_lowest=1,
    total_highest=5,
    decimals=2,
    caseness=Decimal("2.3"),
    reliable_change=Decimal("0.73"),
    case_is_above=True,
    bands=either_side(Decimal("2.3"), lowest=1, above=True, decimals=2),
    options=(),
    recall="",
    verified=False,
    source=f"That a case is above 2.3 and not at it is not confirmed either. {_NOT_CONFIRMED}",
    licence=_copyright("Chambless"),
    defined_on=_REVIEWED,
    total_may_be_typed=True,
)

BIQ = Measure(
    code="BIQ",
    name="BIQ",
    version="BIQ weekly, 9 items",
    full_name="Body Image Questionnaire, weekly",
    items=items_without_words(9),
    made_of="9 items, 0 to 8",
    item_highest=8,
    total_highest=72,
    caseness=40,
    reliable_change=None,
    bands=either_side(40),
    options=_numbers(8),
    recall="",
    verified=False,
    source="Threshold: not confirmed. Reliable change: not known.",
    licence=_copyright("Veale"),
    defined_on=_REVIEWED,
    total_may_be_typed=True,
)

CFQ = Measure(
    code="CFQ",
    name="CFQ",
    version="CFQ 11, 0 to 33",
    full_name="Chalder Fatigue Questionnaire, 0 to 33; not the form scored 0 to 11",
    items=items_without_words(11),
    made_of="11 items, 0 to 3",
    item_highest=3,
    total_highest=33,
    caseness=19,
    reliable_change=None,
    bands=either_side(19),
    options=_numbers(3),
    recall="",
    verified=False,
    source="Items, range: secondary sources. Threshold not confirmed, reliable change unknown.",
    licence=_copyright("Chalder"),
    defined_on=_REVIEWED,
    total_may_be_typed=True,
)

IBS = Measure(
    code="IBS",
    name="IBS-SSS",
    version="IBS-SSS",
    full_name="Irritable Bowel Syndrome Severity Scoring System",
    items=(),
    made_of="5 parts, 0 to 100",
    item_highest=100,
    total_highest=500,
    caseness=75,
    reliable_change=None,
    bands=either_side(75),
    options=(),
    recall="",
    verified=False,
    source="Threshold: not confirmed. Reliable change: not known (50 is remembered).",
    licence=_copyright("Francis"),
    defined_on=_REVIEWED,
    total_may_be_typed=True,
)
