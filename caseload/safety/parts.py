"""The parts of a safety plan in the order of Stanley and Brown, under plain headings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One part: the column it is kept in, its heading, and what helps to fill it."""

    name: str
    heading: str
    hint: str


# The first six are the plan itself; at least one of them is never empty.
STEPS = (
    Part("warning_signs", "1. How I notice that it is getting worse", "Thoughts, moods, places."),
    Part("coping", "2. What I can do by myself", "Without anybody else."),
    Part("distraction", "3. People and places that take my mind off it", ""),
    Part("people", "4. People I can ask for help", "Names and numbers."),
    Part(
        "professionals",
        "5. Professionals and services I can ring",
        "With numbers, out of hours too. The crisis numbers of the service are added by itself.",
    ),
    Part("making_safer", "6. Making my surroundings safer", "What was agreed about means."),
)
BESIDE = (
    Part("reasons_for_living", "What keeps me going", "Reasons for living."),
    Part("family_help", "How family or friends can help", ""),
    Part("if_not_working", "If this plan does not work", "What to do then, and whom to ring."),
)
PARTS = (*STEPS, *BESIDE)
