"""The sitemap and two more pages: H, a constant for anybody; U, one for the signed in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from pwpservice.urls import (  # noqa: F401 - Django looks for the handlers here
    handler400,
    handler403,
    handler404,
    handler500,
    urlpatterns,
)


@login_not_required
def anchor_h(_request: HttpRequest) -> HttpResponse:
    """A constant through the whole middleware stack."""
    return HttpResponse("H")


def anchor_u(request: HttpRequest) -> HttpResponse:
    """The same for somebody signed in: session, then user with roles and relations."""
    return HttpResponse(f"U{request.user.pk}")


urlpatterns = [*urlpatterns, path("bench/h", anchor_h), path("bench/u", anchor_u)]
