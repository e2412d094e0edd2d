"""The months of the national return as they were written, and the pieces of their zips."""

import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


def _trigger(name, *, of, func, hash_, operation, pgid):
    return pgtrigger.compiler.Trigger(
        name=name,
        sql=pgtrigger.compiler.UpsertTriggerSql(
            func=func,
            hash=hash_,
            operation=operation,
            pgid=pgid,
            table=f"reporting_{of}",
            when="BEFORE",
        ),
    )


_NEVER = "RAISE EXCEPTION 'pgtrigger: Cannot {} rows from % table', TG_TABLE_NAME;"
# Put in by their SQL: an AddTrigger each would have Django draw every model around theirs again.
_RUN = [
    _trigger(
        "export_never_deleted",
        of="exportrun",
        func=_NEVER.format("delete"),
        hash_="2e58653c2ff5fd010bbdba34fb3d3935f0e725d2",
        operation="DELETE",
        pgid="pgtrigger_export_never_deleted_baf8b",
    ),
    _trigger(
        "export_is_fixed",
        of="exportrun",
        func="\nIF OLD.finished_at IS NOT NULL\n   OR (NEW.month, NEW.window, NEW.asked_by_id, NEW.asked_at)\n   IS DISTINCT FROM (OLD.month, OLD.window, OLD.asked_by_id, OLD.asked_at) THEN\n    RAISE EXCEPTION 'A return is never changed: make another.';\nEND IF;\nRETURN NEW;\n",
        hash_="353534630f633374b08f014f04b29e44c5d0cc1e",
        operation="UPDATE",
        pgid="pgtrigger_export_is_fixed_358a2",
    ),
]
_PIECE = [
    _trigger(
        "export_piece_never_rewritten",
        of="exportpiece",
        func=_NEVER.format("update or delete"),
        hash_="80daa5ac0454e5251d161d8c8aaae387b269fac8",
        operation="UPDATE OR DELETE",
        pgid="pgtrigger_export_piece_never_rewritten_8e720",
    )
]


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_pathways_and_sums"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
                (
                    "window",
                    models.CharField(
                        choices=[
                            ("EARLY", "Before its window opens"),
                            ("PROVISIONAL", "Provisional"),
                            ("PERFORMANCE", "Performance"),
                            ("LATE", "Closed"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting to begin"),
                            ("WRITING", "Being written"),
                            ("DONE", "Written"),
                            ("FAILED", "Not written"),
                        ],
                        default="WAITING",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("findings", models.JSONField(default=dict)),
                ("checksum", models.CharField(blank=True, max_length=64)),
                ("file_name", models.CharField(blank=True, max_length=60)),
                ("why_failed", models.CharField(blank=True, max_length=200)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-month", "-asked_at"], name="reporting_exports_latest")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at__isnull", True)),
                        fields=("month",),
                        name="reporting_one_unfinished_export_of_a_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)),
                        name="reporting_export_is_of_a_whole_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finished_at__isnull", True),
                                ("started_at__isnull", True),
                                ("state", "WAITING"),
                            ),
                            models.Q(
                                ("finished_at__isnull", True),
                                ("leased_until__isnull", False),
                                ("started_at__isnull", False),
                                ("state", "WRITING"),
                            ),
                            models.Q(
                                ("finished_at__isnull", False), ("state__in", ["DONE", "FAILED"])
                            ),
                            _connector="OR",
                        ),
                        name="reporting_export_state_has_its_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "DONE"),
                                ("why_failed", ""),
                                models.Q(("checksum", ""), _negated=True),
                                models.Q(("file_name", ""), _negated=True),
                            ),
                            models.Q(
                                ("checksum", ""),
                                ("file_name", ""),
                                ("state", "FAILED"),
                                models.Q(("why_failed", ""), _negated=True),
                            ),
                            models.Q(
                                ("checksum", ""),
                                ("file_name", ""),
                                ("state__in", ["WAITING", "WRITING"]),
                                ("why_failed", ""),
                            ),
                            _connector="OR",
                        ),
                        name="reporting_export_has_its_file_or_says_why_not",
                    ),
                ],
                "triggers": _RUN,
            },
        ),
        migrations.CreateModel(
            name="ExportPiece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces",
                        to="reporting.exportrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "place"), name="reporting_one_piece_of_an_export_at_a_place"
                    )
                ],
                "triggers": _PIECE,
            },
        ),
        *(migrations.RunSQL(one.install_sql, one.uninstall_sql) for one in (*_RUN, *_PIECE)),
    ]
