from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0002_own_landing_page"),
    ]

    operations = [
        # Others need the extension too, so going back leaves it.
        migrations.RunSQL(
            "CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop, elidable=False
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=ExclusionConstraint(
                expressions=[
                    ("staff", "="),
                    (
                        models.Func(
                            models.F("starts_at"),
                            models.F("ends_at"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="staff_nobody_is_on_duty_twice_at_once",
            ),
        ),
    ]
