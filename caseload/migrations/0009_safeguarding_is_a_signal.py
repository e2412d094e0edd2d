from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("caseload", "0008_snoozed_flags_wake_on_worse")]

    operations = [
        migrations.AlterField(
            model_name="risksignal",
            name="source",
            field=models.CharField(
                choices=[
                    ("SCORE", "Item 9 of a questionnaire"),
                    ("DRAFT", "Item 9 or the risk section of a draft"),
                    ("RISK_SECTION", "Risk section"),
                    ("MISSED_SESSION", "A missed session the PWP is worried about"),
                    ("LINK", "Item 9 of a questionnaire by link"),
                    ("CALL", "A call or message from outside a session"),
                    ("REPLY", "A reply to a message"),
                    ("SAFEGUARDING", "A safeguarding referral made"),
                ],
                max_length=20,
            ),
        ),
    ]
