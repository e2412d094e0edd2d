"""The error page of patients: drawn without database or request, because either may be broken."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from portal import spoken
from portal.questionnaire import help as help_page

# Where people without an account are.
_THEIRS = ("/q/", "/a/", "/refer/")


def is_theirs(request: HttpRequest) -> bool:
    """Somebody who reads this page is a patient."""
    return request.path.startswith(_THEIRS)


def page(*, reference: str, status: int) -> HttpResponse:
    """What was saved, what to do now, and who can be reached."""
    context = {
        "help": help_page.usual(),
        "spoken": spoken.of(spoken.ENGLISH),
        "reference": reference,
    }
    response = HttpResponse(render_to_string("portal/sorry.html", context), status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
