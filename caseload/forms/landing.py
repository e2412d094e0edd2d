"""Where somebody lands, chosen from their own pages and from nothing else."""

from collections.abc import Sequence

from django import forms


class LandingForm(forms.Form):
    """One of one's own pages."""

    landing = forms.ChoiceField(
        label="After signing in, open",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the pages shown."},
    )

    def __init__(self, *args: object, pages: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["landing"].choices = [  # type: ignore[attr-defined]
            ("", "What my role lands on"),
            *pages,
        ]
