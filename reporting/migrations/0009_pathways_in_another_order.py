import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# Kept aside while the table is made anew; the migration is one transaction.
_ASIDE = "CREATE TEMPORARY TABLE kept_pathway ON COMMIT DROP AS SELECT * FROM reporting_pathway"
_ORDER = """
referral_id, team_id, received_on, born_on, treatments, care_contacts, low_intensity_contacts, high_intensity_contacts, is_completed, is_caseness, is_not_caseness, is_improved, is_unchanged, is_deteriorated, is_recovered, is_reliably_recovered, ended_on, assessment_first_on, therapy_first_on, therapy_second_on, therapy_last_on, phq9_first, phq9_last, gad7_first, gad7_last, deprivation_decile, source, problem, format, commissioner, end_code, ethnicity, gender, disability, language, long_term_condition, first_stage, sick_pay_first, sick_pay_last, first_stage_on, step_up_days, step_down_days, low_intensity_first_on, high_intensity_first_on, followed_up_on, anxiety_measure, anxiety_first, anxiety_last, called_for, called_for_first, called_for_last, wsas_first, wsas_last
"""
_BACK = f"""
INSERT INTO reporting_pathway ({_ORDER}) SELECT {_ORDER} FROM kept_pathway ORDER BY referral_id
"""  # noqa: S608 - names of ours


class Migration(migrations.Migration):
    """The same rows in a table of another order: what is counted by stands first, all of one width
    and never null, then what is looked up by. Whoever reads the last column of a row has to pass
    all before it. And what outcomes are counted by stands in the index of endings.
    """

    dependencies = [
        ("referrals", "0015_names_in_order"),
        ("reporting", "0008_sums_in_a_row"),
        ("staff", "0008_no_overlapping_pairings"),
    ]

    operations = [
        migrations.RunSQL(_ASIDE, migrations.RunSQL.noop),
        migrations.DeleteModel("Pathway"),
        migrations.CreateModel(
            name="Pathway",
            fields=[
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="pathway",
                        serialize=False,
                        to="referrals.referral",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.team",
                    ),
                ),
                ("received_on", models.DateField()),
                ("born_on", models.DateField()),
                ("treatments", models.PositiveSmallIntegerField(default=0)),
                ("care_contacts", models.PositiveSmallIntegerField(default=0)),
                ("low_intensity_contacts", models.PositiveSmallIntegerField(default=0)),
                ("high_intensity_contacts", models.PositiveSmallIntegerField(default=0)),
                ("is_completed", models.BooleanField(default=False)),
                ("is_caseness", models.BooleanField(default=False)),
                ("is_not_caseness", models.BooleanField(default=False)),
                ("is_improved", models.BooleanField(default=False)),
                ("is_unchanged", models.BooleanField(default=False)),
                ("is_deteriorated", models.BooleanField(default=False)),
                ("is_recovered", models.BooleanField(default=False)),
                ("is_reliably_recovered", models.BooleanField(default=False)),
                ("ended_on", models.DateField(null=True)),
                ("assessment_first_on", models.DateField(null=True)),
                ("therapy_first_on", models.DateField(null=True)),
                ("therapy_second_on", models.DateField(null=True)),
                ("therapy_last_on", models.DateField(null=True)),
                ("phq9_first", models.SmallIntegerField(null=True)),
                ("phq9_last", models.SmallIntegerField(null=True)),
                ("gad7_first", models.SmallIntegerField(null=True)),
                ("gad7_last", models.SmallIntegerField(null=True)),
                ("deprivation_decile", models.PositiveSmallIntegerField(null=True)),
                ("source", models.CharField(max_length=20)),
                ("problem", models.CharField(blank=True, max_length=40)),
                ("format", models.CharField(blank=True, max_length=20)),
                ("commissioner", models.CharField(blank=True, max_length=6)),
                ("end_code", models.CharField(blank=True, max_length=30)),
                ("ethnicity", models.CharField(blank=True, max_length=20)),
                ("gender", models.CharField(blank=True, max_length=20)),
                ("disability", models.CharField(blank=True, max_length=20)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("long_term_condition", models.CharField(blank=True, max_length=20)),
                ("first_stage", models.CharField(blank=True, max_length=4)),
                ("sick_pay_first", models.CharField(blank=True, max_length=20)),
                ("sick_pay_last", models.CharField(blank=True, max_length=20)),
                ("first_stage_on", models.DateField(null=True)),
                ("step_up_days", models.SmallIntegerField(null=True)),
                ("step_down_days", models.SmallIntegerField(null=True)),
                ("low_intensity_first_on", models.DateField(null=True)),
                ("high_intensity_first_on", models.DateField(null=True)),
                ("followed_up_on", models.DateField(null=True)),
                ("anxiety_measure", models.CharField(blank=True, max_length=12)),
                ("anxiety_first", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("anxiety_last", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("called_for", models.CharField(blank=True, max_length=12)),
                (
                    "called_for_first",
                    models.DecimalField(decimal_places=2, max_digits=5, null=True),
                ),
                ("called_for_last", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                (
                    "wsas_first",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(null=True), default=list, size=None
                    ),
                ),
                (
                    "wsas_last",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(null=True), default=list, size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["received_on"], name="reporting_pathway_received"),
                    models.Index(
                        condition=models.Q(("ended_on__isnull", False)),
                        fields=["ended_on"],
                        include=(
                            *("team", "born_on", "received_on", "therapy_first_on"),
                            *("is_completed", "is_not_caseness", "is_improved", "is_recovered"),
                            *("is_reliably_recovered", "referral"),
                        ),
                        name="reporting_pathway_ended",
                    ),
                    models.Index(
                        condition=models.Q(("therapy_first_on__isnull", False)),
                        fields=["therapy_first_on"],
                        name="reporting_pathway_first",
                    ),
                    models.Index(
                        condition=models.Q(("therapy_second_on__isnull", False)),
                        fields=["therapy_second_on"],
                        name="reporting_pathway_second",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_BACK, migrations.RunSQL.noop),
    ]
