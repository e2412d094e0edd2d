"""The files of a written return go when their time is up; what they came to stays."""

import datetime

import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0003_moving_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="exportpiece",
            name="export_piece_never_rewritten",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="exportrun",
            name="export_is_fixed",
        ),
        migrations.AddField(
            model_name="exportrun",
            name="files_removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="exportrun",
            name="found",
            field=models.JSONField(null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exportpiece",
            trigger=pgtrigger.compiler.Trigger(
                name="export_piece_never_rewritten",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="e69ef3752fe890b6074cc40112bb57fb48ff87f7",
                    operation="UPDATE",
                    pgid="pgtrigger_export_piece_never_rewritten_8e720",
                    table="reporting_exportpiece",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exportpiece",
            trigger=pgtrigger.compiler.Trigger(
                name="export_piece_stays_until_removed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF NOT EXISTS (\n    SELECT FROM reporting_exportrun r WHERE r.id = OLD.run_id AND r.files_removed_at IS NOT NULL\n) THEN\n    RAISE EXCEPTION 'The files of a return stay until their time is up.';\nEND IF;\nRETURN OLD;\n",
                    hash="c8f8f3f3e235804a0c74b63f3f0d9cc0e6945a82",
                    operation="DELETE",
                    pgid="pgtrigger_export_piece_stays_until_removed_a4633",
                    table="reporting_exportpiece",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exportrun",
            trigger=pgtrigger.compiler.Trigger(
                name="export_is_fixed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF OLD.finished_at IS NOT NULL AND (\n       OLD.files_removed_at IS NOT NULL OR NEW.files_removed_at IS NULL\n       OR to_jsonb(NEW) - 'files_removed_at' IS DISTINCT FROM to_jsonb(OLD) - 'files_removed_at')\n   OR (NEW.month, NEW.window, NEW.asked_by_id, NEW.asked_at)\n   IS DISTINCT FROM (OLD.month, OLD.window, OLD.asked_by_id, OLD.asked_at) THEN\n    RAISE EXCEPTION 'A return is never changed: make another.';\nEND IF;\nRETURN NEW;\n",
                    hash="f4d0987ff37f0706ef7450cdafc910c9237975c0",
                    operation="UPDATE",
                    pgid="pgtrigger_export_is_fixed_358a2",
                    table="reporting_exportrun",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="exportrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("files_removed_at__isnull", True),
                    models.Q(
                        (
                            "files_removed_at__gte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("finished_at"),
                                "+",
                                models.Value(datetime.timedelta(days=30)),
                            ),
                        ),
                        ("state", "DONE"),
                    ),
                    _connector="OR",
                ),
                name="reporting_export_files_stay_for_a_month",
            ),
        ),
    ]
