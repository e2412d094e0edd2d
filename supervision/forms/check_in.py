"""What two people write in their check-in, each part over what its writer had before them."""

import hashlib
from collections.abc import Mapping

from django import forms

from supervision.actions.check_in import Written
from supervision.models import CheckInPart, CheckInWords

_LONGEST = 1000
AT_THE_START = (CheckInPart.WEIGHS, CheckInPart.WENT_WELL, CheckInPart.AGREED)
TO_CLOSE = (CheckInPart.HELPED, CheckInPart.TO_CHANGE)
_ROWS = 3


class CheckInForm(forms.Form):
    """Every part in one form. A part nobody touched is not written again, so that two people may
    write different parts at the same time.
    """

    def __init__(
        self,
        posted: Mapping[str, str] | None = None,
        *,
        words: Mapping[str, CheckInWords],
        supervisor_id: int,
    ) -> None:
        super().__init__(posted)
        self.fields["with_supervisor"] = forms.IntegerField(
            initial=supervisor_id, widget=forms.HiddenInput
        )
        for part in CheckInPart:
            self._add(part, words.get(part.value))

    @property
    def at_the_start(self) -> list[forms.BoundField]:
        """The first five minutes."""
        return [self[_name(part)] for part in AT_THE_START]

    @property
    def to_close(self) -> list[forms.BoundField]:
        """The last two."""
        return [self[_name(part)] for part in TO_CLOSE]

    @property
    def behind(self) -> list[forms.BoundField]:
        """Whom it is typed for, and what each part was written over: hidden."""
        over = [self[f"{_name(part)}_{what}"] for part in CheckInPart for what in ("over", "was")]
        return [self["with_supervisor"], *over]

    def clean(self) -> dict[str, object]:
        """A browser ends lines in its own way; that alone is no change."""
        for part in CheckInPart:
            text = self.cleaned_data.get(_name(part), "")
            self.cleaned_data[_name(part)] = text.replace("\r\n", "\n")
        return self.cleaned_data

    def written(self) -> dict[CheckInPart, Written]:
        """The parts that somebody touched."""
        given = self.cleaned_data
        return {
            part: Written(given[_name(part)], over=given[f"{_name(part)}_over"] or 0)
            for part in CheckInPart
            if _mark(given[_name(part)]) != given[f"{_name(part)}_was"]
        }

    def look_again(self, name: str, *, theirs: CheckInWords) -> None:
        """Somebody else wrote here meanwhile: what was typed stays, and is saved over theirs next,
        once its writer has seen it.
        """
        data = dict(self.data.items())
        data[f"{name}_over"] = str(theirs.version)
        data[f"{name}_was"] = _mark(theirs.text)
        self.data = data

    def start_again(self, *, words: Mapping[str, CheckInWords], supervisor_id: int) -> None:
        """The meeting is with somebody else: what was typed stays to be kept or taken out, and what
        the page held of the pair before is gone from it.
        """
        touched = self.written()
        data: dict[str, object] = {"with_supervisor": supervisor_id}
        for part in CheckInPart:
            standing = words.get(part.value)
            text = standing.text if standing else ""
            data[_name(part)] = touched[part].text if part in touched else text
            data[f"{_name(part)}_over"] = standing.version if standing else 0
            data[f"{_name(part)}_was"] = _mark(text)
        self.data = data

    def _add(self, part: CheckInPart, standing: CheckInWords | None) -> None:
        name, text = _name(part), standing.text if standing else ""
        self.fields[name] = forms.CharField(
            label=part.label,
            required=False,
            initial=text,
            max_length=_LONGEST,
            widget=forms.Textarea(
                {"rows": _ROWS if part in AT_THE_START else 1, "autocomplete": "off"}
            ),
            error_messages={
                "max_length": f"{part.label}: {_LONGEST} characters at most. This has "
                "%(show_value)s. Shorten it; nothing was cut off."
            },
        )
        over = forms.IntegerField(
            required=False,
            initial=standing.version if standing else 0,
            widget=forms.HiddenInput,
        )
        was = forms.CharField(required=False, initial=_mark(text), widget=forms.HiddenInput)
        self.fields[f"{name}_over"], self.fields[f"{name}_was"] = over, was


def _name(part: CheckInPart) -> str:
    return part.value.lower()


def _mark(text: str) -> str:
    """Tells one text from another, without holding it twice on the page."""
    return hashlib.blake2s(text.strip().encode(), digest_size=8).hexdigest()
