"""What the people of the practice service told at assessment. It follows from who they are and from
their notes, so that nothing else of them is drawn anew.
"""

import re
from collections.abc import Mapping, Sequence
from zlib import crc32

from clinical.problems import Problem
from pwpservice.practice.homes import of_a_thousand
from pwpservice.practice.records import Person, Story, Visit
from pwpservice.practice.words import told as words

# Of a thousand: who is ill beside it, of whom nothing was asked.
_ILL, _NOT_ASKED = 260, 90
_SINCE = re.compile(r"\bsince ([^.;:]+)")


def at_assessment(story: Story) -> dict[str, str]:
    """The lines of a referral; empty where nobody was assessed, and here and there by omission."""
    who = story.person
    if not story.problem_statement or story.problem is None:
        return {}
    notes = " ".join(visit.did for visit in story.visits[:2])
    ill = of_a_thousand(who, "ill") < _ILL
    lines = {
        "since_when": _since(story),
        "earlier_episodes": _before(story, notes),
        "alcohol_and_drugs": _as_noted(notes, words.ALCOHOL),
        "physical_health": _one(who, "health", words.HEALTH) if ill else words.WELL,
    }
    return {
        name: "" if of_a_thousand(who, f"{name} not asked") < _NOT_ASKED else line
        for name, line in lines.items()
    }


def of_ending(visit: Visit) -> str:
    """What somebody says of ending, where it is proposed."""
    place = crc32(visit.reference.encode())
    return words.VIEWS[place % len(words.VIEWS)] if visit.ending_proposed else ""


def _since(story: Story) -> str:
    """As their own words have it, where these say since when."""
    said = _SINCE.search(story.problem_statement)
    if said is None:
        return _one(story.person, "since when", words.SINCE)
    return f"Since {said[1]}{_one(story.person, 'since when', words.SINCE_THEN)}"


def _before(story: Story, notes: str) -> str:
    again = story.problem is Problem.RECURRENT_DEPRESSION or "Third" in story.problem_statement
    if again:
        return _one(story.person, "before", words.BEFORE_AGAIN)
    return _as_noted(notes, words.NOTED) or _one(story.person, "before", words.BEFORE)


def _as_noted(notes: str, lines: Mapping[str, str]) -> str:
    """As the note of the assessment has it; empty where it says nothing."""
    heard = notes.lower()
    return next((line for said, line in lines.items() if said in heard), "")


def _one(who: Person, what: str, lines: Sequence[str]) -> str:
    return lines[of_a_thousand(who, what) % len(lines)]
