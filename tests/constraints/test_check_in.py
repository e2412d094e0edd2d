"""The rules of check-ins and of agreeing to signs of overtime, each broken."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import InternalError, ProgrammingError, transaction

from supervision.models import CheckInWords, OvertimeAgreement, OvertimeShare
from tests.constraints.breaking import Break, ids, refused
from tests.factories.supervision import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(priya, sam, leah, now):
    session = SessionFactory(supervisor=sam, supervisee=priya)
    return SimpleNamespace(priya=priya, sam=sam, leah=leah, now=now, session=session)


def _words(w, **facts):
    given = {"supervisor": w.sam, "part": "WEIGHS", "updated_at": w.now, "updated_by": w.priya}
    return CheckInWords.objects.create(**{"session": w.session, "text": "Words"} | given | facts)


def _agreement(w, **facts):
    return OvertimeAgreement.objects.create(**{"staff": w.priya, "agreed_at": w.now} | facts)


def _share(w, **facts):
    given = {"staff": w.priya, "shared_with": w.sam, "shared_at": w.now}
    return OvertimeShare.objects.create(**given | facts)


BREAKS = [
    Break(
        "supervision_each_part_of_a_check_in_once",
        "written twice",
        lambda w: (_words(w), _words(w)),
    ),
    Break(
        "supervision_one_overtime_agreement_each",
        "agreed twice",
        lambda w: (_agreement(w), _agreement(w)),
    ),
    Break(
        "supervision_overtime_withdrawn_after_it_was_agreed",
        "before it was agreed",
        lambda w: _agreement(w, withdrawn_at=w.now - timedelta(days=1)),
    ),
    Break(
        "supervision_overtime_shared_once_with_each",
        "shown twice",
        lambda w: (_share(w), _share(w)),
    ),
    Break(
        "supervision_overtime_is_shared_with_somebody_else",
        "with oneself",
        lambda w: _share(w, shared_with=w.priya),
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken, world):
    refused(broken, world)


# The triggers: check_in_is_of_its_pair, check_in_never_deleted, overtime_agreement_never_deleted,
# withdrawn_agreement_is_fixed, overtime_share_never_deleted, withdrawn_share_is_fixed.
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda w: _words(w, supervisor=w.leah), id="for another supervisor"),
        pytest.param(lambda w: _words(w, updated_by=w.leah), id="by somebody else"),
        pytest.param(
            lambda w: (
                _signed(w),
                _words(w, updated_at=w.now + timedelta(minutes=1)),
            ),
            id="after signing",
        ),
        pytest.param(lambda w: _words(w).delete(), id="words deleted"),
        pytest.param(lambda w: _agreement(w).delete(), id="agreement deleted"),
        pytest.param(lambda w: _share(w).delete(), id="share deleted"),
        pytest.param(lambda w: _reopened(_agreement(w, withdrawn_at=w.now)), id="agreement back"),
        pytest.param(lambda w: _reopened(_share(w, withdrawn_at=w.now)), id="share back"),
    ],
)
def test_the_triggers_refuse(write, world):
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        write(world)


def test_what_was_written_before_signing_may_be_loaded_afterwards(world):
    _signed(world)

    _words(world)

    assert CheckInWords.objects.count() == 1


def _signed(w):
    type(w.session).objects.update(
        opened_at=w.now, opened_by=w.sam, signed_at=w.now, signed_by=w.sam
    )


def _reopened(row):
    row.withdrawn_at = None
    row.save()
