from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("caseload", "0016_signals_from_self_referral")]

    operations = [
        migrations.AddIndex(
            model_name="carecontact",
            index=models.Index(
                fields=["referral"],
                name="caseload_notes_that_ask",
                condition=models.Q(
                    ("state", "LOGGED"), models.Q(("supervision_question", ""), _negated=True)
                ),
            ),
        ),
    ]
