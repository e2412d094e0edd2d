"""Indexes in which coverage counts who was looked at, without a row of anybody being read."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0021_typed_referrals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddIndex(
            model_name="casesummary",
            index=models.Index(
                fields=["pwp", "team"],
                include=["last_discussed_on", "assessed_on", "allocated_on", "received_on"],
                condition=Q(is_open=True)
                & (Q(pwp__isnull=False) | Q(first_attended_on__isnull=False)),
                name="caseload_open_looked_at",
            ),
        ),
        migrations.AddIndex(
            model_name="casesummary",
            index=models.Index(
                fields=["pwp", "team"],
                condition=Q(is_open=True)
                & Q(last_discussed_on__isnull=True)
                & Q(first_treatment_on__isnull=False),
                name="caseload_open_not_discussed",
            ),
        ),
    ]
