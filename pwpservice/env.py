"""Typed readers for environment variables. Every secret may also be given as a file: NAME_FILE."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable, or the content of the file that NAME_FILE points to, or the default; what is
    there and empty is as good as missing.
    """
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip() or default
    return os.environ.get(name) or default


def required(name: str) -> str:
    """The variable; raises ImproperlyConfigured in words when it is missing or empty."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set (nor {name}_FILE). The service cannot start."
        )
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off; anything else is refused."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def whole_number(name: str, default: int) -> int:
    """A whole number, or the default when unset."""
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError as mistake:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.") from mistake


def listed(name: str) -> list[str]:
    """A comma-separated list without empty parts."""
    return [part.strip() for part in text(name).split(",") if part.strip()]
