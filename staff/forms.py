"""What a member of staff sets for their own account."""

from django import forms


class Shortcuts(forms.Form):
    """Single-key shortcuts, on or off; an unticked box is "off"."""

    shortcuts_on = forms.BooleanField(required=False)
