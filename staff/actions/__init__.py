"""What changes who may, and who is on duty."""

from staff.actions.accounts import (
    deactivate,
    join_team,
    leave_team,
    set_landing,
    set_shortcuts,
)
from staff.actions.rota import (
    AlreadyChanged,
    give_turn,
    put_on_duty,
    take_off_duty,
)

__all__ = [
    "AlreadyChanged",
    "deactivate",
    "give_turn",
    "join_team",
    "leave_team",
    "put_on_duty",
    "set_landing",
    "set_shortcuts",
    "take_off_duty",
]
