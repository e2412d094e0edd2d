"""One HTML file that opens by itself, without the system, for whoever knows its words.

What is in it is encrypted (AES-256-GCM; the key from the words by PBKDF2), so that a lost laptop or
an open folder gives nothing away. The file fetches nothing and sends nothing: its own content
policy allows its own style and script, by their hashes, and no address at all.
"""

import hashlib
import secrets
import unicodedata
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from django.utils.html import escape

SHORTEST_WORDS = 12
_ROUNDS = 600_000
_SHELL = Path(__file__).parent / "shell"


@dataclass(frozen=True, slots=True)
class Lock:
    """A key made of words; making one is slow on purpose."""

    salt: bytes
    key: bytes


def lock(words: str) -> Lock:
    """The key of these words, with a salt of its own."""
    salt = secrets.token_bytes(16)
    typed = unicodedata.normalize("NFKC", words.strip()).encode()
    return Lock(salt, hashlib.pbkdf2_hmac("sha256", typed, salt, _ROUNDS, dklen=32))


def file(content: str, *, whose: str, as_at: str, until: str, locked: Lock) -> bytes:
    """The file. Outside of what is sealed stand only whose it is and how old: no patient."""
    # Six megabytes of every process, for what few of them ever do.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    nonce = secrets.token_bytes(12)
    sealed = AESGCM(locked.key).encrypt(nonce, content.encode(), None)
    style, script = _read("page.css"), _read("page.js")
    shell = Template(_read("page.html")).substitute(
        policy=(
            f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
            "base-uri 'none'; form-action 'none'"
        ),
        style=style,
        script=script,
        whose=escape(whose),
        as_at=escape(as_at),
        until=escape(until),
        rounds=_ROUNDS,
        salt=b64encode(locked.salt).decode(),
        nonce=b64encode(nonce).decode(),
        sealed=b64encode(sealed).decode(),
    )
    return shell.encode()


@cache
def _read(name: str) -> str:
    return (_SHELL / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
