"""What each questionnaire asks, its range and its thresholds: those that everybody answers.

The measures of single problems stand in `clinical.specific_measures`. A threshold that no source
could confirm is marked `verified=False`; a service may set it (`clinical.thresholds`).
"""

from collections.abc import Mapping
from datetime import date

from clinical.instrument import Band, Item, Measure, by_code
from clinical.specific_measures import (
    BIQ,
    CFQ,
    HAI,
    IBS,
    IESR,
    MI_ALONE,
    OCI,
    PCL5,
    PCL5_CODE,
    PDSS,
    PHQ15,
    PHQ15_CODE,
    PSWQ,
    PSWQ_CODE,
    SPIN,
)

__all__ = [
    "GAD7",
    "GAD7_CODE",
    "ITEM_NINE",
    "MEASURES",
    "PCL5",
    "PCL5_CODE",
    "PHOBIA",
    "PHOBIA_CODE",
    "PHQ9",
    "PHQ9_CODE",
    "PHQ15",
    "PHQ15_CODE",
    "PSWQ",
    "PSWQ_CODE",
    "WSAS",
    "WSAS_CODE",
    "Band",
    "Item",
    "Measure",
]

ITEM_NINE = 9
PHQ9_CODE = "PHQ9"
GAD7_CODE = "GAD7"
WSAS_CODE = "WSAS"
PHOBIA_CODE = "PHOBIA"

_REVIEWED = date(2026, 11, 22)

_TWO_WEEKS = "Over the last 2 weeks, how often have you been bothered by"
_HOW_OFTEN = ("not at all", "several days", "more than half the days", "nearly every day")

PHQ9 = Measure(
    code=PHQ9_CODE,
    name="PHQ-9",
    version="PHQ-9 English (UK)",
    items=(
        Item(1, "Little interest or pleasure in doing things?", "Little interest or pleasure"),
        Item(2, "Feeling down, depressed, or hopeless?", "Feeling down or hopeless"),
        Item(
            3,
            "Trouble falling or staying asleep, or sleeping too much?",
            "Sleep: too little or too much",
        ),
        Item(4, "Feeling tired or having little energy?", "Tired, little energy"),
        Item(5, "Poor appetite or overeating?", "Appetite: poor or overeating"),
        Item(
            6,
            "Feeling bad about yourself, or that you are a failure or have let yourself or your "
            "family down?",
            "Feeling bad about self",
        ),
        Item(
            7,
            "Trouble concentrating on things, such as reading the newspaper or watching "
            "television?",
            "Trouble concentrating",
        ),
        Item(
            8,
            "Moving or speaking so slowly that other people could have noticed? Or the opposite, "
            "being so fidgety or restless that you have been moving around a lot more than usual?",
            "Moving slowly, or restless",
        ),
        Item(
            ITEM_NINE,
            "Thoughts that you would be better off dead or of hurting yourself in some way?",
            "Better off dead, or self-harm",
        ),
    ),
    item_highest=3,
    total_highest=27,
    caseness=10,
    reliable_change=6,
    bands=(
        Band(0, "minimal", 0),
        Band(5, "mild", 1),
        Band(10, "moderate", 2),
        Band(15, "moderately severe", 3),
        Band(20, "severe", 4),
    ),
    options=_HOW_OFTEN,
    recall=_TWO_WEEKS,
    verified=True,
    source="Thresholds: J Affect Disord 2021, PMC8411661. Bands: CamCOPS, after Kroenke 2001.",
    licence="Public domain: no permission needed to reproduce, translate, display or distribute.",
    defined_on=_REVIEWED,
    made_of="9 items, 0 to 3",
    full_name="Patient Health Questionnaire, depression",
    prorates_up_to=2,
    never_imputed=frozenset({ITEM_NINE}),
)

GAD7 = Measure(
    code=GAD7_CODE,
    name="GAD-7",
    version="GAD-7 English (UK)",
    items=(
        Item(1, "Feeling nervous, anxious or on edge?", "Nervous, anxious or on edge"),
        Item(2, "Not being able to stop or control worrying?", "Cannot stop worrying"),
        Item(3, "Worrying too much about different things?", "Worrying too much"),
        Item(4, "Trouble relaxing?", "Trouble relaxing"),
        Item(5, "Being so restless that it is hard to sit still?", "Restless"),
        Item(6, "Becoming easily annoyed or irritable?", "Easily annoyed"),
        Item(
            7,
            "Feeling afraid as if something awful might happen?",
            "Afraid of something awful",
        ),
    ),
    item_highest=3,
    total_highest=21,
    caseness=8,
    reliable_change=4,
    bands=(
        Band(0, "minimal", 0),
        Band(5, "mild", 1),
        Band(10, "moderate", 2),
        Band(15, "severe", 4),
    ),
    options=_HOW_OFTEN,
    recall=_TWO_WEEKS,
    verified=True,
    source="Thresholds: J Affect Disord 2021, PMC8411661. Bands: the published form.",
    licence="Public domain: no permission needed to reproduce, translate, display or distribute.",
    defined_on=_REVIEWED,
    made_of="7 items, 0 to 3",
    full_name="Generalised Anxiety Disorder scale",
    prorates_up_to=2,
)

WSAS = Measure(
    code=WSAS_CODE,
    name="WSAS",
    version="WSAS 5 items",
    items=(
        Item(1, "", "Work"),
        Item(2, "", "Home management"),
        Item(3, "", "Social leisure"),
        Item(4, "", "Private leisure"),
        Item(5, "", "Close relationships"),
    ),
    item_highest=8,
    total_highest=40,
    caseness=None,
    reliable_change=8,
    bands=(
        Band(0, "below significant", 0),
        Band(10, "significant", 2),
        Band(21, "moderately severe or worse", 3),
    ),
    options=tuple(str(answer) for answer in range(9)),
    recall="",
    verified=False,
    source="Bands: Mundt 2002. Reliable change: Zahra 2014. Neither confirmed.",
    licence="Copyright Isaac Marks: the wording is not shipped, answers are typed in.",
    defined_on=_REVIEWED,
    made_of="5 items, 0 to 8",
    full_name="Work and Social Adjustment Scale",
    optional_item=1,
)

PHOBIA = Measure(
    code=PHOBIA_CODE,
    name="Phobia scales",
    version="IAPT phobia scales",
    items=(
        Item(1, "", "Social situations"),
        Item(2, "", "Situations as in agoraphobia"),
        Item(3, "", "Specific objects or situations"),
    ),
    item_highest=8,
    total_highest=0,
    caseness=None,
    reliable_change=None,
    bands=(),
    options=tuple(str(answer) for answer in range(9)),
    recall="",
    verified=True,
    source="Three single items, 4 or more on any: J Affect Disord 2021, PMC8411661.",
    licence="The wording is not shipped: it is shown once the service has loaded it.",
    defined_on=_REVIEWED,
    made_of="3 items, 0 to 8, each read alone",
    full_name="IAPT phobia scales",
    item_caseness=4,
)

MEASURES: Mapping[str, Measure] = by_code(
    PHQ9, GAD7, WSAS, PCL5, PHQ15, PHOBIA, SPIN, PDSS, OCI, IESR, HAI, MI_ALONE, PSWQ, BIQ, CFQ, IBS
)
