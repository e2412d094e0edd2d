"""The caseload page: what it can be asked (`choices`), and what it then shows (`read`)."""

from caseload.worklist.page import Caseload, read

__all__ = ["Caseload", "read"]
