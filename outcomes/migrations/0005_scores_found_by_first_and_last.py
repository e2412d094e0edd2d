"""Scores of a referral are found by the index of its first and last, which begins with it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0004_every_measure_and_means"),
        ("referrals", "0015_names_in_order"),
    ]

    operations = [
        migrations.AlterField(
            model_name="measurescore",
            name="referral",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scores",
                to="referrals.referral",
            ),
        ),
    ]
