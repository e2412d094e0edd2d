"""The code lists of the data set (dataset.md 6): which codes a field may hold, whoever sends it."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import digits


@dataclass(frozen=True)
class Listing:
    """One list. `width` is how long its codes are, so that `5` and ` 5` can be read as `05`."""

    name: str
    codes: frozenset[str]

    @property
    def width(self) -> int:
        """The length of its longest code of digits."""
        return max((len(code) for code in self.codes if code.isdigit()), default=0)

    def read(self, said: str) -> str:
        """A code as systems write it (`5`, `05`, ` 5`, `ua`), as the list writes it."""
        code = said.strip()
        for tried in (code, code.upper(), code.zfill(self.width), code.lstrip("0") or "0"):
            if tried in self.codes:
                return tried
        return code

    def __contains__(self, code: str) -> bool:
        return code in self.codes


def _listing(name: str, codes: str) -> Listing:
    """From codes with spaces between them; `01..21` stands for all from one to the other."""
    return Listing(name, frozenset(one for part in codes.split() for one in _each(part)))


def _each(part: str) -> Iterator[str]:
    first, dots, last = part.partition("..")
    if not dots:
        yield part
        return
    letter = first.rstrip(digits)
    for number in range(int(first[len(letter) :]), int(last[len(letter) :]) + 1):
        yield f"{letter}{number:0{len(first) - len(letter)}d}"


VERSION = _listing("version", "2.1")
NHS_NUMBER_STATUS = _listing("NHS number status", "01..07")
GENDER = _listing("gender", "1 2 9 X")
GENDER_IDENTITY = _listing("gender identity", "1 2 3 4 X Z")
SAME_AS_AT_BIRTH = _listing("same as at birth", "Y N X Z")
ETHNIC_CATEGORY = _listing("ethnic category", "A B C D E F G H J K L M N P R S Z 99")
ARMED_FORCES = _listing("ex-British Armed Forces", "02 03 05 UU ZZ")
EDUCATION = _listing("educational establishment", "1 2 3 4 8 X Z")
ACCOMMODATION = _listing("accommodation type", "01..21 98")
SETTLED = _listing("settled accommodation", "Y N Z 9")
EMPLOYMENT = _listing("employment status", "01..08 ZZ")
HOURS = _listing("weekly hours", "01..04 97 98 99")
YES_NO = _listing("yes or no", "Y N")
YES_NO_UZ = _listing("yes, no, not known, not stated", "Y N U Z")
YES_NO_8XZ = _listing("yes, no, not applicable, not known, not stated", "Y N 8 X Z")
YES_NO_NA = _listing("yes, no, not applicable", "Y N NA")
DISABILITY = _listing("disability", "01..10 XX NN ZZ")
OVERSEAS = _listing("overseas visitor charging", "A B C D E F P 9")
SOURCE = _listing(
    "source of referral",
    "A1..A4 B1..B2 C1..C3 D1..D2 E1..E6 F1..F3 G1..G4 H1..H2 I1..I2 M1..M8 N1 N2 N4 P1 Q1",
)
END_CODE = _listing("end code", "10..14 16 17 46..49 50 95 96")
ONWARD_REASON = _listing("onward referral reason", "01..06 96 98 99")
PAUSE_REASON = _listing("pause reason", "01..03")
ATTENDANCE = _listing("attended or did not attend", "2..7")
APPOINTMENT = _listing("appointment type", "01..06 10 98")
MECHANISM = _listing("consultation mechanism", "01 02 04 05 09..13 98")
THERAPY_MODE = _listing("therapy mode", "1 2 3")
MEDICATION = _listing("psychotropic medication", "01..03 UU ZZ")
LOCATION = _listing(
    "activity location",
    "A01..A04 B01..B02 C01..C03 D01..D03 E01..E04 E99 F01 G01..G04 H01 J01 K01..K02 L01..L06 L99 "
    "M01..M07 N01..N05 X01",
)
INTERPRETER = _listing("interpreter", "1..5 X")
QUALIFICATION = _listing("qualification", "10..17 30 31")
FINDING_SCHEME = _listing("finding scheme", "01 04")
PRIMARY_SECONDARY = _listing("primary or secondary", "1 2")
CARE_CLUSTER = _listing("care cluster", "00..21")
# Concepts of SNOMED CT that say something stored here (dataset.md 7.4)
RELIGION = _listing(
    "religion", "160552003 309687009 160549006 160545000 160543007 309884000 366740002"
)
ORIENTATION = _listing(
    "sexual orientation",
    "20430005 38628009 76102007 89217008 42035005 765288000 766822004 699042003 440583007 "
    "1064711000000108",
)
CONDITION = _listing(
    "long-term condition",
    "195967001 13645005 73211009 373673007 53619000 928000 50043002 95320005 84757009 56265001 "
    "363346000 748031000000103",
)
