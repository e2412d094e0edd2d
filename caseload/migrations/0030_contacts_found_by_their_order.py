"""Two indexes of contacts that others serve: of the referral, which is the beginning of the index
in order, and of the beginning of a reference, which nobody looks for.
"""

import django.db.models.deletion
from django.db import migrations, models

# Django adds it to every unique text; its name is the same in every database.
_LIKE = "caseload_carecontact_reference_2e462bb8_like"


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0029_open_people_in_two_indexes"),
        ("referrals", "0015_names_in_order"),
    ]

    operations = [
        migrations.AlterField(
            model_name="carecontact",
            name="referral",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="referrals.referral",
            ),
        ),
        migrations.RunSQL(
            f"DROP INDEX IF EXISTS {_LIKE}",
            f"CREATE INDEX {_LIKE} ON caseload_carecontact (reference varchar_pattern_ops)",
        ),
    ]
