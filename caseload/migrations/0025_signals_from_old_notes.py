"""Signals from notes that come in from another system."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0024_what_was_given"),
    ]

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
                    ("SUPERVISION", "Said in supervision"),
                    ("SELF_REFERRAL", "Said on a self-referral form"),
                    ("REFERRAL", "Said in a referral by somebody else"),
                    ("LETTER", "In a letter or scan that was attached"),
                    ("TRIAGE", "A risk call asked for at triage"),
                    ("OLD_NOTE", "In a note brought in from the old system"),
                ],
                max_length=20,
            ),
        ),
    ]
