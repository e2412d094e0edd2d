"""The tables as they stand, made in one step: a new database needs none of the steps before."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

# Put in by their SQL: an AddTrigger each would have Django draw every model around theirs again.
_TRIGGERS = {
    "experienceanswers": [
        pgtrigger.compiler.Trigger(
            name="experience_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="172f39956553d37dfe6250166af513dbc184d2b5",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_experience_never_rewritten_5170a",
                table="portal_experienceanswers",
                when="BEFORE",
            ),
        )
    ],
    "patientmessage": [
        pgtrigger.compiler.Trigger(
            name="message_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="b2f50ac5c58d7e4ed9f49501955abee71cac161b",
                operation="DELETE",
                pgid="pgtrigger_message_never_deleted_c51c6",
                table="portal_patientmessage",
                when="BEFORE",
            ),
        )
    ],
    "inboundreply": [
        pgtrigger.compiler.Trigger(
            name="reply_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="eb2cbef1989fcf6f33493e90f9c54e1a497b6463",
                operation="DELETE",
                pgid="pgtrigger_reply_never_deleted_aaeb1",
                table="portal_inboundreply",
                when="BEFORE",
            ),
        )
    ],
    "messagerule": [
        pgtrigger.compiler.Trigger(
            name="message_rule_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="f80364c11e177ca1bc10eb23f0ceaca47f4ee2c3",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_message_rule_never_rewritten_788cf",
                table="portal_messagerule",
                when="BEFORE",
            ),
        )
    ],
}


class Migration(migrations.Migration):
    replaces = [
        ("portal", "0001_initial"),
        ("portal", "0002_unknown_tokens"),
        ("portal", "0003_find_messages_by_answer"),
        ("portal", "0004_replies_acted_on"),
        ("portal", "0005_what_a_link_may_ask"),
        ("portal", "0006_ask_further_measures"),
        ("portal", "0007_texts_of_nobody_are_calls"),
    ]

    initial = True

    dependencies = [
        ("caseload", "0001_squashed_0013_texts_of_nobody"),
        ("outcomes", "0001_squashed_0003_further_measures"),
        ("referrals", "0001_squashed_0004_language_and_full_name"),
        ("staff", "0001_squashed_0004_when_pairs_meet"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuestionnaireLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("MEASURES", "Questionnaires before a session"),
                            ("EXPERIENCE", "Experience of the service"),
                        ],
                        default="MEASURES",
                        max_length=20,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="referrals.referral",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="caseload.carecontact",
                    ),
                ),
                (
                    "measures",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("PHQ9", "PHQ-9"),
                                ("GAD7", "GAD-7"),
                                ("WSAS", "WSAS"),
                                ("PCL5", "PCL-5"),
                                ("PHQ15", "PHQ-15"),
                                ("PHOBIA", "Phobia scales"),
                                ("ASSESSMENT", "After assessment"),
                                ("TREATMENT", "At the end"),
                            ],
                            max_length=12,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=10)),
                ("form_key", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("wrong_birth_dates", models.PositiveSmallIntegerField(default=0)),
                ("locked_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "sitting",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outcomes.sitting",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["referral", "made_at"], name="portal_links_in_order"),
                    models.Index(
                        condition=models.Q(
                            ("finished_at__isnull", True), ("revoked_at__isnull", True)
                        ),
                        fields=["expires_at"],
                        name="portal_links_running",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("wrong_birth_dates__lte", 5)),
                        name="portal_five_tries_and_no_more",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wrong_birth_dates__lt", 5),
                            ("locked_at__isnull", False),
                            _connector="OR",
                        ),
                        name="portal_the_fifth_wrong_date_locks",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sitting__isnull", True),
                            ("finished_at__isnull", False),
                            _connector="OR",
                        ),
                        name="portal_a_sitting_comes_from_a_finished_link",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("contact__isnull", False),
                            ("finished_at__isnull", True),
                            ("revoked_at__isnull", True),
                        ),
                        fields=("contact", "kind"),
                        name="portal_one_live_link_per_contact",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="portal.questionnairelink",
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
                            ("ASSESSMENT", "After assessment"),
                            ("TREATMENT", "At the end"),
                        ],
                        max_length=12,
                    ),
                ),
                ("item", models.PositiveSmallIntegerField()),
                ("value", models.SmallIntegerField(null=True)),
                ("not_applicable", models.BooleanField(default=False)),
                (
                    "signal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="caseload.risksignal",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("link", "measure", "item"), name="portal_one_answer_per_item"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", True),
                            models.Q(("value__gte", 0), ("value__lte", 8)),
                            _connector="OR",
                        ),
                        name="portal_answer_within_its_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("not_applicable", False),
                            models.Q(
                                ("item", 1),
                                ("measure", "WSAS"),
                                ("not_applicable", True),
                                ("value__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="portal_only_work_may_not_apply",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", 9), ("measure", "PHQ9"), _negated=True),
                            ("value__isnull", True),
                            ("value", 0),
                            ("signal__isnull", False),
                            _connector="OR",
                        ),
                        name="portal_item_nine_above_0_has_its_signal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExperienceAnswers",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "link",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experience",
                        to="portal.questionnairelink",
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
                    "stage",
                    models.CharField(
                        choices=[("ASSESSMENT", "After assessment"), ("TREATMENT", "At the end")],
                        max_length=20,
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                ("comments", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "triggers": _TRIGGERS["experienceanswers"],
            },
        ),
        migrations.CreateModel(
            name="UnknownToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address_hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["address_hash", "at"], name="portal_misses_by_address")
                ],
            },
        ),
        migrations.CreateModel(
            name="PatientMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="referrals.patient",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="referrals.referral",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="caseload.carecontact",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="portal.questionnairelink",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("REMINDER", "Appointment reminder"),
                            ("QUESTIONNAIRE", "Questionnaire link"),
                            ("NUDGE", "Questionnaire link again"),
                            ("MISSED", "After a missed session"),
                            ("EXPERIENCE", "Experience questionnaire"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("TEXT", "Text message"), ("EMAIL", "Email")], max_length=10
                    ),
                ),
                ("language", models.CharField(default="en", max_length=10)),
                ("to", models.CharField(max_length=254)),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("answer_hash", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("QUEUED", "Queued"),
                            ("HANDED_OVER", "Handed over"),
                            ("DELIVERED", "Delivered"),
                            ("FAILED", "Failed"),
                            ("NOT_SENT", "Not sent"),
                        ],
                        default="QUEUED",
                        max_length=20,
                    ),
                ),
                ("not_before", models.DateTimeField()),
                ("queued_at", models.DateTimeField()),
                ("handed_over_at", models.DateTimeField(null=True)),
                ("provider_id", models.CharField(blank=True, max_length=80)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("why_failed", models.CharField(blank=True, max_length=200)),
                ("handled_at", models.DateTimeField(null=True)),
                (
                    "handled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("handled_how", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "triggers": _TRIGGERS["patientmessage"],
                "indexes": [
                    models.Index(fields=["referral", "queued_at"], name="portal_messages_in_order"),
                    models.Index(
                        condition=models.Q(("handled_at__isnull", True), ("state", "FAILED")),
                        fields=["failed_at"],
                        name="portal_messages_for_a_person",
                    ),
                    models.Index(
                        condition=models.Q(("answer_hash", ""), _negated=True),
                        fields=["answer_hash"],
                        name="portal_messages_by_answer",
                    ),
                    models.Index(fields=["to", "queued_at"], name="portal_messages_by_address"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("contact__isnull", False)),
                        fields=("contact", "kind"),
                        name="portal_one_message_per_contact_and_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "HANDED_OVER"), _negated=True),
                            ("handed_over_at__isnull", False),
                            _connector="OR",
                        ),
                        name="portal_handed_over_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "DELIVERED"), _negated=True),
                            ("delivered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="portal_delivered_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "FAILED"), _negated=True),
                            models.Q(
                                ("failed_at__isnull", False),
                                models.Q(("why_failed", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="portal_failed_has_time_and_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("handled_at__isnull", True),
                                ("handled_by__isnull", True),
                                ("handled_how", ""),
                            ),
                            models.Q(
                                ("handled_at__isnull", False),
                                ("handled_by__isnull", False),
                                models.Q(("handled_how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="portal_handled_has_person_time_and_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InboundReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider_id", models.CharField(max_length=80, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[("TEXT", "Text message"), ("EMAIL", "Email")], max_length=10
                    ),
                ),
                ("came_from", models.CharField(max_length=254)),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="portal.patientmessage",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="referrals.referral",
                    ),
                ),
                ("words", models.TextField()),
                (
                    "meaning",
                    models.CharField(
                        choices=[
                            ("CONFIRM", "Confirms"),
                            ("CANCEL", "Cancels"),
                            ("STOP", "No more messages"),
                            ("OTHER", "To be read by a person"),
                        ],
                        max_length=20,
                    ),
                ),
                ("mentions_harm", models.BooleanField()),
                (
                    "signal",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reply",
                        to="caseload.risksignal",
                    ),
                ),
                (
                    "call",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reply",
                        to="caseload.call",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("acted_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "read_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("what_done", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "triggers": _TRIGGERS["inboundreply"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("acted_at__isnull", True), ("read_at__isnull", True)),
                        fields=["at"],
                        name="portal_replies_for_a_person",
                    ),
                    models.Index(fields=["referral", "at"], name="portal_replies_in_order"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mentions_harm", False),
                            ("referral__isnull", True),
                            ("signal__isnull", False),
                            _connector="OR",
                        ),
                        name="portal_reply_that_mentions_harm_has_its_signal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("read_at__isnull", True),
                                ("read_by__isnull", True),
                                ("what_done", ""),
                            ),
                            models.Q(
                                ("read_at__isnull", False),
                                ("read_by__isnull", False),
                                models.Q(("what_done", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="portal_read_reply_has_person_time_and_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("acted_at__isnull", True),
                            models.Q(
                                models.Q(("meaning", "OTHER"), _negated=True),
                                ("mentions_harm", False),
                            ),
                            _connector="OR",
                        ),
                        name="portal_only_what_is_understood_is_acted_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contact_kind",
                    models.CharField(
                        choices=[
                            ("ASSESSMENT", "Assessment"),
                            ("TREATMENT", "Treatment"),
                            ("ASSESSMENT_AND_TREATMENT", "Assessment and treatment"),
                            ("REVIEW", "Review"),
                            ("REVIEW_AND_TREATMENT", "Review and treatment"),
                            ("FOLLOW_UP", "Follow-up"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "medium",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PHONE", "Phone"),
                            ("VIDEO", "Video"),
                            ("IN_PERSON", "In person"),
                            ("TEXT", "Text or chat"),
                            ("EMAIL", "Email"),
                            ("OTHER", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("remind_hours_before", models.PositiveSmallIntegerField(null=True)),
                ("may_confirm", models.BooleanField(default=True)),
                ("may_cancel", models.BooleanField(default=True)),
                ("questionnaire_days_before", models.PositiveSmallIntegerField(null=True)),
                ("nudge_hours_before", models.PositiveSmallIntegerField(null=True)),
                ("valid_from", models.DateField()),
                ("set_at", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["messagerule"],
                "indexes": [
                    models.Index(fields=["contact_kind", "valid_from"], name="portal_rules_by_kind")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("remind_hours_before__isnull", True),
                            models.Q(
                                ("remind_hours_before__gte", 2), ("remind_hours_before__lte", 168)
                            ),
                            _connector="OR",
                        ),
                        name="portal_reminder_within_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("questionnaire_days_before__isnull", True),
                            ("questionnaire_days_before__lte", 14),
                            _connector="OR",
                        ),
                        name="portal_questionnaire_within_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LocalMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[("TEXT", "Text message"), ("EMAIL", "Email")], max_length=10
                    ),
                ),
                ("to", models.CharField(max_length=254)),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        *(
            migrations.RunSQL(one.install_sql, one.uninstall_sql)
            for some in _TRIGGERS.values()
            for one in some
        ),
    ]
