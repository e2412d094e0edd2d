"""What somebody employed here holds, has learnt and has been seen to do, and what lowers an agreed
number; all of it empty for whoever is here already.
"""

import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

# Put in by their SQL: an AddTrigger each would have Django draw every model around theirs again.
_TRIGGERS = {
    "competencysignoff": [
        pgtrigger.compiler.Trigger(
            name="competency_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="f88a80c326227984c7bc673fb1efd75ebeb61c5f",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_competency_never_rewritten_40334",
                table="staff_competencysignoff",
                when="BEFORE",
            ),
        )
    ],
    "credential": [
        pgtrigger.compiler.Trigger(
            name="credential_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="55944e67ff6506990b8d51bb6fff65bb856d93bb",
                operation="DELETE",
                pgid="pgtrigger_credential_never_deleted_9b5f2",
                table="staff_credential",
                when="BEFORE",
            ),
        )
    ],
    "inductionstep": [
        pgtrigger.compiler.Trigger(
            name="induction_step_is_fixed",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="22c3b0f21b1faa0fb8e9c9d45787da658cd3497b",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_induction_step_is_fixed_c787c",
                table="staff_inductionstep",
                when="BEFORE",
            ),
        )
    ],
}


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0001_squashed_0004_when_pairs_meet"),
    ]

    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="band",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="pay band"),
        ),
        migrations.AddField(
            model_name="staffmember",
            name="cleared_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="staffmember",
            name="grade_since",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="staffmember",
            name="interests",
            field=models.CharField(blank=True, max_length=200, verbose_name="special interests"),
        ),
        migrations.AddField(
            model_name="staffmember",
            name="lowered_until",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="staffmember",
            name="started_on",
            field=models.DateField(blank=True, null=True, verbose_name="first day here"),
        ),
        migrations.AlterField(
            model_name="staffmember",
            name="agreed_number",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="staffmember",
            name="grade",
            field=models.CharField(
                choices=[
                    ("TRAINEE_PWP", "Trainee PWP"),
                    ("NEWLY_QUALIFIED_PWP", "Newly qualified PWP"),
                    ("PWP", "PWP"),
                    ("SENIOR_PWP", "Senior PWP"),
                    ("OTHER", "Other"),
                ],
                default="OTHER",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="staffmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("band__isnull", True),
                    models.Q(("band__gte", 2), ("band__lte", 9)),
                    _connector="OR",
                ),
                name="staff_band_is_a_pay_band",
            ),
        ),
        migrations.CreateModel(
            name="AgreedOffset",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CHAMPION", "Champion"),
                            ("SUPERVISING", "Supervising"),
                            ("OTHER_ROLE", "Other role"),
                            ("PHASED_RETURN", "Phased return"),
                            ("PAUSE", "No new people"),
                        ],
                        max_length=20,
                    ),
                ),
                ("topic", models.CharField(blank=True, max_length=60)),
                ("hours_a_week", models.DecimalField(decimal_places=2, max_digits=4, null=True)),
                ("taken_off", models.PositiveSmallIntegerField(default=0)),
                ("cap", models.PositiveSmallIntegerField(null=True)),
                ("set_at", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offsets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cap__isnull", True),
                                ("hours_a_week__gt", 0),
                                ("hours_a_week__isnull", False),
                                ("kind__in", ("CHAMPION", "SUPERVISING", "OTHER_ROLE")),
                                ("taken_off__gte", 1),
                            ),
                            models.Q(
                                models.Q(
                                    ("kind__in", ("CHAMPION", "SUPERVISING", "OTHER_ROLE")),
                                    _negated=True,
                                ),
                                ("hours_a_week__isnull", True),
                                ("taken_off", 0),
                            ),
                            _connector="OR",
                        ),
                        name="staff_role_takes_its_hours_off",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "PHASED_RETURN"), _negated=True),
                            models.Q(("cap__isnull", False), ("ends_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="staff_phased_return_has_a_cap_and_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "PAUSE"), _negated=True),
                            models.Q(("cap__isnull", True), ("ends_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="staff_pause_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="staff_offset_ends_not_before_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "CHAMPION"), _negated=True),
                            models.Q(("topic", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="staff_champion_of_something",
                    ),
                ],
                "indexes": [models.Index(fields=["staff", "starts_on"], name="staff_offsets_of")],
            },
        ),
        migrations.CreateModel(
            name="CompetencySignOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "competency",
                    models.CharField(
                        choices=[
                            ("ASSESSMENT", "Assessment interview with a shared problem statement"),
                            ("RISK", "Asking about risk and acting on it"),
                            ("MEASURES", "Using questionnaires with the person, each session"),
                            ("BEHAVIOURAL_ACTIVATION", "Behavioural activation"),
                            ("COGNITIVE_RESTRUCTURING", "Cognitive restructuring"),
                            ("EXPOSURE", "Graded exposure"),
                            ("PANIC", "Panic management"),
                            ("WORRY", "Worry management and problem solving"),
                            ("SLEEP", "Sleep management"),
                            ("MEDICATION", "Supporting people with medication"),
                            ("PHONE_AND_VIDEO", "Work by phone and video"),
                            ("DIGITAL", "Supporting internet-enabled therapy"),
                            ("GROUPS", "Running a group"),
                            ("DIFFERENCE", "Adapting the work to culture, language and disability"),
                            ("ENDING", "Ending, and staying well"),
                        ],
                        max_length=30,
                    ),
                ),
                ("seen_on", models.DateField()),
                ("signed_at", models.DateTimeField()),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="competencies",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["competencysignoff"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("staff", "competency"), name="staff_each_competency_signed_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("signed_by", models.F("staff")), _negated=True),
                        name="staff_competency_signed_by_somebody_else",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CpdEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("what", models.CharField(max_length=120)),
                ("minutes", models.PositiveSmallIntegerField()),
                ("was_protected", models.BooleanField()),
                ("form_key", models.UUIDField(unique=True)),
                ("logged_at", models.DateTimeField()),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cpd",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 600)),
                        name="staff_cpd_takes_a_while",
                    )
                ],
                "indexes": [models.Index(fields=["staff", "-on"], name="staff_cpd_newest_first")],
            },
        ),
        migrations.CreateModel(
            name="Credential",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("REGISTRATION", "Registration"),
                            ("ACCREDITATION", "Accreditation"),
                            ("SUPERVISOR_TRAINING", "Supervisor training"),
                            ("SAFEGUARDING_ADULTS", "Safeguarding adults"),
                            ("SAFEGUARDING_CHILDREN", "Safeguarding children"),
                            ("DATA_SECURITY", "Data security"),
                            ("RESUSCITATION", "Basic life support"),
                            ("RADICALISATION", "Preventing radicalisation"),
                        ],
                        max_length=30,
                    ),
                ),
                ("body", models.CharField(blank=True, max_length=80)),
                ("number", models.CharField(blank=True, max_length=40)),
                ("obtained_on", models.DateField()),
                ("expires_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credentials",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["credential"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("staff", "kind", "body"),
                        name="staff_one_current_credential_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ("REGISTRATION", "ACCREDITATION")), _negated=True
                            ),
                            models.Q(("body", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="staff_registration_names_its_body",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__isnull", False),
                            ("kind__in", ("ACCREDITATION", "SUPERVISOR_TRAINING")),
                            _connector="OR",
                        ),
                        name="staff_training_runs_out",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__isnull", True),
                            ("expires_on__gt", models.F("obtained_on")),
                            _connector="OR",
                        ),
                        name="staff_credential_runs_out_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at__isnull", True), ("checked_by__isnull", True)),
                            models.Q(
                                ("checked_at__isnull", False),
                                ("checked_by__isnull", False),
                                models.Q(("checked_by", models.F("staff")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="staff_certificate_seen_by_somebody_else",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["expires_on"],
                        name="staff_credentials_running_out",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InductionStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("SYSTEM", "Shown this system and practised on the practice service"),
                            (
                                "RISK",
                                "Knows what to do about risk, and how to reach the duty senior",
                            ),
                            ("SAFEGUARDING", "Knows whom to ring about safeguarding here"),
                            ("SUPERVISION", "Has a supervisor and a time to meet"),
                            (
                                "PATHWAYS",
                                "Knows the local ways on: step up, signposting, crisis care",
                            ),
                        ],
                        max_length=20,
                    ),
                ),
                ("done_on", models.DateField()),
                ("signed_at", models.DateTimeField()),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="induction",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["inductionstep"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("staff", "step"), name="staff_each_induction_step_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("signed_by", models.F("staff")), _negated=True),
                        name="staff_induction_signed_by_somebody_else",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reflection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("form_key", models.UUIDField(unique=True)),
                ("written_at", models.DateTimeField()),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="staff_reflection_has_words",
                    )
                ],
                "indexes": [
                    models.Index(
                        fields=["staff", "-written_at"], name="staff_reflections_newest_first"
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
