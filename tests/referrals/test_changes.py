"""The one callback: whoever changes a summarised fact says so; several are made true once."""

from collections.abc import Iterable
from datetime import datetime

import pytest

from referrals import changes


@pytest.fixture
def refreshed(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """Each call of the function that settings name."""
    calls: list[set[int]] = []

    def note(referral_ids: Iterable[int], *, now: datetime | None = None) -> None:  # noqa: ARG001 - as its caller gives it
        calls.append(set(referral_ids))

    monkeypatch.setattr(changes, "_refresh", lambda: note)
    return calls


def test_a_change_is_made_true_at_once(refreshed: list[set[int]]) -> None:
    changes.changed([1, 2])

    assert refreshed == [{1, 2}]


def test_held_changes_are_made_true_once_at_the_end(refreshed: list[set[int]]) -> None:
    with changes.held():
        changes.changed([1])
        with changes.held():
            changes.changed([2])
        changes.changed([1])
        assert refreshed == []

    assert refreshed == [{1, 2}]


def test_whoever_holds_may_say_that_it_is_done(refreshed: list[set[int]]) -> None:
    with changes.held() as waiting:
        changes.changed([1])
        waiting.clear()

    assert refreshed == []


def test_nothing_is_made_true_of_work_that_was_given_up(refreshed: list[set[int]]) -> None:
    with pytest.raises(ZeroDivisionError), changes.held():  # noqa: PT012 - one piece of work
        changes.changed([1])
        raise ZeroDivisionError

    assert refreshed == []
