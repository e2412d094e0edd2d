"""The files of a folder or of a zip, under one face. A zip is never unpacked: its members are read
one by one as streams, and those that could do harm are not read at all.
"""

import io
import os
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, TextIO

from reporting.dataset.importer import limits
from reporting.dataset.importer.bundles import LeftOut

_ENCRYPTED = 0x1
# Of these no more is unpacked than is asked for. A few bytes of others become gigabytes at once.
_PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_NO_ZIP = (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, struct.error)


class NothingToRead(ValueError):  # noqa: N818 - the name says what is wrong
    """What was given is no folder and no zip that can be opened; the words say what to do."""


class _Text(io.TextIOWrapper):
    """Line by line, and no line without end."""

    def __next__(self) -> str:  # type: ignore[override]  # text, as of its base
        line = self.readline(limits.LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) == limits.LONGEST_LINE:
            raise OSError("A line is too long for any table.")
        return line


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file by its name within the source, `2026-09/IDS101Referral.csv`."""

    name: str
    size: int
    stamp: str
    path: Path | zipfile.ZipInfo
    archive: zipfile.ZipFile | None = None

    @property
    def folder(self) -> str:
        """Where it lies, empty for the top."""
        parent = str(PurePosixPath(self.name).parent)
        return "" if parent == "." else parent

    @property
    def stem(self) -> str:
        """Its own name in lower case, without its ending."""
        return PurePosixPath(self.name).stem.lower()

    @property
    def ending(self) -> str:
        """`.csv`"""
        return PurePosixPath(self.name).suffix.lower()

    def open(self, *, encoding: str, errors: str, newline: str) -> TextIO:
        """As text, to be read from its beginning. A line that is too long is an OSError."""
        if self.archive is not None:
            return _Text(self.archive.open(self.name_within), encoding, errors, newline)
        return _Text(Path(str(self.path)).open("rb"), encoding, errors, newline)

    @property
    def name_within(self) -> zipfile.ZipInfo:
        """The member of the zip."""
        if not isinstance(self.path, zipfile.ZipInfo):
            raise TypeError(self.name)
        return self.path


@dataclass(frozen=True, slots=True)
class Source:
    """All files that may be read, what may not, and by what this source is known again."""

    name: str
    files: tuple[SourceFile, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def fingerprint(self) -> str:
        """Of names, sizes and stamps, so that nothing need be read for it."""
        said = "\n".join(f"{one.name}\t{one.size}\t{one.stamp}" for one in self.files)
        return sha256(said.encode("utf-8", "surrogateescape")).hexdigest()


def read_by_itself(files: Iterable[SourceFile]) -> None:
    """Let this process read them at its own pace: a zip that was opened before it was begun has one
    place in common with all others.
    """
    for archive in {id(one.archive): one.archive for one in files if one.archive}.values():
        if archive.filename:
            archive.fp = Path(archive.filename).open("rb")  # noqa: SIM115 - as long as the archive


def opened(path: Path) -> Source:
    """The source at this place. Raises NothingToRead."""
    if path.is_dir():
        try:
            return _folder(path)
        except OSError as broken:
            raise NothingToRead(f"{path.name} cannot be read: look whose it is.") from broken
    if not path.is_file():
        raise NothingToRead(f"There is no {path.name or path}: name a folder or a zip.")
    return opened_zip(path.name, path)


def opened_zip(name: str, file: Path | IO[bytes]) -> Source:
    """The same of a zip that lies anywhere. Raises NothingToRead."""
    why = f"{shown(name)} is no zip, or breaks off: name a folder, or make the zip again."
    try:
        archive = zipfile.ZipFile(file)
    except _NO_ZIP as broken:
        raise NothingToRead(why) from broken
    # Members that share their bytes would unpack the same again and again.
    if sum(one.compress_size for one in archive.infolist()) > archive.start_dir:
        raise NothingToRead(why)
    return _zip(name, archive)


def _folder(path: Path) -> Source:
    files: list[SourceFile] = []
    left_out: list[LeftOut] = []
    root = path.resolve()
    for found in _walk(root, depth=0):
        name = found.relative_to(root).as_posix()
        size = found.stat().st_size
        if why := _refused(name, size) or _links_away(found, root):
            left_out.append(_file(name, why))
        else:
            files.append(SourceFile(name, size, str(found.stat().st_mtime_ns), found))
    return _bounded(path.name or root.name, files, left_out)


def _walk(folder: Path, *, depth: int) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_file():
            yield Path(entry.path)
        elif entry.is_dir(follow_symlinks=False) and depth < limits.DEEPEST:
            yield from _walk(Path(entry.path), depth=depth + 1)


def _links_away(path: Path, root: Path) -> str:
    if path.resolve().is_relative_to(root):
        return ""
    return "It points outside the folder: put the file itself there."


def _zip(name: str, archive: zipfile.ZipFile) -> Source:
    files: list[SourceFile] = []
    left_out: list[LeftOut] = []
    members = archive.infolist()
    if len(members) > limits.MOST_MEMBERS:
        raise NothingToRead(f"{name} holds more than {limits.MOST_MEMBERS:,} files: split it.")
    for member in members:
        if member.is_dir():
            continue
        if why := _refused(member.filename, member.file_size) or _member(member):
            left_out.append(_file(member.filename, why))
        else:
            stamp = f"{member.CRC:08x}"
            files.append(SourceFile(member.filename, member.file_size, stamp, member, archive))
    return _bounded(name, sorted(files, key=lambda one: one.name), left_out)


def _member(member: zipfile.ZipInfo) -> str:
    if member.flag_bits & _ENCRYPTED:
        return "It is locked with a password: make the zip without one."
    if member.compress_type not in _PACKED:
        return "It is packed as few can unpack it: make the zip again, or several smaller ones."
    parts = PurePosixPath(member.filename.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in member.filename:
        return "Its name points outside the zip: make the zip again."
    if len(parts.parts) > limits.DEEPEST + 1:
        return "It lies too deep: one folder a month is enough."
    if (
        member.file_size > limits.RATIO_COUNTS_FROM
        and member.file_size > limits.MOST_RATIO * member.compress_size
    ):
        return f"It would unpack to more than {limits.MOST_RATIO} times its size: no table does."
    return ""


def _refused(name: str, size: int) -> str:
    """What holds for a file of a folder and of a zip."""
    if name.lower().endswith(".zip"):
        return "A zip within: unpack it beside the others."
    if size > limits.MOST_BYTES_OF_A_FILE:
        return f"Larger than {limits.MOST_BYTES_OF_A_FILE // 1024**3} GB: split it by month."
    return ""


def _bounded(name: str, files: list[SourceFile], left_out: list[LeftOut]) -> Source:
    if len(files) > limits.MOST_MEMBERS:
        raise NothingToRead(f"{name} holds more than {limits.MOST_MEMBERS:,} files: split it.")
    if sum(one.size for one in files) > limits.MOST_BYTES_IN_ALL:
        most = limits.MOST_BYTES_IN_ALL // 1024**3
        raise NothingToRead(f"{name} holds more than {most} GB: take in some months at a time.")
    return Source(name, tuple(files), tuple(left_out))


def _file(name: str, why: str) -> LeftOut:
    return LeftOut(shown(name), 0, "", "S2-FILE", why)


@lru_cache(maxsize=1024)
def shown(name: str) -> str:
    """A name as a report may show it: on one line, and not without end."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:200]
