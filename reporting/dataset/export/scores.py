"""The rows of what people answered: at a contact, between contacts, and about the service.

An item of WSAS is sent by its own code. A total worked out in spite of a blank is not sent: no
figure counts it (`reporting.pathway_sql`).
"""

from collections.abc import Iterator, Mapping

from clinical.measures import WSAS_CODE
from reporting.dataset.codes import TOOLS_OF
from reporting.dataset.codes.experience import EXPERIENCE_TOOLS, experience_code
from reporting.dataset.export.period import ABOUT_THE_SERVICE
from reporting.dataset.export.sql import BEGINS, ENDS, Rows, clock, day, values
from reporting.dataset.tools import TOOLS, Shape

_TOOLS = values(
    (measure, item if measure == WSAS_CODE else 0, code)
    for measure, codes in TOOLS_OF.items()
    for item, code in enumerate(codes, start=1)
)
_WORK_DOES_NOT_APPLY = 9
_SAID = f"""
    SELECT m.sitting_id, m.referral_id, m.taken_at, m.id, t.code, CASE
        WHEN t.item = 1 AND m.work_not_applicable THEN '{_WORK_DOES_NOT_APPLY}'
        WHEN t.item > 0 THEN m.answers[t.item]::text
        WHEN NOT m.is_prorated THEN coalesce(to_char(m.mean, 'FM0.00'), m.total::text) END AS said
    FROM outcomes_measurescore m JOIN ({_TOOLS}) AS t (measure, item, code)
        ON t.measure = m.measure
    WHERE m.superseded_at IS NULL AND m.withdrawn_at IS NULL"""
_HIGHEST = {Shape.DIGITS: 4, Shape.YES_NO: 1, Shape.YES_NO_NA: 2}


def _experience() -> Iterator[tuple[str, str, str, str]]:
    """Each answer that there is, and what is sent for it."""
    for question, tool in EXPERIENCE_TOOLS.items():
        for value in range(_HIGHEST[TOOLS[tool].shape] + 1):
            yield question, str(value), *experience_code(question, value)


# Between contacts is what no contact with an outcome, of whichever month, took in.
_BETWEEN = f"""
    SELECT s.id, s.key, m.code, m.said, m.taken_at FROM selected s
    JOIN ({_SAID} AND m.taken_at >= {BEGINS} AND m.taken_at < {ENDS}) m ON m.referral_id = s.id
    WHERE m.said IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM caseload_carecontact c WHERE c.sitting_id = m.sitting_id
        AND (c.state = 'LOGGED' OR c.state = 'CANCELLED' AND c.attendance <> ''))"""
_ABOUT_THE_SERVICE = f"""
    SELECT s.id, s.key, k.code, k.said, e.at FROM selected s
    JOIN ({ABOUT_THE_SERVICE}) e ON e.referral_id = s.id
    CROSS JOIN LATERAL jsonb_each_text(e.answers) AS given (question, value)
    JOIN ({values(_experience())}) AS k (question, value, code, said)
        ON k.question = given.question AND k.value = given.value
    WHERE e.at >= {BEGINS} AND e.at < {ENDS}"""

ROWS: Mapping[str, Rows] = {
    "IDS606CodedScoreAssessmentRefer": Rows(
        {
            "ServiceRequestId": "m.key",
            "CodedAssToolType": "m.code",
            "PersScore": "m.said",
            "AssToolCompDate": day("m.taken_at"),
            "AssToolCompTime": clock("m.taken_at"),
        },
        f"FROM ({_BETWEEN} UNION ALL {_ABOUT_THE_SERVICE}) m",
        order="m.id, m.taken_at, m.code",
    ),
    "IDS607CodedScoreAssessmentAct": Rows(
        {"CareActId": "a.activity_key", "CodedAssToolType": "m.code", "PersScore": "m.said"},
        f"FROM activity a JOIN ({_SAID}) m ON m.sitting_id = a.sitting_id "
        "WHERE a.place = 1 AND m.said IS NOT NULL",
        order="a.id, m.code",
    ),
}
