"""What people said about the service in the system that it moved in from."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0015_names_in_order"),
        ("reporting", "0006_hands_are_settled_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExperienceBroughtIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[("TREATMENT", "Treatment"), ("ASSESSMENT", "Assessment")],
                        max_length=20,
                    ),
                ),
                ("answers", models.JSONField()),
                ("at", models.DateTimeField()),
                ("brought_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="experiencebroughtin",
            name="referral",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="referrals.referral",
            ),
        ),
        migrations.AddIndex(
            model_name="experiencebroughtin",
            index=models.Index(fields=["at"], name="reporting_experience_at"),
        ),
        migrations.AddConstraint(
            model_name="experiencebroughtin",
            constraint=models.CheckConstraint(
                condition=models.Q(("answers", {}), _negated=True),
                name="reporting_experience_brought_in_says_something",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="experiencebroughtin",
            trigger=pgtrigger.compiler.Trigger(
                name="brought_experience_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="75114f445d1e72d329f82e7cc8b357a6ae48bc2f",
                    operation="DELETE",
                    pgid="pgtrigger_brought_experience_stays_6a87f",
                    table="reporting_experiencebroughtin",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="experiencebroughtin",
            trigger=pgtrigger.compiler.Trigger(
                name="brought_experience_is_fixed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL\n   OR to_jsonb(NEW) - 'withdrawn_at' IS DISTINCT FROM to_jsonb(OLD) - 'withdrawn_at' THEN\n    RAISE EXCEPTION 'What somebody said about the service is never changed: bring it in anew.';\nEND IF;\nRETURN NEW;\n",
                    hash="6d96a15b5b547382aaccd438d5bc42753d50959c",
                    operation="UPDATE",
                    pgid="pgtrigger_brought_experience_is_fixed_31bd4",
                    table="reporting_experiencebroughtin",
                    when="BEFORE",
                ),
            ),
        ),
    ]
