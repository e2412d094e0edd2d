"""Meetings, their cases, what is decided, agreed and said there; skills supervision; overtime."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import referrals.models.referral

# Put in by their SQL: an AddTrigger each would have Django draw every model around theirs again.
_TRIGGERS = {
    "supervisionsession": [
        pgtrigger.compiler.Trigger(
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
        pgtrigger.compiler.Trigger(
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
    ],
    "supervisionitem": [
        pgtrigger.compiler.Trigger(
            name="item_is_a_snapshot",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="95a77299b8dc69e89674b9f5e780e4c91b389737",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_item_is_a_snapshot_64ebd",
                table="supervision_supervisionitem",
                when="BEFORE",
            ),
        )
    ],
    "supervisionamendment": [
        pgtrigger.compiler.Trigger(
            name="amendment_is_fixed",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="f35fe0dd2e980e75d22ff23691cb46c60341cf19",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_amendment_is_fixed_d4d14",
                table="supervision_supervisionamendment",
                when="BEFORE",
            ),
        )
    ],
    "checkinwords": [
        pgtrigger.compiler.Trigger(
            name="check_in_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="017f9dc9f93b9c1ab9d8b3a219f3269d1e4eb00d",
                operation="DELETE",
                pgid="pgtrigger_check_in_never_deleted_990b4",
                table="supervision_checkinwords",
                when="BEFORE",
            ),
        ),
        pgtrigger.compiler.Trigger(
            name="check_in_is_of_its_pair",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="\nIF NOT EXISTS (\n    SELECT 1 FROM supervision_supervisionsession s\n    WHERE s.id = NEW.session_id AND (s.signed_at IS NULL OR NEW.updated_at <= s.signed_at)\n      AND s.supervisor_id = NEW.supervisor_id\n      AND NEW.updated_by_id IN (s.supervisor_id, s.supervisee_id)\n) THEN\n    RAISE EXCEPTION 'The pair of a meeting write these words, until it is signed.';\nEND IF;\nRETURN NEW;\n",
                hash="d371eaf91e5c410aa4b979d4426942e344261852",
                operation="INSERT OR UPDATE",
                pgid="pgtrigger_check_in_is_of_its_pair_7edd7",
                table="supervision_checkinwords",
                when="BEFORE",
            ),
        ),
    ],
    "supervisiondecision": [
        pgtrigger.compiler.Trigger(
            name="decision_is_fixed",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="6e4c960c0c1b95f30daf0717d85dc3d42e8967d8",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_decision_is_fixed_4fa03",
                table="supervision_supervisiondecision",
                when="BEFORE",
            ),
        )
    ],
    "supervisionaction": [
        pgtrigger.compiler.Trigger(
            name="agreed_action_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="e74f26b0c4e66af880ed17819f29d3176cb588a9",
                operation="DELETE",
                pgid="pgtrigger_agreed_action_never_deleted_69ce8",
                table="supervision_supervisionaction",
                when="BEFORE",
            ),
        )
    ],
    "overtimeagreement": [
        pgtrigger.compiler.Trigger(
            name="overtime_agreement_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="f48c16d5492d85b168a6d52518465401c9f447ed",
                operation="DELETE",
                pgid="pgtrigger_overtime_agreement_never_deleted_ea516",
                table="supervision_overtimeagreement",
                when="BEFORE",
            ),
        ),
        pgtrigger.compiler.Trigger(
            name="withdrawn_agreement_is_fixed",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                condition='WHEN (OLD."withdrawn_at" IS NOT NULL)',
                func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                hash="cf3e26e591eac9c23412a5dc400eb4c9c044a333",
                operation="UPDATE",
                pgid="pgtrigger_withdrawn_agreement_is_fixed_d4be6",
                table="supervision_overtimeagreement",
                when="BEFORE",
            ),
        ),
    ],
    "overtimeshare": [
        pgtrigger.compiler.Trigger(
            name="overtime_share_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="825f8b4e2bbe99995c769abd97f9c8887ba8efa7",
                operation="DELETE",
                pgid="pgtrigger_overtime_share_never_deleted_60d56",
                table="supervision_overtimeshare",
                when="BEFORE",
            ),
        ),
        pgtrigger.compiler.Trigger(
            name="withdrawn_share_is_fixed",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                condition='WHEN (OLD."withdrawn_at" IS NOT NULL)',
                func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                hash="b451eb526ed486c0cc60397c85ceb75824e121aa",
                operation="UPDATE",
                pgid="pgtrigger_withdrawn_share_is_fixed_34def",
                table="supervision_overtimeshare",
                when="BEFORE",
            ),
        ),
    ],
    "supervisionquestion": [
        pgtrigger.compiler.Trigger(
            name="question_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="4c65cf89f8369dadb9dd4c3b62e298d6cefcb914",
                operation="DELETE",
                pgid="pgtrigger_question_never_deleted_54cd5",
                table="supervision_supervisionquestion",
                when="BEFORE",
            ),
        )
    ],
    "skillsgroup": [
        pgtrigger.compiler.Trigger(
            name="skills_group_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="17252eee95aea7a2e66b28654bc6e010e97c9c68",
                operation="DELETE",
                pgid="pgtrigger_skills_group_never_deleted_37275",
                table="supervision_skillsgroup",
                when="BEFORE",
            ),
        )
    ],
    "skillssession": [
        pgtrigger.compiler.Trigger(
            name="skills_session_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="9f9d9e26d67011803252f323713e291688940464",
                operation="DELETE",
                pgid="pgtrigger_skills_session_never_deleted_0ce4e",
                table="supervision_skillssession",
                when="BEFORE",
            ),
        ),
        pgtrigger.compiler.Trigger(
            name="signed_skills_session_is_fixed",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                condition='WHEN (OLD."signed_at" IS NOT NULL)',
                func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                hash="2038e8d7b8e9246cbb1ebc09bb2d141c3eaa630f",
                operation="UPDATE",
                pgid="pgtrigger_signed_skills_session_is_fixed_a7dbf",
                table="supervision_skillssession",
                when="BEFORE",
            ),
        ),
    ],
    "skillsattendance": [
        pgtrigger.compiler.Trigger(
            name="skills_attendance_is_fixed",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="5a572e691591fb5419f63e6e359d819dae574707",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_skills_attendance_is_fixed_6ca2d",
                table="supervision_skillsattendance",
                when="BEFORE",
            ),
        )
    ],
    "skillspractice": [
        pgtrigger.compiler.Trigger(
            name="skills_practice_is_fixed",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="0badeca134873a349900017608a53f6574e974c2",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_skills_practice_is_fixed_9bc8b",
                table="supervision_skillspractice",
                when="BEFORE",
            ),
        )
    ],
}


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("referrals", "0006_what_people_say_of_themselves"),
        ("staff", "0005_the_staff_record"),
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
                (
                    "stands_in_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "makes_up",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made_up_by",
                        to="supervision.supervisionsession",
                    ),
                ),
                ("planned_on", models.DateField()),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("moved_at", models.DateTimeField(null=True)),
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
                (
                    "not_held_side",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SUPERVISOR", "The supervisor could not"),
                            ("SUPERVISEE", "The person supervised could not"),
                            ("SERVICE", "Neither: the service was closed, or something else"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["supervisionsession"],
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
                        condition=models.Q(("makes_up__isnull", True)),
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("not_held_side", ""), ("not_held_at__isnull", False), _connector="OR"
                        ),
                        name="supervision_only_a_missed_meeting_has_a_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stands_in_for__isnull", True),
                            models.Q(
                                models.Q(("stands_in_for", models.F("supervisor")), _negated=True),
                                models.Q(("stands_in_for", models.F("supervisee")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="supervision_stands_in_for_somebody_else",
                    ),
                ],
            },
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
                ("numbers", models.JSONField(default=dict)),
                ("seconds", models.PositiveSmallIntegerField(default=0)),
                ("look_by", models.DateField()),
                ("question", models.CharField(blank=True, max_length=800)),
                ("carries", models.PositiveSmallIntegerField(default=0)),
                ("note", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "triggers": _TRIGGERS["supervisionitem"],
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
                "triggers": _TRIGGERS["supervisionamendment"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="supervision_amendment_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckInWords",
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
                        related_name="+",
                        to="supervision.supervisionsession",
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
                    "part",
                    models.CharField(
                        choices=[
                            ("WEIGHS", "What weighs"),
                            ("WENT_WELL", "What went well"),
                            ("AGREED", "Agreed for you"),
                            ("HELPED", "What helped today"),
                            ("TO_CHANGE", "What to do differently"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=1000)),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField()),
                (
                    "updated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["checkinwords"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "supervisor", "part"),
                        name="supervision_each_part_of_a_check_in_once",
                    )
                ],
            },
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
                ("extra_sessions", models.PositiveSmallIntegerField(null=True)),
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
            ],
            options={
                "triggers": _TRIGGERS["supervisiondecision"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item",), name="supervision_each_case_decided_once"
                    ),
                    models.CheckConstraint(
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
                "triggers": _TRIGGERS["supervisionaction"],
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
        migrations.CreateModel(
            name="OvertimeAgreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("agreed_at", models.DateTimeField()),
            ],
            options={
                "triggers": _TRIGGERS["overtimeagreement"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("staff",),
                        name="supervision_one_overtime_agreement_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_at__gte", models.F("agreed_at")),
                            _connector="OR",
                        ),
                        name="supervision_overtime_withdrawn_after_it_was_agreed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OvertimeShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shared_with",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("shared_at", models.DateTimeField()),
            ],
            options={
                "triggers": _TRIGGERS["overtimeshare"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("staff", "shared_with"),
                        name="supervision_overtime_shared_once_with_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("staff", models.F("shared_with")), _negated=True),
                        name="supervision_overtime_is_shared_with_somebody_else",
                    ),
                ],
            },
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
                "triggers": _TRIGGERS["supervisionquestion"],
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
        migrations.CreateModel(
            name="SkillsGroup",
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
                    "reference",
                    models.CharField(
                        default=referrals.models.referral.new_reference, max_length=8, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("SKILLS", "Clinical skills supervision"),
                            ("OF_SUPERVISORS", "Supervision of supervisors"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[("INDIVIDUAL", "Individual"), ("GROUP", "Group")], max_length=20
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
                    "every_weeks",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Once"),
                            (1, "Every week"),
                            (2, "Every two weeks"),
                            (4, "Every four weeks"),
                        ]
                    ),
                ),
                ("meets_at", models.TimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
            ],
            options={
                "triggers": _TRIGGERS["skillsgroup"],
                "indexes": [
                    models.Index(
                        fields=["supervisor", "starts_on"], name="supervision_skills_groups_of"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="supervision_skills_group_ends_not_before_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("every_weeks__in", [0, 1, 2, 4])),
                        name="supervision_skills_group_has_a_rhythm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 15), ("minutes__lte", 240)),
                        name="supervision_skills_group_meets_for_a_while",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SkillsMember",
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
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="supervision.skillsgroup",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("group", "person"),
                        name="supervision_skills_one_place_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="supervision_skills_place_ends_not_before_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SkillsSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="supervision.skillsgroup",
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
                ("planned_on", models.DateField()),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("moved_at", models.DateTimeField(null=True)),
                (
                    "moved_by",
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
                (
                    "competences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("words", models.TextField(blank=True)),
            ],
            options={
                "triggers": _TRIGGERS["skillssession"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "planned_on"), name="supervision_skills_once_each_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 15), ("minutes__lte", 240)),
                        name="supervision_skills_session_lasts_a_while",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("moved_at__isnull", True), ("moved_by__isnull", True)),
                            models.Q(("moved_at__isnull", False), ("moved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="supervision_skills_moved_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_by__isnull", True)),
                            models.Q(
                                ("not_held_at__isnull", True),
                                ("signed_at__isnull", False),
                                ("signed_by", models.F("supervisor")),
                            ),
                            _connector="OR",
                        ),
                        name="supervision_skills_signed_by_the_supervisor_when_held",
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
                                models.Q(("not_held_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="supervision_skills_not_held_has_person_and_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SkillsAttendance",
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
                        related_name="attendance",
                        to="supervision.skillssession",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "attended",
                    models.CharField(
                        choices=[
                            ("ATTENDED", "Attended"),
                            ("APOLOGIES", "Apologies"),
                            ("NOT_ATTENDED", "Not attended"),
                        ],
                        max_length=20,
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(null=True)),
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
                        related_name="amended_by",
                        to="supervision.skillsattendance",
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "triggers": _TRIGGERS["skillsattendance"],
                "indexes": [
                    models.Index(fields=["person", "session"], name="supervision_skills_of_person")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("amends__isnull", True)),
                        fields=("session", "person"),
                        name="supervision_skills_attendance_once_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("attended", "ATTENDED"),
                                ("minutes__isnull", False),
                                ("minutes__gte", 1),
                                ("minutes__lte", 240),
                            ),
                            models.Q(
                                models.Q(("attended", "ATTENDED"), _negated=True),
                                ("minutes__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="supervision_skills_minutes_of_who_attended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amends__isnull", True), ("why", "")),
                            models.Q(
                                ("amends__isnull", False), models.Q(("why", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="supervision_skills_correction_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SkillsPractice",
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
                        related_name="practised",
                        to="supervision.skillssession",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("RECORDING", "Recording of a session"),
                            ("ROLE_PLAY", "Role play"),
                            ("LIVE", "Session observed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("consent_noted", models.BooleanField(default=False)),
            ],
            options={
                "triggers": _TRIGGERS["skillspractice"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "person"), name="supervision_skills_practice_once_each"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("how", "ROLE_PLAY"), ("consent_noted", True), _connector="OR"
                        ),
                        name="supervision_skills_real_work_has_consent_noted",
                    ),
                ],
            },
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
        *(
            migrations.RunSQL(one.install_sql, one.uninstall_sql)
            for some in _TRIGGERS.values()
            for one in some
        ),
    ]
