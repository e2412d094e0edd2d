"""The link by which somebody goes on with a self-referral that was begun for them."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.actions import begun as beginnings
from portal.forms import BirthDate
from portal.links import is_guessing, note_unknown
from portal.models.begun import MOST_TRIES
from portal.referring import begun, told
from portal.views.refer_door import Visit, by_anyone, keep_token


@require_http_methods(["GET", "POST"])
@by_anyone
def go_on(visit: Visit, begun_token: str) -> HttpResponse:
    """The birth date, and then the form with what is filled in already. It opens once."""
    found = begun.find(begun_token, now=visit.now)
    if found is None or is_guessing(visit.address, now=visit.now):
        if found is None and visit.request.method == "POST":
            note_unknown(visit.address, now=visit.now)
        return visit.page("closed", status=410, why="over", words="")
    form = BirthDate(visit.request.POST if visit.request.method == "POST" else None)
    if form.is_valid():
        opened = beginnings.open_begun(
            begun=found,
            birth_date=form.cleaned_data["birth_date"],
            address=visit.address,
            by=None,
            now=visit.now,
            policy=visit.policy,
        )
        if opened:
            return keep_token(visit.go(told.SAFE), opened, policy=visit.policy)
        found.refresh_from_db(fields=["wrong_birth_dates"])
        left = MOST_TRIES - found.wrong_birth_dates
        if left <= 0:
            return visit.page("closed", status=410, why="over", words="")
        form.add_error(None, _("That is not the date we have. Tries left: %(n)d.") % {"n": left})
    return visit.page("begun", status=422 if form.is_bound else 200, form=form)
