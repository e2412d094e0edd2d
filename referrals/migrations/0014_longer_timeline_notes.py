"""A note of another system comes in whole. Only the bound changes: no row is written again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0013_places_equality_and_work")]

    operations = [
        migrations.AlterField(
            model_name="timelinenote",
            name="text",
            field=models.CharField(blank=True, max_length=20_000),
        ),
    ]
