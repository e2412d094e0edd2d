"""The one callback of the house: whoever changes a summarised fact says so, in the same transaction."""

from collections.abc import Iterable
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


class Refresh(Protocol):
    """What settings.REFERRAL_CHANGED names."""

    def __call__(self, referral_ids: Iterable[int]) -> None: ...


@cache
def _refresh() -> Refresh:
    return cast(Refresh, import_string(settings.REFERRAL_CHANGED))


def changed(referral_ids: Iterable[int]) -> None:
    """A fact of these referrals changed; their summaries are made true before the transaction ends."""
    _refresh()(referral_ids)
