"""The national codes of a referral: who referred it, and why it ended."""

from reporting.dataset import lists
from reporting.dataset.codes.mapping import Codes

# Where one word here stands for several codes, the code is the one its label names first: no
# public table says which of them is commonest. HOSPITAL is `H2`, other secondary care.
SOURCE = Codes(
    lists.SOURCE,
    {
        "SELF": "B1",
        "CARER": "B2",
        "GP": "A1",
        "PRIMARY_CARE": "A3",
        "HOSPITAL": "H2",
        "MATERNITY": "A4",
        "VOLUNTARY": "G4",
        "SOCIAL_CARE": "C1",
        "INDEPENDENT": "G3",
        "JUSTICE": "E1",
        "JOBCENTRE": "M5",
        "EMPLOYER": "D1",
        "CHILD_HEALTH": "F3",
        "INTERNAL": "P1",
        "STEPPED_DOWN": "N2",
        "OTHER_SERVICE": "N4",
        "OTHER": "M6",
    },
    also={
        "A2": ("MATERNITY", "that it was a health visitor"),
        "C2": ("SOCIAL_CARE", "that it was a place of education"),
        "C3": ("SOCIAL_CARE", "that it was a housing service"),
        "D2": ("EMPLOYER", "that it was occupational health"),
        "E2": ("JUSTICE", "that it was a court"),
        "E3": ("JUSTICE", "that it was the probation service"),
        "E4": ("JUSTICE", "that it was a prison"),
        "E5": ("JUSTICE", "that it was a court’s liaison service"),
        "E6": ("JUSTICE", "that it was a youth offending service"),
        "F1": ("CHILD_HEALTH", "that it was a school nurse"),
        "F2": ("CHILD_HEALTH", "that it was paediatrics in hospital"),
        "G1": ("INDEPENDENT", "that it was a medium secure unit"),
        "G2": ("INDEPENDENT", "that it was a low secure unit"),
        "H1": ("HOSPITAL", "that it was an emergency department"),
        "I1": ("OTHER", "that it was a transfer for a time from another trust"),
        "I2": ("OTHER", "that it was a transfer for good from another trust"),
        "M1": ("OTHER", "that it was an asylum service"),
        "M2": ("OTHER", "that it came by a telephone or electronic access service"),
        "M3": ("OTHER", "that it was an out-of-area agency"),
        "M4": ("OTHER", "that it was a drug action team"),
        "M7": ("OTHER", "that it was a single point of access"),
        "M8": ("OTHER", "that it was a debt agency"),
        "N1": ("OTHER_SERVICE", "that it was stepped up from low intensity"),
        "Q1": ("OTHER", "that it was a mental health drop-in service"),
    },
    otherwise="OTHER",
    when_empty="OTHER",
)

# A code that the list does not hold leaves the reason empty: it is then asked for as any other
# that is missing, and no reason is made up.
END_CODE = Codes(
    lists.END_CODE,
    {
        "NOT_ASSESSED": "50",
        "NOT_SUITABLE_NO_ACTION": "10",
        "SIGNPOSTED": "11",
        "ADVICE_GIVEN": "12",
        "OTHER_THERAPY_SERVICE": "13",
        "DECLINED": "14",
        "INCOMPLETE_ASSESSMENT": "16",
        "DIED_BEFORE_TREATMENT": "17",
        "NOT_KNOWN_NOT_TREATED": "95",
        "COMPLETED": "46",
        "DROPPED_OUT": "47",
        "ENDED_AT_PATIENTS_REQUEST": "48",
        "DIED_IN_TREATMENT": "49",
        "NOT_KNOWN_TREATED": "96",
    },
)

# What the three national codes mean is nowhere public (dataset.md 11): none of our reasons may be
# claimed to be one of them, so that none is sent, which the rules allow with a warning (IDS10817).
_MEANING = "the reason: what its code means is not public"
PAUSE_REASON = Codes(
    lists.PAUSE_REASON,
    dict.fromkeys(("AWAY", "NOT_WELL", "FAMILY", "WORK", "WANTS_TIME", "OTHER"), ""),
    also=dict.fromkeys(("01", "02", "03"), ("OTHER", _MEANING)),
    otherwise="OTHER",
    when_empty="OTHER",
)
