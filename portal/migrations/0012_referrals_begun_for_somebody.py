import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0009_referrals_by_other_systems"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BegunReferral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("organisation", models.CharField(max_length=120)),
                ("language", models.CharField(max_length=10)),
                ("answers", models.JSONField(default=dict)),
                ("begun_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("wrong_birth_dates", models.PositiveSmallIntegerField(default=0)),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "begun_by",
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
                            ("opened_at__isnull", True), ("answers", {}), _connector="OR"
                        ),
                        name="portal_opened_beginning_keeps_no_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wrong_birth_dates__lte", 5)),
                        name="portal_beginning_is_locked_in_time",
                    ),
                ],
            },
        ),
    ]
