"""The rows of what happened: contacts with their outcome, what was done in each, internet logs."""

from collections.abc import Mapping

from reporting.dataset.codes import (
    ATTENDANCE,
    INTERPRETER,
    KIND,
    MEDICATION_NOT_KNOWN,
    MEDICATION_WORDS,
    MEDIUM,
    SEEN_AS,
    THERAPIES,
)
from reporting.dataset.export import keys
from reporting.dataset.export.sql import Rows, case, clock, date, day, one_line

_MEDICATION = {words: code for code, words in MEDICATION_WORDS.items()}
_CANCELLED = ATTENDANCE.to_code("PATIENT_CANCELLED")
_ATTENDANCE = case("c.attendance", ATTENDANCE.words)

ROWS: Mapping[str, Rows] = {
    "IDS201CareContact": Rows(
        {
            "CareContactId": "c.key",
            "ServiceRequestId": "c.referral_key",
            "CareContDate": day("c.starts_at"),
            "CareContTime": clock("c.starts_at"),
            "OrgIDComm": "c.commissioner",
            "PlannedCareContIndicator": "CASE WHEN c.is_planned THEN 'Y' ELSE 'N' END",
            "AttendOrDNACode": _ATTENDANCE,
            "Cancellation": f"CASE WHEN {_ATTENDANCE} = '{_CANCELLED}' THEN 'Y' END",
            "ClinContDurOfCareCont": "CASE WHEN c.was_attended THEN c.minutes END",
            # No session of this service belongs to a physical health pathway.
            "IAPTLTCServiceInd": "'N'",
            "AppType": case("c.kind", KIND.words),
            "ConsMechanism": case("c.medium", MEDIUM.words),
            "CareContPatientTherMode": case("c.format", SEEN_AS.words),
            "NumGroupTherParticipants": "c.group_participants",
            "NumGroupTherFacilitators": "c.group_facilitators",
            "PsychMed": "CASE WHEN c.was_attended THEN "
            f"coalesce({case('p.medication', _MEDICATION)}, '{MEDICATION_NOT_KNOWN}') END",
            "InterpreterPresentInd": f"CASE WHEN n.interpreter "
            f"THEN '{INTERPRETER.to_code('NEEDED')}' "
            f"WHEN NOT n.interpreter THEN '{INTERPRETER.to_code('NOT_NEEDED')}' END",
        },
        "FROM contact c JOIN referrals_patient p ON p.id = c.patient_id "
        "LEFT JOIN referrals_statedneeds n ON n.referral_id = c.referral_id",
        order="c.id",
    ),
    "IDS202CareActivity": Rows(
        {
            "CareActId": "a.activity_key",
            "CareContactId": "a.key",
            "CarePersLocalId": keys.staff("a.pwp_id"),
            # How long each of several therapies took is not recorded.
            "ClinContactDurOfCareAct": "CASE WHEN a.was_attended "
            "AND cardinality(a.therapies) < 2 THEN a.minutes END",
            "CodeProcAndProcStatus": case(
                "a.therapy", {one.name: code for one, code in THERAPIES.items()}
            ),
        },
        f"FROM activity a {keys.join('staff', 'a.pwp_id')}",
        order="a.id, a.place",
    ),
    "IDS205InternetTherLog": Rows(
        {
            "ServiceRequestId": "s.key",
            "StartDateIntEnabledTherLog": date("l.started_on"),
            "EndDateIntEnabledTherLog": date("l.ended_on"),
            "IntEnabledTherProg": one_line("l.programme"),
            "DurationIntEnabledTher": "l.minutes",
            "CarePersLocalId": keys.staff("l.pwp_id"),
        },
        "FROM selected s JOIN caseload_internettherapylog l ON l.referral_id = s.id "
        f"{keys.join('staff', 'l.pwp_id')} "
        "WHERE l.withdrawn_at IS NULL AND l.ended_on BETWEEN %(start)s AND %(end)s",
        order="l.id",
    ),
}
