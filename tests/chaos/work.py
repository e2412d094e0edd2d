"""What the outbox hands over in this suite: an effect in the database, a message to a gateway."""

import time
from collections.abc import Callable
from datetime import datetime

from django.db import connection

from tests.chaos import places
from tests.chaos.strikes import taken


def effect(*, number: int, key: str, now: datetime) -> None:
    """A row of its own. No constraint counts it: once is the outbox's promise."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO chaos_effect (key, at) VALUES (%s, %s)", [key, now])


def message(*, number: int, key: str, now: datetime, tries: int) -> Callable[[], None]:
    """A gateway that knows each key, and sometimes does not answer, before or after it took it."""
    if taken("gateway_deaf"):
        _time_out()
    _accept(key)
    if taken("gateway_mute"):
        _time_out()
    return lambda: None


def _accept(key: str) -> None:
    try:
        (places.FOLDER / "gateway" / key).touch(exist_ok=False)
    except FileExistsError:
        if places.WITHOUT != "key_at_the_gateway":
            return
    places.put_down(places.delivered(), key)


def _time_out() -> None:
    time.sleep(0.2)
    raise TimeoutError
