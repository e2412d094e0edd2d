"""Why a message did not arrive, in words for staff, and what is to be done about each reason."""

from jobs.outbox import TRIES_BEFORE_PARKING

NO_TEXTS = "The number on the record does not receive texts. Ask for another one."
TOO_LATE = "The appointment had begun before it could be sent."
SILENT = f"The provider did not answer, {TRIES_BEFORE_PARKING} times."
GONE = "The number or address does not exist any more."
UNREACHED = "The phone could not be reached for days, or the mailbox is full."
TROUBLE = "The provider had trouble sending it."
REFUSED = "The provider refused the message."

_WRONG_ADDRESS = "Reach them another way, and put the number or address right."
_TRANSPORT = "Reach them another way. The number or address was not the reason."
# Whatever is not named here is about the number or address.
_ADVICE = {
    TOO_LATE: "The number or address was not the reason. See whether they came; ring if they did "
    "not.",
    SILENT: _TRANSPORT,
    TROUBLE: _TRANSPORT,
    REFUSED: _TRANSPORT,
    UNREACHED: "Reach them another way, and ask whether the number or address is still theirs.",
}


def advice(why: str) -> str:
    """What to do about a message that failed for this reason."""
    return _ADVICE.get(why, _WRONG_ADDRESS)
