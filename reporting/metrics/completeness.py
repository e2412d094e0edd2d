"""What the monthly return asks for, and whether it is there: so that it is put right before."""

from referrals.models import EndCode
from reporting.metrics.measure import Better, Confidence, Placed
from reporting.metrics.shapes import share
from reporting.metrics.wording import FINISHED, FINISHED_WORDS, LOCAL, STARTED_WORDS

_ATTENDED = "c.state = 'LOGGED' AND c.attendance IN ('ATTENDED', 'LATE_SEEN')"
# What every other figure takes for a score (`reporting.pathway_sql`), and the return sends
_SCORED = (
    "2 = (SELECT count(DISTINCT m.measure) FROM outcomes_measurescore m "
    "WHERE m.sitting_id = c.sitting_id AND m.superseded_at IS NULL AND m.withdrawn_at IS NULL "
    "AND m.total IS NOT NULL AND NOT m.is_prorated AND m.measure IN ('PHQ9', 'GAD7'))"
)
_WORK = (
    "2 <= (SELECT count(*) FROM referrals_employmentstatus w "
    "WHERE w.referral_id = p.referral_id AND w.withdrawn_at IS NULL)"
)
_NHS_NUMBER = (
    "EXISTS (SELECT FROM referrals_referral r JOIN referrals_patient q ON q.id = r.patient_id "
    "WHERE r.id = p.referral_id AND q.nhs_number IS NOT NULL)"
)
# That nobody knows why is no reason; a file brought over without one is kept as that as well.
_NO_REASON = f"p.end_code IN ('', '{EndCode.NOT_KNOWN_NOT_TREATED}', '{EndCode.NOT_KNOWN_TREATED}')"

MEASURES = (
    share(
        "scores-at-sessions",
        "local/scores-at-sessions",
        "PHQ-9 and GAD-7 at every session",
        "those with both questionnaires answered in full",
        out_of="attended sessions in the period",
        of=_ATTENDED,
        where=_SCORED,
        placed=Placed.CONTACT,
        missing=f"NOT {_SCORED}",
        source=LOCAL,
        confidence=Confidence.OWN,
        better=Better.HIGHER,
        is_costly=True,
    ),
    share(
        "ethnicity-recorded",
        "local/ethnicity-recorded",
        "Ethnic group recorded",
        "those whose ethnic group is recorded",
        out_of=STARTED_WORDS,
        of="true",
        where="p.ethnicity <> ''",
        placed=Placed.FIRST_SESSION,
        missing="p.ethnicity = ''",
        source=LOCAL,
        confidence=Confidence.OWN,
        better=Better.HIGHER,
        note="Whoever preferred not to say counts as recorded.",
    ),
    share(
        "reason-for-ending-recorded",
        "local/reason-for-ending-recorded",
        "Reason for ending recorded",
        "those with a reason, other than that it is not known",
        out_of="referrals ended in the period",
        of="true",
        where=f"NOT {_NO_REASON}",
        placed=Placed.ENDED,
        missing=_NO_REASON,
        source=LOCAL,
        confidence=Confidence.OWN,
        better=Better.HIGHER,
    ),
    share(
        "work-status-recorded",
        "local/work-status-recorded",
        "Work status first and last",
        "those asked about work at two times or more",
        out_of=FINISHED_WORDS,
        of=FINISHED,
        where=_WORK,
        placed=Placed.ENDED,
        missing=f"NOT {_WORK}",
        source=LOCAL,
        confidence=Confidence.OWN,
        better=Better.HIGHER,
        is_costly=True,
    ),
    share(
        "nhs-number-recorded",
        "local/nhs-number-recorded",
        "NHS number",
        "those whose NHS number is known",
        out_of="referrals received in the period",
        of="true",
        where=_NHS_NUMBER,
        placed=Placed.RECEIVED,
        missing=f"NOT {_NHS_NUMBER}",
        source=LOCAL,
        confidence=Confidence.OWN,
        better=Better.HIGHER,
        is_costly=True,
    ),
)
