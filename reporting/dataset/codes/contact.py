"""The national codes of an appointment: what for, how, who came, and with which help."""

from reporting.dataset import lists
from reporting.dataset.codes.mapping import Codes

# The list has no code for an outcome that nobody knows; a code outside it rejects the contact
# (IDS20128), so that nothing is sent for it.
ATTENDANCE = Codes(
    lists.ATTENDANCE,
    {
        "PATIENT_CANCELLED": "2",
        "DID_NOT_ATTEND": "3",
        "SERVICE_CANCELLED": "4",
        "ATTENDED": "5",
        "LATE_SEEN": "6",
        "LATE_NOT_SEEN": "7",
        "NOT_KNOWN": "",
    },
    otherwise="NOT_KNOWN",
    when_empty="NOT_KNOWN",
)

KIND = Codes(
    lists.APPOINTMENT,
    {
        "ASSESSMENT": "01",
        "TREATMENT": "02",
        "ASSESSMENT_AND_TREATMENT": "03",
        "REVIEW": "04",
        "REVIEW_AND_TREATMENT": "05",
        "FOLLOW_UP": "06",
        "EMPLOYMENT_SUPPORT": "10",
        "OTHER": "98",
    },
    otherwise="OTHER",
    when_empty="OTHER",
)

# Text or chat is sent as text, the first its label names.
MEDIUM = Codes(
    lists.MECHANISM,
    {
        "IN_PERSON": "01",
        "PHONE": "02",
        "EMAIL": "05",
        "TEXT": "09",
        "VIDEO": "11",
        "OTHER": "98",
    },
    also={
        "04": ("PHONE", "that it was by talk type"),
        "10": ("TEXT", "that it was by instant message"),
        "12": ("TEXT", "that it was on a message board"),
        "13": ("TEXT", "that it was in a chat room"),
    },
    otherwise="OTHER",
    when_empty="OTHER",
)

SEEN_AS = Codes(
    lists.THERAPY_MODE,
    {"INDIVIDUAL": "1", "COUPLE": "2", "GROUP": "3"},
    otherwise="INDIVIDUAL",
    when_empty="INDIVIDUAL",
)

# Stored here is whether somebody needs an interpreter, not who interpreted on the day: where one is
# needed, not known is sent.
_ANY = "who interpreted"
INTERPRETER = Codes(
    lists.INTERPRETER,
    {"NEEDED": "X", "NOT_NEEDED": "4"},
    also={
        "1": ("NEEDED", _ANY),
        "2": ("NEEDED", _ANY),
        "3": ("NEEDED", _ANY),
        "5": ("NEEDED", "that none came"),
    },
    otherwise="NOT_NEEDED",
    when_empty="NOT_NEEDED",
)

# Medication is written here in words of its own, which no code may be guessed from: nothing is
# sent but that it is not known. What arrives is kept as these words.
MEDICATION_WORDS = {
    "01": "Psychotropic medication prescribed, not taken",
    "02": "Psychotropic medication prescribed and taken",
    "03": "No psychotropic medication",
}
MEDICATION_NOT_KNOWN = "UU"
