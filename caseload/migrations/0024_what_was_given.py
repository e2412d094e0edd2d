"""What was given in a contact and how the person was seen; weeks of internet-enabled therapy."""

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

_NEVER_DELETED = "RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;"
_ONLY_WITHDRAWN = """
IF OLD.withdrawn_at IS NOT NULL
   OR (to_jsonb(NEW) - ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'])
   IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason']) THEN
    RAISE EXCEPTION 'A log of internet therapy is never changed: withdraw it and log it again.';
END IF;
RETURN NEW;
"""  # noqa: E501 - SQL reads by its clauses
_KINDS = [
    ("ASSESSMENT", "Assessment"),
    ("TREATMENT", "Treatment"),
    ("ASSESSMENT_AND_TREATMENT", "Assessment and treatment"),
    ("REVIEW", "Review"),
    ("REVIEW_AND_TREATMENT", "Review and treatment"),
    ("FOLLOW_UP", "Follow-up"),
    ("EMPLOYMENT_SUPPORT", "Employment support"),
    ("OTHER", "Other contact"),
]
_SEEN_AS = [("INDIVIDUAL", "Individual"), ("COUPLE", "Couple"), ("GROUP", "Group")]
_THERAPIES = [
    ("GUIDED_SELF_HELP_BOOK", "Guided self-help, book or workbook"),
    ("NON_GUIDED_SELF_HELP_BOOK", "Self-help without guidance, book"),
    ("GUIDED_SELF_HELP_COMPUTER", "Guided self-help, computer"),
    ("NON_GUIDED_SELF_HELP_COMPUTER", "Self-help without guidance, computer"),
    ("PHYSICAL_ACTIVITY", "Structured physical activity"),
    ("PSYCHOEDUCATION", "Psychoeducation, group or course"),
    ("COMMUNITY_SIGNPOSTING", "Community signposting"),
    ("OTHER_LOW_INTENSITY", "Other low intensity"),
    ("CBT", "Cognitive behavioural therapy"),
    ("COUNSELLING_FOR_DEPRESSION", "Counselling for depression"),
    ("COUPLE_THERAPY", "Couple therapy for depression"),
    ("INTERPERSONAL_PSYCHOTHERAPY", "Interpersonal psychotherapy"),
    ("BRIEF_PSYCHODYNAMIC", "Brief psychodynamic therapy"),
    ("EMDR", "Eye movement desensitisation and reprocessing"),
    ("MINDFULNESS", "Mindfulness"),
    ("APPLIED_RELAXATION", "Applied relaxation"),
    ("COLLABORATIVE_CARE", "Collaborative care"),
    ("OTHER_HIGH_INTENSITY", "Other high intensity"),
    ("EMPLOYMENT_SUPPORT", "Employment support"),
]


def _staff(**more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0023_open_people_by_when_looked_at"),
        ("referrals", "0012_open_referrals_keep_a_step"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="carecontact",
            name="is_planned",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="carecontact",
            name="format",
            field=models.CharField(
                choices=_SEEN_AS, db_default="INDIVIDUAL", default="INDIVIDUAL", max_length=20
            ),
        ),
        migrations.AddField(
            model_name="carecontact",
            name="group_participants",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="carecontact",
            name="group_facilitators",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="carecontact",
            name="therapies",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=_THERAPIES, max_length=40),
                blank=True,
                default=list,
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="carecontact",
            name="kind",
            field=models.CharField(choices=_KINDS, max_length=30),
        ),
        migrations.AddConstraint(
            model_name="carecontact",
            constraint=models.CheckConstraint(
                condition=Q(format="GROUP")
                & (Q(group_participants__isnull=True) | Q(group_participants__range=(1, 999)))
                & (Q(group_facilitators__isnull=True) | Q(group_facilitators__range=(1, 99)))
                | ~Q(format="GROUP")
                & Q(group_participants__isnull=True, group_facilitators__isnull=True),
                name="caseload_only_a_group_is_counted",
            ),
        ),
        migrations.CreateModel(
            name="InternetTherapyLog",
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
                        related_name="internet_therapy",
                        to="referrals.referral",
                    ),
                ),
                ("started_on", models.DateField()),
                ("ended_on", models.DateField()),
                ("programme", models.CharField(max_length=20)),
                ("minutes", models.PositiveSmallIntegerField()),
                ("pwp", _staff()),
                ("form_key", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
                ("by", _staff()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", _staff(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=Q(withdrawn_at__isnull=True),
                        fields=["ended_on"],
                        name="caseload_internet_logs_by_end",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            ended_on__gte=F("started_on"),
                            ended_on__lte=F("started_on") + datetime.timedelta(days=7),
                        ),
                        name="caseload_internet_log_is_of_a_week",
                    ),
                    models.CheckConstraint(
                        condition=~Q(programme=""), name="caseload_internet_log_names_its_programme"
                    ),
                    models.CheckConstraint(
                        condition=Q(minutes__lte=2400),
                        name="caseload_internet_log_minutes_of_a_week",
                    ),
                    models.CheckConstraint(
                        condition=Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                        & ~Q(withdrawn_reason="")
                        | Q(
                            withdrawn_at__isnull=True,
                            withdrawn_by__isnull=True,
                            withdrawn_reason="",
                        ),
                        name="caseload_internet_log_withdrawn_whole",
                    ),
                    models.UniqueConstraint(
                        condition=Q(withdrawn_at__isnull=True),
                        fields=("referral", "started_on", "ended_on", "programme"),
                        name="caseload_internet_log_once",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="internettherapylog",
            trigger=pgtrigger.compiler.Trigger(
                name="internet_log_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func=_NEVER_DELETED,
                    hash="692c2396617e0c57172b70c4355fbca1f93dc508",
                    operation="DELETE",
                    pgid="pgtrigger_internet_log_never_deleted_a41a2",
                    table="caseload_internettherapylog",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="internettherapylog",
            trigger=pgtrigger.compiler.Trigger(
                name="internet_log_is_fixed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func=_ONLY_WITHDRAWN,
                    hash="ceefcdd666ca5d3f05a56d95e743473dd73e3ba8",
                    operation="UPDATE",
                    pgid="pgtrigger_internet_log_is_fixed_3a00f",
                    table="caseload_internettherapylog",
                    when="BEFORE",
                ),
            ),
        ),
    ]
