"""Who works in the practice service: two teams, the sign-ins handed out, and their colleagues."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from statistics import NormalDist

from pwpservice.practice.scale import FIRST_TRAINEE
from staff.models import Contract, Grade
from staff.roles import Role

TEAMS = ("Riverside team", "Moorside team")
DUTY_PHONE = "01632 960 144"
_LONG_AGO = 1400
# Spread of outcomes between PWPs in PHQ-9 points: 6 to 7 % of the variance (clinical.md 7.10).
_PWP_EFFECT = 1.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """A member of staff. `supervisor` is the username of who supervises them."""

    username: str
    given_name: str
    family_name: str
    role: Role
    teams: tuple[int, ...]
    grade: Grade = Grade.OTHER
    contract: Contract = Contract.EMPLOYED
    agreed_number: int | None = None
    supervisor: str = ""
    here_for_days: int = _LONG_AGO
    may_look_in_admin: bool = False
    # How this person's outcomes differ from the service's, in PHQ-9 points; the mean is 0.
    effect: float = 0.0

    @property
    def is_trainee(self) -> bool:
        return self.role is Role.TRAINEE_PWP


@dataclass(frozen=True, slots=True)
class _Pwp:
    username: str
    given_name: str
    family_name: str
    team: int
    agreed: int
    here_for_days: int = _LONG_AGO
    contract: Contract = Contract.EMPLOYED


_PWPS = (
    _Pwp("pwp", "Amira", "Hassan", 0, 75),
    _Pwp("pwp2", "Joe", "Lister", 1, 70),
    _Pwp("m.ferris", "Megan", "Ferris", 0, 68),
    _Pwp("d.coker", "Dayo", "Coker", 1, 66),
    _Pwp("s.pell", "Sally", "Pell", 0, 68),
    _Pwp("r.tomlin", "Raj", "Tomlin", 1, 60, 210, Contract.AGENCY),
    _Pwp("c.ashworth", "Cath", "Ashworth", 0, 60),
    _Pwp("n.vaughan", "Nia", "Vaughan", 1, 68, 600),
    _Pwp("b.okoro", "Ben", "Okoro", 1, 64, 420),
    _Pwp("trainee", "Ella", "Brandt", 0, 42, 236),
    _Pwp("k.sidhu", "Karan", "Sidhu", 1, 35, 160),
)
USUAL_PWPS = len(_PWPS)
_TRAINEES = (FIRST_TRAINEE, FIRST_TRAINEE + 1)
# Both in the first team, whose senior has a sign-in.
ON_LEAVE, COVERING = 6, 2
_MORE_GIVEN = (
    "Alys",
    "Chris",
    "Dilys",
    "Hugo",
    "Ines",
    "Jo",
    "Kemi",
    "Lena",
    "Mo",
    "Rosa",
    "Sol",
    "Viv",
)
_MORE_FAMILY = ("Aldous", "Birtles", "Cragg", "Dunmore", "Eccles", "Farrar", "Garside", "Hoyle")


def colleagues(rng: Random, pwps: int) -> tuple[Colleague, ...]:
    """Everybody: the PWPs first, in the order of their caseloads, then the others."""
    drawn = _effects(rng, pwps)
    return (*(_pwp(place, effect) for place, effect in enumerate(drawn)), *_OTHERS)


def team_of(place: int) -> int:
    """In which team the PWP of this place works; those of a larger service join them by turns."""
    return _PWPS[place].team if place < USUAL_PWPS else place % len(TEAMS)


def supervisor_place(staff: tuple[Colleague, ...], place: int) -> int:
    """Where in the list the supervisor of this colleague stands."""
    wanted = staff[place].supervisor
    return next(at for at, one in enumerate(staff) if one.username == wanted)


def leave(today: date) -> tuple[date, date]:
    """From when to when one colleague is away."""
    return today - timedelta(days=2), today + timedelta(days=5)


def days_of(period: tuple[date, date]) -> Iterator[date]:
    """Each day of a period, both ends included."""
    first, last = period
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _effects(rng: Random, pwps: int) -> list[float]:
    """Spread evenly over a bell, so that the mean of all is 0 whatever the seed."""
    effects = [NormalDist(0, _PWP_EFFECT).inv_cdf((place + 0.5) / pwps) for place in range(pwps)]
    rng.shuffle(effects)
    return effects


def _pwp(place: int, effect: float) -> Colleague:
    who = _PWPS[place] if place < len(_PWPS) else _one_more(place)
    is_trainee = place in _TRAINEES
    return Colleague(
        username=who.username,
        given_name=who.given_name,
        family_name=who.family_name,
        role=Role.TRAINEE_PWP if is_trainee else Role.PWP,
        teams=(who.team,),
        grade=Grade.TRAINEE_PWP if is_trainee else Grade.PWP,
        contract=who.contract,
        agreed_number=who.agreed,
        supervisor=_SENIOR_OF[who.team],
        here_for_days=who.here_for_days,
        effect=effect,
    )


def _one_more(place: int) -> _Pwp:
    """Colleague number so-and-so of a service larger than the usual one."""
    family = _MORE_FAMILY[place // len(_MORE_GIVEN) % len(_MORE_FAMILY)]
    given = _MORE_GIVEN[place % len(_MORE_GIVEN)]
    return _Pwp(f"pwp.{place + 1}", given, family, team_of(place), 68)


_SENIOR_OF = ("senior", "duty")
_BOTH = (0, 1)
_OTHERS = (
    Colleague(
        username="senior",
        given_name="Tom",
        family_name="Whitfield",
        role=Role.SENIOR_PWP,
        teams=(0,),
        grade=Grade.SENIOR_PWP,
        agreed_number=15,
        supervisor="lead",
    ),
    Colleague(
        username="duty",
        given_name="Ruth",
        family_name="Adebayo",
        role=Role.SENIOR_PWP,
        teams=(1,),
        grade=Grade.SENIOR_PWP,
        agreed_number=15,
        supervisor="lead",
    ),
    Colleague(
        username="lead",
        given_name="Helen",
        family_name="Marsden",
        role=Role.SERVICE_LEAD,
        teams=_BOTH,
    ),
    Colleague(
        username="admin",
        given_name="Pat",
        family_name="Lomax",
        role=Role.ADMINISTRATOR,
        teams=_BOTH,
    ),
    Colleague(
        username="data",
        given_name="Wen",
        family_name="Zhao",
        role=Role.DATA_MANAGER,
        teams=(0,),
    ),
    Colleague(
        username="privacy",
        given_name="Gwen",
        family_name="Pritchard",
        role=Role.PRIVACY_OFFICER,
        teams=(0,),
    ),
    Colleague(
        username="system",
        given_name="Sam",
        family_name="Tindall",
        role=Role.SYSTEM_ADMINISTRATOR,
        teams=(0,),
        may_look_in_admin=True,
    ),
)
