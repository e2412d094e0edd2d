from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0016_told_at_assessment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="nextstep",
            index=models.Index(
                condition=models.Q(
                    ("done_at__isnull", True), models.Q(("kind", "APPOINTMENT"), _negated=True)
                ),
                fields=["due_by"],
                name="referrals_next_steps_due",
            ),
        ),
    ]
