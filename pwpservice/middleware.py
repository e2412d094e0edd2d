"""What no package does: refuse characters no record can hold, keep answers out of caches."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import Resolver404, resolve

from pwpservice import errors

View = Callable[[HttpRequest], HttpResponse]

# PostgreSQL stores neither; no keyboard sends them.
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
# The largest letter that a service may allow, and what a form has around it.
_LARGEST_REQUEST = 21 * 1024 * 1024
_ESCAPED = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def refuse_unreadable_input(get_response: View) -> View:
    """Answer 400 when an address, a cookie, a form or JSON holds NUL or half a character pair."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _is_too_large(request):  # before a byte of it is written anywhere
            return errors.too_large(request)
        try:
            is_unreadable = any(map(_UNREADABLE.search, _texts(request)))
        except RequestDataTooBig:
            return errors.too_large(request)
        except UnreadablePostError:  # the sender went away half-way
            return errors.bad_request(request)
        return errors.bad_request(request) if is_unreadable else get_response(request)

    return middleware


def private_pages(get_response: View) -> View:
    """Nothing drawn for a person stays in a cache, or in the browser after signing out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if _signs_out(request):
            # Not "cookies": that empties the whole domain's, other systems' included. Ours is
            # deleted by Django, and the session on the server with it.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware


def _texts(request: HttpRequest) -> Iterator[str]:
    """Every piece of text a request can carry into a query."""
    yield request.path_info
    yield from request.COOKIES.values()
    for data in (request.GET, request.POST):
        for name, values in data.lists():
            yield name
            yield from values
    if request.content_type == "application/json":
        yield from _in_json(request.body)


def _in_json(body: bytes) -> Iterator[str]:
    """The texts of JSON that uses such escapes; broken JSON is the parser's affair."""
    if _ESCAPED.search(body):
        with suppress(ValueError, RecursionError):
            yield from _strings(json.loads(body))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        yield from _strings(list(value.values()))
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _is_too_large(request: HttpRequest) -> bool:
    """Larger than any letter; on pages for people without an account, than any form."""
    length = _length(request)
    is_file = length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return length > _LARGEST_REQUEST or (is_file and not _takes_files(request))


def _takes_files(request: HttpRequest) -> bool:
    """Only whoever has an account sends files."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return bool(getattr(view, "login_required", True))


def _length(request: HttpRequest) -> int:
    """What the sender says; without it, Django reads nothing."""
    said = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(said) if said.isascii() and said.isdigit() else 0


def _signs_out(request: HttpRequest) -> bool:
    match = request.resolver_match
    return request.method == "POST" and match is not None and match.url_name == "account_logout"
