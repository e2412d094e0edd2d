"""An item 9 answered by link has its signal when it is tapped; the score recorded from that form later needs no second one.

The signal names the form and the answer, so a different answer in the score still needs its own.
"""

from django.db import migrations

_BY_LINK = """
CREATE OR REPLACE FUNCTION caseload_score_has_its_signal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM caseload_risksignal WHERE score_id = NEW.id)
       AND NOT EXISTS (
           SELECT 1 FROM caseload_risksignal s JOIN outcomes_sitting t ON t.form_key = s.form_key
           WHERE t.id = NEW.sitting_id AND s.referral_id = NEW.referral_id AND s.answer = NEW.item_nine
       ) THEN
        RAISE EXCEPTION 'Item 9 of score % is above 0 and has no risk signal.', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""
_BEFORE = """
CREATE OR REPLACE FUNCTION caseload_score_has_its_signal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM caseload_risksignal WHERE score_id = NEW.id) THEN
        RAISE EXCEPTION 'Item 9 of score % is above 0 and has no risk signal.', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0005_risk_follow_up"),
        ("outcomes", "0002_expected_responses_and_translations"),
    ]
    operations = [migrations.RunSQL(_BY_LINK, _BEFORE)]
