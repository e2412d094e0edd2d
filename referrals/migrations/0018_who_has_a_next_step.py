"""A mark on every referral that has a next step, kept by the database from here on."""

import pgtrigger.compiler
from django.db import migrations, models

# Put in by their SQL: an AddTrigger each would have Django draw every model around theirs again.
_MARKS = pgtrigger.compiler.Trigger(
    name="step_marks_its_referral",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        func="\nIF TG_OP <> 'INSERT' THEN\n    UPDATE referrals_referral SET has_next_step = false\n    WHERE id = OLD.referral_id AND has_next_step AND NOT EXISTS (\n        SELECT FROM referrals_nextstep WHERE referral_id = OLD.referral_id AND done_at IS NULL\n    );\nEND IF;\nIF TG_OP <> 'DELETE' AND NEW.done_at IS NULL THEN\n    UPDATE referrals_referral SET has_next_step = true\n    WHERE id = NEW.referral_id AND NOT has_next_step;\nEND IF;\nRETURN NULL;\n",
        hash="989e325ef658ddd7f43d118a720cd1bae1192188",
        operation='INSERT OR UPDATE OF "done_at", "referral_id" OR DELETE',
        pgid="pgtrigger_step_marks_its_referral_58b3b",
        table="referrals_nextstep",
        when="AFTER",
    ),
)
_IS_MARKED = pgtrigger.compiler.Trigger(
    name="next_step_is_marked_by_steps",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        func="\nIF pg_trigger_depth() < 2 THEN\n    NEW.has_next_step := TG_OP = 'UPDATE' AND OLD.has_next_step;\nEND IF;\nRETURN NEW;\n",
        hash="927ad3aa426ea7be7dccd55aefacd955818eb6f5",
        operation='INSERT OR UPDATE OF "has_next_step"',
        pgid="pgtrigger_next_step_is_marked_by_steps_f5183",
        table="referrals_referral",
        when="BEFORE",
    ),
)
_STAYS = pgtrigger.compiler.Trigger(
    name="open_referral_keeps_its_step",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        condition='WHEN (NEW."done_at" IS NOT NULL AND OLD."done_at" IS NULL)',
        func="\nIF EXISTS (SELECT 1 FROM referrals_referral WHERE id = NEW.referral_id AND ended_on IS NULL) THEN\n    RAISE EXCEPTION 'An open referral keeps its next step: open_referral_keeps_its_step.';\nEND IF;\nRETURN NEW;\n",
        hash="2a7ecfac0cd0102f82cb32a9d725f7c34bc7f169",
        operation='UPDATE OF "done_at"',
        pgid="pgtrigger_open_referral_keeps_its_step_e8fa9",
        table="referrals_nextstep",
        when="BEFORE",
    ),
)
_HANGS = pgtrigger.compiler.Trigger(
    name="referral_hangs_from_a_kept_record",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        declare="DECLARE leads_to bigint;",
        func="\nSELECT merged_into_id INTO leads_to FROM referrals_patient WHERE id = NEW.patient_id FOR KEY SHARE;\nIF leads_to IS NOT NULL THEN\n    RAISE EXCEPTION 'This record leads to another: referral_hangs_from_a_kept_record.';\nEND IF;\nRETURN NEW;\n",
        hash="40aba072ad6efd6eeacf6d7f8fd65570dd589907",
        operation='INSERT OR UPDATE OF "patient_id"',
        pgid="pgtrigger_referral_hangs_from_a_kept_record_79385",
        table="referrals_referral",
        when="BEFORE",
    ),
)
# Before the triggers: they let nobody else write it.
_MARK_THOSE_OF_TODAY = """
UPDATE referrals_referral r SET has_next_step = true
FROM referrals_nextstep n WHERE n.referral_id = r.id AND n.done_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0017_next_steps_due")]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="has_next_step",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RunSQL(_MARK_THOSE_OF_TODAY, migrations.RunSQL.noop),
        migrations.AlterModelOptions(name="nextstep", options={"triggers": [_STAYS, _MARKS]}),
        migrations.RunSQL(_MARKS.install_sql, _MARKS.uninstall_sql),
        migrations.AlterModelOptions(name="referral", options={"triggers": [_HANGS, _IS_MARKED]}),
        migrations.RunSQL(_IS_MARKED.install_sql, _IS_MARKED.uninstall_sql),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("ended_on__isnull", True), ("has_next_step", False)),
                fields=["team"],
                name="referrals_open_without_step",
            ),
        ),
        migrations.RemoveIndex(model_name="nextstep", name="referrals_next_steps_due"),
        migrations.AddIndex(
            model_name="nextstep",
            index=models.Index(
                condition=models.Q(
                    ("done_at__isnull", True), models.Q(("kind", "APPOINTMENT"), _negated=True)
                ),
                fields=["due_by", "referral"],
                name="referrals_next_steps_due",
            ),
        ),
    ]
