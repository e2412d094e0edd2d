"""Catalogues of words for patients: read from a .po file, written as the .mo that pages read.

Only what stands in ours: plain sentences, no plurals and no contexts.
"""

import ast
import struct
from pathlib import Path

_MAGIC, _HEADER, _ENTRY = 0x950412DE, 28, 8


def read(po: Path) -> dict[str, str]:
    """Each English sentence and what stands for it; the empty one is the file's own header."""
    found: dict[str, str] = {}
    key, part = "", ""
    for line in po.read_text(encoding="utf-8").splitlines():
        head, _, rest = line.partition(" ")
        if head in {"msgid", "msgstr"}:
            part = head
            key = "" if head == "msgid" else key
            if head == "msgstr":
                found[key] = ""
        elif line.startswith('"'):
            rest = line
        else:
            continue
        said = ast.literal_eval(rest)
        if part == "msgid":
            key += said
        else:
            found[key] += said
    return found


def compiled(words: dict[str, str]) -> bytes:
    """The bytes of a .mo file: the same words are always the same bytes."""
    pairs = sorted((key.encode(), said.encode()) for key, said in words.items() if said)
    start = _HEADER + 2 * _ENTRY * len(pairs)
    places, data = [], b""
    for column in zip(*pairs, strict=True):
        for text in column:
            places.append(struct.pack("<2I", len(text), start + len(data)))
            data += text + b"\0"
    second = _HEADER + _ENTRY * len(pairs)
    header = struct.pack(
        "<7I", _MAGIC, 0, len(pairs), _HEADER, second, 0, _HEADER + 2 * _ENTRY * len(pairs)
    )
    return header + b"".join(places) + data
