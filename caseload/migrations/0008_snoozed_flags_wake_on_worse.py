"""A flag that was put off keeps the numbers it had then, so that worse news wakes it."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0007_reminders_from_the_system"),
        ("referrals", "0004_language_and_full_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="caseflag",
            name="caseload_snooze_has_date_person_and_reason",
        ),
        migrations.AddField(
            model_name="caseflag",
            name="snoozed_numbers",
            field=models.JSONField(null=True),
        ),
        migrations.AddConstraint(
            model_name="caseflag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("snoozed_by__isnull", True),
                        ("snoozed_numbers__isnull", True),
                        ("snoozed_until__isnull", True),
                        ("snoozed_why", ""),
                    ),
                    models.Q(
                        ("snoozed_by__isnull", False),
                        ("snoozed_numbers__isnull", False),
                        ("snoozed_until__isnull", False),
                        models.Q(("snoozed_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="caseload_snooze_has_date_person_and_reason",
            ),
        ),
    ]
