"""Every measure with its numbers, for whoever works by them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from policy import measure_pages
from staff.decorators import requires
from staff.permissions import may
from staff.roles import Permission


@requires(Permission.SEE_TODAY, Permission.CHANGE_POLICY)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What each measure is, where its threshold stands, by which source and licence."""
    shown = {
        "rows": measure_pages.listed(now=timezone.now()),
        "may_change": may(request.user, Permission.CHANGE_POLICY),
    }
    return render(request, "policy/measures.html", shown)
