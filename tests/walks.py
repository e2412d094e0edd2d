"""A walk of many small cases in one test: asked as `parametrize` asks, and all that fail told."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import pytest

_Test = Callable[..., None]
_MOST_TOLD = 20


def walked(
    names: str | Sequence[str], cases: Iterable[Any], *, ids: Callable[[Any], object] = repr
) -> Callable[[_Test], _Test]:
    """For checks that take no time of their own: as a test of its own, each would cost more to
    set up and to report than to ask. Fixtures are made once for all cases of a walk.
    """
    arguments = names.replace(",", " ").split() if isinstance(names, str) else list(names)
    walk = list(cases)

    def of(check: _Test) -> _Test:
        @wraps(check)
        def walk_all(**fixtures: Any) -> None:
            assert walk, "there is nothing to walk"
            wrong = [_asked(check, fixtures, arguments, case, ids) for case in walk]
            told = [line for line in wrong if line]
            assert not told, "\n".join(
                [f"{len(told)} of {len(walk)} cases fail", *told[:_MOST_TOLD]]
            )

        asked = inspect.signature(check)
        left = [one for name, one in asked.parameters.items() if name not in arguments]
        del walk_all.__wrapped__  # type: ignore[attr-defined]
        walk_all.__signature__ = asked.replace(parameters=left)  # type: ignore[attr-defined]
        return walk_all

    return of


def _asked(
    check: _Test,
    fixtures: dict[str, Any],
    arguments: list[str],
    case: Any,
    ids: Callable[[Any], object],
) -> str | None:
    """What is wrong with this case, if anything."""
    marked = isinstance(case, type(pytest.param()))
    values = case.values if marked else [case] if len(arguments) == 1 else case
    try:
        check(**fixtures, **dict(zip(arguments, values, strict=True)))
    # pytest.fail and pytest.raises end a test by an outcome of their own.
    except (Exception, pytest.fail.Exception) as fault:  # noqa: BLE001 - each that fails is told
        named = case.id if marked and case.id else ", ".join(str(ids(value)) for value in values)
        return f"{named}: {type(fault).__name__}: {fault}"
    return None
