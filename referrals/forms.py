"""What people type on the pages of referrals: checked for shape, never saved here."""

from django import forms


class FindForm(forms.Form):
    """A name, or an NHS number."""

    q = forms.CharField(
        label="Name or NHS number",
        required=False,
        max_length=100,
        help_text="Any part of the name in any order, at least 3 letters; or all ten digits.",
        widget=forms.TextInput(
            {"class": "nhsuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"max_length": "A name or an NHS number has 100 characters at most."},
    )
