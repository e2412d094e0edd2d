"""Safeguarding is read only by those who need it; the others learn that there is something, and
whom to ask.
"""

from staff.roles import Permission

ASK = "Safeguarding is recorded. Ask the carrier or the duty senior."


def safeguarding_words(*, is_recorded: bool, details: str, may: frozenset[Permission]) -> str:
    """What a reader sees of a safeguarding concern; empty where there is none."""
    if not is_recorded:
        return ""
    return f"Safeguarding: {details}" if Permission.VIEW_SAFEGUARDING in may else ASK
