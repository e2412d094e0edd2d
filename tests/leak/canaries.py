"""Words that exist nowhere else, put wherever clinical words are typed, and where they may not be.

One working day is played through the pages; everything that leaves the clinical tables is caught.
"""

import io
import json
import logging
import re
from dataclasses import dataclass, field

import redis
from django.conf import settings
from django.core import mail
from django.test import Client

from audit.models import AuditEntry
from jobs import outbox
from jobs.models import JobRun, OutboxEntry
from pwpservice import logs
from tests.caseload import session_forms

NAME = {"given_name": "Zephyrine", "family_name": "Quillfeather"}
PHONE = "07700 900987"
NOTE = "canary-note-umbrella"
DRAFT = "canary-draft-lantern"
REMINDER = "canary-reminder-thimble"
KEEPS_SAFE = "canary-safe-harmonica"
AGREED = "canary-agreed-wardrobe"
CLOSED = "canary-closed-saxophone"
CORRECTION = "canary-correction-parasol"
LOCATION = "canary-place-gazebo"
WORDS = (NOTE, DRAFT, REMINDER, KEEPS_SAFE, AGREED, CLOSED, CORRECTION, LOCATION)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def canaries(nhs_number: str) -> tuple[str, ...]:
    """Everything that names the person or says something about them, as typed and as drawn."""
    spaced = f"{nhs_number[:3]} {nhs_number[3:6]} {nhs_number[6:]}"
    return (*WORDS, *NAME.values(), nhs_number, spaced, PHONE, PHONE.replace(" ", ""))


@dataclass
class Outside:
    """What left, by where it went."""

    addresses: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    logged: str = ""


class Watched(Client):
    """A browser whose every answer is looked at."""

    outside: Outside

    def request(self, **request):  # noqa: ANN003, ANN201 - Django's own signature
        response = super().request(**request)
        seen = self.outside
        seen.addresses += [request.get("PATH_INFO", ""), request.get("QUERY_STRING", "")]
        seen.addresses.append(response.headers.get("Location", ""))
        seen.cookies += [one.OutputString() for one in response.cookies.values()]
        if not response.streaming:
            body = response.content.decode()
            seen.titles += _TITLE.findall(body)
            seen.addresses += re.findall(r'(?:href|action|src)="([^"]*)"', body)
            seen.bodies.append(body)
        return response


class Logged:
    """Everything said at any height, as production writes it."""

    def __enter__(self) -> "Logged":
        self._written = io.StringIO()
        self._handler = logging.StreamHandler(self._written)
        self._handler.setFormatter(logs.formatter())
        self._root = logging.getLogger()
        self._before = self._root.level
        self._root.addHandler(self._handler)
        self._root.setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_: object) -> None:
        self._root.removeHandler(self._handler)
        self._root.setLevel(self._before)

    @property
    def text(self) -> str:
        return self._written.getvalue()


def outbox_rows() -> str:
    return json.dumps(
        [*OutboxEntry.objects.values(), *JobRun.objects.values()], default=str, ensure_ascii=False
    )


def sent(*, now: object) -> str:
    """Every mail that the relay sends."""
    outbox.relay(now=now)  # type: ignore[arg-type]
    return "\n".join(message.message().as_string() for message in mail.outbox)


def trail() -> str:
    return json.dumps(list(AuditEntry.objects.values()), default=str, ensure_ascii=False)


def in_redis() -> str:
    """Keys and values of cache and broker."""
    found = []
    for address in (settings.CACHES["default"]["LOCATION"], settings.CELERY_BROKER_URL):
        # The broker's own way of writing a socket.
        plain = address.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
        with redis.Redis.from_url(plain) as server:
            for key in server.scan_iter():
                kind = server.type(key)
                value = server.get(key) if kind == b"string" else b""
                if kind == b"list":
                    value = b"".join(server.lrange(key, 0, -1))
                if kind == b"hash":
                    value = b"".join(server.hgetall(key).values())
                found.append(key + b"=" + (value or b""))
    return b"\n".join(found).decode(errors="replace")


def a_days_work(client: Client, contact, *, kept) -> None:  # noqa: ANN001 - a contact, a drafted one
    """Draft, search, sign with a risk section, correct, remind, close the risk action."""
    reference = contact.referral.reference
    drafted = session_forms.drawn(client, kept) | {"did": DRAFT, "phq9_9": "2"}
    json_asked = {"Accept": "application/json"}
    client.post(session_forms.address(kept, "draft"), drafted, headers=json_asked)
    for words in (NAME["family_name"], contact.referral.patient.nhs_number):
        client.get(client.post("/patients/find", {"q": words}).headers["Location"])
    said = {
        **session_forms.ITEM_NINE,
        **session_forms.RISK,
        "risk_asked": "REVIEWED",
        "risk_keeps_safe": KEEPS_SAFE,
        "risk_agreed": AGREED,
        "risk_outcome": "DUTY_SENIOR",
        "did": NOTE,
        "opening_location": LOCATION,
    }
    page = session_forms.drawn(client, contact)
    client.post(session_forms.address(contact, "draft"), {**page, **said}, headers=json_asked)
    page = session_forms.drawn(client, contact)
    incomplete = {**page, **said, "risk_keeps_safe": ""}
    client.post(session_forms.address(contact, "sign"), incomplete)
    client.get(
        client.post(session_forms.address(contact, "sign"), {**page, **said}).headers["Location"]
    )
    key = {"form_key": "6f9619ff-8b86-4011-b42d-00cf4fc964ff"}
    client.post(session_forms.address(contact, "correction"), {**key, "text": CORRECTION})
    for action in contact.referral.risk_actions.filter(closed_at__isnull=True).order_by("pk"):
        client.post(f"/caseload/{reference}/risk/{action.pk}/close", {"outcome": CLOSED})
    client.post(
        "/today/reminders/new",
        {
            **key,
            "text": REMINDER,
            "due_on": "2026-06-10",
            "owner": contact.pwp_id,
            "about": reference,
        },
    )
    for path in ("", "sessions/", "measures/", "details/", "risk/"):
        client.get(f"/caseload/{reference}/{path}")
    for path in ("/today/", "/caseload/", session_forms.address(contact)):
        client.get(path)
