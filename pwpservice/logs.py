"""Log lines hold allowed keys only: ids, never names or text (safety S-I5)."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

ALLOWED = frozenset(
    {
        "event",
        "level",
        "logger",
        "timestamp",
        "request_id",
        "correlation_id",
        "user_id",
        "request",
        "code",
        "task_id",
        "task",
        "duration_ms",
        "attempt",
        "exception",
    }
)
# What a third party writes into its message may quote what somebody typed: only these speak for
# themselves.
_SPEAKING = (
    "audit",
    "jobs",
    "staff",
    "policy",
    "referrals",
    "outcomes",
    "caseload",
    "portal",
    "pwpservice",
)
_SPEAKING_TOO = ("django_structlog", "celery", "gunicorn", "kombu")

# Pages that are opened by an address which only their person knows.
_TOKEN = re.compile(r"(/(?:[a-z]|refer/begun)/)[^/\s?]+")

Line = MutableMapping[str, Any]


def only_allowed(_logger: object, _method: str, line: Line) -> Line:
    """Drop every key that is not on the list."""
    return {key: value for key, value in line.items() if key in ALLOWED}


def no_quoted_input(_logger: object, _method: str, line: Line) -> Line:
    """Of others' lines keep who spoke; Django's errors may quote a path or a value."""
    name = str(line.get("logger", ""))
    if not name.startswith(_SPEAKING + _SPEAKING_TOO):
        line["event"] = f"({name or 'a library'})"
    return line


def exception_by_name(_logger: object, _method: str, line: Line) -> Line:
    """An exception's type and where it was raised; never its message, which may hold a value."""
    raised = line.pop("exc_info", None)
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
        line["exception"] = f"{type(error).__name__} at {where}"
    return line


def no_token(_logger: object, _method: str, line: Line) -> Line:
    """A patient's link is its address: of such a path only the first part is written."""
    if "request" in line:
        line["request"] = _TOKEN.sub(r"\1(token)", str(line["request"]))
    return line


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure() -> None:
    """Structured lines through the standard library's handlers."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """JSON, one line a record."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            exception_by_name,
            no_quoted_input,
            no_token,
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
    )
