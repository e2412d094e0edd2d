import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0007_what_somebody_asks_for"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WaitPause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("AWAY", "Away from home"),
                            ("NOT_WELL", "Not well enough just now"),
                            ("FAMILY", "Family or caring"),
                            ("WORK", "Work or study"),
                            ("WANTS_TIME", "Wants more time"),
                            ("OTHER", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("set_at", models.DateTimeField()),
                ("resumed_at", models.DateTimeField(null=True)),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="referrals.referral",
                    ),
                ),
                (
                    "resumed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "set_by",
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
                        condition=models.Q(
                            ("until_on__gte", models.F("from_on")),
                            ("resumed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="referrals_pause_ends_not_before_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resumed_at__isnull", True), ("resumed_by__isnull", True)),
                            models.Q(("resumed_at__isnull", False), ("resumed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="referrals_resumed_by_somebody",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        name="referrals_pauses_never_overlap",
                        expressions=[
                            ("referral", "="),
                            (
                                models.Func(
                                    "from_on",
                                    "until_on",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_lower=True, inclusive_upper=True
                                    ),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        condition=models.Q(("until_on__gte", models.F("from_on"))),
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("carried_by__isnull", True), ("ended_on__isnull", True)),
                fields=["risk_open_since", "received_on", "id"],
                name="referrals_waiting_in_order",
            ),
        ),
    ]
