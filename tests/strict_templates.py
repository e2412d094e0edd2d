"""The pages' environment for tests: a name nobody gave is an error in our own templates.

The macros of nhsuk-frontend-jinja read parameters nobody gave, by design; they stay as they are.
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import ChainableUndefined, Environment, FileSystemBytecodeCache, UndefinedError

from pwpservice import templating

_ROOT = Path(__file__).resolve().parents[1]
OURS = str(_ROOT / "templates")


class StrictInOurs(ChainableUndefined):
    """Printed, looped over or tested in a template of ours: an error. In NHS.UK's: nothing."""

    def __str__(self) -> str:
        self._refuse()
        return ""

    def __iter__(self) -> Iterator[Any]:
        self._refuse()
        return iter(())

    def __bool__(self) -> bool:
        self._refuse()
        return False

    def __len__(self) -> int:
        self._refuse()
        return 0

    def _refuse(self) -> None:
        template = _nearest_template()
        if template is None or template.startswith(OURS):
            raise UndefinedError(f"{self._undefined_message} (in {template})")


def environment(**options: Any) -> Environment:
    """What test settings name instead of pwpservice.templating.environment."""
    made = templating.environment(**options)
    made.undefined = StrictInOurs
    made.bytecode_cache = _kept_between_runs(made)
    return made


def what_decides(made: Environment) -> str:
    """Of all that a compiled template holds beside its own text: where we stand, which Jinja, how
    the environment is made, and the filters, which compiling applies to what is written out. The
    cache itself goes by the text and by the version of Python.
    """
    ours = {templating.__name__, *(one.__module__ for one in made.filters.values())}
    files = (Path(getattr(sys.modules[name], "__file__", None) or "") for name in sorted(ours))
    code = [path.read_text(encoding="utf-8") for path in files if path.is_relative_to(_ROOT)]
    return "\n".join([OURS, jinja2.__version__, *sorted(made.filters), *code])


def _kept_between_runs(made: Environment) -> FileSystemBytecodeCache | None:
    """Each worker would compile all of them again: five seconds. A template that changes is
    compiled anew, and all are where anything else that decides does.
    """
    made_by = hashlib.sha256(what_decides(made).encode()).hexdigest()
    folder = _ROOT / ".pytest_cache/templates" / made_by[:12]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def _nearest_template() -> str | None:
    """The file of the innermost template now running."""
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename.endswith((".html", ".jinja", "<template>")):
            return frame.f_code.co_filename.replace("<template>", OURS)
        frame = frame.f_back
    return None
