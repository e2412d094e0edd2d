"""What the service decides: its rules, its words, the days it is closed."""

from policy.actions.closed_days import set_closed_day, withdraw_closed_day
from policy.actions.rules import approve, propose, withdraw
from policy.actions.wordings import approve_wording, propose_wording, withdraw_wording

__all__ = [
    "approve",
    "approve_wording",
    "propose",
    "propose_wording",
    "set_closed_day",
    "withdraw",
    "withdraw_closed_day",
    "withdraw_wording",
]
