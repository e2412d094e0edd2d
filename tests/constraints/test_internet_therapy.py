"""The rules of weeks of internet therapy and of how a person was seen, each broken once."""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import InternalError, transaction

from caseload.models import InternetTherapyLog, SeenAs
from tests.constraints.breaking import Break, ids, refused
from tests.factories.caseload import CareContactFactory

pytestmark = pytest.mark.django_db
_MONDAY = date(2026, 6, 1)


@pytest.fixture
def world(referral, priya, sam, now):
    return SimpleNamespace(referral=referral, priya=priya, sam=sam, now=now)


def _log(w, **facts):
    row = {
        "referral": w.referral,
        "started_on": _MONDAY,
        "ended_on": _MONDAY + timedelta(days=7),
        "programme": "Space from Worry",
        "minutes": 12,
        "pwp": w.priya,
        "form_key": uuid4(),
        "at": w.now,
        "by": w.priya,
    }
    return InternetTherapyLog.objects.create(**row | facts)


def _withdrawn(w):
    return {"withdrawn_at": w.now, "withdrawn_by": w.sam, "withdrawn_reason": "Typed twice"}


def _contact(w, **facts):
    return CareContactFactory(referral=w.referral, pwp=w.priya, **facts)


BREAKS = (
    Break("caseload_internet_log_is_of_a_week", "eight days",
          lambda w: _log(w, ended_on=_MONDAY + timedelta(days=8))),
    Break("caseload_internet_log_is_of_a_week", "an end before the start",
          lambda w: _log(w, ended_on=_MONDAY - timedelta(days=1))),
    Break("caseload_internet_log_names_its_programme", "no programme",
          lambda w: _log(w, programme="")),
    Break("caseload_internet_log_minutes_of_a_week", "more than anybody works",
          lambda w: _log(w, minutes=2401)),
    Break("caseload_internet_log_withdrawn_whole", "withdrawn without a reason",
          lambda w: _log(w, **_withdrawn(w) | {"withdrawn_reason": ""})),
    Break("caseload_internet_log_withdrawn_whole", "a reason though it stands",
          lambda w: _log(w, withdrawn_reason="Typed twice")),
    Break("caseload_internet_log_once", "the same week twice", lambda w: (_log(w), _log(w))),
    Break("caseload_only_a_group_is_counted", "participants of one person's session",
          lambda w: _contact(w, group_participants=8)),
    Break("caseload_only_a_group_is_counted", "a group of nobody",
          lambda w: _contact(w, format=SeenAs.GROUP, group_participants=0)),
    Break("caseload_only_a_group_is_counted", "a group that nobody leads",
          lambda w: _contact(w, format=SeenAs.GROUP, group_facilitators=0)),
)  # fmt: skip


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken, world):
    refused(broken, world)


def test_a_week_may_stand_again_once_the_first_is_withdrawn(world):
    _log(world, **_withdrawn(world))

    assert _log(world).withdrawn_at is None


def test_a_group_may_be_counted_and_its_numbers_may_be_unknown(world):
    _contact(world, format=SeenAs.GROUP, group_participants=12, group_facilitators=2)
    later = world.now + timedelta(days=1)

    assert _contact(world, starts_at=later, format=SeenAs.GROUP).group_participants is None


def test_a_log_is_withdrawn_once_and_otherwise_never_changed(world):
    row = InternetTherapyLog.objects.filter(pk=_log(world).pk)

    with pytest.raises(InternalError, match="never changed"), transaction.atomic():
        row.update(minutes=40)  # internet_log_is_fixed
    row.update(**_withdrawn(world))
    with pytest.raises(InternalError, match="never changed"), transaction.atomic():
        row.update(withdrawn_reason="Another")
    with pytest.raises(InternalError, match="internet_log_never_deleted"), transaction.atomic():
        row.delete()
