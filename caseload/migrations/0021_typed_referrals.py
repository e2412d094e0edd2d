import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

_FUNC = "RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;"


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0020_documents"),
        ("referrals", "0010_people_who_look_alike"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TypedReferral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form_key", models.UUIDField(unique=True)),
                ("digest", models.CharField(max_length=64)),
                (
                    "came_by",
                    models.CharField(
                        choices=[
                            ("LETTER", "Letter"),
                            ("EMAIL", "Email or electronic form"),
                            ("PHONE", "By phone"),
                            ("AT_THE_DESK", "In person, at the desk"),
                        ],
                        max_length=20,
                    ),
                ),
                ("referrer", models.CharField(blank=True, max_length=120)),
                ("organisation", models.CharField(blank=True, max_length=120)),
                ("problem", models.TextField()),
                (
                    "mentions_harm",
                    models.CharField(
                        choices=[("NO", "No"), ("YES", "Yes"), ("CANNOT_TELL", "I cannot tell")],
                        max_length=20,
                    ),
                ),
                ("words_mention_harm", models.BooleanField()),
                ("was_known", models.BooleanField()),
                ("typed_at", models.DateTimeField()),
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="typed",
                        to="referrals.referral",
                    ),
                ),
                (
                    "signal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="caseload.risksignal",
                    ),
                ),
                (
                    "typed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mentions_harm", "NO"), ("words_mention_harm", False)),
                            ("signal__isnull", False),
                            _connector="OR",
                        ),
                        name="caseload_worrying_letter_has_its_signal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("problem", ""), _negated=True),
                        name="caseload_typed_referral_says_something",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="typedreferral",
            trigger=pgtrigger.compiler.Trigger(
                name="typed_referral_never_rewritten",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func=_FUNC,
                    hash="0028b4c4e5299c81657fe87f8b70ecf6ae64f4e2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_typed_referral_never_rewritten_bc345",
                    table="caseload_typedreferral",
                    when="BEFORE",
                ),
            ),
        ),
    ]
