"""The two of a meeting write the same part of their check-in at once: neither text vanishes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError
from unittest.mock import patch

import pytest
from django.db import connection

from clinical.errors import Refused
from supervision.actions import check_in
from supervision.actions.check_in import Written, keep_words
from supervision.models import CheckInPart, CheckInWords
from tests.factories.supervision import SessionFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def together(priya, sam, now):
    """Both write over the same version, each having read before the other writes, if they can."""
    session = SessionFactory(supervisor=sam, supervisee=priya)
    first = {CheckInPart.WEIGHS: Written("The rota.", over=0)}
    keep_words(
        session=session, with_supervisor=session.supervisor_id, written=first, by=priya, now=now
    )
    both, keep = Barrier(2), check_in._keep  # noqa: SLF001 - where both have read

    def once_both_have_read(*given, **more):
        try:
            both.wait(timeout=1)
        except BrokenBarrierError:
            """The other waits for this one: that is the guard."""
        keep(*given, **more)

    def write(person):
        words = {CheckInPart.WEIGHS: Written(f"By {person.given_name}", over=1)}
        try:
            keep_words(
                session=session,
                with_supervisor=session.supervisor_id,
                written=words,
                by=person,
                now=now,
            )
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "kept"

    def race():
        with patch.object(check_in, "_keep", once_both_have_read), ThreadPoolExecutor(2) as pool:
            return sorted(pool.map(write, (priya, sam)))

    return race


def test_one_is_kept_and_the_other_told(together):
    assert together() == ["kept", "refused"]
    assert CheckInWords.objects.get().version == 2


def test_twin_that_holds_nothing_loses_one(together):
    with patch.object(check_in, "_held", lambda session: session):
        assert together() == ["kept", "kept"]
    assert CheckInWords.objects.get().version == 2
