"""Ports, and whether our own web server answers on one."""

import http.client
import json
import socket
from contextlib import closing

from embedded.places import StartError

HOST = "127.0.0.1"


def port_to_use(wanted: int) -> int:
    """The port, when nobody has it; 0 asks for any. Raises naming a free one otherwise."""
    refusal = _try_port(wanted)
    if refusal is None:
        return wanted or _any_free_port()
    free = next((port for port in _others(wanted) if _try_port(port) is None), None)
    offer = f" Port {free} is free: ./run --port {free}" if free else ""
    raise StartError(f"Port {wanted} cannot be used: {refusal}.{offer}")


def _others(wanted: int) -> range:
    first = max(wanted, 1023) + 1
    return range(first, min(first + 200, 65536))


def _try_port(port: int) -> str | None:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as refused:
            return getattr(refused, "strerror", None) or str(refused)
    return None


def _any_free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def answers(*, port: int, token: str) -> bool:
    """Whether the web server with this token is up, with its database and broker.

    Another program on the port would otherwise pass for ours.
    """
    with closing(http.client.HTTPConnection(HOST, port, timeout=5)) as connection:
        try:
            connection.request("GET", "/health/ready")
            found = json.loads(connection.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError):
            return False
    return (
        isinstance(found, dict)
        and found.get("run") == token
        and found.get("database") == found.get("broker") == "ok"
    )
