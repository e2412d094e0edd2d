import pgtrigger.compiler
from django.db import migrations

_STAYS = pgtrigger.compiler.Trigger(
    name="open_referral_keeps_its_step",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        condition='WHEN (NEW."done_at" IS NOT NULL AND OLD."done_at" IS NULL)',
        func="\nIF EXISTS (SELECT 1 FROM referrals_referral WHERE id = NEW.referral_id AND ended_on IS NULL) THEN\n    RAISE EXCEPTION 'An open referral keeps its next step: open_referral_keeps_its_step.';\nEND IF;\nRETURN NEW;\n",
        hash="2a7ecfac0cd0102f82cb32a9d725f7c34bc7f169",
        operation='UPDATE OF "done_at"',
        pgid="pgtrigger_open_referral_keeps_its_step_e8fa9",
        table="referrals_nextstep",
        when="BEFORE",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0011_merging_and_consents")]

    operations = [
        migrations.AlterModelOptions(name="nextstep", options={"triggers": [_STAYS]}),
        migrations.RunSQL(_STAYS.install_sql, _STAYS.uninstall_sql),
    ]
