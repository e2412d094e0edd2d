"""Of every table of the return its one statement, in the order of the tables."""

from collections.abc import Mapping
from types import MappingProxyType

from reporting.dataset.codes import QUALIFICATION
from reporting.dataset.export import contacts, courses, keys, people, scores
from reporting.dataset.export.period import SELECTION
from reporting.dataset.export.sql import Rows, case, date, statement
from reporting.dataset.tables import TABLES

_HEADER = Rows(
    {
        "DatSetVer": "'2.1'",
        "OrgIDProv": "%(provider)s",
        "OrgIDSubmit": "%(submitter)s",
        "PrimSystemInUse": "%(system)s",
        "ReportingPeriodStartDate": date("%(start)s::date"),
        "ReportingPeriodEndDate": date("%(end)s::date"),
        "DateTimeDatSetCreate": "to_char(%(now)s::timestamptz AT TIME ZONE 'Europe/London', "
        "'YYYY-MM-DD HH24:MI:SS')",
    },
    "FROM (SELECT 1) AS one",
)
_CODE = case("who.grade", QUALIFICATION.words)
# Since when somebody is qualified is known of the newly qualified alone.
_AWARDED = "who.grade = 'NEWLY_QUALIFIED_PWP' AND who.grade_since <= %(end)s"
_STAFF = Rows(
    {
        "CarePersLocalId": keys.staff("who.id"),
        "QualAttainLevelIAPT": _CODE,
        "QualAwardedDate": f"CASE WHEN {_AWARDED} THEN {date('who.grade_since')} END",
    },
    f"FROM staff_staffmember who {keys.join('staff', 'who.id')} "
    "WHERE who.id IN (SELECT pwp_id FROM activity UNION "
    "SELECT l.pwp_id FROM selected s JOIN caseload_internettherapylog l ON l.referral_id = s.id "
    "WHERE l.withdrawn_at IS NULL AND l.ended_on BETWEEN %(start)s AND %(end)s) "
    f"AND {_CODE} IS NOT NULL",
    order="who.id",
)
ROWS: Mapping[str, Rows] = MappingProxyType(
    {
        "IDS000Header": _HEADER,
        **people.ROWS,
        **courses.ROWS,
        **contacts.ROWS,
        **scores.ROWS,
        "IDS902CarePersQual": _STAFF,
    }
)
STATEMENTS: Mapping[str, str] = MappingProxyType(
    {table.name: statement(table, ROWS[table.name], selection=SELECTION) for table in TABLES}
)
