"""Fills the trail's context for each request."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from audit import context


def fill_context(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request an id and its route pattern, for every entry written while it runs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        request.META["step2.request_id"] = request_id
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
