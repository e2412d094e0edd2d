"""The words that will open an offline copy, and one's own password before it is made."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from staff.models import StaffMember
from supervision.offline.sealed import SHORTEST_WORDS

_NEW = {"autocomplete": "new-password", "spellcheck": "false"}


class OfflineCopyForm(forms.Form):
    """Whoever takes patients' details out of the system shows once more who they are."""

    words = forms.CharField(
        label="Words that will open the copy",
        help_text=f"At least {SHORTEST_WORDS} characters, and not your password. "
        "Nobody can read the copy without them, and nobody can find them for you.",
        min_length=SHORTEST_WORDS,
        max_length=200,
        widget=forms.PasswordInput(_NEW),
        error_messages={
            "required": "Choose the words that will open the copy.",
            "min_length": f"The words need at least {SHORTEST_WORDS} characters.",
            "max_length": "The words may have 200 characters at most.",
        },
    )
    again = forms.CharField(
        label="The same words again",
        max_length=200,
        widget=forms.PasswordInput(_NEW),
        error_messages={"required": "Type the words a second time."},
    )
    password = forms.CharField(
        label="Your password",
        help_text="The one you sign in with.",
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": "Type the password you sign in with."},
    )

    def __init__(self, *args: Any, request: HttpRequest, member: StaffMember) -> None:
        super().__init__(*args)
        self._request, self._member = request, member

    def clean(self) -> dict[str, Any]:
        """Both words alike, none of them the password, and the password right: guesses at it are
        counted as at the sign-in page.
        """
        given = super().clean() or {}
        words, again, password = (given.get(one) for one in ("words", "again", "password"))
        if words and again and words != again:
            self.add_error("again", "These are other words. Type the same ones twice.")
        if words and words == password:
            self.add_error("words", "Choose other words than your password.")
        if password and not self._is_right(password):
            self.add_error("password", "That is not your password.")
        return given

    def _is_right(self, password: str) -> bool:
        found = authenticate(self._request, username=self._member.username, password=password)
        return found is not None and found.pk == self._member.pk
