"""Nothing is added to a signed meeting, and what was agreed stays as it was agreed."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0002_kept_rows"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="supervisionaction",
            trigger=pgtrigger.compiler.Trigger(
                name="what_was_agreed_is_fixed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."decision_id" IS DISTINCT FROM (NEW."decision_id") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."what" IS DISTINCT FROM (NEW."what"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="e6d02a3697df8ee197739f680e7da95fe605a2e2",
                    operation="UPDATE",
                    pgid="pgtrigger_what_was_agreed_is_fixed_6c4bb",
                    table="supervision_supervisionaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supervisionaction",
            trigger=pgtrigger.compiler.Trigger(
                name="agreed_action_done_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."done_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="a53b24798729d4988c5c6de484618c2c76fca90f",
                    operation="UPDATE",
                    pgid="pgtrigger_agreed_action_done_once_5a589",
                    table="supervision_supervisionaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supervisionaction",
            trigger=pgtrigger.compiler.Trigger(
                name="nothing_agreed_into_a_signed_meeting",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nPERFORM 1 FROM supervision_supervisionsession meeting JOIN supervision_supervisionitem item ON item.session_id = meeting.id JOIN supervision_supervisiondecision decision ON decision.item_id = item.id WHERE decision.id = NEW.decision_id FOR SHARE OF meeting;\nIF EXISTS (SELECT FROM supervision_supervisionsession meeting JOIN supervision_supervisionitem item ON item.session_id = meeting.id JOIN supervision_supervisiondecision decision ON decision.item_id = item.id WHERE decision.id = NEW.decision_id AND meeting.signed_at IS NOT NULL) THEN\n    RAISE EXCEPTION 'Cannot add to a signed meeting: nothing_agreed_into_a_signed_meeting.';\nEND IF;\nRETURN NEW;\n",
                    hash="9736816e49a66d0b06abcb0724326851422dccb8",
                    operation="INSERT",
                    pgid="pgtrigger_nothing_agreed_into_a_signed_meeting_3c510",
                    table="supervision_supervisionaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supervisiondecision",
            trigger=pgtrigger.compiler.Trigger(
                name="no_decision_into_a_signed_meeting",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nPERFORM 1 FROM supervision_supervisionsession meeting JOIN supervision_supervisionitem item ON item.session_id = meeting.id WHERE item.id = NEW.item_id FOR SHARE OF meeting;\nIF EXISTS (SELECT FROM supervision_supervisionsession meeting JOIN supervision_supervisionitem item ON item.session_id = meeting.id WHERE item.id = NEW.item_id AND meeting.signed_at IS NOT NULL) THEN\n    RAISE EXCEPTION 'Cannot add to a signed meeting: no_decision_into_a_signed_meeting.';\nEND IF;\nRETURN NEW;\n",
                    hash="2a8643335bf51e55cf5b29e80daafbeceeef5477",
                    operation="INSERT",
                    pgid="pgtrigger_no_decision_into_a_signed_meeting_91a4e",
                    table="supervision_supervisiondecision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supervisionitem",
            trigger=pgtrigger.compiler.Trigger(
                name="no_case_into_a_signed_meeting",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nPERFORM 1 FROM supervision_supervisionsession meeting WHERE meeting.id = NEW.session_id FOR SHARE OF meeting;\nIF EXISTS (SELECT FROM supervision_supervisionsession meeting WHERE meeting.id = NEW.session_id AND meeting.signed_at IS NOT NULL) THEN\n    RAISE EXCEPTION 'Cannot add to a signed meeting: no_case_into_a_signed_meeting.';\nEND IF;\nRETURN NEW;\n",
                    hash="db2611b6d85d8c50b6c4f5fcc8df304b5dde452b",
                    operation="INSERT",
                    pgid="pgtrigger_no_case_into_a_signed_meeting_02566",
                    table="supervision_supervisionitem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supervisionturn",
            trigger=pgtrigger.compiler.Trigger(
                name="turn_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="c135ae58f329bd6e19a9ac371ed8c63f146112a2",
                    operation="DELETE",
                    pgid="pgtrigger_turn_never_deleted_0430a",
                    table="supervision_supervisionturn",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supervisionturn",
            trigger=pgtrigger.compiler.Trigger(
                name="no_other_order_of_a_signed_meeting",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nPERFORM 1 FROM supervision_supervisionsession meeting JOIN supervision_supervisionitem item ON item.session_id = meeting.id WHERE item.id = NEW.item_id FOR SHARE OF meeting;\nIF EXISTS (SELECT FROM supervision_supervisionsession meeting JOIN supervision_supervisionitem item ON item.session_id = meeting.id WHERE item.id = NEW.item_id AND meeting.signed_at IS NOT NULL) THEN\n    RAISE EXCEPTION 'Cannot add to a signed meeting: no_other_order_of_a_signed_meeting.';\nEND IF;\nRETURN NEW;\n",
                    hash="7c0a0198ed52d747a8b59d79151110d479baf835",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_no_other_order_of_a_signed_meeting_9e5b4",
                    table="supervision_supervisionturn",
                    when="BEFORE",
                ),
            ),
        ),
    ]
