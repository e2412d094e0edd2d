from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sums are derived: those of before go, and the next count, a quarter of an hour away at most,
    makes those of every month anew. Until then figures are counted from the pathways.
    """

    dependencies = [("reporting", "0007_experience_brought_in")]

    operations = [
        migrations.RunSQL("DELETE FROM reporting_kpimonth", "DELETE FROM reporting_kpimonth"),
        migrations.RemoveField("kpimonth", "counts"),
        migrations.AddField(
            "kpimonth", "counts", ArrayField(models.IntegerField(), default=list, size=None)
        ),
        migrations.AddField("kpimonth", "edition", models.BigIntegerField(default=0)),
    ]
