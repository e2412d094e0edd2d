import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# Of a service that has summed its months before there was anything to say when.
_SUMMED_BEFORE = """
INSERT INTO reporting_sumswritten (id, at)
SELECT 1, clock_timestamp() WHERE EXISTS (SELECT FROM reporting_kpimonth)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0009_pathways_in_another_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="SumsWritten",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(_SUMMED_BEFORE, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="kpimonth",
            trigger=pgtrigger.compiler.Trigger(
                name="new_sums_say_when",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT FROM written) THEN\nINSERT INTO reporting_sumswritten (id, at) VALUES (1, clock_timestamp())\nON CONFLICT (id) DO UPDATE SET at = excluded.at;\nEND IF;\nRETURN NULL;",
                    hash="476d70e7d103c8ded9ddc9f7fbe5149dda33b780",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_new_sums_say_when_4176d",
                    referencing="REFERENCING NEW TABLE AS written ",
                    table="reporting_kpimonth",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="kpimonth",
            trigger=pgtrigger.compiler.Trigger(
                name="other_sums_say_when",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT FROM written) THEN\nINSERT INTO reporting_sumswritten (id, at) VALUES (1, clock_timestamp())\nON CONFLICT (id) DO UPDATE SET at = excluded.at;\nEND IF;\nRETURN NULL;",
                    hash="b9180d5cbda67cf9f802ee4ef40916b256838ec3",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_other_sums_say_when_5470f",
                    referencing="REFERENCING NEW TABLE AS written ",
                    table="reporting_kpimonth",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="kpimonth",
            trigger=pgtrigger.compiler.Trigger(
                name="sums_gone_say_when",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT FROM written) THEN\nINSERT INTO reporting_sumswritten (id, at) VALUES (1, clock_timestamp())\nON CONFLICT (id) DO UPDATE SET at = excluded.at;\nEND IF;\nRETURN NULL;",
                    hash="77e7db52409280079198ce8a4016563c34f0befd",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_sums_gone_say_when_952b3",
                    referencing="REFERENCING OLD TABLE AS written ",
                    table="reporting_kpimonth",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="kpimonth",
            trigger=pgtrigger.compiler.Trigger(
                name="no_sums_say_when",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nINSERT INTO reporting_sumswritten (id, at) VALUES (1, clock_timestamp())\nON CONFLICT (id) DO UPDATE SET at = excluded.at;\n\nRETURN NULL;",
                    hash="2f326bde4ac97052d55998481052222d740bdd47",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_sums_say_when_7da38",
                    table="reporting_kpimonth",
                    when="AFTER",
                ),
            ),
        ),
    ]
