"""What is sent to be brought in: one zip, or CSV files that are packed into one."""

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePath
from typing import IO, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from clinical.wording import count
from reporting.dataset.importer.details.columns import BY_NAME
from reporting.dataset.importer.runs import MOST_BYTES_OF_AN_UPLOAD, TOO_LARGE
from reporting.dataset.importer.sources import shown

MOST_MB = MOST_BYTES_OF_AN_UPLOAD // 1024**2
_MOST_FILES = 100
_LONGEST_NAME = 1_000
_ZIP = b"PK\x03\x04"
_SNIFFED = 4_096
_NO_TEXT = "One of the files is neither a zip nor text: save each table as CSV."


class _Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class _Files(forms.FileField):
    """One file or more; each is looked at by its first bytes, whatever its name says."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = (data if isinstance(data, list | tuple) else [data]) or [None]
        files: list[UploadedFile] = [super(_Files, self).clean(one, initial) for one in given]
        if len(files) > _MOST_FILES:
            raise forms.ValidationError(f"More than {_MOST_FILES} files: send them as one zip.")
        if sum(one.size or 0 for one in files) > MOST_BYTES_OF_AN_UPLOAD:
            raise forms.ValidationError(TOO_LARGE)
        zips = [one for one in files if _begins(one).startswith(_ZIP)]
        if zips and len(files) > 1:
            raise forms.ValidationError("Send a zip on its own; CSV files may come together.")
        if not zips and any(b"\0" in _begins(one) for one in files):
            raise forms.ValidationError(_NO_TEXT)
        return files


class SendForm(forms.Form):
    """The files, and whether they are only looked at."""

    upload = _Files(
        max_length=_LONGEST_NAME,
        widget=_Several,
        error_messages={
            "required": "Choose the files.",
            "empty": "One of the files is empty: leave it out, or save it again.",
            "invalid": "Choose the files.",
            "missing": "One of the files has no name. Choose it again.",
        },
    )
    how = forms.ChoiceField(
        choices=[("look", "Look first"), ("bring", "Bring them in")],
        error_messages={
            "required": "Say whether to look first.",
            "invalid_choice": "Choose one of the answers shown.",
        },
    )


@contextmanager
def packed(files: Sequence[UploadedFile]) -> Iterator[IO[bytes]]:
    """The zip that was sent, or one of the CSV files, gone when it is closed."""
    if _begins(files[0]).startswith(_ZIP):
        yield files[0]
        return
    with tempfile.TemporaryFile() as content:
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, one in enumerate(files):
                name = PurePath(one.name or f"{number}.csv").name
                with archive.open(name, "w") as member:
                    for chunk in one.chunks():
                        member.write(chunk)
        content.seek(0)
        yield content


def called(files: Sequence[UploadedFile]) -> str:
    """As it stands in the list of imports; of several, those that have a name of ours."""
    if len(files) == 1:
        return shown(files[0].name or "files.zip")
    names = sorted(PurePath(one.name or "").name for one in files)
    ours = [name for name in names if PurePath(name).stem.lower() in BY_NAME]
    return shown(", ".join([count(len(files), "file"), *ours]))


def _begins(file: UploadedFile) -> bytes:
    file.seek(0)
    found: bytes = file.read(_SNIFFED)
    file.seek(0)
    return found
