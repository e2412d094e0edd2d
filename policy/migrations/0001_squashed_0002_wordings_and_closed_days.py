"""The tables as they stand, made in one step: a new database needs none of the steps before."""

import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

# Put in by their SQL: an AddTrigger each would have Django draw every model around theirs again.
_TRIGGERS = {
    "policychange": [
        pgtrigger.compiler.Trigger(
            name="never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="cac39b8b01ffb7172528df13d753fe2fe5c73bac",
                operation="DELETE",
                pgid="pgtrigger_never_deleted_3292f",
                table="policy_policychange",
                when="BEFORE",
            ),
        ),
        pgtrigger.compiler.Trigger(
            name="decided_is_fixed",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                condition='WHEN (OLD."approved_at" IS NOT NULL OR OLD."withdrawn_at" IS NOT NULL)',
                func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                hash="5a1651458ef25f039b792025d98380d5fbd72407",
                operation="UPDATE",
                pgid="pgtrigger_decided_is_fixed_aa12c",
                table="policy_policychange",
                when="BEFORE",
            ),
        ),
    ],
    "wording": [
        pgtrigger.compiler.Trigger(
            name="wording_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="fce0474d50e5683cc94cfa0fb88b070a8c702edf",
                operation="DELETE",
                pgid="pgtrigger_wording_never_deleted_ccf09",
                table="policy_wording",
                when="BEFORE",
            ),
        ),
        pgtrigger.compiler.Trigger(
            name="decided_wording_is_fixed",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                condition='WHEN (OLD."approved_at" IS NOT NULL OR OLD."withdrawn_at" IS NOT NULL)',
                func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                hash="7b8817cf025193725718f61dc79b4905e3969a27",
                operation="UPDATE",
                pgid="pgtrigger_decided_wording_is_fixed_3047d",
                table="policy_wording",
                when="BEFORE",
            ),
        ),
    ],
    "closedday": [
        pgtrigger.compiler.Trigger(
            name="closed_day_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="300bd6b137d5d21b4ca0aa2eadb43a709edbadae",
                operation="DELETE",
                pgid="pgtrigger_closed_day_never_deleted_b3b1e",
                table="policy_closedday",
                when="BEFORE",
            ),
        )
    ],
}


class Migration(migrations.Migration):
    replaces = [("policy", "0001_initial"), ("policy", "0002_wordings_and_closed_days")]

    initial = True

    dependencies = [
        ("staff", "0001_squashed_0004_when_pairs_meet"),
    ]

    operations = [
        migrations.CreateModel(
            name="PolicyChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=60)),
                ("value", models.CharField(max_length=60)),
                ("valid_from", models.DateField()),
                ("why", models.CharField(max_length=400)),
                ("proposed_at", models.DateTimeField()),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "triggers": _TRIGGERS["policychange"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                            models.Q(
                                ("approved_at__isnull", False), ("approved_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="policy_approval_has_person_and_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="policy_approved_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_at__isnull", True),
                            ("withdrawn_at__isnull", True),
                            _connector="OR",
                        ),
                        name="policy_approved_or_withdrawn_not_both",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        choices=[
                            ("SERVICE_NAME", "Full name of the service"),
                            ("NEUTRAL_NAME", "Neutral name for messages"),
                            ("SERVICE_PHONE", "Number of the service"),
                            ("CRISIS_NUMBERS", "Crisis contacts, one a line: name | number | when"),
                            ("TEXT_RELAY", "How to reach us by text relay"),
                            ("OUT_OF_HOURS_STAFF", "Outside hours, what staff do"),
                            ("OUT_OF_HOURS_PATIENT", "Outside hours, what patients read"),
                        ],
                        max_length=40,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=10)),
                ("text", models.TextField()),
                ("valid_from", models.DateField()),
                ("why", models.CharField(max_length=400)),
                ("proposed_at", models.DateTimeField()),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "triggers": _TRIGGERS["wording"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="policy_wording_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                            models.Q(
                                ("approved_at__isnull", False), ("approved_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="policy_wording_approval_has_person_and_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="policy_wording_approved_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_at__isnull", True),
                            ("withdrawn_at__isnull", True),
                            _connector="OR",
                        ),
                        name="policy_wording_approved_or_withdrawn_not_both",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosedDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("name", models.CharField(max_length=80)),
                ("set_at", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["closedday"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("on",),
                        name="policy_each_closed_day_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="policy_withdrawn_closed_day_has_person_and_time",
                    ),
                ],
            },
        ),
        *(
            migrations.RunSQL(one.install_sql, one.uninstall_sql)
            for some in _TRIGGERS.values()
            for one in some
        ),
    ]
