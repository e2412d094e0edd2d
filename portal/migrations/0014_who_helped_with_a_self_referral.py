from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0013_asks_to_be_rung"),
    ]

    operations = [
        migrations.AddField(
            model_name="selfreferral",
            name="helped_by",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name="messagerule",
            name="contact_kind",
            field=models.CharField(
                choices=[
                    ("ASSESSMENT", "Assessment"),
                    ("TREATMENT", "Treatment"),
                    ("ASSESSMENT_AND_TREATMENT", "Assessment and treatment"),
                    ("REVIEW", "Review"),
                    ("REVIEW_AND_TREATMENT", "Review and treatment"),
                    ("FOLLOW_UP", "Follow-up"),
                    ("EMPLOYMENT_SUPPORT", "Employment support"),
                    ("OTHER", "Other contact"),
                ],
                max_length=30,
            ),
        ),
    ]
