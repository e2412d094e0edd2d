"""What somebody sends and is too large for memory lies in a file without a name: should the process
be killed, the disk forgets it with it.
"""

import tempfile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler


class NamelessFileUploadHandler(TemporaryFileUploadHandler):
    """Django's own, which gives the file a name that stays behind."""

    file: UploadedFile  # type: ignore[assignment]  # Django gives it a name

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file that nobody else can open."""
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = UploadedFile(
            tempfile.TemporaryFile(),  # noqa: SIM115 - closed with the request
            self.file_name,
            self.content_type,
            0,
            self.charset,
            self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """Closed, it is gone."""
        if hasattr(self, "file"):
            self.file.close()
