"""What a PWP proposes to supervision beside an ending."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0031_their_own_view"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="casesummary",
            name="change_of_summary_is_kept",
        ),
        migrations.AddField(
            model_name="carecontact",
            name="proposed",
            field=models.CharField(
                blank=True,
                choices=[
                    ("STEP_UP", "Step up"),
                    ("STEP_DOWN", "Step down"),
                    ("TRANSFER", "Transfer"),
                    ("REFER_OUT", "Referral out"),
                ],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="casesummary",
            name="proposed",
            field=models.CharField(
                blank=True,
                choices=[
                    ("STEP_UP", "Step up"),
                    ("STEP_DOWN", "Step down"),
                    ("TRANSFER", "Transfer"),
                    ("REFER_OUT", "Referral out"),
                ],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casesummary",
            trigger=pgtrigger.compiler.Trigger(
                name="change_of_summary_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."allocated_on" IS DISTINCT FROM (NEW."allocated_on") OR OLD."assessed_on" IS DISTINCT FROM (NEW."assessed_on") OR OLD."attended" IS DISTINCT FROM (NEW."attended") OR OLD."booked_at" IS DISTINCT FROM (NEW."booked_at") OR OLD."ended_on" IS DISTINCT FROM (NEW."ended_on") OR OLD."ending_proposed" IS DISTINCT FROM (NEW."ending_proposed") OR OLD."first_attended_on" IS DISTINCT FROM (NEW."first_attended_on") OR OLD."first_treatment_on" IS DISTINCT FROM (NEW."first_treatment_on") OR OLD."flags" IS DISTINCT FROM (NEW."flags") OR OLD."gad7" IS DISTINCT FROM (NEW."gad7") OR OLD."is_open" IS DISTINCT FROM (NEW."is_open") OR OLD."labels" IS DISTINCT FROM (NEW."labels") OR OLD."last_attended_on" IS DISTINCT FROM (NEW."last_attended_on") OR OLD."last_contact_scored" IS DISTINCT FROM (NEW."last_contact_scored") OR OLD."last_discussed_on" IS DISTINCT FROM (NEW."last_discussed_on") OR OLD."last_item_nine" IS DISTINCT FROM (NEW."last_item_nine") OR OLD."last_item_nine_on" IS DISTINCT FROM (NEW."last_item_nine_on") OR OLD."last_missed_on" IS DISTINCT FROM (NEW."last_missed_on") OR OLD."last_scored_on" IS DISTINCT FROM (NEW."last_scored_on") OR OLD."missed" IS DISTINCT FROM (NEW."missed") OR OLD."missed_followed_up" IS DISTINCT FROM (NEW."missed_followed_up") OR OLD."missed_in_a_row" IS DISTINCT FROM (NEW."missed_in_a_row") OR OLD."own_totals" IS DISTINCT FROM (NEW."own_totals") OR OLD."patient_id" IS DISTINCT FROM (NEW."patient_id") OR OLD."phq9" IS DISTINCT FROM (NEW."phq9") OR OLD."planned_sessions" IS DISTINCT FROM (NEW."planned_sessions") OR OLD."previous_item_nine" IS DISTINCT FROM (NEW."previous_item_nine") OR OLD."problem" IS DISTINCT FROM (NEW."problem") OR OLD."proposed" IS DISTINCT FROM (NEW."proposed") OR OLD."pwp_id" IS DISTINCT FROM (NEW."pwp_id") OR OLD."received_on" IS DISTINCT FROM (NEW."received_on") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."referral_id" IS DISTINCT FROM (NEW."referral_id") OR OLD."review_due_on" IS DISTINCT FROM (NEW."review_due_on") OR OLD."risk_asked_last" IS DISTINCT FROM (NEW."risk_asked_last") OR OLD."safety_plan_review_on" IS DISTINCT FROM (NEW."safety_plan_review_on") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id") OR OLD."treatment" IS DISTINCT FROM (NEW."treatment") OR OLD."treatment_booked_at" IS DISTINCT FROM (NEW."treatment_booked_at") OR OLD."treatment_contacts" IS DISTINCT FROM (NEW."treatment_contacts") OR OLD."usual_medium" IS DISTINCT FROM (NEW."usual_medium"))',
                    declare="DECLARE was jsonb;",
                    func="\nIF OLD.is_open AND OLD.pwp_id IS NOT NULL THEN\n    was = \n(to_jsonb(OLD) - ARRAY['flags_checked_on', 'flags_next_change_on', 'flags_checked_under']) || jsonb_build_object('flags', (\n    SELECT coalesce(jsonb_object_agg(f.key, CASE\n        WHEN f.key = ANY (ARRAY['risk', 'could_not_be_checked']) OR jsonb_typeof(f.value) <> 'array' THEN f.value\n        ELSE jsonb_set(f.value, '{0}', '\"\"')\n    END), '{}')\n    FROM jsonb_each(CASE jsonb_typeof(OLD.flags) WHEN 'object' THEN OLD.flags ELSE '{}' END) f\n))\n;\nELSIF NOT NEW.is_open OR NEW.pwp_id IS NULL THEN\n    RETURN NULL;\nEND IF;\nINSERT INTO caseload_keptsummary (referral_id, at, changed)\nSELECT NEW.referral_id, coalesce(nullif(current_setting('step2.moment', true), '')::timestamptz, clock_timestamp()), found.changed FROM (\n    SELECT jsonb_object_agg(one.key, one.value) AS changed\n    FROM jsonb_each(\n(to_jsonb(NEW) - ARRAY['flags_checked_on', 'flags_next_change_on', 'flags_checked_under']) || jsonb_build_object('flags', (\n    SELECT coalesce(jsonb_object_agg(f.key, CASE\n        WHEN f.key = ANY (ARRAY['risk', 'could_not_be_checked']) OR jsonb_typeof(f.value) <> 'array' THEN f.value\n        ELSE jsonb_set(f.value, '{0}', '\"\"')\n    END), '{}')\n    FROM jsonb_each(CASE jsonb_typeof(NEW.flags) WHEN 'object' THEN NEW.flags ELSE '{}' END) f\n))\n) one\n    WHERE was IS NULL OR one.value IS DISTINCT FROM was -> one.key\n) found WHERE found.changed IS NOT NULL;\nRETURN NULL;\n",
                    hash="448a75d69da33d67443c6a2d196b584249e9b5f2",
                    operation="UPDATE",
                    pgid="pgtrigger_change_of_summary_is_kept_efebe",
                    table="caseload_casesummary",
                    when="AFTER",
                ),
            ),
        ),
    ]
