"""The people whom the drawings show, on the first PWP's caseload, and what everybody's day looks like today."""

from dataclasses import dataclass

from clinical.problems import Problem
from pwpservice.practice.scenes import Scene
from pwpservice.practice.scores import Pair
from referrals.models import Gender, Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """Somebody with a name and a story of their own. The last pair of scores is still to come."""

    scene: Scene
    given_name: str
    family_name: str
    title: str
    gender: Gender
    age: int
    problem: Problem
    pairs: tuple[tuple[int, int], ...] = ()
    item_nine: tuple[int, ...] = ()
    medium: Medium = Medium.PHONE
    needs: str = ""
    at: str = ""
    rhythm: int = 7
    # Days since risk was last asked about, where something agreed then is still to be done.
    quiet: int = 7
    draft_missing: str = ""
    # Days ago of the appointment whose note is unsigned; 0 is today's.
    draft_from: int | None = None

    @property
    def scored(self) -> tuple[Pair, ...]:
        """What has been scored so far."""
        return tuple(Pair(*pair) for pair in self.pairs[:-1])

    @property
    def coming(self) -> Pair:
        """What is scored at the next appointment."""
        return Pair(*self.pairs[-1])


@dataclass(frozen=True, slots=True)
class Appearance:
    """A place in today's diary and the situation of who has it."""

    at: str
    scene: Scene


_F, _M = Gender.FEMALE, Gender.MALE
_P = Problem
ROLES = (
    Role(
        scene=Scene.ON_TRACK, given_name="Gareth", family_name="Evans", title="Mr", gender=_M, age=52,
        problem=_P.DEPRESSION, pairs=((15, 10), (13, 9), (11, 8), (9, 7)), item_nine=(0, 0, 0, 0), at="09:00",
    ),
    Role(
        scene=Scene.NO_NEXT, given_name="Nusrat", family_name="Chowdhury", title="Ms", gender=_F, age=28,
        problem=_P.GENERALISED_ANXIETY, pairs=((11, 17), (11, 15), (10, 14)), item_nine=(0, 0, 0), at="09:30",
        draft_missing="next appointment", draft_from=0,
    ),
    Role(
        scene=Scene.ON_TRACK, given_name="Priya", family_name="Nair", title="Ms", gender=_F, age=34,
        problem=_P.MIXED_ANXIETY_DEPRESSION,
        pairs=((18, 15), (17, 14), (16, 13), (13, 11), (12, 10), (10, 9)), item_nine=(0,) * 6, at="10:30",
    ),
    Role(
        scene=Scene.RISK, given_name="Declan", family_name="Byrne", title="Mr", gender=_M, age=45,
        problem=_P.DEPRESSION, pairs=((20, 13), (20, 13), (19, 12), (18, 12)), item_nine=(1, 1, 2, 1), at="11:00",
    ),
    Role(
        scene=Scene.NEW_BOOKED, given_name="Tasha", family_name="Williams", title="Ms", gender=_F, age=23,
        problem=_P.MIXED_ANXIETY_DEPRESSION, pairs=((17, 15),), at="11:30",
    ),
    Role(
        scene=Scene.READY, given_name="Aoife", family_name="Murphy", title="Mrs", gender=_F, age=39,
        problem=_P.GENERALISED_ANXIETY,
        pairs=((13, 16), (12, 14), (9, 11), (7, 6), (5, 4), (4, 3)), item_nine=(0,) * 6, at="13:00",
    ),
    Role(
        scene=Scene.NOT_IMPROVING, given_name="Daniel", family_name="Osei", title="Mr", gender=_M, age=41,
        problem=_P.DEPRESSION,
        pairs=((16, 12), (17, 13), (16, 12), (15, 13), (16, 12), (17, 13), (16, 13)), item_nine=(0,) * 7, at="13:30",
    ),
    Role(
        scene=Scene.NEW_ASSESSED, given_name="Luis", family_name="Fernandes", title="Mr", gender=_M, age=36,
        problem=_P.GENERALISED_ANXIETY, pairs=((12, 16), (12, 15)), item_nine=(0, 0), medium=Medium.VIDEO,
        needs="Interpreter: Portuguese", at="14:00",
    ),
    Role(
        scene=Scene.ON_TRACK, given_name="Joan", family_name="Thompson", title="Mrs", gender=_F, age=67,
        problem=_P.MIXED_ANXIETY_DEPRESSION, pairs=((14, 13), (13, 12), (12, 11), (10, 9), (9, 9)),
        item_nine=(0,) * 5, needs="Hearing aid: speak clearly", at="15:00",
    ),
    Role(
        scene=Scene.RISK, given_name="Marta", family_name="Kowalski", title="Ms", gender=_F, age=38,
        problem=_P.DEPRESSION, pairs=((21, 14), (19, 13), (19, 13), (17, 12), (16, 12)), item_nine=(2, 1, 1, 1, 1),
    ),
    Role(
        scene=Scene.RISK, given_name="Kofi", family_name="Mensah", title="Mr", gender=_M, age=30,
        problem=_P.MIXED_ANXIETY_DEPRESSION, pairs=((19, 14), (18, 14), (17, 13), (15, 12)), item_nine=(0, 0, 1, 1), quiet=4,
    ),
    Role(
        scene=Scene.OVERDUE, given_name="Sophie", family_name="Walker", title="Ms", gender=_F, age=32,
        problem=_P.DEPRESSION, pairs=((15, 11), (15, 11), (14, 11), (13, 10)), item_nine=(0,) * 4,
    ),
    Role(
        scene=Scene.ON_TRACK, given_name="Tunde", family_name="Adeyemi", title="Mr", gender=_M, age=59,
        problem=_P.DEPRESSION, pairs=((16, 9), (14, 8), (12, 8), (11, 7)), item_nine=(0,) * 4,
        draft_missing="last plan done?, next appointment", draft_from=1,
    ),
    Role(
        scene=Scene.ON_TRACK, given_name="Rhian", family_name="Davies", title="Miss", gender=_F, age=26,
        problem=_P.PANIC_DISORDER, pairs=((11, 14), (10, 12), (9, 9), (8, 8)), item_nine=(0,) * 4,
        draft_missing="risk question, next appointment", draft_from=2,
    ),
)  # fmt: skip

# Everybody else's day.
USUAL_DAY = (
    Appearance("09:30", Scene.ON_TRACK),
    Appearance("10:30", Scene.READY),
    Appearance("11:30", Scene.NEW_BOOKED),
    Appearance("13:30", Scene.NOT_IMPROVING),
    Appearance("14:30", Scene.ON_TRACK),
    Appearance("15:30", Scene.ON_TRACK),
)
SHORT_DAY = (
    Appearance("10:00", Scene.ON_TRACK),
    Appearance("13:30", Scene.READY),
    Appearance("15:00", Scene.ON_TRACK),
)
