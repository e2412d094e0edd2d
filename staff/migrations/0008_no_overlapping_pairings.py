"""One supervisor for somebody on a day, and one meeting for a supervisor at a time."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, IntegerRangeField, RangeOperators
from django.db import migrations, models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, ExtractHour, ExtractMinute

MEETS_FROM = Cast(ExtractHour("meets_at") * 60 + ExtractMinute("meets_at"), models.IntegerField())
MEETS = Func(
    MEETS_FROM, MEETS_FROM + F("minutes"), function="int4range", output_field=IntegerRangeField()
)
HOLDS = Func(
    F("starts_on"),
    F("ends_on"),
    Value("[]"),
    function="daterange",
    output_field=DateRangeField(),
)


class Migration(migrations.Migration):
    dependencies = [("staff", "0007_organisations_and_sites")]
    operations = [
        migrations.AddConstraint(
            model_name="supervisionpairing",
            constraint=ExclusionConstraint(
                name="staff_one_supervisor_at_a_time",
                expressions=[
                    ("supervisee", RangeOperators.EQUAL),
                    (HOLDS, RangeOperators.OVERLAPS),
                ],
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionpairing",
            constraint=ExclusionConstraint(
                name="staff_supervisor_meets_one_at_a_time",
                expressions=[
                    ("supervisor", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (MEETS, RangeOperators.OVERLAPS),
                    (HOLDS, RangeOperators.OVERLAPS),
                ],
                condition=Q(weekday__isnull=False),
            ),
        ),
    ]
