"""Two records that are one person, the further kinds of consent, and where a referral hangs."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

_NEVER = "RAISE EXCEPTION 'pgtrigger: Cannot {} rows from % table', TG_TABLE_NAME;"
# Put in by their SQL: an AddTrigger each would have Django draw every model around theirs again.
_MERGE = pgtrigger.compiler.Trigger(
    name="merge_never_deleted",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        func=_NEVER.format("delete"),
        hash="e08a12b5bfaacb3d7c3e14b348d356fb02bc6ba5",
        operation="DELETE",
        pgid="pgtrigger_merge_never_deleted_5ef3b",
        table="referrals_merge",
        when="BEFORE",
    ),
)
_STEP = pgtrigger.compiler.Trigger(
    name="merge_step_never_rewritten",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        func=_NEVER.format("update or delete"),
        hash="4b3e9555359b04e3e3f369b267338afe0df23cb5",
        operation="UPDATE OR DELETE",
        pgid="pgtrigger_merge_step_never_rewritten_68338",
        table="referrals_mergestep",
        when="BEFORE",
    ),
)
_REFERRAL = pgtrigger.compiler.Trigger(
    name="referral_hangs_from_a_kept_record",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        declare="DECLARE leads_to bigint;",
        func="\nSELECT merged_into_id INTO leads_to FROM referrals_patient WHERE id = NEW.patient_id FOR KEY SHARE;\nIF leads_to IS NOT NULL THEN\n    RAISE EXCEPTION 'This record leads to another: referral_hangs_from_a_kept_record.';\nEND IF;\nRETURN NEW;\n",
        hash="40aba072ad6efd6eeacf6d7f8fd65570dd589907",
        operation='INSERT OR UPDATE OF "patient_id"',
        pgid="pgtrigger_referral_hangs_from_a_kept_record_79385",
        table="referrals_referral",
        when="BEFORE",
    ),
)


def _person():
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def _record(related_name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="referrals.patient",
    )


def _id():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def _together(moment, person):
    return models.Q(
        models.Q((f"{moment}__isnull", True), (f"{person}__isnull", True)),
        models.Q((f"{moment}__isnull", False), (f"{person}__isnull", False)),
        _connector="OR",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0010_people_who_look_alike"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="patient",
            name="merged_into",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_here",
                to="referrals.patient",
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="referrals_record_is_not_merged_into_itself",
            ),
        ),
        migrations.AlterField(
            model_name="consent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("RECORD", "To be contacted, and a record kept"),
                    ("TREATMENT", "Treatment with this service"),
                    ("SHARE_WITH_GP", "Letters to the GP"),
                    ("VOICEMAIL", "Voicemail"),
                    ("TEXT", "Text messages"),
                    ("EMAIL", "Emails"),
                    ("LETTER", "Letters to their home"),
                    ("REMOTE", "Sessions by phone, video or on the web"),
                    ("SHARE_WITH_OTHERS", "Sharing with family or other services"),
                    ("RESEARCH", "Use for research or training"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="consent",
            name="method",
            field=models.CharField(
                choices=[
                    ("OWN_FORM", "On the self-referral form"),
                    ("BY_PHONE", "On the phone"),
                    ("IN_PERSON", "In person"),
                    ("IN_WRITING", "In writing"),
                    ("CONTACT_DETAILS", "Changed with the contact details"),
                    ("REPLY", "By a reply to a message"),
                    ("MERGED", "When two records were brought together or taken apart"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", _id()),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "nhs_number",
                    models.CharField(
                        choices=[
                            ("SAME", "They do not differ"),
                            ("KEPT", "That of the record that is kept"),
                            ("OTHER", "That of the other record"),
                            ("NEITHER", "Neither, until it is known"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.CharField(max_length=400)),
                ("proposed_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_why", models.CharField(blank=True, max_length=400)),
                ("details", models.JSONField(default=dict)),
                ("kept", _record("merges_as_kept")),
                ("other", _record("merges_as_other")),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("confirmed_by", _person()),
                ("declined_by", _person()),
                ("undone_by", _person()),
            ],
            options={
                "triggers": [_MERGE],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            ("declined_at__isnull", True),
                            ("undone_at__isnull", True),
                        ),
                        fields=["proposed_at"],
                        name="referrals_merges_proposed",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("other")), _negated=True),
                        name="referrals_merge_is_of_two_records",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True),
                        name="referrals_merge_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="referrals_merge_is_confirmed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            _together("confirmed_at", "confirmed_by"),
                            _together("declined_at", "declined_by"),
                            _together("undone_at", "undone_by"),
                        ),
                        name="referrals_merge_has_person_and_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            ("declined_at__isnull", True),
                            _connector="OR",
                        ),
                        name="referrals_merge_confirmed_or_declined",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_why", "")),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("undone_at__isnull", False),
                                models.Q(("undone_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="referrals_undone_merge_was_confirmed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("declined_at__isnull", True), ("undone_at__isnull", True)
                        ),
                        fields=("other",),
                        name="referrals_one_standing_merge_of_a_record",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MergeStep",
            fields=[
                ("id", _id()),
                ("relation", models.CharField(max_length=80)),
                (
                    "rows",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                (
                    "merge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="referrals.merge",
                    ),
                ),
            ],
            options={
                "triggers": [_STEP],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("merge", "relation"), name="referrals_one_step_per_relation"
                    )
                ],
            },
        ),
        migrations.AlterModelOptions(name="referral", options={"triggers": [_REFERRAL]}),
        *(
            migrations.RunSQL(one.install_sql, one.uninstall_sql)
            for one in (_MERGE, _STEP, _REFERRAL)
        ),
    ]
