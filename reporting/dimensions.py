"""By what figures are compared: the group of each pathway in SQL, and its label."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from clinical.errors import Refused
from clinical.problems import Problem
from policy.wordings import LANGUAGES
from referrals.models import Gender, ReferralSource

NOT_KNOWN = "Not known"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to group. `group_sql` gives the group of pathway `p` in period `b` as text, empty
    where nobody knows; `labels` names the groups in their order, and `label_sql` those whose names
    are rows of their own. `is_kept` says that sums of months are kept by it.
    """

    slug: str
    name: str
    group_sql: str
    labels: Mapping[str, str] = field(default_factory=dict)
    label_sql: str = "''"
    is_kept: bool = True

    def place_of(self, group: str, label: str) -> tuple[bool, int, str]:
        """Where a group stands in a list: in the order of labels, those not known last."""
        order = list(self.labels)
        return (group == "", order.index(group) if group in order else len(order), label)

    def label_of(self, group: str, named: str) -> str:
        """What a group is called."""
        return named or self.labels.get(group) or group or NOT_KNOWN


_FIFTHS = {
    "1": "Most deprived fifth",
    "2": "Second fifth",
    "3": "Third fifth",
    "4": "Fourth fifth",
    "5": "Least deprived fifth",
}
# metrics.md 4.3, M206 to M210; whoever kept it back or was not asked is in none.
ETHNIC_GROUPS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "WHITE": ("White", "ABC"),
        "MIXED": ("Mixed", "DEFG"),
        "ASIAN": ("Asian or Asian British", "HJKL"),
        "BLACK": ("Black or Black British", "MNP"),
        "OTHER": ("Other ethnic groups", "RS"),
    }
)
_AGES = {
    "0": "Under 18",
    "18": "18 to 25",
    "26": "26 to 64",
    "65": "65 to 74",
    "75": "75 to 89",
    "90": "90 and over",
}
# Of whom most are: asked first.
_MOST_ARE = 26
_YES_NO = {"YES": "Yes", "NO": "No"}


def letters_of(group: str) -> str:
    """The national letters of an ethnic group, as a list of SQL."""
    return ", ".join(f"'{letter}'" for letter in ETHNIC_GROUPS[group][1])


def _ethnic_group_sql() -> str:
    cases = " ".join(
        f"WHEN p.ethnicity IN ({letters_of(group)}) THEN '{group}'" for group in ETHNIC_GROUPS
    )
    return f"CASE {cases} ELSE '' END"


def _age_sql() -> str:
    """Whole years at the end of the period: whoever was born on that day so many years before, or
    earlier, is so old. Two days are compared in a tenth of what it takes to tell an age in years.
    """
    lowest = sorted(int(group) for group in _AGES)
    usual = lowest.index(_MOST_ARE)
    younger = " ".join(_from(age) for age in reversed(lowest[1 : usual + 1]))
    older = " ".join(_from(age) for age in reversed(lowest[usual + 1 :]))
    return (
        f"CASE WHEN {_born_by(lowest[usual + 1])} THEN CASE {older} END "
        f"ELSE CASE {younger} ELSE '{lowest[0]}' END END"
    )


def _from(age: int) -> str:
    return f"WHEN {_born_by(age)} THEN '{age}'"


def _born_by(age: int) -> str:
    return f"p.born_on <= b.ends_on - interval '{age} years'"


def _answered(column: str) -> str:
    """What was kept back or is not known is not known."""
    return f"CASE WHEN {column} IN ('NOT_SAID', 'NOT_KNOWN') THEN '' ELSE {column} END"


_LIST = (
    Dimension(
        "deprivation",
        "Deprivation",
        "coalesce(((p.deprivation_decile + 1) / 2)::text, '')",
        _FIFTHS,
    ),
    Dimension(
        "ethnicity",
        "Ethnic group",
        _ethnic_group_sql(),
        {group: label for group, (label, _) in ETHNIC_GROUPS.items()},
    ),
    Dimension("age", "Age at the end of the period", _age_sql(), _AGES, is_kept=False),
    Dimension(
        "gender",
        "Gender",
        _answered("p.gender"),
        {value: label for value, label in Gender.choices if value != Gender.NOT_KNOWN},
    ),
    Dimension("disability", "Disability", _answered("p.disability"), _YES_NO),
    Dimension("language", "Language", "p.language", dict(LANGUAGES)),
    Dimension(
        "long_term_condition",
        "Long-term condition",
        _answered("p.long_term_condition"),
        _YES_NO,
    ),
    Dimension(
        "problem",
        "Problem",
        "CASE WHEN p.problem = 'NOT_RECORDED' THEN '' ELSE p.problem END",
        {one.name: one.label for one in Problem if one.is_recorded},
    ),
    Dimension("source", "Source of referral", "p.source", dict(ReferralSource.choices)),
    Dimension(
        "commissioner",
        "Commissioner",
        "p.commissioner",
        label_sql=(
            "(SELECT k.name FROM referrals_commissioner k WHERE k.code = counted.group_value)"
        ),
    ),
    Dimension(
        "format",
        "How they were seen",
        "p.format",
        {
            "INDIVIDUAL": "Individual",
            "COUPLE": "Couple",
            "GROUP": "Group",
            "INTERNET": "Internet therapy",
        },
    ),
    Dimension(
        "team",
        "Team",
        "p.team_id::text",
        label_sql="(SELECT t.name FROM staff_team t WHERE t.id::text = counted.group_value)",
        is_kept=False,
    ),
)

DIMENSIONS: Mapping[str, Dimension] = MappingProxyType({one.slug: one for one in _LIST})
# Those by which fairness is judged, in the order of the page.
OF_FAIRNESS = (
    "deprivation",
    "ethnicity",
    "age",
    "gender",
    "disability",
    "language",
    "long_term_condition",
)


def dimension_called(slug: str) -> Dimension:
    """The dimension of this slug. Raises Refused where there is none."""
    if slug not in DIMENSIONS:
        raise Refused(f"Figures cannot be broken down by “{slug}”.", field="by")
    return DIMENSIONS[slug]
