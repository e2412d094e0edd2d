"""The rules in SQL, a month at once: what each finds, keyed so that a page goes on from anywhere.

Each gives `key, referral_id, contact_id, staff_id, detail`; `selected` are the referrals of the
month's return (dataset.md 3).
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from caseload.models.contact import ATTENDED, TREATMENT_KINDS
from clinical.measures import (
    GAD7_CODE,
    MEASURES,
    PHQ9_CODE,
    WSAS_CODE,
    anxiety_measure_for,
)
from clinical.problems import Problem
from referrals.models import EndCode, Gender
from reporting.dataset.codes import QUALIFICATION
from reporting.dataset.export.period import KEPT
from reporting.dataset.export.sql import BEGINS, ENDS


def _names(names: Iterable[str]) -> str:
    return f"'{{{','.join(sorted(names))}}}'::text[]"


_BEGINS = "(({})::timestamp AT TIME ZONE 'Europe/London')"
_DAY = "(({}) AT TIME ZONE 'Europe/London')::date"
_IN_MONTH = f"({{0}} >= {BEGINS} AND {{0}} < {ENDS})"
# What is in a return: signed, or taken out of the diary by somebody.
_OUTCOME = "({0}.state = 'LOGGED' OR {0}.state = 'CANCELLED' AND {0}.attendance <> '')"
_SEEN = f"c.attendance = ANY({_names(ATTENDED)})"
_TREATS = f"c.kind = ANY({_names(TREATMENT_KINDS)})"
_NOT_SEEN = _names((EndCode.NOT_ASSESSED,))
_NOT_TAKEN_ON = _names(
    (
        EndCode.NOT_SUITABLE_NO_ACTION,
        EndCode.SIGNPOSTED,
        EndCode.ADVICE_GIVEN,
        EndCode.OTHER_THERAPY_SERVICE,
        EndCode.DECLINED,
        EndCode.INCOMPLETE_ASSESSMENT,
        EndCode.DIED_BEFORE_TREATMENT,
        EndCode.NOT_KNOWN_NOT_TREATED,
    )
)
_TAKEN_ON = _names(
    (
        EndCode.COMPLETED,
        EndCode.DROPPED_OUT,
        EndCode.ENDED_AT_PATIENTS_REQUEST,
        EndCode.DIED_IN_TREATMENT,
        EndCode.NOT_KNOWN_TREATED,
    )
)
_CALLED_FOR = ", ".join(
    f"('{problem.name}', '{code}', '{MEASURES[code].name}')"
    for problem in Problem
    if (code := anxiety_measure_for(problem)) != GAD7_CODE
)
_QUALIFIED = _names(grade for grade, code in QUALIFICATION.words.items() if code)
_POSTCODE = r"^[A-Za-z]{1,2}\d[A-Za-z\d]?\d[A-Za-z]{2}$"
_CHECK_SUM = " + ".join(
    f"{11 - place} * substr(p.nhs_number, {place}, 1)::int" for place in range(1, 10)
)

WITH = f"""
WITH selected AS (
    SELECT r.id, r.patient_id, r.received_on, r.commissioner,
           CASE WHEN r.ended_on <= %(end)s THEN r.ended_on END AS ended_on,
           CASE WHEN r.ended_on <= %(end)s THEN r.end_code ELSE '' END AS end_code
    FROM referrals_referral r
    WHERE r.received_on <= %(end)s AND (%(teams)s::bigint[] IS NULL OR r.team_id = ANY(%(teams)s))
      AND (r.ended_on IS NULL OR r.ended_on >= %(start)s OR r.id IN ({KEPT}))
),
person AS (
    SELECT DISTINCT ON (s.patient_id) s.id AS referral_id, s.received_on, p.*
    FROM selected s JOIN referrals_patient p ON p.id = s.patient_id
    ORDER BY s.patient_id, s.id DESC
),
contact AS (
    SELECT c.*, {_DAY.format("c.starts_at")} AS day, s.received_on, s.ended_on
    FROM caseload_carecontact c JOIN selected s ON s.id = c.referral_id
    WHERE {_IN_MONTH.format("c.starts_at")} AND (c.state = 'BOOKED' OR {_OUTCOME.format("c")})
),
treated AS (
    SELECT DISTINCT s.id FROM selected s JOIN caseload_carecontact c ON c.referral_id = s.id
    WHERE c.state = 'LOGGED' AND {_SEEN} AND {_TREATS}
      AND c.starts_at < {ENDS}
)
"""


def _of_person(where: str) -> str:
    return (
        "SELECT p.referral_id AS key, p.referral_id, NULL::bigint AS contact_id, "
        f"NULL::bigint AS staff_id, '' AS detail FROM person p WHERE {where}"
    )


def _of_referral(where: str, joined: str = "") -> str:
    return (
        "SELECT s.id AS key, s.id AS referral_id, NULL::bigint AS contact_id, "
        f"NULL::bigint AS staff_id, '' AS detail FROM selected s {joined} WHERE {where}"
    )


def _of_contact(
    where: str, *, joined: str = "", detail: str = "''", state: str = "c.state <> 'BOOKED'"
) -> str:
    return (
        "SELECT c.id AS key, c.referral_id, c.id AS contact_id, c.pwp_id AS staff_id, "
        f"{detail} AS detail FROM contact c {joined} WHERE {state} AND {where}"
    )


def _has(measure: str, more: str = "") -> str:
    return (
        "EXISTS (SELECT 1 FROM outcomes_measurescore m WHERE m.sitting_id = c.sitting_id "
        f"AND m.measure = {measure} AND m.superseded_at IS NULL AND m.withdrawn_at IS NULL{more})"
    )


def _lacks(has: str, name: str) -> str:
    return f"CASE WHEN NOT {has} THEN {name} END"


_PHQ9, _GAD7 = _has(f"'{PHQ9_CODE}'"), _has(f"'{GAD7_CODE}'")
_WSAS = _has(f"'{WSAS_CODE}'", " AND array_position(m.answers, NULL) IS NULL")
_OWN = f"(own.code IS NULL OR {_has('own.code')})"
_MAIN_PROBLEM = f"""
LEFT JOIN LATERAL (
    SELECT d.problem FROM referrals_problemdescriptor d
    WHERE d.referral_id = c.referral_id AND d.recorded_on <= %(end)s
    ORDER BY d.recorded_on DESC, d.id DESC LIMIT 1
) problem ON true
LEFT JOIN (VALUES {_CALLED_FOR}) AS own (problem, code, name) ON own.problem = problem.problem
"""
_SESSION = f"{_SEEN} AND {_TREATS}"
_WAS_SEEN = f"""EXISTS (SELECT 1 FROM caseload_carecontact c WHERE c.referral_id = s.id
    AND c.state = 'LOGGED' AND {_SEEN} AND c.starts_at < {ENDS})"""
_WAS_TREATED = "EXISTS (SELECT 1 FROM treated t WHERE t.id = s.id)"

# What each rule finds, by its key.
FOUND: Mapping[str, str] = MappingProxyType(
    {
        "nhs-number-wrong": _of_person(
            "p.nhs_number IS NOT NULL AND "
            f"(11 - ({_CHECK_SUM}) %% 11) %% 11 <> substr(p.nhs_number, 10, 1)::int"
        ),
        "birth-date-wrong": _of_person(
            "(p.date_of_birth > %(end)s "
            "OR p.date_of_birth <= %(start)s::date - interval '121 years')"
        ),
        "born-after-referral": _of_referral(
            "p.date_of_birth > s.received_on", "JOIN referrals_patient p ON p.id = s.patient_id"
        ),
        "no-nhs-number": _of_person("p.nhs_number IS NULL"),
        "no-gender": _of_person(f"p.gender = '{Gender.NOT_KNOWN}'"),
        "postcode-wrong": _of_person(
            rf"p.postcode <> '' AND regexp_replace(p.postcode, '\s', '', 'g') !~ '{_POSTCODE}'"
        ),
        "no-commissioner": _of_referral("length(s.commissioner) NOT BETWEEN 3 AND 5"),
        "practice-wrong": _of_person("length(p.practice_id) <> 6"),
        "no-practice": _of_person("p.practice_id IS NULL"),
        "no-postcode": _of_person("p.postcode = ''"),
        "no-problem": _of_referral(
            f"{_WAS_TREATED} AND NOT EXISTS (SELECT 1 FROM referrals_problemdescriptor d "
            f"WHERE d.referral_id = s.id AND d.problem <> '{Problem.NOT_RECORDED.name}' "
            "AND d.recorded_on <= %(end)s)"
        ),
        "no-ethnicity": _of_person(
            "NOT EXISTS (SELECT 1 FROM referrals_equality e "
            "WHERE e.patient_id = p.id AND e.ethnicity <> '')"
        ),
        "no-work": _of_referral(
            f"{_WAS_TREATED} AND NOT EXISTS (SELECT 1 FROM referrals_employmentstatus w "
            "WHERE w.referral_id = s.id AND w.withdrawn_at IS NULL AND w.asked_on <= %(end)s)"
        ),
        "before-referral": _of_contact("c.day < c.received_on"),
        "score-before-referral": (
            "SELECT DISTINCT s.id AS key, s.id AS referral_id, NULL::bigint AS contact_id, "
            "NULL::bigint AS staff_id, '' AS detail "
            "FROM selected s JOIN outcomes_measurescore m ON m.referral_id = s.id "
            "WHERE m.superseded_at IS NULL AND m.withdrawn_at IS NULL "
            f"AND m.taken_at >= {BEGINS} "
            f"AND m.taken_at < {_BEGINS.format('s.received_on')} "
            "AND NOT EXISTS (SELECT 1 FROM caseload_carecontact c "
            f"WHERE c.sitting_id = m.sitting_id AND {_OUTCOME.format('c')})"
        ),
        "log-before-referral": _of_referral(
            "EXISTS (SELECT 1 FROM caseload_internettherapylog l WHERE l.referral_id = s.id "
            "AND l.withdrawn_at IS NULL AND l.started_on < s.received_on "
            "AND l.ended_on BETWEEN %(start)s AND %(end)s)"
        ),
        "twice-at-once": _of_contact(
            f"{_SEEN} AND EXISTS (SELECT 1 FROM contact o WHERE o.referral_id = c.referral_id "
            "AND o.starts_at = c.starts_at AND o.id < c.id AND o.state <> 'BOOKED' "
            f"AND {_SEEN.replace('c.', 'o.')})"
        ),
        "end-contradicts": _of_referral(
            f"s.end_code <> '' AND (s.end_code = ANY({_NOT_SEEN}) AND {_WAS_SEEN} "
            f"OR s.end_code = ANY({_NOT_TAKEN_ON}) AND {_WAS_TREATED} "
            f"OR s.end_code = ANY({_TAKEN_ON}) AND NOT {_WAS_TREATED} "
            "AND NOT EXISTS (SELECT 1 FROM caseload_internettherapylog l "
            "WHERE l.referral_id = s.id AND l.withdrawn_at IS NULL))"
        ),
        "follow-up-early": _of_contact(
            "c.kind = 'FOLLOW_UP' AND (c.ended_on IS NULL OR c.day <= c.ended_on)"
        ),
        "treated-after-end": _of_contact(f"{_TREATS} AND c.day > c.ended_on"),
        "unplanned-missed": _of_contact(f"NOT c.is_planned AND NOT {_SEEN}"),
        "not-signed": _of_contact("c.ends_at < %(now)s", state="c.state = 'BOOKED'"),
        "no-therapy": _of_contact(f"{_SESSION} AND c.therapies = '{{}}'"),
        "no-scores": _of_contact(
            f"{_SESSION} AND NOT ({_PHQ9} AND {_GAD7})",
            detail=f"concat_ws(' and ', {_lacks(_PHQ9, chr(39) + 'PHQ-9' + chr(39))}, "
            f"{_lacks(_GAD7, chr(39) + 'GAD-7' + chr(39))})",
        ),
        "no-other-measure": _of_contact(
            f"{_SESSION} AND NOT ({_WSAS} AND {_OWN})",
            joined=_MAIN_PROBLEM,
            detail=f"concat_ws(' and ', {_lacks(_WSAS, chr(39) + 'WSAS' + chr(39))}, "
            f"{_lacks(_OWN, 'own.name')})",
        ),
        "group-not-counted": _of_contact(
            "c.format = 'GROUP' AND (coalesce(c.group_participants, 0) < 2 "
            "OR coalesce(c.group_facilitators, 0) < 1)"
        ),
        "no-qualification": (
            "SELECT DISTINCT c.pwp_id AS key, NULL::bigint AS referral_id, "
            "NULL::bigint AS contact_id, c.pwp_id AS staff_id, '' AS detail FROM contact c "
            "JOIN staff_staffmember who ON who.id = c.pwp_id "
            f"WHERE c.state = 'LOGGED' AND {_SEEN} AND NOT who.grade = ANY({_QUALIFIED})"
        ),
    }
)


def counted() -> str:
    """How many each rule finds, in one statement."""
    each = " UNION ALL ".join(
        f"SELECT '{key}' AS rule, count(*) FROM ({found}) f" for key, found in FOUND.items()
    )
    return f"{WITH} {each}"


def page_of(rule: str) -> str:
    """What this rule finds after a key, so many."""
    return (
        f"{WITH} SELECT key, referral_id, contact_id, staff_id, detail FROM ({FOUND[rule]}) f "
        "WHERE key > %(after)s ORDER BY key LIMIT %(most)s"
    )
