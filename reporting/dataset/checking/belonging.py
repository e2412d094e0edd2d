"""Whether anything in a folder is of the month that its header names, whatever else is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from reporting.dataset import values
from reporting.dataset.checking.findings import Finding, of_file
from reporting.dataset.checking.known import Known
from reporting.dataset.layout import Table
from reporting.dataset.reading import Row
from reporting.dataset.tables import TABLES

_REFERRALS = next(table for table in TABLES if table.name == "IDS101Referral")
# The day that puts a row into a month (dataset reference, part 3)
_DAYS = {
    "IDS105OnwardReferral": "OnwardReferDate",
    "IDS201CareContact": "CareContDate",
    "IDS205InternetTherLog": "EndDateIntEnabledTherLog",
    "IDS606CodedScoreAssessmentRefer": "AssToolCompDate",
}
_TO_DO = "Nothing here is of this month: say another month in the header, or send its own files."


@dataclass(slots=True)
class Belonging:
    """Looks at rows until one belongs. No page says what the national rule counts as belonging:
    here a referral has to be open in the month and, where any row is of a day, one day is in it.
    """

    known: Known
    has_referrals: bool = False
    has_days: bool = False
    is_one_open: bool = False
    is_one_then: bool = False

    def judge_of(self, table: Table) -> Callable[[Row], list[Finding]] | None:
        """What looks at the rows of this table; it finds nothing by itself."""
        if table is _REFERRALS:
            return self._referral
        if column := _DAYS.get(table.name):
            return lambda row: self._of_a_day(row[column])
        return None

    def missing(self) -> list[Finding]:
        """The whole file is rejected where nothing of it is of its month."""
        none_open = self.has_referrals and not self.is_one_open
        none_then = self.has_days and not self.is_one_then
        return [of_file(_REFERRALS, "REJ012", _TO_DO)] if none_open or none_then else []

    def _referral(self, row: Row) -> list[Finding]:
        received = values.read_date(row["ReferralRequestReceivedDate"])
        ended = values.read_date(row["ServDischDate"])
        if received is not None:
            known, self.has_referrals = self.known, True
            is_kept = row["ServiceRequestId"] in known.kept
            is_open = received <= known.end and (ended is None or ended >= known.start or is_kept)
            self.is_one_open = self.is_one_open or is_open
            self.is_one_then = self.is_one_then or self._is_then(received) or self._is_then(ended)
        return []

    def _of_a_day(self, said: str) -> list[Finding]:
        if not self.is_one_then and (on := values.read_date(said)):
            self.has_days, self.is_one_then = True, self._is_then(on)
        return []

    def _is_then(self, on: date | None) -> bool:
        return on is not None and self.known.start <= on <= self.known.end
