"""A password given again before what safety S-S1 names. Within a few minutes it is asked once,
whatever it was asked for; signing in is not enough.

In a form of ours it is asked there, when it turns out to be needed: what was typed stays where
it was, and is kept nowhere else meanwhile.
"""

from typing import cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from clinical.errors import Refused
from staff.models import StaffMember

_LONGEST = 200


def is_confirmed(request: HttpRequest) -> bool:
    """Whether this session's password was given again within the last few minutes."""
    return not reauthentication.is_reauthentication_required(request, app="account")


def asked_first(request: HttpRequest) -> HttpResponse | None:
    """For a page that is not ours: the way to the page that asks, with the way back; None where it
    is not needed. What was sent too late is done once the password is given, but for what holds a
    password itself: that is typed again, and stands nowhere meanwhile.
    """
    if is_confirmed(request):
        return None
    if request.method == "POST" and not any("password" in name for name in request.POST):
        raise ReauthenticationRequired
    back = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return redirect(f"{reverse('account_reauthenticate')}?{back}")


class ConfirmingForm(forms.Form):
    """A form of which some answers need the password. It is drawn once `asks` is true: no answer
    is wrong then, one more is needed.
    """

    password = forms.CharField(
        label="Your password",
        required=False,
        strip=False,
        max_length=_LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    asks = False

    def confirms(self, request: HttpRequest) -> bool:
        """Whether it is they, now or a moment ago. A wrong password stands beside its field, and
        counts towards the lock of the account.
        """
        if is_confirmed(request):
            return True
        given = self.cleaned_data.get("password", "")
        if given and get_adapter().reauthenticate(cast(StaffMember, request.user), given):
            reauthentication.reauthenticate_by_password(request)
            return True
        if given:
            self.asks = True
            self.add_error("password", "This is not your password. What you wrote is still here.")
        return False

    def say(self, refusal: Refused) -> None:
        """Beside its field why it could not be done; only the password missing, ask for it."""
        if refusal.field == "password":
            self.asks = True
        else:
            self.add_error(refusal.field, str(refusal))
