"""The month, and who and what belongs to it (dataset reference, part 3).

A referral that was open in it, or had a follow-up or an answer about the service in it; contacts of
its local days that have an outcome. What is only in the diary is in no return.
"""

from reporting.dataset.export import keys
from reporting.dataset.export.sql import BEGINS, ENDS

# What people said about the service: by a link of ours, or to the system that it moved in from
ABOUT_THE_SERVICE = """
    SELECT referral_id, answers, at FROM portal_experienceanswers
    UNION ALL SELECT referral_id, answers, at FROM reporting_experiencebroughtin
    WHERE withdrawn_at IS NULL"""

# Whom the month keeps though they ended before it: asked once, as every table needs it.
KEPT = f"""
    SELECT f.referral_id FROM caseload_carecontact f
    WHERE f.starts_at >= {BEGINS} AND f.starts_at < {ENDS} AND f.kind = 'FOLLOW_UP'
      AND (f.state = 'LOGGED' OR f.state = 'CANCELLED' AND f.attendance <> '')
    UNION ALL SELECT e.referral_id FROM ({ABOUT_THE_SERVICE}) e
    WHERE e.at >= {BEGINS} AND e.at < {ENDS} AND e.answers <> '{{}}'"""

SELECTION = f"""
selected AS MATERIALIZED (
    SELECT r.id, r.patient_id, r.received_on, r.source, r.commissioner,
           CASE WHEN r.ended_on <= %(end)s THEN r.ended_on END AS ended_on,
           CASE WHEN r.ended_on <= %(end)s THEN r.end_code END AS end_code,
           {keys.referral("r")} AS key, {keys.patient("r.patient_id")} AS patient_key
    FROM referrals_referral r
    {keys.join("referral", "r.id")}
    {keys.join("patient", "r.patient_id")}
    WHERE r.received_on <= %(end)s
      AND (r.ended_on IS NULL OR r.ended_on >= %(start)s OR r.id = ANY(%(kept)s::bigint[]))
),
person AS (
    SELECT DISTINCT patient_id AS id, patient_key AS key FROM selected
),
contact AS (
    SELECT c.id, c.reference, c.referral_id, c.pwp_id, c.kind, c.medium, c.starts_at, c.is_planned,
           c.format, c.group_participants, c.group_facilitators, c.attendance, c.minutes,
           c.sitting_id, c.therapies::text[] AS therapies, {keys.contact("c")} AS key,
           s.key AS referral_key, s.patient_id, s.commissioner,
           c.attendance IN ('ATTENDED', 'LATE_SEEN') AS was_attended
    FROM caseload_carecontact c JOIN selected s ON s.id = c.referral_id
    {keys.join("contact", "c.id")}
    WHERE c.starts_at >= {BEGINS} AND c.starts_at < {ENDS}
      AND (c.state = 'LOGGED' OR c.state = 'CANCELLED' AND c.attendance <> '')
),
activity AS (
    SELECT c.*, a.therapy, a.place, {keys.activity("c", "a.place")} AS activity_key
    FROM contact c CROSS JOIN LATERAL unnest(
        CASE WHEN c.therapies = '{{}}' THEN ARRAY[''] ELSE c.therapies END
    ) WITH ORDINALITY AS a (therapy, place)
    WHERE c.was_attended OR NOT c.is_planned OR c.sitting_id IS NOT NULL
)"""
