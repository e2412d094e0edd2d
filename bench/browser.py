"""A signed-in visitor without a network: requests go straight into the WSGI handler."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from staff.models import StaffMember

_TOKEN = "b" * 32
application = get_wsgi_application()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Visitor:
    """One member of staff, signed in; or nobody."""

    def __init__(self, member: StaffMember | None = None) -> None:
        self._cookie = f"csrftoken={_TOKEN}"
        if member is not None:
            self._cookie += f"; sessionid={_session_of(member)}"

    def get(self, path: str) -> Answer:
        """Read a page."""
        return self._ask("GET", path, b"")

    def post(self, path: str, fields: Mapping[str, str | list[str]]) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields, doseq=True).encode())

    def _ask(self, method: str, path: str, body: bytes) -> Answer:
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": self._cookie,
            "HTTP_X_CSRFTOKEN": _TOKEN,
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if body else "",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        found: dict[str, object] = {}

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            found["status"] = int(status.split(" ", maxsplit=1)[0])
            found["headers"] = dict(headers)

        response = application(environ, start)
        content = b"".join(response)
        response.close()
        return Answer(found["status"], found["headers"], content)  # type: ignore[arg-type]


def _session_of(member: StaffMember) -> str:
    now = timezone.now().isoformat()
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = "staff.backends.StaffBackend"
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session["seen_at"] = session["signed_in_at"] = now
    session.save()
    return str(session.session_key)


@dataclass
class _Fields(HTMLParser):
    """The values that a form would send as it was drawn."""

    found: dict[str, list[str]] = field(default_factory=dict)
    _text: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if not name or "disabled" in given:
            return
        if tag == "textarea":
            self._text = name
            self.found[name] = [""]
        elif tag == "input" and (
            given.get("type", "text") not in {"radio", "checkbox"} or "checked" in given
        ):
            self.found.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._text:
            self.found[self._text][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""


def drawn_fields(html: bytes) -> dict[str, str | list[str]]:
    """Every field of a page with the value it was drawn with."""
    parser = _Fields()
    parser.feed(html.decode())
    return {name: values if len(values) > 1 else values[0] for name, values in parser.found.items()}
