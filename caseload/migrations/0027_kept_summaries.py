"""What summaries said is kept from here on: first of all, what they say now. Of treatment that is
booked the summary knows the first."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

_BOOKED = """
UPDATE caseload_casesummary s SET treatment_booked_at = b.at FROM (
    SELECT referral_id, min(starts_at) AS at FROM caseload_carecontact WHERE state = 'BOOKED'
    AND kind IN ('TREATMENT', 'ASSESSMENT_AND_TREATMENT', 'REVIEW_AND_TREATMENT') GROUP BY 1
) b WHERE b.referral_id = s.referral_id;
"""
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
_KEEP_ALL = f"""
INSERT INTO caseload_keptsummary (referral_id, at, changed)
VALUES (NEW.referral_id, {_MOMENT}, {_KEPT_OF.format("NEW")});
RETURN NULL;
"""  # noqa: S608 - made of names in this code
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
    missed_followed_up missed_in_a_row patient_id phq9 planned_sessions previous_item_nine
    problem pwp_id received_on reference referral_id review_due_on risk_asked_last
    safety_plan_review_on status team_id treatment treatment_booked_at treatment_contacts
    usual_medium
"""
_CHANGED = " OR ".join(f'OLD."{one}" IS DISTINCT FROM (NEW."{one}")' for one in _COLUMNS.split())
_AS_THEY_STAND = f"""
INSERT INTO caseload_keptsummary (referral_id, at, changed)
SELECT referral_id, clock_timestamp(), {_KEPT_OF.format("s")}
FROM caseload_casesummary s WHERE is_open AND pwp_id IS NOT NULL;
"""  # noqa: S608 - made of names in this code


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0026_contacts_of_an_old_system"),
        ("referrals", "0015_names_in_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptSummary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("changed", models.JSONField()),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.referral",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="casesummary",
            name="treatment_booked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(_BOOKED, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="casesummary",
            trigger=pgtrigger.compiler.Trigger(
                name="summary_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."is_open" AND NEW."pwp_id" IS NOT NULL)',
                    func=_KEEP_ALL,
                    hash="a57758b1da65f9964fc673e19738a6b43ba2a36b",
                    operation="INSERT",
                    pgid="pgtrigger_summary_is_kept_423bc",
                    table="caseload_casesummary",
                    when="AFTER",
                ),
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
                    hash="3144c205689e19a8fa105db4459a4c08fcb94686",
                    operation="UPDATE",
                    pgid="pgtrigger_change_of_summary_is_kept_efebe",
                    table="caseload_casesummary",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="keptsummary",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.comparison.Cast(
                        django.db.models.fields.json.KeyTextTransform("pwp_id", "changed"),
                        models.BigIntegerField(),
                    ),
                    name="int8_ops",
                ),
                condition=models.Q(("changed__has_key", "pwp_id")),
                name="caseload_kept_by_carrier",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keptsummary",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_summary_never_rewritten",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="053bab9039e49ea63a68642872a3d6dbd12876cb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_kept_summary_never_rewritten_c7c60",
                    table="caseload_keptsummary",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(_AS_THEY_STAND, migrations.RunSQL.noop),
    ]
