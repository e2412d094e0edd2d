"""Room on each page of the summary for the next version of a row, so that updates stay in place (performance 4.1)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("caseload", "0002_no_signal_without_a_flag")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE caseload_casesummary SET (fillfactor = 80)",
            "ALTER TABLE caseload_casesummary RESET (fillfactor)",
        )
    ]
