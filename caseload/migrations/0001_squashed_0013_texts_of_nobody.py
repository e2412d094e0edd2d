"""The tables as they stand, made in one step: a new database needs none of the steps before."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import referrals.models.referral

# An item 9 above 0 whose risk signal is missing cannot be committed (safety S-R1). Deferred, because the score is written
# first; one answered by link has its signal when it is tapped, and the same answer in the score needs no second one.
_NO_SIGNAL_WITHOUT_A_FLAG = """
CREATE FUNCTION caseload_score_has_its_signal() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE CONSTRAINT TRIGGER caseload_no_signal_without_a_flag
    AFTER INSERT ON outcomes_measurescore DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.item_nine > 0) EXECUTE FUNCTION caseload_score_has_its_signal();
"""

_DROP = """
DROP TRIGGER caseload_no_signal_without_a_flag ON outcomes_measurescore;
DROP FUNCTION caseload_score_has_its_signal();
"""


# Put in by their SQL: an AddTrigger each would have Django draw every model around theirs again.
_TRIGGERS = {
    "carecontact": [
        pgtrigger.compiler.Trigger(
            name="contact_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="8d3d55a55af6951621f0c7c6af3dffb4a80fbe10",
                operation="DELETE",
                pgid="pgtrigger_contact_never_deleted_693f4",
                table="caseload_carecontact",
                when="BEFORE",
            ),
        ),
        pgtrigger.compiler.Trigger(
            name="signed_is_fixed",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                condition='WHEN (OLD."signed_at" IS NOT NULL)',
                func="\nIF OLD.state = 'WITHDRAWN' THEN\n    IF OLD.filed_again_as_id IS NOT NULL\n       OR (to_jsonb(NEW) - 'filed_again_as_id') IS DISTINCT FROM (to_jsonb(OLD) - 'filed_again_as_id') THEN\n        RAISE EXCEPTION 'A withdrawn note is never changed.';\n    END IF;\nELSIF NEW.state NOT IN ('LOGGED', 'WITHDRAWN')\n   OR (to_jsonb(NEW) - ARRAY['state', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'])\n   IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['state', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason']) THEN\n    RAISE EXCEPTION 'A signed note is never changed: add a correction.';\nEND IF;\nRETURN NEW;\n",
                hash="63e99d84bdd6dd597adeab8240959bec8abbd834",
                operation="UPDATE",
                pgid="pgtrigger_signed_is_fixed_598c2",
                table="caseload_carecontact",
                when="BEFORE",
            ),
        ),
    ],
    "callattempt": [
        pgtrigger.compiler.Trigger(
            name="attempt_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="78c15c2431e0d19959364a0a745787c40d5471f4",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_attempt_never_rewritten_a39e5",
                table="caseload_callattempt",
                when="BEFORE",
            ),
        )
    ],
    "correction": [
        pgtrigger.compiler.Trigger(
            name="correction_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="c8e48149fdb785b6d01b19c42626946f4f8de473",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_correction_never_rewritten_6e2b4",
                table="caseload_correction",
                when="BEFORE",
            ),
        )
    ],
    "caseflag": [
        pgtrigger.compiler.Trigger(
            name="flag_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="0079abb393aeb51667ef48a5a998246d43f06d6e",
                operation="DELETE",
                pgid="pgtrigger_flag_never_deleted_eef72",
                table="caseload_caseflag",
                when="BEFORE",
            ),
        ),
        pgtrigger.compiler.Trigger(
            name="cleared_flag_is_fixed",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                condition='WHEN (OLD."cleared_at" IS NOT NULL)',
                func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                hash="1f6dbd202bf01fb5fc45b9ab6a8ace62280e6dbe",
                operation="UPDATE",
                pgid="pgtrigger_cleared_flag_is_fixed_18c58",
                table="caseload_caseflag",
                when="BEFORE",
            ),
        ),
    ],
    "riskreview": [
        pgtrigger.compiler.Trigger(
            name="risk_review_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="1be5a4fe6b04bafa11520bf78349f4fe78e65b04",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_risk_review_never_rewritten_c270c",
                table="caseload_riskreview",
                when="BEFORE",
            ),
        )
    ],
    "riskaction": [
        pgtrigger.compiler.Trigger(
            name="risk_action_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="1eb867787fa0f750fac15e2695e07e6e4a41e04a",
                operation="DELETE",
                pgid="pgtrigger_risk_action_never_deleted_781d5",
                table="caseload_riskaction",
                when="BEFORE",
            ),
        ),
        pgtrigger.compiler.Trigger(
            name="closed_risk_action_is_fixed",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                condition='WHEN (OLD."closed_at" IS NOT NULL)',
                func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                hash="265bed1a0d1aebbb9432f7cbb2f76b6e7158264e",
                operation="UPDATE",
                pgid="pgtrigger_closed_risk_action_is_fixed_b6feb",
                table="caseload_riskaction",
                when="BEFORE",
            ),
        ),
    ],
    "risksignal": [
        pgtrigger.compiler.Trigger(
            name="signal_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="463bbf6b1e6b146913aaff3d686e0304bae0cf69",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_signal_never_rewritten_6ec25",
                table="caseload_risksignal",
                when="BEFORE",
            ),
        )
    ],
    "call": [
        pgtrigger.compiler.Trigger(
            name="call_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="1dabec5376249ba720889a27c25f0add8e6c7ce3",
                operation="DELETE",
                pgid="pgtrigger_call_never_deleted_ce4a8",
                table="caseload_call",
                when="BEFORE",
            ),
        ),
        pgtrigger.compiler.Trigger(
            name="call_never_reworded",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                condition='WHEN (OLD."said" IS DISTINCT FROM (NEW."said") OR OLD."mentions_risk" IS DISTINCT FROM (NEW."mentions_risk"))',
                func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                hash="9f69a7348cacdb42ec44103d3303bdf29224b495",
                operation="UPDATE",
                pgid="pgtrigger_call_never_reworded_11968",
                table="caseload_call",
                when="BEFORE",
            ),
        ),
    ],
    "endingwithopenrisk": [
        pgtrigger.compiler.Trigger(
            name="risk_ending_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="1c27e00315db5fc2711b42fb02b28ab96fdafea4",
                operation="DELETE",
                pgid="pgtrigger_risk_ending_never_deleted_ef63e",
                table="caseload_endingwithopenrisk",
                when="BEFORE",
            ),
        ),
        pgtrigger.compiler.Trigger(
            name="decided_risk_ending_is_fixed",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                condition='WHEN (OLD."agreed_at" IS NOT NULL OR OLD."withdrawn_at" IS NOT NULL)',
                func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                hash="ac8d4afd20e31d0be32e5d4c76772db9cf9a6f45",
                operation="UPDATE",
                pgid="pgtrigger_decided_risk_ending_is_fixed_f3047",
                table="caseload_endingwithopenrisk",
                when="BEFORE",
            ),
        ),
    ],
    "escalation": [
        pgtrigger.compiler.Trigger(
            name="escalation_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="ce9ffffe9c869ddd0bf22f9963988cd614f3395f",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_escalation_never_rewritten_a54ad",
                table="caseload_escalation",
                when="BEFORE",
            ),
        )
    ],
    "riskhandover": [
        pgtrigger.compiler.Trigger(
            name="handover_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="6e478869ec5bb835366407be35fb2ac1dcb4e8ac",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_handover_never_rewritten_f1e80",
                table="caseload_riskhandover",
                when="BEFORE",
            ),
        )
    ],
    "label": [
        pgtrigger.compiler.Trigger(
            name="label_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                hash="0c286b14eb93ca32309c65ea77bebc246177b3b0",
                operation="DELETE",
                pgid="pgtrigger_label_never_deleted_1cdf1",
                table="caseload_label",
                when="BEFORE",
            ),
        )
    ],
    "safetyplan": [
        pgtrigger.compiler.Trigger(
            name="safety_plan_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="eae36f413a010b0cdd4c0bfe6b52c1415ad8f0fc",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_safety_plan_never_rewritten_37a53",
                table="caseload_safetyplan",
                when="BEFORE",
            ),
        )
    ],
    "safeguardingreferral": [
        pgtrigger.compiler.Trigger(
            name="safeguarding_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                hash="f610590adf331602a7e9293ba46863bcdea46b24",
                operation="UPDATE OR DELETE",
                pgid="pgtrigger_safeguarding_never_rewritten_59c02",
                table="caseload_safeguardingreferral",
                when="BEFORE",
            ),
        )
    ],
}


class Migration(migrations.Migration):
    replaces = [
        ("caseload", "0001_initial"),
        ("caseload", "0002_no_signal_without_a_flag"),
        ("caseload", "0003_summary_updates_in_place"),
        ("caseload", "0004_another_time_after_a_miss"),
        ("caseload", "0005_risk_follow_up"),
        ("caseload", "0006_signals_by_link"),
        ("caseload", "0007_reminders_from_the_system"),
        ("caseload", "0008_snoozed_flags_wake_on_worse"),
        ("caseload", "0009_safeguarding_is_a_signal"),
        ("caseload", "0010_when_flags_next_change"),
        ("caseload", "0011_a_signal_keeps_its_words"),
        ("caseload", "0012_calls_of_nobody_escalate"),
        ("caseload", "0013_texts_of_nobody"),
    ]

    initial = True

    dependencies = [
        ("outcomes", "0001_squashed_0003_further_measures"),
        ("referrals", "0001_squashed_0004_language_and_full_name"),
        ("staff", "0001_squashed_0004_when_pairs_meet"),
    ]

    operations = [
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="referrals.referral",
                    ),
                ),
                (
                    "pwp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=200)),
                ("last_discussed_on", models.DateField(null=True)),
                ("review_due_on", models.DateField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["pwp", "starts_at"], name="caseload_allocations_of_pwp")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_at__isnull", True)),
                        fields=("referral",),
                        name="caseload_one_open_allocation_per_referral",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True),
                            ("ends_at__gte", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="caseload_allocation_ends_not_before_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CareContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=referrals.models.referral.new_reference, max_length=8, unique=True
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="referrals.referral",
                    ),
                ),
                (
                    "pwp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ASSESSMENT", "Assessment"),
                            ("TREATMENT", "Treatment"),
                            ("ASSESSMENT_AND_TREATMENT", "Assessment and treatment"),
                            ("REVIEW", "Review"),
                            ("REVIEW_AND_TREATMENT", "Review and treatment"),
                            ("FOLLOW_UP", "Follow-up"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "medium",
                    models.CharField(
                        choices=[
                            ("PHONE", "Phone"),
                            ("VIDEO", "Video"),
                            ("IN_PERSON", "In person"),
                            ("TEXT", "Text or chat"),
                            ("EMAIL", "Email"),
                            ("OTHER", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("BOOKED", "Booked"),
                            ("LOGGED", "Signed"),
                            ("CANCELLED", "Taken out of the diary"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="BOOKED",
                        max_length=20,
                    ),
                ),
                ("booked_at", models.DateTimeField()),
                ("questionnaire_sent_at", models.DateTimeField(null=True)),
                ("questionnaire_back_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "attendance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ATTENDED", "Attended"),
                            ("LATE_SEEN", "Late, seen"),
                            ("LATE_NOT_SEEN", "Too late, not seen"),
                            ("DID_NOT_ATTEND", "Did not attend"),
                            ("PATIENT_CANCELLED", "Patient cancelled"),
                            ("SERVICE_CANCELLED", "We cancelled"),
                            ("NOT_KNOWN", "Not known"),
                        ],
                        max_length=20,
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(null=True)),
                ("identity_checked", models.BooleanField(null=True)),
                ("location", models.CharField(blank=True, max_length=200)),
                ("private_to_talk", models.BooleanField(null=True)),
                (
                    "sitting",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact",
                        to="outcomes.sitting",
                    ),
                ),
                ("questionnaires_not_done", models.CharField(blank=True, max_length=200)),
                (
                    "risk_asked",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NOTHING_NEW", "Asked, nothing new"),
                            ("REVIEWED", "Asked, section completed"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "plan_done",
                    models.CharField(
                        blank=True,
                        choices=[("YES", "Yes"), ("PARTLY", "Partly"), ("NO", "No")],
                        max_length=10,
                    ),
                ),
                (
                    "interventions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("BEHAVIOURAL_ACTIVATION", "Behavioural activation"),
                                ("COGNITIVE_RESTRUCTURING", "Cognitive restructuring"),
                                ("WORRY_MANAGEMENT", "Worry management"),
                                ("PROBLEM_SOLVING", "Problem solving"),
                                ("GRADED_EXPOSURE", "Graded exposure"),
                                ("PANIC_MANAGEMENT", "Panic management"),
                                (
                                    "EXPOSURE_RESPONSE_PREVENTION",
                                    "Exposure and response prevention",
                                ),
                                ("SLEEP", "Sleep management"),
                                ("PHYSICAL_ACTIVITY", "Physical activity"),
                                ("MEDICATION_SUPPORT", "Medication support"),
                                ("RELAPSE_PREVENTION", "Relapse prevention"),
                                ("ASSESSMENT", "Assessment"),
                                ("OTHER", "Other"),
                            ],
                            max_length=40,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("did", models.TextField(blank=True)),
                ("plan", models.TextField(blank=True)),
                ("supervision_question", models.TextField(blank=True)),
                (
                    "extras",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ASKED_SAME", "Asked, same"),
                            ("CHANGED", "Changed"),
                            ("NOT_ASKED", "Not asked"),
                        ],
                        max_length=20,
                    ),
                ),
                ("extras_note", models.CharField(blank=True, max_length=400)),
                (
                    "follow_up",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("CALL_AGAIN_TODAY", "Call again today"),
                            ("SAME_TIME_NEXT_WEEK", "Same time next week"),
                            ("REBOOKED", "Another time booked"),
                            ("WRITE_AND_SUPERVISION", "Write and take to supervision"),
                            ("WORRIED", "Worried about this person"),
                            ("CALL_NOW", "Call now"),
                            ("DUTY_SENIOR_TOLD", "Duty senior told"),
                        ],
                        max_length=30,
                    ),
                ),
                ("text_asked_for", models.BooleanField(default=False)),
                ("ending_proposed", models.BooleanField(default=False)),
                ("form_key", models.UUIDField(null=True, unique=True)),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_reason", models.CharField(blank=True, max_length=400)),
                (
                    "filed_again_as",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filed_from",
                        to="caseload.carecontact",
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["carecontact"],
                "indexes": [
                    models.Index(
                        fields=["referral", "starts_at"], name="caseload_contacts_in_order"
                    ),
                    models.Index(fields=["starts_at"], name="caseload_contacts_by_day"),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "BOOKED")),
                        expressions=[
                            ("pwp", "="),
                            (
                                models.Func(
                                    models.F("starts_at"),
                                    models.F("ends_at"),
                                    function="tstzrange",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="caseload_no_double_booking",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="caseload_contact_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("attendance__in", ("ATTENDED", "LATE_SEEN")), _negated=True),
                            models.Q(
                                ("minutes__gte", 1),
                                ("minutes__isnull", False),
                                ("minutes__lte", 480),
                            ),
                            _connector="OR",
                        ),
                        name="caseload_attended_contact_has_minutes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("attendance__in", ("ATTENDED", "LATE_SEEN")), _negated=True),
                            ("state", "WITHDRAWN"),
                            models.Q(("risk_asked", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="caseload_risk_is_asked_every_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("signed_at__isnull", True),
                                ("signed_by__isnull", True),
                                ("state__in", ["BOOKED", "CANCELLED"]),
                            ),
                            models.Q(
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                ("state__in", ["LOGGED", "WITHDRAWN"]),
                                models.Q(("attendance", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="caseload_logged_contact_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "WITHDRAWN"),
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "WITHDRAWN"), _negated=True),
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_by__isnull", True),
                                ("withdrawn_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="caseload_withdrawn_has_person_time_and_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="caseload.carecontact",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("NO_ANSWER", "no answer"),
                            ("VOICEMAIL", "voicemail left"),
                            ("WRONG_NUMBER", "wrong number"),
                        ],
                        default="NO_ANSWER",
                        max_length=20,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["callattempt"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="caseload.carecontact",
                    ),
                ),
                ("text", models.TextField()),
                ("form_key", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["correction"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="caseload_correction_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseFlag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flags",
                        to="referrals.referral",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("risk", "Risk"),
                            ("deteriorating", "Getting worse"),
                            ("not_improving", "Not improving"),
                            ("high_scores", "High scores"),
                            ("overdue_contact", "Contact overdue"),
                            ("missed_session", "Missed session"),
                            ("scheduled_review", "Review due"),
                            ("ready_for_decision", "Ready to end"),
                            ("no_next_appointment", "No next appointment"),
                            ("new_assessment", "New"),
                            ("data_gap", "Missing data"),
                            ("could_not_be_checked", "Could not be checked"),
                        ],
                        max_length=30,
                    ),
                ),
                ("evidence", models.CharField(max_length=300)),
                ("since", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("is_provisional", models.BooleanField(default=False)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("snoozed_until", models.DateField(null=True)),
                (
                    "snoozed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("snoozed_why", models.CharField(blank=True, max_length=200)),
                ("snoozed_numbers", models.JSONField(null=True)),
                ("cleared_at", models.DateTimeField(null=True)),
                (
                    "cleared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cleared_how", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "triggers": _TRIGGERS["caseflag"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cleared_at__isnull", True)),
                        fields=("referral", "reason"),
                        name="caseload_one_open_flag_per_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)
                            ),
                            models.Q(
                                ("acknowledged_at__isnull", False),
                                ("acknowledged_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="caseload_flag_acknowledged_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("snoozed_by__isnull", True),
                                ("snoozed_numbers__isnull", True),
                                ("snoozed_until__isnull", True),
                                ("snoozed_why", ""),
                            ),
                            models.Q(
                                ("snoozed_by__isnull", False),
                                ("snoozed_numbers__isnull", False),
                                ("snoozed_until__isnull", False),
                                models.Q(("snoozed_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="caseload_snooze_has_date_person_and_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "risk"), _negated=True),
                            ("snoozed_until__isnull", True),
                            _connector="OR",
                        ),
                        name="caseload_a_risk_flag_is_never_snoozed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "risk"), _negated=True),
                            ("cleared_at__isnull", True),
                            models.Q(
                                ("cleared_by__isnull", False),
                                models.Q(("cleared_how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="caseload_only_a_person_closes_a_risk_flag",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risk_reviews",
                        to="referrals.referral",
                    ),
                ),
                (
                    "contact",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risk_review",
                        to="caseload.carecontact",
                    ),
                ),
                (
                    "thoughts",
                    models.CharField(
                        choices=[
                            ("NONE_NOW", "None now"),
                            ("PASSING", "Passing"),
                            ("OFTEN", "Often"),
                        ],
                        max_length=20,
                    ),
                ),
                ("plan", models.BooleanField()),
                ("means", models.BooleanField()),
                ("means_agreed", models.TextField(blank=True)),
                ("intent", models.BooleanField()),
                (
                    "past_attempts",
                    models.CharField(
                        choices=[("AS_RECORDED", "As recorded"), ("YES_NEW", "Yes, new")],
                        max_length=20,
                    ),
                ),
                ("self_neglect", models.BooleanField()),
                ("from_others", models.BooleanField()),
                ("to_others", models.BooleanField()),
                ("children", models.BooleanField()),
                ("concern_details", models.TextField(blank=True)),
                ("safeguarding", models.BooleanField(default=False)),
                ("safeguarding_details", models.TextField(blank=True)),
                ("keeps_safe", models.TextField()),
                ("agreed", models.TextField()),
                ("who_told", models.CharField(blank=True, max_length=200)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("SAFETY_PLAN", "Safety plan agreed"),
                            ("DUTY_SENIOR", "Duty senior told now"),
                            ("EMERGENCY", "Emergency: 999 or crisis team"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["riskreview"],
                "indexes": [
                    models.Index(fields=["referral", "at"], name="caseload_risk_reviews_in_order")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("keeps_safe", ""), _negated=True),
                            models.Q(("agreed", ""), _negated=True),
                        ),
                        name="caseload_risk_review_has_its_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("intent", False), ("plan", False)),
                            models.Q(("outcome", "SAFETY_PLAN"), _negated=True),
                            _connector="OR",
                        ),
                        name="caseload_plan_or_intent_goes_to_somebody_now",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("safeguarding", False),
                            models.Q(("safeguarding_details", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="caseload_safeguarding_concern_has_its_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risk_actions",
                        to="referrals.referral",
                    ),
                ),
                (
                    "flag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="caseload.caseflag",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="caseload.riskreview",
                    ),
                ),
                ("what", models.CharField(max_length=300)),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("immediate", "Now: 999 or emergency department, stay in contact"),
                            ("same_day", "Today: duty senior, crisis team or GP"),
                            ("emergency_referral", "Emergency assessment, seen within 4 hours"),
                            ("urgent_referral", "Urgent assessment, within 7 days"),
                            ("planned", "Safety plan agreed, contact within 7 days"),
                            ("routine_referral", "Routine assessment, within 28 days"),
                            ("none_new", "Asked, nothing new"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_by", models.DateTimeField()),
                ("opened_at", models.DateTimeField()),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("outcome", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "triggers": _TRIGGERS["riskaction"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["due_by"],
                        name="caseload_risk_actions_due",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["referral"],
                        name="caseload_risk_actions_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("closed_by__isnull", True),
                                ("outcome", ""),
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="caseload_closed_risk_action_has_outcome_person_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)
                            ),
                            models.Q(
                                ("acknowledged_at__isnull", False),
                                ("acknowledged_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="caseload_risk_action_acknowledged_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskSignal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risk_signals",
                        to="referrals.referral",
                    ),
                ),
                (
                    "flag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signals",
                        to="caseload.caseflag",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("SCORE", "Item 9 of a questionnaire"),
                            ("DRAFT", "Item 9 or the risk section of a draft"),
                            ("RISK_SECTION", "Risk section"),
                            ("MISSED_SESSION", "A missed session the PWP is worried about"),
                            ("LINK", "Item 9 of a questionnaire by link"),
                            ("CALL", "A call or message from outside a session"),
                            ("REPLY", "A reply to a message"),
                            ("SAFEGUARDING", "A safeguarding referral made"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "score",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risk_signal",
                        to="outcomes.measurescore",
                    ),
                ),
                (
                    "review",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risk_signal",
                        to="caseload.riskreview",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="caseload.carecontact",
                    ),
                ),
                ("form_key", models.UUIDField(null=True)),
                ("answer", models.PositiveSmallIntegerField(null=True)),
                ("evidence", models.TextField(default="")),
                ("at", models.DateTimeField()),
            ],
            options={
                "triggers": _TRIGGERS["risksignal"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("form_key__isnull", False)),
                        fields=("form_key", "answer"),
                        name="caseload_one_signal_per_answer_by_link",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", "LINK"), _negated=True),
                            models.Q(
                                ("answer__gte", 1),
                                ("answer__isnull", False),
                                ("form_key__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="caseload_link_signal_names_its_answer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source", "DRAFT")),
                        fields=("contact", "source"),
                        name="caseload_one_signal_per_drafted_contact",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", "SCORE"), _negated=True),
                            ("score__isnull", False),
                            _connector="OR",
                        ),
                        name="caseload_score_signal_names_its_score",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=referrals.models.referral.new_reference, max_length=8, unique=True
                    ),
                ),
                ("form_key", models.UUIDField(unique=True)),
                (
                    "referral",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="referrals.referral",
                    ),
                ),
                (
                    "caller",
                    models.CharField(
                        choices=[
                            ("PATIENT", "The patient"),
                            ("FAMILY", "Family or friend"),
                            ("GP", "GP or another professional"),
                            ("OTHER", "Somebody else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("caller_name", models.CharField(blank=True, max_length=120)),
                ("about", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("said", models.TextField()),
                ("mentions_risk", models.BooleanField()),
                ("next_step", models.CharField(blank=True, max_length=200)),
                (
                    "signal",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call",
                        to="caseload.risksignal",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_by", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("settled_how", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "triggers": _TRIGGERS["call"],
                "indexes": [
                    models.Index(fields=["referral", "at"], name="caseload_calls_in_order"),
                    models.Index(
                        condition=models.Q(
                            ("referral__isnull", True), ("settled_at__isnull", True)
                        ),
                        fields=["due_by"],
                        name="caseload_calls_of_nobody_yet",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("said", ""), _negated=True),
                        name="caseload_call_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mentions_risk", False),
                            ("referral__isnull", True),
                            ("signal__isnull", False),
                            _connector="OR",
                        ),
                        name="caseload_call_that_mentions_risk_has_its_signal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("referral__isnull", False),
                            ("settled_at__isnull", False),
                            models.Q(
                                ("due_by__isnull", False),
                                ("owner__isnull", False),
                                models.Q(("about", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="caseload_call_of_nobody_yet_has_an_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", True),
                                ("settled_by__isnull", True),
                                ("settled_how", ""),
                            ),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                                models.Q(("settled_how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="caseload_settled_call_has_person_time_and_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="caseload.carecontact",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("fields", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("contact_version", models.PositiveIntegerField()),
                ("missing", models.CharField(blank=True, max_length=300)),
                ("started_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["author", "started_at"], name="caseload_drafts_of_author")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contact", "author"), name="caseload_one_draft_per_author"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EndingWithOpenRisk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risk_endings",
                        to="referrals.referral",
                    ),
                ),
                (
                    "end_code",
                    models.CharField(
                        choices=[
                            ("NOT_ASSESSED", "Not assessed"),
                            ("NOT_SUITABLE_NO_ACTION", "Not suitable, back to referrer"),
                            ("SIGNPOSTED", "Not suitable, signposted by agreement"),
                            ("ADVICE_GIVEN", "Ended by agreement after advice and support"),
                            ("OTHER_THERAPY_SERVICE", "Referred to another therapy service"),
                            ("DECLINED", "Suitable, patient declined"),
                            ("INCOMPLETE_ASSESSMENT", "Assessment not completed"),
                            ("DIED_BEFORE_TREATMENT", "Died before treatment"),
                            ("NOT_KNOWN_NOT_TREATED", "Not known, not treated"),
                            ("COMPLETED", "Treatment completed by agreement"),
                            ("DROPPED_OUT", "Ended earlier than planned"),
                            ("ENDED_AT_PATIENTS_REQUEST", "Ended earlier, patient asked"),
                            ("DIED_IN_TREATMENT", "Died during treatment"),
                            ("NOT_KNOWN_TREATED", "Not known, treated"),
                        ],
                        max_length=30,
                    ),
                ),
                ("ended_on", models.DateField()),
                ("why", models.TextField()),
                ("asked_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("agreed_why", models.TextField(blank=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["endingwithopenrisk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True),
                        name="caseload_risk_ending_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agreed_at__isnull", True),
                                ("agreed_by__isnull", True),
                                ("agreed_why", ""),
                            ),
                            models.Q(
                                ("agreed_at__isnull", False),
                                ("agreed_by__isnull", False),
                                models.Q(("agreed_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="caseload_risk_ending_agreed_with_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by__isnull", True),
                            models.Q(("agreed_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="caseload_risk_ending_agreed_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_at__isnull", True),
                            ("withdrawn_at__isnull", True),
                            _connector="OR",
                        ),
                        name="caseload_risk_ending_agreed_or_withdrawn",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("agreed_at__isnull", True), ("withdrawn_at__isnull", True)
                        ),
                        fields=("referral",),
                        name="caseload_one_risk_ending_asked_for",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "risk_action",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="caseload.riskaction",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="caseload.call",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("named_person", "Named person"),
                            ("duty_lead", "Duty senior"),
                            ("service_lead", "Service lead"),
                        ],
                        max_length=20,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                (
                    "told",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "triggers": _TRIGGERS["escalation"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("risk_action", "level"),
                        name="caseload_each_level_once_per_risk_action",
                    ),
                    models.UniqueConstraint(
                        fields=("call", "level"), name="caseload_each_level_once_per_call"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("call__isnull", True), ("risk_action__isnull", False)),
                            models.Q(("call__isnull", False), ("risk_action__isnull", True)),
                            _connector="OR",
                        ),
                        name="caseload_escalation_is_of_an_action_or_of_a_call",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskHandover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "risk_action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="caseload.riskaction",
                    ),
                ),
                (
                    "from_owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("why", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["riskhandover"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_owner", models.F("to_owner")), _negated=True),
                        name="caseload_handover_is_to_somebody_else",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Label",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=30, unique=True)),
                ("describes", models.CharField(blank=True, max_length=200)),
                ("retired_at", models.DateTimeField(null=True)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["label"],
            },
        ),
        migrations.CreateModel(
            name="CaseLabel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="labels",
                        to="referrals.referral",
                    ),
                ),
                (
                    "label",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="caseload.label",
                    ),
                ),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "removed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("referral", "label"),
                        name="caseload_each_label_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="caseload_removed_label_has_person_and_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("query", models.CharField(max_length=300)),
                ("saved_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("staff", "name"),
                        name="caseload_one_saved_view_per_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.referral",
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                ("form_key", models.UUIDField(unique=True)),
                ("set_at", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["owner", "due_on"],
                        name="caseload_reminders_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="caseload_reminder_done_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SafetyPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safety_plans",
                        to="referrals.patient",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safety_plans",
                        to="referrals.referral",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("form_key", models.UUIDField(unique=True)),
                ("warning_signs", models.TextField(blank=True)),
                ("coping", models.TextField(blank=True)),
                ("distraction", models.TextField(blank=True)),
                ("people", models.TextField(blank=True)),
                ("professionals", models.TextField(blank=True)),
                ("making_safer", models.TextField(blank=True)),
                ("reasons_for_living", models.TextField(blank=True)),
                ("family_help", models.TextField(blank=True)),
                ("if_not_working", models.TextField(blank=True)),
                ("review_on", models.DateField()),
                ("copy_given", models.CharField(blank=True, max_length=120)),
                ("who_else_has_it", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["safetyplan"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("patient", "number"), name="caseload_one_safety_plan_per_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("coping", ""),
                            ("distraction", ""),
                            ("making_safer", ""),
                            ("people", ""),
                            ("professionals", ""),
                            ("warning_signs", ""),
                            _negated=True,
                        ),
                        name="caseload_safety_plan_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SafeguardingReferral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safeguarding_referrals",
                        to="referrals.referral",
                    ),
                ),
                (
                    "risk_action",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safeguarding_referral",
                        to="caseload.riskaction",
                    ),
                ),
                ("form_key", models.UUIDField(unique=True)),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("PATIENT", "The patient, as an adult at risk"),
                            ("CHILD", "A child"),
                            ("OTHER_ADULT", "Another adult at risk"),
                        ],
                        max_length=20,
                    ),
                ),
                ("concern", models.TextField()),
                ("recipient", models.CharField(max_length=200)),
                ("how_sent", models.CharField(max_length=120)),
                ("has_consent", models.BooleanField()),
                ("why_without_consent", models.CharField(blank=True, max_length=400)),
                ("their_reference", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["safeguardingreferral"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("concern", ""), _negated=True),
                            models.Q(("recipient", ""), _negated=True),
                            models.Q(("how_sent", ""), _negated=True),
                        ),
                        name="caseload_safeguarding_says_what_and_to_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("has_consent", True),
                            models.Q(("why_without_consent", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="caseload_safeguarding_has_consent_or_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseSummary",
            fields=[
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="summary",
                        serialize=False,
                        to="referrals.referral",
                    ),
                ),
                ("reference", models.CharField(max_length=8)),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.patient",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.team",
                    ),
                ),
                (
                    "pwp",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("is_open", models.BooleanField()),
                ("status", models.CharField(max_length=20)),
                ("received_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("allocated_on", models.DateField(null=True)),
                ("last_discussed_on", models.DateField(null=True)),
                ("review_due_on", models.DateField(null=True)),
                ("problem", models.CharField(blank=True, max_length=40)),
                ("treatment", models.CharField(blank=True, max_length=80)),
                ("usual_medium", models.CharField(max_length=20)),
                ("planned_sessions", models.PositiveSmallIntegerField()),
                ("assessed_on", models.DateField(null=True)),
                ("first_attended_on", models.DateField(null=True)),
                ("last_attended_on", models.DateField(null=True)),
                ("first_treatment_on", models.DateField(null=True)),
                ("attended", models.PositiveSmallIntegerField(default=0)),
                ("treatment_contacts", models.PositiveSmallIntegerField(default=0)),
                ("missed", models.PositiveSmallIntegerField(default=0)),
                ("missed_in_a_row", models.PositiveSmallIntegerField(default=0)),
                ("last_missed_on", models.DateField(null=True)),
                ("missed_followed_up", models.BooleanField(default=False)),
                (
                    "booked_at",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateTimeField(), default=list, size=None
                    ),
                ),
                ("ending_proposed", models.BooleanField(default=False)),
                ("risk_asked_last", models.BooleanField(default=True)),
                ("last_contact_scored", models.BooleanField(default=True)),
                (
                    "phq9",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "gad7",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                ("last_item_nine", models.SmallIntegerField(null=True)),
                ("previous_item_nine", models.SmallIntegerField(null=True)),
                ("last_item_nine_on", models.DateField(null=True)),
                ("last_scored_on", models.DateField(null=True)),
                ("safety_plan_review_on", models.DateField(null=True)),
                (
                    "labels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("flags", models.JSONField(default=dict)),
                ("flags_checked_on", models.DateField(null=True)),
                ("flags_next_change_on", models.DateField(null=True)),
                ("flags_checked_under", models.CharField(blank=True, db_default="", max_length=16)),
            ],
            options={
                "db_table": "caseload_casesummary",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["pwp"],
                        name="caseload_open_of_pwp",
                    ),
                    models.Index(fields=["team", "received_on"], name="caseload_summary_received"),
                ],
            },
        ),
        migrations.RunSQL(_NO_SIGNAL_WITHOUT_A_FLAG, _DROP),
        # Room on each page for the next version of a row, so that updates stay in place.
        migrations.RunSQL(
            "ALTER TABLE caseload_casesummary SET (fillfactor = 80)",
            "ALTER TABLE caseload_casesummary RESET (fillfactor)",
        ),
        *(
            migrations.RunSQL(one.install_sql, one.uninstall_sql)
            for some in _TRIGGERS.values()
            for one in some
        ),
    ]
