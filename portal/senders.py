"""Systems that send referrals: which one a token names, how often it may ask, and all of them."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, F, Max, Q, QuerySet, Value, When

from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date
from portal.links import hash_of
from portal.models import ReferralSender
from referrals.models import ReferralSource
from staff.models import StaffMember

_BYTES = 32  # 256 bits
_COUNTED = timedelta(minutes=1)


def new_token() -> str:
    """Shown once to whoever makes it."""
    return secrets.token_urlsafe(_BYTES)


def find(token: str) -> ReferralSender | None:
    """Whose token this is; None for a forged one, and for one that was stopped."""
    return running().filter(token_hash=hash_of(token)).first() if token else None


def running() -> QuerySet[ReferralSender]:
    """Those that nobody has stopped."""
    return ReferralSender.objects.filter(stopped_at__isnull=True)


def may_ask(sender: ReferralSender, *, now: datetime, policy: Policy) -> bool:
    """Count a request; False for one too many in this minute. One statement, so that requests side
    by side are all counted.
    """
    is_over = Q(counted_since__isnull=True) | Q(counted_since__lte=now - _COUNTED)
    row = ReferralSender.objects.filter(pk=sender.pk)
    row.update(
        requests=Case(When(is_over, then=Value(1)), default=F("requests") + 1),
        counted_since=Case(When(is_over, then=Value(now)), default=F("counted_since")),
    )
    counted = row.values_list("requests", flat=True).get()
    return counted <= policy.sender_requests_a_minute


@dataclass(frozen=True, slots=True)
class Row:
    """One sender, as the page lists it."""

    pk: int
    name: str
    kind: str
    since: str
    sent: int
    last: str
    stopped: str


def read(*, now: datetime) -> tuple[Row, ...]:
    """Every sender, those that send first. One query."""
    on = local_date(now)
    found = ReferralSender.objects.select_related("made_by", "stopped_by").annotate(
        count=Count("sent"), last=Max("sent__received_at")
    )
    return tuple(
        Row(
            pk=one.pk,
            name=one.name,
            kind=ReferralSource(one.source).label,
            since=_said(wording.day_and_time(one.made_at, on), one.made_by),
            sent=one.count,
            last="" if one.last is None else wording.day_and_time(one.last, on),
            stopped=_said(wording.time_within(one.stopped_at, on), one.stopped_by)
            if one.stopped_at
            else "",
        )
        for one in found.order_by(F("stopped_at").desc(nulls_first=True), "name", "pk")
    )


def running_with(pk: int) -> ReferralSender | None:
    """One that nobody has stopped."""
    return running().filter(pk=pk).first()


def _said(when: str, by: StaffMember | None) -> str:
    return when if by is None else f"{when}, {by.full_name}"
