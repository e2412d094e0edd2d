"""What invented people answer of themselves (clinical.md 7.6), and how they stand at work.

All of it follows from what is known of them, so no draw of anything else moves.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from clinical.wording import age
from clinical.working_days import local_date
from pwpservice.practice.homes import of_a_thousand
from pwpservice.practice.records import Person, Story
from pwpservice.practice.rows import Ids
from pwpservice.practice.words import names
from referrals.models import EmploymentStatus, EqualityAnswers, Gender, LongTermCondition

Shares = Sequence[tuple[str, int]]
# By the family a name is of, in the order of the pools.
_ETHNICITY: tuple[Shares, ...] = (
    (("A", 935), ("C", 15), ("D", 12), ("F", 10), ("E", 6), ("G", 12), ("NOT_SAID", 10)),
    (("B", 350), ("A", 640), ("NOT_SAID", 10)),
    (("H", 400), ("J", 340), ("K", 150), ("L", 90), ("NOT_SAID", 20)),
    (("M", 340), ("N", 440), ("P", 100), ("D", 100), ("NOT_SAID", 20)),
    (("C", 910), ("A", 70), ("NOT_SAID", 20)),
    (("R", 250), ("S", 580), ("L", 150), ("NOT_SAID", 20)),
)
_RELIGION: tuple[Shares, ...] = (
    *[(("NONE", 520), ("CHRISTIAN", 380), ("OTHER", 20), ("NOT_SAID", 80))] * 2,
    (("MUSLIM", 560), ("HINDU", 200), ("SIKH", 120), ("NONE", 70), ("NOT_SAID", 50)),
    *[(("CHRISTIAN", 560), ("NONE", 280), ("MUSLIM", 90), ("NOT_SAID", 70))] * 2,
    (("NONE", 300), ("BUDDHIST", 150), ("MUSLIM", 300), ("CHRISTIAN", 180), ("NOT_SAID", 70)),
)
_POOL_OF = {
    family: place for place, pool in reversed([*enumerate(names.POOLS)]) for family in pool.families
}
_ORIENTATION: Shares = (
    *(("STRAIGHT", 870), ("GAY_OR_LESBIAN", 40), ("BISEXUAL", 50), ("OTHER", 10)),
    ("NOT_SAID", 30),
)
_KINDS: Shares = (
    *(("MOBILITY", 380), ("BEHAVIOUR", 270), ("LEARNING", 120), ("HEARING", 80), ("SIGHT", 60)),
    ("PROGRESSIVE", 90),
)
_CONDITIONS: Shares = (
    *(("CHRONIC_PAIN", 210), ("ASTHMA", 190), ("DIABETES", 140), ("MUSCULOSKELETAL", 150)),
    *(("HEART", 90), ("DIGESTIVE", 80), ("COPD", 50), ("SKIN", 40), ("CANCER", 30)),
    ("EPILEPSY", 20),
)
_NOT_ASKED = 55
_WORK = (
    *(("Off sick", "EMPLOYED"), ("Not working", "LOOKING"), ("Between jobs", "LOOKING")),
    *(("Student", "STUDENT"), ("At home", "HOMEMAKER"), ("Carer", "HOMEMAKER")),
    ("Retired", "RETIRED"),
)
_BACK_AT_WORK = 450


def equality(story: Story, referral_id: int, _ids: Ids) -> Iterator[EqualityAnswers]:
    """What they answered when they came; some were not asked."""
    who = story.person
    if of_a_thousand(who, "asked") < _NOT_ASKED:
        return
    pool = _POOL_OF.get(who.family_name, 0)
    years = age(who.born, story.received_on)
    disability = _yes(who, "disability", 130 + 3 * years)
    may_be_perinatal = who.gender is Gender.FEMALE and years < 45
    yield EqualityAnswers(
        referral_id=referral_id,
        gender="" if who.gender is Gender.NOT_KNOWN else who.gender.value,
        same_as_at_birth="NO" if who.gender is Gender.NON_BINARY else "YES",
        ethnicity=_drawn(who, "ethnicity", _ETHNICITY[pool]),
        religion=_drawn(who, "religion", _RELIGION[pool]),
        orientation=_drawn(who, "orientation", _ORIENTATION),
        disability=disability,
        disability_kinds=[_drawn(who, "kind", _KINDS)] if disability == "YES" else [],
        long_term_condition=_has_condition(who, years),
        perinatal=_yes(who, "perinatal", 110) if may_be_perinatal else "NO",
        armed_forces=_yes(who, "forces", 22),
        carer=_yes(who, "carer", 120),
        care_leaver=_yes(who, "care", 15),
        at=_came(story),
    )


def conditions(story: Story, referral_id: int, ids: Ids) -> Iterator[LongTermCondition]:
    """Of most who said that they have one, which; of some, two."""
    who = story.person
    has_one = _has_condition(who, age(who.born, story.received_on)) == "YES"
    if story.carrier is None or not has_one or of_a_thousand(who, "asked") < _NOT_ASKED:
        return
    found = {_drawn(who, "condition", _CONDITIONS)}
    if of_a_thousand(who, "second") < 200:
        found.add(_drawn(who, "second condition", _CONDITIONS))
    for one in sorted(found):
        yield LongTermCondition(
            referral_id=referral_id,
            condition=one,
            recorded_at=_came(story),
            recorded_by_id=ids.staff[story.carrier],
        )


def work(story: Story, referral_id: int, ids: Ids) -> Iterator[EmploymentStatus]:
    """How they stood at work when first and when last asked; of those off sick some are back."""
    days = [
        (local_date(visit.starts_at), visit.written_at)
        for visit in story.visits
        if visit.is_logged and visit.was_attended
    ]
    if not days or story.carrier is None:
        return
    who = story.person
    status = next((one for said, one in _WORK if who.employment.startswith(said)), "EMPLOYED")
    sick = who.employment.startswith("Off sick")
    asked = [days[0]] if days[0][0] == days[-1][0] else [days[0], days[-1]]
    for on, at in asked:
        back = on != asked[0][0] and story.ended_on is not None
        still = sick and not (back and of_a_thousand(who, "back") < _BACK_AT_WORK)
        yield EmploymentStatus(
            referral_id=referral_id,
            asked_on=on,
            status=status,
            hours=_hours(who) if status == "EMPLOYED" else "",
            sick_pay=("YES" if still else "NO") if status == "EMPLOYED" else "",
            benefits="YES" if "Universal Credit" in who.employment else "NO",
            at=at,
            by_id=ids.staff[story.carrier],
        )


def _hours(who: Person) -> str:
    part_time = "art time" in who.employment or "term time" in who.employment
    return "FROM_16" if part_time else "FROM_30"


def _has_condition(who: Person, years: int) -> str:
    """About a third, more of the older."""
    return _yes(who, "long-term", 130 + 5 * years)


def _came(story: Story) -> datetime:
    return story.steps[0].at


def _yes(who: Person, what: str, upto: int) -> str:
    drawn = of_a_thousand(who, what)
    return "NOT_SAID" if drawn >= 975 else "YES" if drawn < upto else "NO"


def _drawn(who: Person, what: str, shares: Shares) -> str:
    drawn = of_a_thousand(who, what)
    for value, share in shares:
        drawn -= share
        if drawn < 0:
            return value
    return shares[0][0]
