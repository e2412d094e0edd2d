"""A signal keeps its own words; those of before get what their flag says.

Signals are never rewritten: the trigger rests for this one statement.
"""

from django.db import migrations, models

_AS_THE_FLAG_SAYS = """
ALTER TABLE caseload_risksignal DISABLE TRIGGER USER;
UPDATE caseload_risksignal s SET evidence = f.evidence FROM caseload_caseflag f WHERE f.id = s.flag_id;
ALTER TABLE caseload_risksignal ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("caseload", "0010_when_flags_next_change")]
    operations = [
        migrations.AddField(
            model_name="risksignal", name="evidence", field=models.TextField(default="")
        ),
        migrations.RunSQL(_AS_THE_FLAG_SAYS, migrations.RunSQL.noop),
    ]
