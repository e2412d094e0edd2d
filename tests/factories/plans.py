"""Job plans of the people of the tests."""

from datetime import UTC, date, datetime, time

import factory
from factory.django import DjangoModelFactory

from staff.models import JobPlan


class JobPlanFactory(DjangoModelFactory):
    """A full week of days, 25 appointments."""

    class Meta:
        model = JobPlan

    starts_on = date(2026, 1, 5)
    weekdays = factory.LazyFunction(lambda: [0, 1, 2, 3, 4])
    begins_at = time(9)
    ends_at = time(17)
    hours_a_week = 37.5
    slots_a_week = 25
    set_at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    set_by = factory.SelfAttribute("staff")
