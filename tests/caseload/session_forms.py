"""What a browser sends from the session page: the form as drawn, then the answers of a test."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client

from caseload.models import CareContact

ROUTINE = {
    "opening_location": "12 Mill Lane, LS6 2AA",
    "opening": "all",
    "attendance": "ATTENDED",
    **{f"phq9_{n}": "1" for n in range(1, 9)},
    "phq9_9": "0",
    **{f"gad7_{n}": "1" for n in range(1, 8)},
    "risk_asked": "NOTHING_NEW",
    "plan_done": "YES",
    "did": "Reviewed the diary.",
    "next": "ending",
}
ITEM_NINE = {**ROUTINE, "phq9_9": "1"}
RISK = {
    "risk_thoughts": "PASSING",
    "risk_plan": "no",
    "risk_means": "no",
    "risk_intent": "no",
    "risk_past_attempts": "AS_RECORDED",
    "risk_self_neglect": "no",
    "risk_from_others": "no",
    "risk_to_others": "no",
    "risk_children": "no",
    "risk_keeps_safe": "Her sister and the dog",
    "risk_agreed": "Rings her sister first, then the crisis line",
    "risk_who_told": "Nobody else",
    "risk_outcome": "SAFETY_PLAN",
}


def address(contact: CareContact, part: str = "") -> str:
    return f"/caseload/{contact.referral.reference}/sessions/{contact.reference}/{part}"


def drawn(client: Client, contact: CareContact) -> dict[str, Any]:
    """Every field of the page as a browser would send it untouched."""
    return fields_of(client.get(address(contact)).content.decode())


def fields_of(html: str) -> dict[str, Any]:
    """The fields of the session form on a page, with their values."""
    reader = _FormReader()
    reader.feed(html)
    return reader.found


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Any] = {}
        self._inside = False
        self._area = self._list = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("id") == "log"
        if tag == "option" and self._list and ("selected" in given or self._list not in self.found):
            self.found[self._list] = given.get("value") or ""
        name = given.get("name")
        if not self._inside or not name:
            return
        if tag == "textarea":
            self._area = name
            self.found[name] = ""
        if tag == "select":
            self._list = name
        if tag == "input":
            self._input(name, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._list = ""
        if tag == "textarea":
            self.found[self._area] = self.found[self._area].removeprefix("\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[self._area] += data

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        kind, value = given.get("type"), given.get("value") or ""
        if kind in {"radio", "checkbox"} and "checked" not in given:
            return
        if kind == "checkbox":
            self.found.setdefault(name, []).append(value)
        else:
            self.found[name] = value
