"""Where people come from, the equality answers of everybody, work and long-term conditions."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

_YES_NO = [("YES", "Yes"), ("NO", "No"), ("NOT_SAID", "Prefers not to say")]
_YES_NO_NOT_KNOWN = [
    ("YES", "Yes"),
    ("NO", "No"),
    ("NOT_KNOWN", "Not known"),
    ("NOT_SAID", "Prefers not to say"),
]
_KINDS = [
    ("BEHAVIOUR", "Behaviour and emotions"),
    ("HEARING", "Hearing"),
    ("DEXTERITY", "Use of the hands"),
    ("LEARNING", "Memory, learning or understanding"),
    ("MOBILITY", "Moving around"),
    ("DANGER", "Noticing danger"),
    ("SELF_CARE", "Personal care"),
    ("PROGRESSIVE", "Conditions that get worse over time"),
    ("SIGHT", "Sight"),
    ("SPEECH", "Speech"),
    ("OTHER", "Other"),
]
# Put in by their SQL: an AddTrigger each would have Django draw every model around theirs again.
_WORK = pgtrigger.compiler.Trigger(
    name="work_never_deleted",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
        hash="e2cd9e05e3fb819c37394f014e5715ab5867db04",
        operation="DELETE",
        pgid="pgtrigger_work_never_deleted_efcd1",
        table="referrals_employmentstatus",
        when="BEFORE",
    ),
)
_CONDITION = pgtrigger.compiler.Trigger(
    name="condition_never_deleted",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
        hash="9f88a4e2d8c6f4ea978eeca501a1968bdb5552f1",
        operation="DELETE",
        pgid="pgtrigger_condition_never_deleted_acc25",
        table="referrals_longtermcondition",
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


def _yes_no(**more):
    return models.CharField(blank=True, choices=_YES_NO, max_length=20, **more)


def _kinds():
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(choices=_KINDS, max_length=20),
        blank=True,
        db_default=[],
        default=list,
        size=None,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0012_open_referrals_keep_a_step"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Commissioner",
            fields=[
                ("code", models.CharField(max_length=6, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code__regex", "^[A-Z0-9]{3,6}$"),
                            models.Q(("name", ""), _negated=True),
                        ),
                        name="referrals_commissioner_has_code_and_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EmploymentStatus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_on", models.DateField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("EMPLOYED", "Employed or self-employed"),
                            ("LOOKING", "Unemployed and looking for work"),
                            ("STUDENT", "Student, not working or looking"),
                            ("LONG_TERM_SICK", "Long-term sick or disabled"),
                            ("HOMEMAKER", "Looking after home or family"),
                            ("NOT_LOOKING", "Not working or looking, no benefits"),
                            ("VOLUNTARY", "Unpaid voluntary work"),
                            ("RETIRED", "Retired"),
                            ("NOT_SAID", "Prefers not to say"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "hours",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("FROM_30", "30 or more"),
                            ("FROM_16", "16 to 29"),
                            ("FROM_5", "5 to 15"),
                            ("UP_TO_4", "1 to 4"),
                            ("NOT_SAID", "Prefers not to say"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "sick_pay",
                    models.CharField(blank=True, choices=_YES_NO_NOT_KNOWN, max_length=20),
                ),
                (
                    "benefits",
                    models.CharField(blank=True, choices=_YES_NO_NOT_KNOWN, max_length=20),
                ),
                ("asked_with", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("by", _person()),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "triggers": [_WORK],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("referral", "asked_on"),
                        name="referrals_work_asked_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status", "EMPLOYED"), ("hours", ""), _connector="OR"),
                        name="referrals_hours_only_of_who_works",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Equality",
            fields=[
                (
                    "gender",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("FEMALE", "Woman"),
                            ("MALE", "Man"),
                            ("NON_BINARY", "Non-binary"),
                            ("OTHER", "Other"),
                            ("NOT_SAID", "Prefers not to say"),
                        ],
                        max_length=20,
                    ),
                ),
                ("same_as_at_birth", _yes_no()),
                (
                    "ethnicity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A", "White: British"),
                            ("B", "White: Irish"),
                            ("C", "White: any other"),
                            ("D", "Mixed: White and Black Caribbean"),
                            ("E", "Mixed: White and Black African"),
                            ("F", "Mixed: White and Asian"),
                            ("G", "Mixed: any other"),
                            ("H", "Asian: Indian"),
                            ("J", "Asian: Pakistani"),
                            ("K", "Asian: Bangladeshi"),
                            ("L", "Asian: any other"),
                            ("M", "Black: Caribbean"),
                            ("N", "Black: African"),
                            ("P", "Black: any other"),
                            ("R", "Chinese"),
                            ("S", "Any other ethnic group"),
                            ("NOT_SAID", "Prefers not to say"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "religion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NONE", "No religion"),
                            ("BUDDHIST", "Buddhist"),
                            ("CHRISTIAN", "Christian"),
                            ("HINDU", "Hindu"),
                            ("JEWISH", "Jewish"),
                            ("MUSLIM", "Muslim"),
                            ("SIKH", "Sikh"),
                            ("OTHER", "Other"),
                            ("NOT_SAID", "Prefers not to say"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "orientation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("STRAIGHT", "Straight"),
                            ("GAY_OR_LESBIAN", "Gay or lesbian"),
                            ("BISEXUAL", "Bisexual"),
                            ("OTHER", "Other"),
                            ("NOT_SAID", "Prefers not to say"),
                        ],
                        max_length=20,
                    ),
                ),
                ("disability", _yes_no()),
                ("disability_kinds", _kinds()),
                ("long_term_condition", _yes_no()),
                ("perinatal", _yes_no()),
                ("armed_forces", _yes_no()),
                ("carer", _yes_no()),
                ("care_leaver", _yes_no(default="", db_default="")),
                ("at", models.DateTimeField()),
                (
                    "patient",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="equality",
                        serialize=False,
                        to="referrals.patient",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LongTermCondition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "condition",
                    models.CharField(
                        choices=[
                            ("ASTHMA", "Asthma"),
                            ("COPD", "COPD"),
                            ("DIABETES", "Diabetes"),
                            ("CHRONIC_PAIN", "Chronic pain"),
                            ("DIGESTIVE", "Digestive condition"),
                            ("MUSCULOSKELETAL", "Muscles, bones or joints"),
                            ("RESPIRATORY", "Other breathing condition"),
                            ("SKIN", "Skin condition"),
                            ("EPILEPSY", "Epilepsy"),
                            ("HEART", "Heart condition"),
                            ("CANCER", "Cancer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                ("recorded_by", _person()),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conditions",
                        to="referrals.referral",
                    ),
                ),
                ("removed_by", _person()),
            ],
            options={
                "triggers": [_CONDITION],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("referral", "condition"),
                        name="referrals_each_condition_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="referrals_removed_condition_has_person_and_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlacesEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("COMMISSIONERS", "Commissioners"),
                            ("PRACTICES", "GP practices"),
                            ("POSTCODES", "Postcodes and deprivation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("edition", models.DateField()),
                ("rows", models.PositiveIntegerField()),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "edition"), name="referrals_each_edition_of_places_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Postcode",
            fields=[
                ("postcode", models.CharField(max_length=7, primary_key=True, serialize=False)),
                ("decile", models.PositiveSmallIntegerField()),
                ("commissioner", models.CharField(blank=True, max_length=6)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decile__gte", 1), ("decile__lte", 10)),
                        name="referrals_decile_is_one_to_ten",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("postcode__regex", "^[A-Z0-9]{5,7}$")),
                        name="referrals_postcode_is_without_space",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Practice",
            fields=[
                ("code", models.CharField(max_length=6, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("postcode", models.CharField(blank=True, max_length=8)),
                ("commissioner", models.CharField(blank=True, max_length=6)),
                ("is_listed", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code__regex", "^[A-Z0-9]{3,6}$"),
                            models.Q(("name", ""), _negated=True),
                        ),
                        name="referrals_practice_has_code_and_name",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="equalityanswers",
            name="by",
            field=_person(),
        ),
        migrations.AddField(
            model_name="equalityanswers",
            name="care_leaver",
            field=_yes_no(default="", db_default=""),
        ),
        migrations.AddField(
            model_name="equalityanswers",
            name="disability_kinds",
            field=_kinds(),
        ),
        migrations.AddField(
            model_name="patient",
            name="deprivation_decile",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="commissioner",
            field=models.CharField(blank=True, db_default="", default="", max_length=6),
        ),
        migrations.AlterField(
            model_name="equalityanswers",
            name="referral",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="equality_answers",
                to="referrals.referral",
            ),
        ),
        migrations.AddConstraint(
            model_name="equalityanswers",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("disability", "YES"), ("disability_kinds", []), _connector="OR"
                ),
                name="referrals_kinds_only_of_a_disability",
            ),
        ),
        migrations.AddField(
            model_name="patient",
            name="practice",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="referrals.practice",
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deprivation_decile__isnull", True),
                    models.Q(("deprivation_decile__gte", 1), ("deprivation_decile__lte", 10)),
                    _connector="OR",
                ),
                name="referrals_patient_decile_is_one_to_ten",
            ),
        ),
        *(migrations.RunSQL(one.install_sql, one.uninstall_sql) for one in (_WORK, _CONDITION)),
    ]
