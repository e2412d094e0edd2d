"""Jobs and gateways have heartbeats of their own: until their first, that of what did their work."""

from django.db import migrations

_AS = """
INSERT INTO jobs_heartbeat (name, at)
SELECT new.name, old.at FROM jobs_heartbeat old JOIN (VALUES
    ('sweep', 'owners'), ('sweep', 'escalation'),
    ('relay', 'staff_notice'), ('relay', 'patient_message'),
    ('night', 'next_steps'), ('night', 'unsigned_notes'), ('night', 'told_of_flags')
) AS new (before, name) ON new.before = old.name
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_latest_run_of_each_job")]

    operations = [migrations.RunSQL(_AS, migrations.RunSQL.noop)]
