"""Meetings, their cases, and what is decided and agreed there."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import referrals.models.referral


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("referrals", "0001_squashed_0004_language_and_full_name"),
        ("staff", "0001_squashed_0004_when_pairs_meet"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupervisionSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=referrals.models.referral.new_reference, max_length=8, unique=True
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supervisee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("planned_on", models.DateField()),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("not_held_at", models.DateTimeField(null=True)),
                (
                    "not_held_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("not_held_why", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["supervisor", "starts_at"], name="supervision_of_supervisor"
                    ),
                    models.Index(
                        fields=["supervisee", "starts_at"], name="supervision_of_supervisee"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("supervisee", "planned_on"),
                        name="supervision_one_meeting_each_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("supervisor", models.F("supervisee")), _negated=True),
                        name="supervision_nobody_meets_themselves",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at__isnull", True), ("opened_by__isnull", True)),
                            models.Q(("opened_at__isnull", False), ("opened_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="supervision_opened_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_by__isnull", True)),
                            models.Q(
                                ("opened_at__isnull", False),
                                ("signed_at__isnull", False),
                                ("signed_by", models.F("supervisor")),
                            ),
                            _connector="OR",
                        ),
                        name="supervision_signed_by_the_supervisor_once_opened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("not_held_at__isnull", True),
                                ("not_held_by__isnull", True),
                                ("not_held_why", ""),
                            ),
                            models.Q(
                                ("not_held_at__isnull", False),
                                ("not_held_by__isnull", False),
                                ("opened_at__isnull", True),
                                models.Q(("not_held_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="supervision_not_held_has_person_and_reason",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supervisionsession",
            trigger=pgtrigger.compiler.Trigger(
                name="meeting_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="9dec50d19dbefe8c4cc8050f23a2e95b56c8d142",
                    operation="DELETE",
                    pgid="pgtrigger_meeting_never_deleted_5dd2c",
                    table="supervision_supervisionsession",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supervisionsession",
            trigger=pgtrigger.compiler.Trigger(
                name="signed_meeting_is_fixed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."signed_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="7e85dd7526b63f8212969417ece8232b96bcac41",
                    operation="UPDATE",
                    pgid="pgtrigger_signed_meeting_is_fixed_0ab84",
                    table="supervision_supervisionsession",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.CreateModel(
            name="SupervisionItem",
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
                        related_name="items",
                        to="supervision.supervisionsession",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.referral",
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("AGENDA", "On the agenda"),
                            ("MOVED", "Moved to the next meeting"),
                            ("ON_TRACK", "On track"),
                        ],
                        max_length=10,
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("Risk", "Risk"),
                            ("New", "New"),
                            ("Not improving or worse", "Not improving or worse"),
                            ("No contact or missed", "No contact or missed"),
                            ("Review due", "Review due"),
                            ("Ready to end or step up", "Ready to end or step up"),
                        ],
                        max_length=30,
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("seconds", models.PositiveSmallIntegerField(default=0)),
                ("look_by", models.DateField()),
                ("question", models.CharField(blank=True, max_length=800)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "referral"), name="supervision_each_case_once_a_meeting"
                    ),
                    models.UniqueConstraint(
                        fields=("session", "place"), name="supervision_each_place_once_a_meeting"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("part", "ON_TRACK"), _negated=True),
                            models.Q(("reasons__contains", [["risk"]]), _negated=True),
                            _connector="OR",
                        ),
                        name="supervision_nobody_with_risk_is_on_track",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supervisionitem",
            trigger=pgtrigger.compiler.Trigger(
                name="item_is_a_snapshot",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="95a77299b8dc69e89674b9f5e780e4c91b389737",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_item_is_a_snapshot_64ebd",
                    table="supervision_supervisionitem",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.CreateModel(
            name="SupervisionDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="supervision.supervisionitem",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("CONTINUE", "Continue"),
                            ("CHANGE", "Change"),
                            ("STEP_UP", "Step up"),
                            ("DISCHARGE", "Discharge"),
                            ("RISK_ACTION", "Risk action"),
                            ("EXTEND", "Extend"),
                            ("STEP_DOWN", "Step down"),
                            ("REFER_OUT", "Refer out or signpost"),
                            ("CONTACT_ATTEMPT", "Contact attempt"),
                            ("SECOND_OPINION", "Second opinion"),
                            ("TRANSFER", "Transfer"),
                            ("COME_BACK_LATER", "Come back later"),
                            ("ON_TRACK", "Confirmed on track"),
                        ],
                        max_length=20,
                    ),
                ),
                ("what", models.CharField(blank=True, max_length=400)),
                ("review_on", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "amends",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="supervision.supervisiondecision",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("amends__isnull", True)),
                        fields=("item",),
                        name="supervision_each_case_decided_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code__in", ["CONTINUE", "ON_TRACK", "COME_BACK_LATER"]),
                            models.Q(("what", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="supervision_decision_says_what",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supervisiondecision",
            trigger=pgtrigger.compiler.Trigger(
                name="decision_is_fixed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6e4c960c0c1b95f30daf0717d85dc3d42e8967d8",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_decision_is_fixed_4fa03",
                    table="supervision_supervisiondecision",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.CreateModel(
            name="SupervisionAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="supervision.supervisiondecision",
                    ),
                ),
                ("what", models.CharField(max_length=400)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_on", models.DateField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["owner", "due_on"],
                        name="supervision_actions_to_do",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("done_at__isnull", True),
                                ("done_by__isnull", True),
                                ("outcome", ""),
                            ),
                            models.Q(
                                ("done_at__isnull", False),
                                ("done_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="supervision_action_done_by_somebody_with_an_outcome",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supervisionaction",
            trigger=pgtrigger.compiler.Trigger(
                name="agreed_action_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="e74f26b0c4e66af880ed17819f29d3176cb588a9",
                    operation="DELETE",
                    pgid="pgtrigger_agreed_action_never_deleted_69ce8",
                    table="supervision_supervisionaction",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.CreateModel(
            name="SupervisionQuestion",
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
                        related_name="+",
                        to="referrals.referral",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=400)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "answered_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="supervision.supervisionsession",
                    ),
                ),
                ("taken_back_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("answered_in__isnull", True), ("taken_back_at__isnull", True)
                        ),
                        fields=("referral", "by"),
                        name="supervision_one_open_question_each",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supervisionquestion",
            trigger=pgtrigger.compiler.Trigger(
                name="question_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="4c65cf89f8369dadb9dd4c3b62e298d6cefcb914",
                    operation="DELETE",
                    pgid="pgtrigger_question_never_deleted_54cd5",
                    table="supervision_supervisionquestion",
                    when="BEFORE",
                ),
            ),
        ),
    ]
