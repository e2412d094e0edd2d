"""The tables as they stand, made in one step: a new database needs none of the steps before."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

# Put in by their SQL: an AddTrigger each would have Django draw every model around theirs again.
_TRIGGERS = {
    "sitting": [
        pgtrigger.compiler.Trigger(
            name="sitting_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="4a6e3194eda3c1deb6d4fe745fe2b2720fb836d7",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_sitting_never_rewritten_01a63",
                table="outcomes_sitting",
                when="BEFORE",
            ),
        )
    ],
    "measurescore": [
        pgtrigger.compiler.Trigger(
            name="score_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="6eccb17d3b33f88506a100b290d9b6236eaac881",
                operation="DELETE",
                pgid="pgtrigger_score_never_deleted_cdd66",
                table="outcomes_measurescore",
                when="BEFORE",
            ),
        ),
        pgtrigger.compiler.Trigger(
            name="score_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="\nIF (to_jsonb(NEW) - ARRAY['superseded_at', 'superseded_by_id', 'withdrawn_at'])\n   IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['superseded_at', 'superseded_by_id', 'withdrawn_at']) THEN\n    RAISE EXCEPTION 'A recorded score is never changed: correct it with a new one.';\nEND IF;\nRETURN NEW;\n",
                hash="9104e8cd1f7c50416d73ae7406dfaf2a640e722a",
                operation="UPDATE",
                pgid="pgtrigger_score_never_rewritten_f3006",
                table="outcomes_measurescore",
                when="BEFORE",
            ),
        ),
    ],
    "expectedresponse": [
        pgtrigger.compiler.Trigger(
            name="expected_response_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="64d3fd598fa659a6160287c10edfadf0ab02f882",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_expected_response_never_rewritten_ddea6",
                table="outcomes_expectedresponse",
                when="BEFORE",
            ),
        )
    ],
    "measuretranslation": [
        pgtrigger.compiler.Trigger(
            name="translation_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="16189210eb76e890458b9f493b58c5b5159212de",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_translation_never_rewritten_9b5ec",
                table="outcomes_measuretranslation",
                when="BEFORE",
            ),
        )
    ],
}


class Migration(migrations.Migration):
    replaces = [
        ("outcomes", "0001_initial"),
        ("outcomes", "0002_expected_responses_and_translations"),
        ("outcomes", "0003_further_measures"),
    ]

    initial = True

    dependencies = [
        ("referrals", "0001_squashed_0004_language_and_full_name"),
        ("staff", "0001_squashed_0004_when_pairs_meet"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sitting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sittings",
                        to="referrals.referral",
                    ),
                ),
                ("form_key", models.UUIDField(unique=True)),
                ("taken_at", models.DateTimeField()),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("ON_CALL", "asked on the call"),
                            ("IN_PERSON", "in person"),
                            ("ON_PAPER", "on paper"),
                            ("BY_LINK", "by link"),
                        ],
                        max_length=20,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["sitting"],
            },
        ),
        migrations.CreateModel(
            name="MeasureScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="outcomes.sitting",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="referrals.referral",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("PHQ9", "PHQ-9"),
                            ("GAD7", "GAD-7"),
                            ("WSAS", "WSAS"),
                            ("PCL5", "PCL-5"),
                            ("PHQ15", "PHQ-15"),
                            ("PHOBIA", "Phobia scales"),
                        ],
                        max_length=12,
                    ),
                ),
                ("instrument_version", models.CharField(max_length=20)),
                ("taken_at", models.DateTimeField()),
                (
                    "answers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(null=True), default=list, size=None
                    ),
                ),
                ("total", models.SmallIntegerField(null=True)),
                ("is_prorated", models.BooleanField(default=False)),
                ("work_not_applicable", models.BooleanField(default=False)),
                ("item_nine", models.SmallIntegerField(null=True)),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "superseded_by",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supersedes",
                        to="outcomes.measurescore",
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("correction_reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "triggers": _TRIGGERS["measurescore"],
                "indexes": [
                    models.Index(
                        fields=["referral", "measure", "taken_at"],
                        include=("total",),
                        name="outcomes_first_and_last",
                    ),
                    models.Index(fields=["taken_at"], name="outcomes_score_month"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("total__isnull", True),
                            models.Q(("measure", "PHQ9"), ("total__gte", 0), ("total__lte", 27)),
                            models.Q(("measure", "GAD7"), ("total__gte", 0), ("total__lte", 21)),
                            models.Q(("measure", "WSAS"), ("total__gte", 0), ("total__lte", 40)),
                            models.Q(("measure", "PCL5"), ("total__gte", 0), ("total__lte", 80)),
                            models.Q(("measure", "PHQ15"), ("total__gte", 0), ("total__lte", 30)),
                            _connector="OR",
                        ),
                        name="outcomes_total_within_its_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("item_nine__isnull", True),
                            models.Q(
                                ("item_nine__gte", 0), ("item_nine__lte", 3), ("measure", "PHQ9")
                            ),
                            _connector="OR",
                        ),
                        name="outcomes_item_nine_only_of_phq9",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measure", "PHQ9"), _negated=True),
                            ("answers__len", 0),
                            models.Q(
                                ("answers__8__isnull", True),
                                ("answers__len", 9),
                                ("item_nine__isnull", True),
                            ),
                            models.Q(
                                ("answers__8", models.F("item_nine")),
                                ("answers__8__isnull", False),
                                ("answers__len", 9),
                                ("item_nine__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="outcomes_item_nine_is_the_ninth_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("superseded_at__isnull", True), ("superseded_by__isnull", True)
                            ),
                            models.Q(
                                ("superseded_at__isnull", False), ("superseded_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="outcomes_superseded_has_its_successor",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpectedResponse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("PHQ9", "PHQ-9"),
                            ("GAD7", "GAD-7"),
                            ("WSAS", "WSAS"),
                            ("PCL5", "PCL-5"),
                            ("PHQ15", "PHQ-15"),
                            ("PHOBIA", "Phobia scales"),
                        ],
                        max_length=12,
                    ),
                ),
                ("band_lowest", models.PositiveSmallIntegerField()),
                ("band_highest", models.PositiveSmallIntegerField()),
                ("contact_no", models.PositiveSmallIntegerField()),
                ("p50", models.PositiveSmallIntegerField()),
                ("p80", models.PositiveSmallIntegerField()),
                ("p90", models.PositiveSmallIntegerField()),
                ("n", models.PositiveIntegerField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("SEED", "simulated"),
                            ("SERVICE", "this service's finished referrals"),
                        ],
                        max_length=20,
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("valid_from", models.DateField()),
                ("built_at", models.DateTimeField()),
            ],
            options={
                "triggers": _TRIGGERS["expectedresponse"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "measure", "band_lowest", "contact_no"),
                        name="outcomes_one_expected_response_per_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("p80__gte", models.F("p50")), ("p90__gte", models.F("p80"))
                        ),
                        name="outcomes_expected_response_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", "SERVICE"), _negated=True),
                            ("n__gte", 50),
                            _connector="OR",
                        ),
                        name="outcomes_fifty_people_behind_each_cell",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureTranslation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("PHQ9", "PHQ-9"),
                            ("GAD7", "GAD-7"),
                            ("WSAS", "WSAS"),
                            ("PCL5", "PCL-5"),
                            ("PHQ15", "PHQ-15"),
                            ("PHOBIA", "Phobia scales"),
                        ],
                        max_length=12,
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("language_name", models.CharField(max_length=40)),
                ("is_right_to_left", models.BooleanField(default=False)),
                ("lead_in", models.TextField()),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                (
                    "options",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), size=None
                    ),
                ),
                ("licence", models.CharField(max_length=300)),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "triggers": _TRIGGERS["measuretranslation"],
                "indexes": [
                    models.Index(
                        fields=["language", "measure", "loaded_at"],
                        name="outcomes_translations_latest",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("licence", ""), _negated=True),
                        name="outcomes_translation_names_its_licence",
                    )
                ],
            },
        ),
        *(
            migrations.RunSQL(one.install_sql, one.uninstall_sql)
            for some in _TRIGGERS.values()
            for one in some
        ),
    ]
