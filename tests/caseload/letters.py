"""A GP's letter as it is typed."""

from dataclasses import replace
from datetime import date

from caseload.incoming.entry import TypedEntry
from caseload.models import CameBy, MentionsHarm
from referrals.models import ConsentKind, ReferralSource
from referrals.registering import Agreed, Needs, NewPatient

PERSON = NewPatient(
    given_name="Amira",
    family_name="Khan",
    date_of_birth=date(1988, 3, 12),
    postcode="NB4 7QT",
    phone="07700 900456",
    email="",
    voicemail_ok=False,
    text_ok=True,
    email_ok=False,
    best_time="",
    say_who="",
    gp="Mill Lane Surgery",
    share_with_gp=True,
    language="en",
)
LETTER = TypedEntry(
    source=ReferralSource.GP,
    came_by=CameBy.LETTER,
    received_on=date(2026, 6, 8),
    referrer="Dr Patel",
    organisation="Mill Lane Surgery",
    problem="Low and tired since her mother’s illness.",
    mentions_harm=MentionsHarm.NO,
    person=PERSON,
    needs=Needs(language="en", hearing=True),
    agreed=(Agreed(ConsentKind.TEXT, is_given=True, words="Text messages"),),
)


def letter(**facts: object) -> TypedEntry:
    """The same, with other facts; those of the person by their names."""
    own = {name: facts.pop(name) for name in tuple(facts) if name in NewPatient.__slots__}
    return replace(LETTER, person=replace(PERSON, **own), **facts)
