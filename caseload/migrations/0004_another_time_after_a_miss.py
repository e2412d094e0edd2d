"""A missed or cancelled session may be booked again at another time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("caseload", "0003_summary_updates_in_place")]

    operations = [
        migrations.AlterField(
            model_name="carecontact",
            name="follow_up",
            field=models.CharField(
                blank=True,
                choices=[
                    ("CALL_AGAIN_TODAY", "Call again today"),
                    ("SAME_TIME_NEXT_WEEK", "Same time next week"),
                    ("REBOOKED", "Another time booked"),
                    ("WRITE_AND_SUPERVISION", "Write and take to supervision"),
                    ("WORRIED", "Worried about this person"),
                    ("CALL_NOW", "Call now"),
                    ("DUTY_SENIOR_TOLD", "Duty senior told"),
                ],
                max_length=30,
            ),
        ),
    ]
