"""What a file is by its first bytes: its name is not asked.

Three kinds and their first bytes as their standards have them: no library would say more.
"""

from dataclasses import dataclass

from caseload.models import FileKind


@dataclass(frozen=True, slots=True)
class Kind:
    """How a file of this kind begins, what browsers call it, and how its name ends."""

    begins: bytes
    content_type: str
    ending: str


KINDS: dict[FileKind, Kind] = {
    FileKind.PDF: Kind(b"%PDF-", "application/pdf", "pdf"),
    FileKind.PNG: Kind(b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    FileKind.JPEG: Kind(b"\xff\xd8\xff", "image/jpeg", "jpg"),
}


def kind_of(content: bytes) -> FileKind | None:
    """Which of the three it is; None for anything else."""
    return next((kind for kind, one in KINDS.items() if content.startswith(one.begins)), None)
