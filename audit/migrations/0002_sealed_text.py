"""The text that a link of the chain seals: every column that says something, in a fixed order, whatever the session's settings."""

from django.db import migrations

_CREATE = """
CREATE FUNCTION audit_sealed_text(e audit_auditentry) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_array(
        e.previous_hash, e.chain, e.position, extract(epoch FROM e.at)::text, e.event, e.actor, e.staff_id,
        e.acting_role, e.relation, e.patient_id, e.referral_id, e.about, e.about_id, to_jsonb(e.shown), e.changes,
        e.route, e.request_id, e.source, e.result
    )::text
$$
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(_CREATE, "DROP FUNCTION audit_sealed_text(audit_auditentry)")]
