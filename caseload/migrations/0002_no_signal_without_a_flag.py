"""An item 9 above 0 whose risk signal is missing cannot be committed (safety S-R1).

The signal names its flag (not null), so score, signal and flag stand or fall together. Deferred, because the score is
written first.
"""

from django.db import migrations

_CREATE = """
CREATE FUNCTION caseload_score_has_its_signal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM caseload_risksignal WHERE score_id = NEW.id) THEN
        RAISE EXCEPTION 'Item 9 of score % is above 0 and has no risk signal.', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER caseload_no_signal_without_a_flag
    AFTER INSERT ON outcomes_measurescore DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.item_nine > 0) EXECUTE FUNCTION caseload_score_has_its_signal();
"""
_DROP = """
DROP TRIGGER caseload_no_signal_without_a_flag ON outcomes_measurescore;
DROP FUNCTION caseload_score_has_its_signal();
"""


class Migration(migrations.Migration):
    dependencies = [("caseload", "0001_initial"), ("outcomes", "0001_initial")]
    operations = [migrations.RunSQL(_CREATE, _DROP)]
