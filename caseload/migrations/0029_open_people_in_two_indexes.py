"""Indexes in which the lead's page counts who waits and who has no next step, without a row of
anybody being read.
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("caseload", "0028_own_totals_in_the_summary")]
    operations = [
        migrations.AddIndex(
            model_name="casesummary",
            index=models.Index(
                fields=["received_on"],
                include=["team"],
                condition=Q(is_open=True) & Q(first_treatment_on__isnull=True),
                name="caseload_open_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="casesummary",
            index=models.Index(
                fields=["referral"],
                include=["team"],
                condition=Q(is_open=True),
                name="caseload_open_referral",
            ),
        ),
    ]
