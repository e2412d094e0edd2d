"""The tables as they stand, made in one step: a new database needs none of the steps before."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.operations import (
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations, models

import referrals.models.patient
import referrals.models.referral

# unaccent is only stable: its dictionary could change. Ours does not, so an index may hold the result.
_SEARCHABLE_NAME = r"""
CREATE FUNCTION referrals_searchable_name(family text, given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT ' ' || regexp_replace(
    regexp_replace(lower(public.unaccent('public.unaccent', family || ' ' || given)), '[''’`]', '', 'g'),
    '[[:space:][:punct:]]+', ' ', 'g'
)
$$
"""


class Migration(migrations.Migration):
    replaces = [
        ("referrals", "0001_extensions"),
        ("referrals", "0002_patients_and_referrals"),
        ("referrals", "0003_searchable_names"),
        ("referrals", "0004_language_and_full_name"),
    ]

    initial = True

    dependencies = [
        ("staff", "0001_squashed_0004_when_pairs_meet"),
    ]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(_SEARCHABLE_NAME, "DROP FUNCTION referrals_searchable_name(text, text)"),
        migrations.CreateModel(
            name="Patient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nhs_number", models.CharField(max_length=10, null=True, unique=True)),
                ("title", models.CharField(blank=True, max_length=20)),
                ("given_name", models.CharField(max_length=80)),
                ("family_name", models.CharField(max_length=80)),
                ("date_of_birth", models.DateField()),
                (
                    "gender",
                    models.CharField(
                        choices=[
                            ("FEMALE", "Female"),
                            ("MALE", "Male"),
                            ("NON_BINARY", "Non-binary"),
                            ("OTHER", "Other"),
                            ("NOT_KNOWN", "Not known"),
                        ],
                        default="NOT_KNOWN",
                        max_length=20,
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("postcode", models.CharField(blank=True, max_length=8)),
                ("voicemail_ok", models.BooleanField(default=False)),
                ("text_ok", models.BooleanField(default=False)),
                ("email_ok", models.BooleanField(default=False)),
                ("letter_ok", models.BooleanField(default=False)),
                ("best_time", models.CharField(blank=True, max_length=60)),
                ("needs", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(default="en", max_length=10)),
                ("full_name_ok", models.BooleanField(default=False)),
                ("gp", models.CharField(blank=True, max_length=120)),
                ("share_with_gp", models.BooleanField(default=False)),
                ("employment", models.CharField(blank=True, max_length=120)),
                ("medication", models.CharField(blank=True, max_length=200)),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField()),
                (
                    "updated_by",
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
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Lower("family_name"),
                            name="text_pattern_ops",
                        ),
                        name="referrals_family_name",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            referrals.models.patient.SearchableName("family_name", "given_name"),
                            name="gin_trgm_ops",
                        ),
                        name="referrals_name_words",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("nhs_number__isnull", True),
                            ("nhs_number__regex", "^[0-9]{10}$"),
                            _connector="OR",
                        ),
                        name="referrals_nhs_number_is_ten_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("date_of_birth__gte", "1890-01-01"),
                            ("date_of_birth__lte", "2100-12-31"),
                        ),
                        name="referrals_birth_date_is_believable",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
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
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
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
                    "source",
                    models.CharField(
                        choices=[
                            ("SELF", "Self"),
                            ("GP", "GP practice"),
                            ("PRIMARY_CARE", "Other primary care"),
                            ("HOSPITAL", "Hospital or emergency department"),
                            ("MATERNITY", "Maternity or health visitor"),
                            ("VOLUNTARY", "Voluntary sector"),
                            ("SOCIAL_CARE", "Social care, education or housing"),
                            ("EMPLOYER", "Employer or occupational health"),
                            ("STEPPED_DOWN", "Stepped down from Step 3"),
                            ("OTHER_SERVICE", "Other Talking Therapies service"),
                            ("OTHER", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("received_on", models.DateField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "Received"),
                            ("WAITING", "Waiting"),
                            ("ALLOCATED", "Allocated"),
                            ("IN_TREATMENT", "In treatment"),
                            ("ENDED", "Ended"),
                        ],
                        default="RECEIVED",
                        max_length=20,
                    ),
                ),
                (
                    "carried_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("risk_open_since", models.DateTimeField(null=True)),
                ("problem_statement", models.TextField(blank=True)),
                ("goals", models.TextField(blank=True)),
                ("treatment", models.CharField(blank=True, max_length=80)),
                (
                    "usual_medium",
                    models.CharField(
                        choices=[
                            ("PHONE", "Phone"),
                            ("VIDEO", "Video"),
                            ("IN_PERSON", "In person"),
                            ("TEXT", "Text or chat"),
                            ("EMAIL", "Email"),
                            ("OTHER", "Other"),
                        ],
                        default="PHONE",
                        max_length=20,
                    ),
                ),
                ("planned_sessions", models.PositiveSmallIntegerField(default=6)),
                ("ended_on", models.DateField(null=True)),
                (
                    "end_code",
                    models.CharField(
                        blank=True,
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
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField()),
                (
                    "updated_by",
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
                    models.Index(fields=["team", "received_on"], name="referrals_team_received"),
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=["carried_by"],
                        name="referrals_open_by_carrier",
                    ),
                    models.Index(fields=["patient"], name="referrals_of_patient"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("end_code", ""),
                                ("ended_on__isnull", True),
                                models.Q(("status", "ENDED"), _negated=True),
                            ),
                            models.Q(
                                ("ended_on__isnull", False),
                                ("status", "ENDED"),
                                models.Q(("end_code", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="referrals_ended_has_date_and_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("ended_on__gte", models.F("received_on")),
                            _connector="OR",
                        ),
                        name="referrals_ends_not_before_received",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_sessions__gte", 1), ("planned_sessions__lte", 40)
                        ),
                        name="referrals_planned_sessions_believable",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferralStep",
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
                        related_name="steps",
                        to="referrals.referral",
                    ),
                ),
                (
                    "from_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("RECEIVED", "Received"),
                            ("WAITING", "Waiting"),
                            ("ALLOCATED", "Allocated"),
                            ("IN_TREATMENT", "In treatment"),
                            ("ENDED", "Ended"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "Received"),
                            ("WAITING", "Waiting"),
                            ("ALLOCATED", "Allocated"),
                            ("IN_TREATMENT", "In treatment"),
                            ("ENDED", "Ended"),
                        ],
                        max_length=20,
                    ),
                ),
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
                ("why", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["referral", "at"], name="referrals_steps_in_order")
                ],
            },
        ),
        migrations.CreateModel(
            name="NextStep",
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
                        related_name="next_steps",
                        to="referrals.referral",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("TRIAGE", "Triage"),
                            ("ALLOCATE", "Allocate"),
                            ("APPOINTMENT", "Appointment"),
                            ("RISK_ACTION", "Risk plan"),
                            ("BOOK", "Book an appointment"),
                            ("FOLLOW_UP", "Follow up a missed session"),
                            ("END_TREATMENT", "End treatment"),
                            ("OTHER", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("what", models.CharField(max_length=200)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_by", models.DateTimeField()),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=("referral",),
                        name="referrals_one_open_next_step",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProblemDescriptor",
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
                        related_name="problems",
                        to="referrals.referral",
                    ),
                ),
                (
                    "problem",
                    models.CharField(
                        choices=[
                            ("DEPRESSION", "Depressive episode"),
                            ("RECURRENT_DEPRESSION", "Recurrent depression"),
                            ("GENERALISED_ANXIETY", "Generalised anxiety disorder"),
                            ("MIXED_ANXIETY_DEPRESSION", "Mixed anxiety and depressive disorder"),
                            ("PANIC_DISORDER", "Panic disorder"),
                            ("AGORAPHOBIA", "Agoraphobia"),
                            ("SOCIAL_ANXIETY", "Social anxiety disorder"),
                            ("SPECIFIC_PHOBIA", "Specific phobia"),
                            ("OCD", "Obsessive compulsive disorder"),
                            ("PTSD", "Post-traumatic stress disorder"),
                            ("HEALTH_ANXIETY", "Health anxiety"),
                            ("BDD", "Body dysmorphic disorder"),
                            ("CHRONIC_FATIGUE", "Chronic fatigue syndrome"),
                            ("IRRITABLE_BOWEL", "Irritable bowel syndrome"),
                            (
                                "UNEXPLAINED_SYMPTOMS",
                                "Physical symptoms without a clear medical cause",
                            ),
                            ("OTHER_ANXIETY", "Other anxiety or stress-related problem"),
                            ("OTHER", "Other problem"),
                            ("NOT_RECORDED", "Not yet recorded"),
                        ],
                        max_length=40,
                    ),
                ),
                ("recorded_on", models.DateField()),
                (
                    "recorded_by",
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
                        fields=["referral", "recorded_on"], name="referrals_problem_in_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TimelineNote",
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
                        related_name="timeline_notes",
                        to="referrals.referral",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("REFERRAL", "Referral"),
                            ("CONTACT", "Contact"),
                            ("LETTER", "Letter"),
                            ("SUPERVISION", "Supervision"),
                            ("MESSAGE", "Message"),
                            ("CALL", "Call"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", models.CharField(blank=True, max_length=400)),
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
                "indexes": [
                    models.Index(fields=["referral", "at"], name="referrals_timeline_in_order")
                ],
            },
        ),
    ]
