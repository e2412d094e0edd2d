"""A file of any size is read as a stream: a fifth of a gigabyte by itself, two gigabytes in truth
with `SIZE_OF_A_HUGE_FILE_MB=2048`. Memory is measured, and no time.
"""

import os
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from reporting.dataset import values
from reporting.dataset.importer import staging
from reporting.dataset.importer.sources import opened
from reporting.dataset.importer.staging import Place
from reporting.dataset.tables import TABLES
from tests.reporting.dataset.folder import month, write
from tests.reporting.dataset.importing import imported

_MB = 1024**2
_SIZE = int(os.environ.get("SIZE_OF_A_HUGE_FILE_MB", "200")) * _MB
# Some chunks of rows and what is remembered of their values; a file is as large as one likes.
_MOST_GROWTH = 48 * _MB
_PAGE = os.sysconf("SC_PAGE_SIZE")
_CONTACTS = next(table for table in TABLES if table.name == "IDS201CareContact")
_NAME = f"{_CONTACTS.name}.csv"
_ROWS_OF_A_MEGABYTE, _WIDE = 3_000, 30
pytestmark = pytest.mark.slow


def _resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE


def _megabytes() -> Iterator[bytes]:
    """The rows of contacts as a system writes them, each another; among them some with a word that
    is far too long, and another each time.
    """
    row = ",".join(
        {
            "CareContactId": "C%010d",
            "ServiceRequestId": "R%08d",
            "CareContDate": "2026-10-%02d",
            "CareContTime": "10:00:00",
            "PlannedCareContIndicator": "Y",
            "AttendOrDNACode": "5",
            "AppType": "02",
            "ConsMechanism": "02",
            "OrgIDComm": "%s",
        }.get(name, "")
        for name in _CONTACTS.columns
    )
    places = row.count("%")
    yield (",".join(_CONTACTS.columns) + "\n").encode()
    number = 0
    while True:
        lines = []
        for at in range(_ROWS_OF_A_MEGABYTE):
            number += 1
            long = f"{number:09d}" * 2_200 if at % (_ROWS_OF_A_MEGABYTE // _WIDE) == 0 else ""
            said = (number, number // 8, number % 28 + 1, long)
            lines.append(row % said[:places])
        yield ("\n".join(lines) + "\n").encode()


def _write_to(file, size: int) -> int:
    written = 0
    for megabyte in _megabytes():
        file.write(megabyte)
        written += len(megabyte)
        if written >= size:
            return written
    raise AssertionError


@pytest.fixture
def source(request, tmp_path):
    """The file in a folder, or in a zip."""
    if request.param == "folder":
        (tmp_path / "m").mkdir()
        with (tmp_path / "m" / _NAME).open("wb") as file:
            size = _write_to(file, _SIZE)
        return opened(tmp_path / "m"), size
    to = tmp_path / "months.zip"
    with (
        zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(_NAME, "w", force_zip64=True) as file,
    ):
        size = _write_to(file, _SIZE)
    return opened(to), size


def _read(source) -> SimpleNamespace:
    """Every chunk as it is staged, and by how much memory grew at most after the first."""
    (file,) = source.files
    place = Place(1, 0, SimpleNamespace(version="2.1", name="2026-10-01"), _CONTACTS, file)
    rows = most = before = 0
    for chunk in staging.chunks_of(place):
        rows += chunk.rows
        before = before or _resident()
        most = max(most, _resident() - before)
    return SimpleNamespace(rows=rows, growth=most)


@pytest.mark.parametrize("source", ["folder", "zip"], indirect=True)
def test_a_huge_file_is_read_in_memory_that_does_not_grow_with_it(source):
    source, size = source

    found = _read(source)

    assert size >= _SIZE
    assert found.rows >= _SIZE // _MB * _ROWS_OF_A_MEGABYTE // 2
    assert found.growth < _MOST_GROWTH


@pytest.mark.parametrize("source", ["folder"], indirect=True)
def test_twin_that_remembers_whatever_it_reads_grows_with_the_file(source, monkeypatch):
    monkeypatch.setattr(values, "LONGEST_REMEMBERED", 10**9)

    assert _read(source[0]).growth > _MOST_GROWTH


@pytest.mark.django_db
def test_a_bomb_that_says_it_is_small_is_unpacked_no_further_than_it_says(tmp_path, priya):
    """The list of the files in a zip may say anything: 200 MB of rows that are said to be 4,000."""
    folder = write(tmp_path / "m", month())
    (folder / _NAME).unlink()
    to = tmp_path / "months.zip"
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
        head = (",".join(_CONTACTS.columns) + "\n").encode()
        archive.writestr(_NAME, head + b"," * (200 * _MB))
    _say_it_is_small(to, 4_000)
    before = _resident()

    found = imported(to, by=priya)

    assert _resident() - before < _MOST_GROWTH
    assert (_NAME, 0, "", "REJ001") in found.said
    assert sorted(found.people) == ["P1", "P2"]


def _say_it_is_small(to: Path, size: int) -> None:
    content = bytearray(to.read_bytes())
    for signature, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.rindex(signature)
        content[at + place : at + place + 4] = struct.pack("<I", size)
    to.write_bytes(content)
