import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0005_check_in_and_overtime"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SupervisionAmendment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="supervision.supervisionsession",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="supervision.supervisionitem",
                    ),
                ),
                ("text", models.CharField(max_length=400)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="supervision_amendment_says_something",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supervisionamendment",
            trigger=pgtrigger.compiler.Trigger(
                name="amendment_is_fixed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f35fe0dd2e980e75d22ff23691cb46c60341cf19",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_amendment_is_fixed_d4d14",
                    table="supervision_supervisionamendment",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.CreateModel(
            name="SupervisionTurn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turn",
                        to="supervision.supervisionitem",
                    ),
                ),
                ("number", models.SmallIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number", 0), _negated=True),
                        name="supervision_turn_is_before_or_after",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="supervisiondecision", name="supervision_each_case_decided_once"
        ),
        migrations.RemoveField(model_name="supervisiondecision", name="amends"),
        migrations.AddConstraint(
            model_name="supervisiondecision",
            constraint=models.UniqueConstraint(
                fields=("item",), name="supervision_each_case_decided_once"
            ),
        ),
        migrations.AddField(
            model_name="supervisiondecision",
            name="extra_sessions",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="supervisiondecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("extra_sessions__isnull", True),
                    models.Q(
                        ("code", "EXTEND"),
                        ("extra_sessions__gte", 1),
                        ("extra_sessions__lte", 12),
                    ),
                    _connector="OR",
                ),
                name="supervision_only_extending_adds_sessions",
            ),
        ),
        migrations.AddField(
            model_name="supervisionitem",
            name="carries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
