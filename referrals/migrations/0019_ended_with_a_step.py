from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0018_who_has_a_next_step"),
        ("staff", "0008_no_overlapping_pairings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("ended_on__isnull", False), ("has_next_step", True)),
                fields=["id"],
                name="referrals_ended_with_step",
            ),
        ),
    ]
