"""The service rules about how much supervision is expected, and what a trainee needs to qualify."""

from clinical.policy.rule import Group, Rule, number

_UEA = "UEA: weekly case management of at least 1 hour, skills supervision every two weeks"
_LOCAL = "local decision (unverified)"
_TRAINING = "a sister role's training: 40 hours, 20 of each kind; 80 of contact (unverified)"


def _hours(name: str, label: str, *, between: tuple[int, int]) -> Rule:
    return number(
        name,
        f"A trainee qualifies with at least: {label}",
        between=between,
        unit="hours",
        source=_TRAINING,
        group=Group.SUPERVISION,
    )


RULES: tuple[Rule, ...] = (
    number(
        "case_management_minutes",
        "Case management supervision is held each week for at least",
        between=(30, 180),
        unit="minutes",
        source=_UEA,
        group=Group.SUPERVISION,
    ),
    number(
        "skills_every_weeks",
        "Clinical skills supervision is held at least every",
        between=(1, 4),
        unit="weeks",
        source=_UEA,
        group=Group.SUPERVISION,
    ),
    number(
        "skills_minutes",
        "Clinical skills supervision lasts at least",
        between=(30, 180),
        unit="minutes",
        source=_LOCAL,
        group=Group.SUPERVISION,
    ),
    number(
        "of_supervisors_every_weeks",
        "Supervisors have supervision of their own at least every",
        between=(1, 4),
        unit="weeks",
        source=_LOCAL,
        group=Group.SUPERVISION,
    ),
    number(
        "of_supervisors_minutes",
        "Supervision of supervisors lasts at least",
        between=(30, 180),
        unit="minutes",
        source=_LOCAL,
        group=Group.SUPERVISION,
    ),
    _hours("trainee_case_management_hours", "case management supervision", between=(10, 60)),
    _hours("trainee_skills_hours", "clinical skills supervision", between=(10, 60)),
    _hours("trainee_contact_hours", "contact with patients", between=(40, 300)),
)
