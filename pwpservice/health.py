"""Is this web process alive, and is the service ready? For ./run, the proxy and monitoring."""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError, OperationalError

from jobs import runs
from pwpservice.celery import app

STALE_AFTER = timedelta(minutes=10)
NIGHT_STALE_AFTER = timedelta(hours=26)
_started = time.monotonic()


@login_not_required
@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """This process answers; nothing else is asked."""
    return JsonResponse({"status": "alive"})


@login_not_required
@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Database and broker answer, and background work is being done; 503 otherwise."""
    found = {
        "database": _database(),
        "broker": _broker(),
        "background": _background(now=timezone.now()),  # noqa: TID251 - a view: the edge
    }
    is_ready = not {"away", "stale"} & set(found.values())
    found["status"] = "ready" if is_ready else "not ready"
    if settings.RUN_TOKEN:  # by this ./run knows its own web server
        found["run"] = settings.RUN_TOKEN
    return JsonResponse(found, status=200 if is_ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "away"
    return "ok"


def _broker() -> str:
    try:
        with app.connection_for_write() as broker:
            broker.default_channel.client.ping()
    except (KombuError, OperationalError, OSError):
        return "away"
    return "ok"


def _background(*, now: datetime) -> str:
    """`starting` while this web process is young: beat and workers may just be starting too."""
    try:
        is_fresh = _all_fresh(now=now)
    except DatabaseError:
        return "away"
    if is_fresh:
        return "ok"
    return "starting" if time.monotonic() - _started < STALE_AFTER.total_seconds() else "stale"


def _all_fresh(*, now: datetime) -> bool:
    """Everything that is watched was heard of in time, the night's work too (safety S-B6)."""
    heard = runs.heard(now=now)
    often = dict.fromkeys(runs.WATCHED, STALE_AFTER)
    limits = often | dict.fromkeys(runs.NIGHTLY, NIGHT_STALE_AFTER)
    return all(name in heard and now - heard[name] < limit for name, limit in limits.items())
