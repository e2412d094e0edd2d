"""For views: what was done, or why it was not, said on the page that follows."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from clinical.errors import Refused


@contextmanager
def telling(request: HttpRequest, done: str) -> Iterator[None]:
    """Do one thing: the next page says that it is done, or why it was refused."""
    try:
        yield
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
