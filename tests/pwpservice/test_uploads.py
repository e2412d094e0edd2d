"""What is sent leaves nothing on a disk behind."""

import tempfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

_LARGE = b"somebody" * 400_000


def test_a_large_file_that_is_sent_has_no_name_on_any_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    request = RequestFactory().post("/", {"upload": SimpleUploadedFile("old.zip", _LARGE)})

    sent = request.FILES["upload"]

    assert (sent.name, sent.size, sent.read()) == ("old.zip", len(_LARGE), _LARGE)
    assert list(tmp_path.iterdir()) == []
    request.close()
    assert sent.closed
