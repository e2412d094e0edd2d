from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0009_referrals_by_other_systems"),
    ]

    operations = [
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
                ],
                max_length=20,
            ),
        ),
    ]
