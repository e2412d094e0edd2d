"""A gateway on loopback that answers as it is told, and keeps what it was asked."""

import json
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse

# Asked to stop, it stops at once: not after half a second, as it would by itself.
AT_ONCE = 0.01


@dataclass
class Gateway:
    """What it will answer (status; 0 is silence), and what came in."""

    answers: list[int] = field(default_factory=lambda: [201])
    asked: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    says: str = "phone_number Not a valid number"
    silence: float = 0.5

    def __enter__(self) -> "Gateway":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        serve = partial(self._server.serve_forever, poll_interval=AT_ONCE)
        threading.Thread(target=serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def next_answer(self) -> int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def _handler(gateway: Gateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            gateway.asked.append({"path": self.path, **body})
            gateway.tokens.append(self.headers["Authorization"].removeprefix("Bearer "))
            status = gateway.next_answer()
            # A gateway that takes a message and then says nothing, as on a lost line.
            if status in {0, 201}:
                gateway.kept.setdefault(body["reference"], f"notify-{len(gateway.asked)}")
            if status == 0:
                time.sleep(gateway.silence)
                self.close_connection = True
                return
            if status == 201:
                self._say(201, {"id": gateway.kept[body["reference"]]})
            else:
                said = {"error": "BadRequestError", "message": gateway.says}
                self._say(status, {"status_code": status, "errors": [said]})

        def do_GET(self) -> None:
            (reference,) = parse_qs(urlparse(self.path).query)["reference"]
            found = gateway.kept.get(reference)
            self._say(200, {"notifications": [{"id": found}] if found else []})

        def _say(self, status: int, said: object) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler
