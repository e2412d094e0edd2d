"""Supervision: the smallest true meeting."""

from datetime import UTC, datetime

import factory

from supervision.models import SupervisionSession

_NOW = datetime(2026, 6, 9, 9, 24, tzinfo=UTC)


class SessionFactory(factory.django.DjangoModelFactory):
    """A meeting planned for 11:00 on the day of the tests, an hour long, not opened yet."""

    class Meta:
        model = SupervisionSession

    planned_on = factory.LazyAttribute(lambda made: made.starts_at.date())
    starts_at = datetime(2026, 6, 9, 10, tzinfo=UTC)
    minutes = 60
