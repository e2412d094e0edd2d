"""Error pages: what happened, whether anything was saved, what to do now, and a number to quote."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from structlog.contextvars import get_contextvars

from portal import sorry


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read."""
    return _page(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not for this."""
    return _page(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is from before the last sign-in, or from another site."""
    return _page(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same page for "not yours" as for "does not exist"."""
    return _page(request, "404.html", status=404)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more was sent than any form here takes."""
    return _page(request, "413.html", status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake. Reads nothing: whatever broke may break again."""
    if sorry.is_theirs(request):
        return sorry.page(reference=request_id(), status=500)
    return HttpResponse(render_to_string("500.html", {"reference": request_id()}), status=500)


def request_id() -> str:
    """The number that finds this request in the logs; empty outside a request."""
    return str(get_contextvars().get("request_id", ""))


def _page(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    if sorry.is_theirs(request):
        return sorry.page(reference=request_id(), status=status)
    return render(request, template, {"reference": request_id()}, status=status)
