"""The summary holds the totals of the measure that the problem calls for, beside PHQ-9 and GAD-7:
from here on in what is kept of it too.
"""

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

_OWN = """
CASE s.problem WHEN 'AGORAPHOBIA' THEN 'MI_ALONE' WHEN 'SOCIAL_ANXIETY' THEN 'SPIN'
WHEN 'PANIC_DISORDER' THEN 'PDSS' WHEN 'OCD' THEN 'OCI' WHEN 'PTSD' THEN 'PCL5'
WHEN 'HEALTH_ANXIETY' THEN 'HAI' WHEN 'BDD' THEN 'BIQ' WHEN 'CHRONIC_FATIGUE' THEN 'CFQ'
WHEN 'IRRITABLE_BOWEL' THEN 'IBS' WHEN 'UNEXPLAINED_SYMPTOMS' THEN 'PHQ15' END
"""
_AS_THEY_STAND = f"""
UPDATE caseload_casesummary s SET own_totals = coalesce(found.own, '{{}}'), last_scored_on = found.latest_on
FROM (
    SELECT s.referral_id,
           array_agg(coalesce(m.mean, m.total)::numeric(5, 2) ORDER BY m.taken_at, m.id)
           FILTER (WHERE m.measure = {_OWN}) AS own,
           (max(m.taken_at) AT TIME ZONE 'Europe/London')::date AS latest_on
    FROM caseload_casesummary s JOIN outcomes_measurescore m ON m.referral_id = s.referral_id
    WHERE (m.total IS NOT NULL OR m.mean IS NOT NULL) AND NOT m.is_prorated
      AND m.superseded_at IS NULL AND m.withdrawn_at IS NULL
    GROUP BY s.referral_id
) found
WHERE found.referral_id = s.referral_id
  AND (found.own IS NOT NULL OR found.latest_on IS DISTINCT FROM s.last_scored_on);
"""  # noqa: E501, S608 - made of names in this code
_MOMENT = (
    "coalesce(nullif(current_setting('step2.moment', true), '')::timestamptz, clock_timestamp())"
)
_KEPT_OF = """
(to_jsonb({0}) - ARRAY['flags_checked_on', 'flags_next_change_on', 'flags_checked_under']) || jsonb_build_object('flags', (
    SELECT coalesce(jsonb_object_agg(f.key, CASE
        WHEN f.key = ANY (ARRAY['risk', 'could_not_be_checked']) OR jsonb_typeof(f.value) <> 'array' THEN f.value
        ELSE jsonb_set(f.value, '{{0}}', '""')
    END), '{{}}')
    FROM jsonb_each(CASE jsonb_typeof({0}.flags) WHEN 'object' THEN {0}.flags ELSE '{{}}' END) f
))
"""
_KEEP_WHAT_CHANGED = f"""
IF OLD.is_open AND OLD.pwp_id IS NOT NULL THEN
    was = {_KEPT_OF.format("OLD")};
ELSIF NOT NEW.is_open OR NEW.pwp_id IS NULL THEN
    RETURN NULL;
END IF;
INSERT INTO caseload_keptsummary (referral_id, at, changed)
SELECT NEW.referral_id, {_MOMENT}, found.changed FROM (
    SELECT jsonb_object_agg(one.key, one.value) AS changed
    FROM jsonb_each({_KEPT_OF.format("NEW")}) one
    WHERE was IS NULL OR one.value IS DISTINCT FROM was -> one.key
) found WHERE found.changed IS NOT NULL;
RETURN NULL;
"""  # noqa: S608 - made of names in this code
_COLUMNS = """
    allocated_on assessed_on attended booked_at ended_on ending_proposed first_attended_on
    first_treatment_on flags gad7 is_open labels last_attended_on last_contact_scored
    last_discussed_on last_item_nine last_item_nine_on last_missed_on last_scored_on missed
    missed_followed_up missed_in_a_row own_totals patient_id phq9 planned_sessions
    previous_item_nine problem pwp_id received_on reference referral_id review_due_on risk_asked_last
    safety_plan_review_on status team_id treatment treatment_booked_at treatment_contacts
    usual_medium
"""
_CHANGED = " OR ".join(f'OLD."{one}" IS DISTINCT FROM (NEW."{one}")' for one in _COLUMNS.split())


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0027_kept_summaries"),
        ("outcomes", "0004_every_measure_and_means"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="casesummary", name="change_of_summary_is_kept"
        ),
        migrations.AddField(
            model_name="casesummary",
            name="own_totals",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.DecimalField(decimal_places=2, max_digits=5),
                db_default=[],
                default=list,
                size=None,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casesummary",
            trigger=pgtrigger.compiler.Trigger(
                name="change_of_summary_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition=f"WHEN ({_CHANGED})",
                    declare="DECLARE was jsonb;",
                    func=_KEEP_WHAT_CHANGED,
                    hash="ddb7a712342e0373aae5ec4cc11a0c451e925fa5",
                    operation="UPDATE",
                    pgid="pgtrigger_change_of_summary_is_kept_efebe",
                    table="caseload_casesummary",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(_AS_THEY_STAND, migrations.RunSQL.noop),
    ]
