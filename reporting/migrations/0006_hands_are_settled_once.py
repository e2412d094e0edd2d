"""Who takes whom is settled once for an import; and one that has ended holds nobody’s number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0005_drawings"),
    ]

    operations = [
        migrations.AddField(
            model_name="stagedrow",
            name="hand",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunSQL(
            "UPDATE reporting_importrun SET mark = '', counts = counts - 'hands'"
            " WHERE ended_at IS NOT NULL",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True),
                    models.Q(("mark", ""), models.Q(("counts__has_key", "hands"), _negated=True)),
                    _connector="OR",
                ),
                name="reporting_ended_import_holds_nobodys_number",
            ),
        ),
    ]
