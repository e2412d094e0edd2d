"""The rows of a referral: its course, its pauses, what it is about, and conditions beside it."""

from collections.abc import Mapping

from clinical.problems import Problem
from reporting.dataset.codes import (
    CONDITION,
    END_CODE,
    NO_CONDITION,
    PAUSE_REASON,
    PROBLEMS,
    SOURCE,
)
from reporting.dataset.export.sql import ENDS, Rows, case, date, values
from reporting.dataset.values import SNOMED

_PROBLEMS = values((problem.name, *coded) for problem, coded in PROBLEMS.items())
_CONDITIONS = values((word, code) for word, code in CONDITION.words.items() if code)

ROWS: Mapping[str, Rows] = {
    "IDS101Referral": Rows(
        {
            "ServiceRequestId": "s.key",
            "LocalPatientId": "s.patient_key",
            "OrgIDComm": "s.commissioner",
            "ReferralRequestReceivedDate": date("s.received_on"),
            "SourceOfReferralIAPT": case("s.source", SOURCE.words),
            "EndCode": case("s.end_code", END_CODE.words),
            "ServDischDate": date("s.ended_on"),
        },
        "FROM selected s",
        order="s.id",
    ),
    "IDS105OnwardReferral": Rows(why_empty="Letters to other services are not kept as referrals."),
    # A pause resumed on its first day holds no day; one that goes on has no end yet.
    "IDS108WaitingTimePauses": Rows(
        {
            "PauseID": "p.place",
            "ServiceRequestId": "p.key",
            "PauseStartDate": date("p.from_on"),
            "PauseEndDate": f"CASE WHEN p.until_on <= %(end)s THEN {date('p.until_on')} END",
            "PauseReason": case("p.reason", PAUSE_REASON.words),
        },
        "FROM (SELECT p.*, s.key, row_number() OVER (PARTITION BY p.referral_id ORDER BY p.id) "
        "AS place FROM selected s JOIN referrals_waitpause p ON p.referral_id = s.id) p "
        "WHERE p.from_on <= %(end)s AND p.until_on >= %(start)s AND p.until_on >= p.from_on",
        order="p.id",
    ),
    "IDS601MedHistPrevDiag": Rows(why_empty="Earlier diagnoses are not recorded by code."),
    "IDS602LongTermCondition": Rows(
        {
            "ServiceRequestId": "c.key",
            "FindSchemeInUse": f"'{SNOMED}'",
            "LongTermCondition": "c.code",
        },
        "FROM (SELECT s.id, s.key, k.code FROM selected s "
        "JOIN referrals_longtermcondition had ON had.referral_id = s.id "
        f"JOIN ({_CONDITIONS}) AS k (word, code) ON k.word = had.condition "
        f"WHERE had.removed_at IS NULL AND had.recorded_at < {ENDS} "
        f"UNION SELECT s.id, s.key, '{NO_CONDITION}' FROM selected s "
        "JOIN referrals_equality e ON e.patient_id = s.patient_id "
        # Said by then: what they answered to other questions since moves `e.at` alone.
        "WHERE e.long_term_condition = 'NO' AND EXISTS (SELECT 1 FROM referrals_equalityanswers "
        "said JOIN referrals_referral r ON r.id = said.referral_id "
        "WHERE r.patient_id = s.patient_id AND said.long_term_condition = 'NO' "
        f"AND said.at < {ENDS})) c",
        order="c.id, c.code",
    ),
    # The latest counts, here as nationally; what was thought before it is no complaint now.
    "IDS603PresentingComplaints": Rows(
        {
            "ServiceRequestId": "p.key",
            "FindSchemeInUse": "k.scheme",
            "PresComp": "k.code",
            "PresCompCodSig": "'1'",
            "PresCompDate": date("p.recorded_on"),
        },
        "FROM (SELECT DISTINCT ON (s.id) s.id, s.key, p.problem, p.recorded_on FROM selected s "
        "JOIN referrals_problemdescriptor p ON p.referral_id = s.id "
        f"WHERE p.recorded_on <= %(end)s AND p.problem <> '{Problem.NOT_RECORDED.name}' "
        "ORDER BY s.id, p.recorded_on DESC, p.id DESC) p "
        f"JOIN ({_PROBLEMS}) AS k (problem, scheme, code) ON k.problem = p.problem",
        order="p.id",
    ),
}
