"""DATABASE_URL, as Django wants it. Only PostgreSQL: there is no other path (docs/adr/0001)."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def postgres(url: str, *, application: str) -> dict[str, Any]:
    """Settings of one PostgreSQL connection.

    A socket folder goes into the query: postgresql://user@/name?host=/run/folder
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL must begin with postgresql:// (not {parts.scheme})."
        )
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or query.get("port", [""])[0]),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "application_name": application,
            "connect_timeout": 5,
            # A page that waits longer than this is broken; an honest error is better (safety D3-5).
            "options": "-c statement_timeout=30000 -c lock_timeout=10000 "
            "-c idle_in_transaction_session_timeout=60000 "
            # What a page asks for stands in memory or on a disk without a moving head: a row by its
            # key costs hardly more than the next one, and reading a whole table is the last resort.
            "-c random_page_cost=1.1 "
            # What is prepared is planned once for a connection, from the first asking on, not anew
            # wherever the values of the moment let a plan look cheaper (docs/adr/0012).
            "-c plan_cache_mode=force_generic_plan",
        },
    }
