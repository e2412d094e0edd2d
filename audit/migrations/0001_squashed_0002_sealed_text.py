"""The tables as they stand, made in one step: a new database needs none of the steps before."""

import django.contrib.postgres.fields
import pgtrigger.compiler
from django.db import migrations, models

import audit.events

_SEALED_TEXT = """
CREATE FUNCTION audit_sealed_text(e audit_auditentry) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_array(
        e.previous_hash, e.chain, e.position, extract(epoch FROM e.at)::text, e.event, e.actor, e.staff_id,
        e.acting_role, e.relation, e.patient_id, e.referral_id, e.about, e.about_id, to_jsonb(e.shown), e.changes,
        e.route, e.request_id, e.source, e.result
    )::text
$$
"""


# Put in by their SQL: an AddTrigger each would have Django draw every model around theirs again.
_TRIGGERS = {
    "auditentry": [
        pgtrigger.compiler.Trigger(
            name="append_only",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="ab24cb77a22d3160dc788fecde00a98236f14d09",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_append_only_6cfb3",
                table="audit_auditentry",
                when="BEFORE",
            ),
        ),
        pgtrigger.compiler.Trigger(
            name="seal",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="\nINSERT INTO audit_chainhead (chain, length, hash) VALUES (NEW.chain, 0, '') ON CONFLICT (chain) DO NOTHING;\nSELECT length + 1, hash INTO NEW.position, NEW.previous_hash\n    FROM audit_chainhead WHERE chain = NEW.chain FOR UPDATE;\nNEW.hash = encode(sha256(convert_to(audit_sealed_text(NEW), 'UTF8')), 'hex');\nUPDATE audit_chainhead SET length = NEW.position, hash = NEW.hash WHERE chain = NEW.chain;\nRETURN NEW;\n",
                hash="58c92dd653c1d32022cb7abaea82a870af296bb8",
                operation="INSERT",
                pgid="pgtrigger_seal_bdeb6",
                table="audit_auditentry",
                when="BEFORE",
            ),
        ),
    ],
}


class Migration(migrations.Migration):
    replaces = [("audit", "0001_initial"), ("audit", "0002_sealed_text")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                ("chain", models.TextField(primary_key=True, serialize=False)),
                ("length", models.BigIntegerField()),
                ("hash", models.TextField()),
            ],
            options={
                "db_table": "audit_chainhead",
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("event", models.CharField(choices=audit.events.known_events, max_length=40)),
                (
                    "actor",
                    models.CharField(
                        choices=[("staff", "staff"), ("link", "link"), ("system", "system")],
                        max_length=8,
                    ),
                ),
                ("staff_id", models.BigIntegerField(null=True)),
                ("acting_role", models.CharField(blank=True, max_length=40)),
                ("relation", models.CharField(blank=True, max_length=20)),
                ("patient_id", models.BigIntegerField(null=True)),
                ("referral_id", models.BigIntegerField(null=True)),
                ("about", models.CharField(blank=True, max_length=60)),
                ("about_id", models.BigIntegerField(null=True)),
                (
                    "shown",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("changes", models.JSONField(default=dict)),
                ("route", models.CharField(blank=True, max_length=200)),
                ("request_id", models.CharField(blank=True, max_length=64)),
                ("source", models.CharField(blank=True, max_length=20)),
                ("result", models.CharField(default="done", max_length=20)),
                ("chain", models.TextField()),
                ("position", models.BigIntegerField(default=0)),
                ("previous_hash", models.TextField(default="")),
                ("hash", models.TextField(default="")),
            ],
            options={
                "triggers": _TRIGGERS["auditentry"],
                "db_table": "audit_auditentry",
                "indexes": [models.Index(fields=["patient_id", "at"], name="audit_patient_at")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain", "position"), name="audit_one_entry_per_link"
                    )
                ],
            },
        ),
        migrations.RunSQL(_SEALED_TEXT, "DROP FUNCTION audit_sealed_text(audit_auditentry)"),
        *(
            migrations.RunSQL(one.install_sql, one.uninstall_sql)
            for some in _TRIGGERS.values()
            for one in some
        ),
    ]
