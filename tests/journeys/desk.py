"""Somebody at a browser without script: follows links by their words, fills forms as drawn, sends.

Cross-site protection is on, as in a real browser; every redirect is followed by hand.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client

from staff.models import StaffMember
from tests.factories.staff import PASSWORD


@dataclass
class Form:
    """One form of a page with everything that would be sent untouched."""

    action: str
    method: str
    name: str
    fields: dict[str, Any] = field(default_factory=dict)
    buttons: dict[str, dict[str, str]] = field(default_factory=dict)


class Page(HTMLParser):
    """What a person finds on a page: its words, its links by their words, its forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self.words = ""
        self._link: list[str] | None = None
        self._href = ""
        self._button: tuple[list[str], dict[str, str]] | None = None
        self._area = self._select = ""
        self._form: Form | None = None
        self._elsewhere: list[tuple[str, str, dict[str, str]]] = []
        self.feed(html)
        self._give_buttons_to_their_forms()
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self._link, self._href = [], given["href"]
        elif tag == "form":
            self._form = Form(
                given.get("action", ""), given.get("method", "get"), given.get("id", "")
            )
            self.forms.append(self._form)
        elif tag == "button":
            self._button = ([], given)
        elif self._form is not None:
            self._in_form(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link is not None:
            self.links.setdefault(" ".join("".join(self._link).split()), self._href)
            self._link = None
        elif tag == "button" and self._button is not None:
            said, given = " ".join("".join(self._button[0]).split()), self._button[1]
            if "form" in given:
                self._elsewhere.append((given["form"], said, given))
            elif self._form is not None:
                self._form.buttons[said] = given
            self._button = None
        elif tag == "form":
            self._form = None
        elif tag == "textarea" and self._form is not None:
            text = str(self._form.fields[self._area])
            self._form.fields[self._area] = text.removeprefix("\n")
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        self.words += data + " "
        if self._link is not None:
            self._link.append(data)
        if self._button is not None:
            self._button[0].append(data)
        if self._area and self._form is not None:
            self._form.fields[self._area] += data

    def _give_buttons_to_their_forms(self) -> None:
        for name, said, given in self._elsewhere:
            for form in self.forms:
                if form.name == name:
                    form.buttons[said] = given

    def _in_form(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        fields, name = self._form.fields, given.get("name", "")
        if tag == "option" and self._select:
            if "selected" in given or self._select not in fields:
                fields[self._select] = given.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "textarea" and name:
            self._area = name
            fields[name] = ""
        elif tag == "input" and name and given.get("type") not in {"radio", "checkbox", "submit"}:
            fields[name] = given.get("value", "")
        elif tag == "input" and name and "checked" in given:
            if given["type"] == "checkbox":
                fields.setdefault(name, []).append(given.get("value", "on"))
            else:
                fields[name] = given.get("value", "")


class Desk:
    """A person's browser. `page` is what they look at, `path` its address, `status` its answer."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.path = "/"
        self.status = 0
        self.came_by: list[int] = []
        self.page = Page("")

    def open(self, path: str) -> "Desk":
        """Type an address, or follow one."""
        self.path = urljoin(self.path, path)
        return self._look(self.client.get(self.path))

    def sign_in(self, person: StaffMember) -> "Desk":
        """Through the page everybody uses."""
        if not self.path.startswith("/account/login/"):
            self.open("/account/login/")
        return self.send("Sign in", login=person.username, password=PASSWORD)

    def follow(self, words: str) -> "Desk":
        """Follow the first link with these words in it."""
        found = [href for text, href in self.page.links.items() if words in text]
        assert found, f"no link {words!r} among {sorted(self.page.links)}"
        return self.open(found[0])

    def form(self, button: str) -> tuple[Form, dict[str, str]]:
        """The form with a button of these words, and that button."""
        for form in self.page.forms:
            for words, given in form.buttons.items():
                if words.startswith(button):
                    return form, given
        raise AssertionError(f"no button {button!r}: {[list(f.buttons) for f in self.page.forms]}")

    def send(self, button: str, **typed: Any) -> "Desk":
        """Fill in a form and press its button."""
        form, pressed = self.form(button)
        data = {**form.fields, **typed}
        if pressed.get("name"):
            data[pressed["name"]] = pressed.get("value", "")
        to = urljoin(self.path, pressed.get("formaction") or form.action or self.path)
        self.path = urlsplit(to).path
        return self._look(self.client.post(to, data))

    def autosave(self, **typed: Any) -> Any:
        """What the script does while somebody types: the whole form, every few seconds."""
        form = next(one for one in self.page.forms if one.name == "log")
        return self.client.post(
            f"{self.path}draft", {**form.fields, **typed}, headers={"Accept": "application/json"}
        )

    def sees(self, *words: str) -> bool:
        """Whether all of this stands on the page."""
        missing = [one for one in words if one not in self.page.words]
        assert not missing, f"{missing} not in: {self.page.words[:4000]}"
        return True

    def _look(self, response: Any) -> "Desk":
        self.came_by = []
        while response.status_code in {301, 302, 303}:
            self.came_by.append(response.status_code)
            self.path = urljoin(self.path, response.headers["Location"])
            response = self.client.get(self.path)
        self.status = response.status_code
        self.page = Page(response.content.decode())
        return self
