"""What a summary said at each moment since its case came onto a caseload; never rewritten.

Written by triggers, in the transaction that changes the summary: no writer can forget it, and no
statement is added to a save. What has not changed is not written again.
"""

import pgtrigger
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from clinical.reason import Reason
from referrals.models import Referral

# When something became known: the clock of the database as it is written, so that of two who wait
# for one row the later one stands later. A test says itself what time it is.
MOMENT = (
    "coalesce(nullif(current_setting('step2.moment', true), '')::timestamptz, clock_timestamp())"
)
# Columns that say how a summary was checked, not what is known of the case.
NOT_KEPT = ("flags_checked_on", "flags_next_change_on", "flags_checked_under")
_PWP = Cast(KeyTextTransform("pwp_id", "changed"), models.BigIntegerField())


class KeptSummary(models.Model):
    """The columns of one summary that changed at one moment; all of them, when the case came onto a
    caseload. What it said at a moment is all up to then, the later over the earlier.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    changed = models.JSONField()

    class Meta:
        indexes = [
            models.Index(
                OpClass(_PWP, name="int8_ops"),
                condition=models.Q(changed__has_key="pwp_id"),
                name="caseload_kept_by_carrier",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="kept_summary_never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{', '.join(sorted(self.changed))} at {self.at}"


# Words of a reason are made anew as it is read, but for these. Of the others it is kept since when
# they hold and until when they rest: a night on which "12 days" becomes "13" writes nothing.
WORDED = (Reason.RISK.value, Reason.COULD_NOT_BE_CHECKED.value)
_KEPT_OF = """
(to_jsonb({0}) - ARRAY['{not_kept}']) || jsonb_build_object('flags', (
    SELECT coalesce(jsonb_object_agg(f.key, CASE
        WHEN f.key = ANY (ARRAY['{worded}']) OR jsonb_typeof(f.value) <> 'array' THEN f.value
        ELSE jsonb_set(f.value, '{{0}}', '""')
    END), '{{}}')
    FROM jsonb_each(CASE jsonb_typeof({0}.flags) WHEN 'object' THEN {0}.flags ELSE '{{}}' END) f
))
"""
_NAMES = {"not_kept": "', '".join(NOT_KEPT), "worded": "', '".join(WORDED)}
_KEEP_ALL = f"""
INSERT INTO caseload_keptsummary (referral_id, at, changed)
VALUES (NEW.referral_id, {MOMENT}, {_KEPT_OF.format("NEW", **_NAMES)});
RETURN NULL;
"""  # noqa: S608 - made of names in this code
_KEEP_WHAT_CHANGED = f"""
IF OLD.is_open AND OLD.pwp_id IS NOT NULL THEN
    was = {_KEPT_OF.format("OLD", **_NAMES)};
ELSIF NOT NEW.is_open OR NEW.pwp_id IS NULL THEN
    RETURN NULL;
END IF;
INSERT INTO caseload_keptsummary (referral_id, at, changed)
SELECT NEW.referral_id, {MOMENT}, found.changed FROM (
    SELECT jsonb_object_agg(one.key, one.value) AS changed
    FROM jsonb_each({_KEPT_OF.format("NEW", **_NAMES)}) one
    WHERE was IS NULL OR one.value IS DISTINCT FROM was -> one.key
) found WHERE found.changed IS NOT NULL;
RETURN NULL;
"""  # noqa: S608 - made of names in this code

# On the table of summaries: of cases on a caseload, and as they leave it.
KEEPING = [
    pgtrigger.Trigger(
        name="summary_is_kept",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__is_open=True, new__pwp__isnull=False),
        func=_KEEP_ALL,
    ),
    pgtrigger.Trigger(
        name="change_of_summary_is_kept",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=list(NOT_KEPT)),
        declare=[("was", "jsonb")],
        func=_KEEP_WHAT_CHANGED,
    ),
]
