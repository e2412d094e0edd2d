"""The duty page: everything open about risk in the provider by due time, who has it, the rota."""

from caseload.duty.page import DutyPage, read

__all__ = ["DutyPage", "read"]
