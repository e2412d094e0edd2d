"""Systems that send referrals and what they sent; first links; further kinds of message."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0018_signals_from_referrals"),
        ("portal", "0008_self_referral"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReferralSender",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("source", models.CharField(max_length=20)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
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
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "stopped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("counted_since", models.DateTimeField(null=True)),
                ("requests", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(stopped_at__isnull=True, stopped_by__isnull=True)
                        | Q(stopped_at__isnull=False, stopped_by__isnull=False),
                        name="portal_stopped_sender_has_person_and_time",
                    ),
                    models.CheckConstraint(condition=~Q(name=""), name="portal_sender_has_a_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SentReferral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=80)),
                ("body_hash", models.CharField(max_length=64)),
                ("body", models.JSONField()),
                ("says_harm", models.BooleanField()),
                ("mentions_harm", models.BooleanField()),
                ("number_is_anothers", models.BooleanField(default=False)),
                ("received_at", models.DateTimeField()),
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent_referral",
                        to="referrals.referral",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent",
                        to="portal.referralsender",
                    ),
                ),
                (
                    "signal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="caseload.risksignal",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["sender", "key"], name="portal_one_sent_referral_per_key"
                    ),
                    models.CheckConstraint(
                        condition=Q(mentions_harm=False) | Q(signal__isnull=False),
                        name="portal_sent_referral_with_harm_has_its_signal",
                    ),
                    models.CheckConstraint(
                        condition=Q(says_harm=False) | Q(mentions_harm=True),
                        name="portal_harm_that_was_said_is_mentioned",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sentreferral",
            trigger=pgtrigger.compiler.Trigger(
                name="sent_referral_never_rewritten",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="57b366cf6bc2c3fb9600c5a876998eb8fbda4fa4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_sent_referral_never_rewritten_2b57d",
                    table="portal_sentreferral",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="questionnairelink",
            name="is_first",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="questionnairelink",
            constraint=models.UniqueConstraint(
                condition=Q(is_first=True),
                fields=("referral",),
                name="portal_one_first_link_per_referral",
            ),
        ),
        migrations.AlterField(
            model_name="patientmessage",
            name="kind",
            field=models.CharField(
                choices=[
                    ("REMINDER", "Appointment reminder"),
                    ("QUESTIONNAIRE", "Questionnaire link"),
                    ("NUDGE", "Questionnaire link again"),
                    ("MISSED", "After a missed session"),
                    ("EXPERIENCE", "Experience questionnaire"),
                    ("RECEIVED", "Self-referral received"),
                    ("WAITING", "How long it takes"),
                    ("OPT_IN", "Do you still want help?"),
                    ("OPT_IN_AGAIN", "Do you still want help? Again"),
                    ("FIRST_FORM", "Questionnaire link when a referral comes"),
                    ("HELP_ELSEWHERE", "Help elsewhere, as agreed"),
                ],
                max_length=20,
            ),
        ),
    ]
