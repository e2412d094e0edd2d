"""Fills the trail's context for each request."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from structlog.contextvars import get_contextvars

from audit import context


def fill_context(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Every entry written while a request runs carries its route and the id its log lines have."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id = str(get_contextvars().get("request_id") or uuid.uuid4().hex)
        with context.running(
            context.Context(request_id=request_id, route=_route(request), source="page")
        ):
            return get_response(request)

    return middleware


def _route(request: HttpRequest) -> str:
    try:
        return f"{request.method} {resolve(request.path_info).route}"
    except Resolver404:
        return f"{request.method} (no such page)"
