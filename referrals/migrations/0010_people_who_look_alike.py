import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Greatest, Least, Replace, Right, Upper

from referrals.models.patient import DigitsOfPhone


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0009_triage_and_signposting"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LookAlike",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("why", models.CharField(max_length=200)),
                ("found_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SOMEBODY_ELSE", "Somebody else"),
                            ("SAME_PERSON", "The same person"),
                        ],
                        max_length=20,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looked_like",
                        to="referrals.patient",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="look_alikes",
                        to="referrals.patient",
                    ),
                ),
                (
                    "settled_by",
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
                        Least("patient", "other"),
                        Greatest("patient", "other"),
                        name="referrals_two_people_look_alike_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("patient", models.F("other")), _negated=True),
                        name="referrals_nobody_looks_like_themselves",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", ""),
                                ("settled_at__isnull", True),
                                ("settled_by__isnull", True),
                            ),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="referrals_look_alike_settled_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferringOrganisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("is_surgery", models.BooleanField()),
                ("first_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["name", "is_surgery"], name="referrals_one_organisation_of_a_name"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="patient",
            name="alike",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="patient",
            name="may_be_known",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(fields=["date_of_birth"], name="referrals_birth_date"),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(
                Right(DigitsOfPhone("phone"), 9),
                condition=models.Q(("phone", ""), _negated=True),
                name="referrals_phone_digits",
            ),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(
                Upper(Replace("postcode", models.Value(" "), models.Value(""))),
                condition=models.Q(("postcode", ""), _negated=True),
                name="referrals_postcode_alone",
            ),
        ),
        migrations.AlterField(
            model_name="referral",
            name="source",
            field=models.CharField(
                choices=[
                    ("SELF", "Self"),
                    ("CARER", "Carer or relative"),
                    ("GP", "GP practice"),
                    ("PRIMARY_CARE", "Other primary care"),
                    ("HOSPITAL", "Hospital or emergency department"),
                    ("MATERNITY", "Maternity or health visitor"),
                    ("VOLUNTARY", "Voluntary sector"),
                    ("SOCIAL_CARE", "Social care, education or housing"),
                    ("INDEPENDENT", "Independent sector"),
                    ("JUSTICE", "Police, courts, probation or prison"),
                    ("JOBCENTRE", "Jobcentre Plus"),
                    ("EMPLOYER", "Employer or occupational health"),
                    ("CHILD_HEALTH", "Child and adolescent mental health"),
                    ("INTERNAL", "Another part of this organisation"),
                    ("STEPPED_DOWN", "Stepped down from Step 3"),
                    ("OTHER_SERVICE", "Other Talking Therapies service"),
                    ("OTHER", "Other"),
                ],
                max_length=20,
            ),
        ),
    ]
