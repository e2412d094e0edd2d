"""Letters and scans on a record, their bytes, and who read them."""

import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import referrals.models.referral

_NEVER = "RAISE EXCEPTION 'pgtrigger: Cannot {} rows from % table', TG_TABLE_NAME;"


def _fixed(name, *, table, hash_, pgid):
    return pgtrigger.compiler.Trigger(
        name=name,
        sql=pgtrigger.compiler.UpsertTriggerSql(
            func=_NEVER.format("update or delete"),
            hash=hash_,
            operation="UPDATE OR DELETE",
            pgid=pgid,
            table=table,
            when="BEFORE",
        ),
    )


# Put in by their SQL: an AddTrigger each would have Django draw every model around theirs again.
_TRIGGERS = {
    "document": [
        pgtrigger.compiler.Trigger(
            name="document_never_deleted",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func=_NEVER.format("delete"),
                hash="40b0a7ae33227c2824fff284e701dd6c98ba85af",
                operation="DELETE",
                pgid="pgtrigger_document_never_deleted_9c1fb",
                table="caseload_document",
                when="BEFORE",
            ),
        ),
        pgtrigger.compiler.Trigger(
            name="document_never_rewritten",
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func="\nIF OLD.settled_at IS NOT NULL\n   OR (to_jsonb(NEW) - 'settled_at') IS DISTINCT FROM (to_jsonb(OLD) - 'settled_at') THEN\n    RAISE EXCEPTION 'A document is never changed: document_never_rewritten.';\nEND IF;\nRETURN NEW;\n",
                hash="2fe2882b9d7efb4da884d9b31e13b79cadcd411d",
                operation="UPDATE",
                pgid="pgtrigger_document_never_rewritten_11045",
                table="caseload_document",
                when="BEFORE",
            ),
        ),
    ],
    "content": [
        _fixed(
            "document_content_never_rewritten",
            table="caseload_documentcontent",
            hash_="50043631306b92030bf42d8866e05857376d2c12",
            pgid="pgtrigger_document_content_never_rewritten_4b17d",
        )
    ],
    "reading": [
        _fixed(
            "reading_never_rewritten",
            table="caseload_documentreading",
            hash_="cadd893713798c9fab8a8399d0dc5b0ba1e9a425",
            pgid="pgtrigger_reading_never_rewritten_8af30",
        )
    ],
    "withdrawal": [
        _fixed(
            "document_withdrawal_never_rewritten",
            table="caseload_documentwithdrawal",
            hash_="b1e5f1001f5396d61d5c5aa47a69572d6dd15d7a",
            pgid="pgtrigger_document_withdrawal_never_rewritten_bae88",
        )
    ],
}


def _person():
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def _its_document(name):
    return models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT,
        primary_key=True,
        related_name=name,
        serialize=False,
        to="caseload.document",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0019_order_set_aside_and_opt_in"),
        ("referrals", "0006_what_people_say_of_themselves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("GP_LETTER", "Letter from the GP"),
                            ("LETTER", "Letter from somebody else"),
                            ("QUESTIONNAIRE", "Scanned questionnaire"),
                            ("REPLY", "Reply to a letter of ours"),
                            ("OTHER", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("dated_on", models.DateField()),
                (
                    "file_kind",
                    models.CharField(
                        choices=[
                            ("PDF", "PDF"),
                            ("PNG", "PNG picture"),
                            ("JPEG", "JPEG picture"),
                        ],
                        max_length=10,
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                (
                    "mentions_harm",
                    models.CharField(
                        choices=[
                            ("NO", "No"),
                            ("YES", "Yes"),
                            ("CANNOT_TELL", "I cannot tell"),
                        ],
                        max_length=20,
                    ),
                ),
                ("attached_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("attached_by", _person()),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="referrals.referral",
                    ),
                ),
                (
                    "signal",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="document",
                        to="caseload.risksignal",
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["document"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=["attached_at"],
                        name="caseload_documents_unread",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mentions_harm", "NO"), ("signal__isnull", False), _connector="OR"
                        ),
                        name="caseload_worrying_document_has_its_signal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 1)), name="caseload_document_holds_bytes"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentContent",
            fields=[
                ("document", _its_document("content")),
                ("content", models.BinaryField()),
            ],
            options={"triggers": _TRIGGERS["content"]},
        ),
        migrations.CreateModel(
            name="DocumentReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", _person()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="caseload.document",
                    ),
                ),
            ],
            options={
                "triggers": _TRIGGERS["reading"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "by"), name="caseload_one_reading_per_reader"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentWithdrawal",
            fields=[
                ("document", _its_document("withdrawal")),
                ("why", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("by", _person()),
            ],
            options={
                "triggers": _TRIGGERS["withdrawal"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True),
                        name="caseload_withdrawn_document_says_why",
                    )
                ],
            },
        ),
        *(
            migrations.RunSQL(one.install_sql, one.uninstall_sql)
            for some in _TRIGGERS.values()
            for one in some
        ),
    ]
