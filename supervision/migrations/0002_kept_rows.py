"""What the rows that an agenda is made of said is kept from here on: first of all, what they say
now.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

_KEPT = {
    "supervision_supervisionsession": (
        *("id", "reference", "supervisor_id", "supervisee_id", "stands_in_for_id", "makes_up_id"),
        *("planned_on", "starts_at", "minutes", "moved_at", "opened_at", "opened_by_id"),
        *("signed_at", "signed_by_id", "not_held_at", "not_held_by_id", "not_held_side"),
    ),
    "supervision_supervisionquestion": (
        *("id", "referral_id", "by_id", "at", "answered_in_id", "taken_back_at"),
    ),
    "supervision_supervisionturn": ("id", "item_id", "number"),
    "caseload_carecontact": ("id", "referral_id", "state", "signed_at"),
    "staff_absence": ("id", "staff_id", "starts_on", "ends_on"),
    "staff_cover": ("id", "covered_id", "coverer_id", "starts_on", "ends_on"),
    "staff_membership": ("id", "staff_id", "team_id", "role", "starts_on", "ends_on"),
    "staff_staffmember": ("id", "grade", "is_active"),
}
# Notes that ask something of supervision, or that are taken to it.
_ASKS = "{0}.supervision_question <> '' OR {0}.follow_up = 'WRITE_AND_SUPERVISION'"
_NEVER = "RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;"
_FUNCTION = """
CREATE FUNCTION supervision_kept_of(whole jsonb, columns text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(key, value) FROM jsonb_each(whole) WHERE key = ANY (columns)
$$;
CREATE FUNCTION supervision_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before jsonb; after jsonb; number bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        before = supervision_kept_of(to_jsonb(OLD), TG_ARGV);
        number = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        after = supervision_kept_of(to_jsonb(NEW), TG_ARGV);
        number = NEW.id;
    END IF;
    IF before IS DISTINCT FROM after THEN
        INSERT INTO supervision_keptrow (relation, row_id, at, said) VALUES (
            TG_TABLE_NAME, number,
            coalesce(nullif(current_setting('step2.moment', true), '')::timestamptz,
                     clock_timestamp()),
            after
        );
    END IF;
    RETURN NULL;
END $$;
"""
_NO_FUNCTION = "DROP FUNCTION supervision_keep(); DROP FUNCTION supervision_kept_of(jsonb, text[]);"


def _keeping(table, columns):
    """A trigger for its writes; another for deletions, where anything is ever deleted."""
    listed = ", ".join(f"'{one}'" for one in columns)
    asks = f"WHEN ({_ASKS.format('NEW')}) " if table == "caseload_carecontact" else ""
    written = (
        f"CREATE TRIGGER supervision_row_is_kept AFTER INSERT OR UPDATE ON {table}"
        f" FOR EACH ROW {asks}EXECUTE FUNCTION supervision_keep({listed});"
    )
    if asks:
        return written
    return written + (
        f" CREATE TRIGGER supervision_gone_is_kept AFTER DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION supervision_keep({listed});"
    )


def _as_they_stand(table, columns):
    listed = ", ".join(f"'{one}'" for one in columns)
    which = f" WHERE {_ASKS.format('t')}" if table == "caseload_carecontact" else ""
    return (
        "INSERT INTO supervision_keptrow (relation, row_id, at, said)"  # noqa: S608 - names of code
        f" SELECT '{table}', t.id, clock_timestamp(),"
        f" supervision_kept_of(to_jsonb(t), ARRAY[{listed}]) FROM {table} t{which} ORDER BY t.id;"
    )


def _no_longer(table):
    return (
        f"DROP TRIGGER supervision_row_is_kept ON {table};"
        f" DROP TRIGGER IF EXISTS supervision_gone_is_kept ON {table};"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0027_kept_summaries"),
        ("staff", "0008_no_overlapping_pairings"),
        ("supervision", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("relation", models.CharField(max_length=40)),
                ("row_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("said", models.JSONField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["relation", "row_id", "id"], name="supervision_kept_in_order"
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keptrow",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_row_never_rewritten",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func=_NEVER,
                    hash="c8e38604cf3f7197e9263d00d22bde42b9cb21cd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_kept_row_never_rewritten_5d011",
                    table="supervision_keptrow",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(_FUNCTION, _NO_FUNCTION),
        *[
            migrations.RunSQL(_keeping(table, columns), _no_longer(table))
            for table, columns in _KEPT.items()
        ],
        *[
            migrations.RunSQL(_as_they_stand(table, columns), migrations.RunSQL.noop)
            for table, columns in _KEPT.items()
        ],
    ]
