"""What changes who may, who is on duty, and what stands on a staff record."""

from staff.actions.accounts import (
    deactivate,
    join_team,
    leave_team,
    set_landing,
    set_shortcuts,
)
from staff.actions.agreed import agree_offset, end_offset
from staff.actions.clearing import clear_for_first_booking
from staff.actions.credentials import (
    check_credential,
    record_credential,
    sign_induction,
    withdraw_credential,
)
from staff.actions.growing import (
    log_cpd,
    note_export,
    remove_reflection,
    set_interests,
    sign_competency,
    write_reflection,
)
from staff.actions.plans import agree_plan, arrange_leave
from staff.actions.rota import (
    AlreadyChanged,
    give_turn,
    put_on_duty,
    take_off_duty,
)

__all__ = [
    "AlreadyChanged",
    "agree_offset",
    "agree_plan",
    "arrange_leave",
    "check_credential",
    "clear_for_first_booking",
    "deactivate",
    "end_offset",
    "give_turn",
    "join_team",
    "leave_team",
    "log_cpd",
    "note_export",
    "put_on_duty",
    "record_credential",
    "remove_reflection",
    "set_interests",
    "set_landing",
    "set_shortcuts",
    "sign_competency",
    "sign_induction",
    "take_off_duty",
    "withdraw_credential",
    "write_reflection",
]
