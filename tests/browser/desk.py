"""Somebody at a keyboard: every key pressed is counted, text typed into a field is not."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from staff.models import StaffMember

_VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(({violations}) => violations)"
OK = 200
# Of every word in a chart that is shown: its size in points, as its chart is scaled.
_LABELS = """() => [...document.querySelectorAll('svg.app-chart text, svg.app-chart tspan')]
  .filter((one) => one.getBoundingClientRect().width)
  .map((one) => parseFloat(getComputedStyle(one).fontSize) * 0.75
    * one.ownerSVGElement.getScreenCTM().a)"""
# A4 less margins of 12 mm, at 96 pixels an inch
_SHEET = (703, 1032)
# An object of a PDF that is a page; `/Pages` is the tree of them
_A_SHEET = re.compile(rb"/Type\s*/Page\b")
WIDTHS = {"laptop": (1366, 900), "phone": (390, 844), "narrow": (320, 700)}


@dataclass
class Desk:
    """One browser context and the page in it."""

    client: Client
    context: Any
    address: str
    keys: int = 0
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sign_in(self, member: StaffMember) -> None:
        """As after the sign-in page: the session's cookie is in the browser."""
        self.client.force_login(member)
        cookie = self.client.cookies["sessionid"]
        self.context.add_cookies(
            [{"name": "sessionid", "value": cookie.value, "url": self.address}]
        )

    def open(self, path: str) -> None:
        """Go to a page and wait until it is drawn; the counting of keys begins."""
        self.page.goto(f"{self.address}{path}")
        self.keys = 0

    def focus(self, element: Any) -> None:
        """Put the focus on an element of a page that stands still.

        A page opened at an anchor takes the focus off everything when it is first drawn, and words
        of it can be read before that.
        """
        self.page.wait_for_load_state()
        self.page.locator("body").element_handle().wait_for_element_state("stable")
        element.focus()

    def press(self, *keys: str) -> None:
        """Press keys one after the other. A chord such as Control+Enter is one key.

        The first waits until the page has its keys: words of a new page can be read before.
        """
        self.page.wait_for_load_state()
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def refused(self) -> str:
        """Wait for the page that says what is missing, with its focus set; its summary."""
        summary = self.page.locator(".nhsuk-error-summary")
        summary.wait_for()
        self.page.wait_for_load_state()
        return str(summary.inner_text())

    def type(self, text: str) -> None:
        """Free text: not counted."""
        self.page.keyboard.type(text)

    def resize(self, name: str) -> None:
        """A laptop, a phone, or the narrowest screen."""
        width, height = WIDTHS[name]
        self.page.set_viewport_size({"width": width, "height": height})

    def focused(self) -> str:
        """What has the focus: the name of the field, or the id."""
        return str(
            self.page.evaluate("document.activeElement.name || document.activeElement.id || ''")
        )

    def has_focus(self, name: str) -> None:
        """Wait until a field of this name, or what has it as its id, has the focus.

        A script that has just put a form in its place sets the focus a moment after it is seen.
        """
        self.page.locator(f'[name="{name}"]:focus, [id="{name}"]:focus').wait_for(state="attached")

    def text(self, selector: str) -> str:
        """The words of one element as shown."""
        return str(self.page.locator(selector).first.inner_text())

    def path(self) -> str:
        """Where the browser is."""
        return str(self.page.url.removeprefix(self.address))

    def scrolls_sideways(self) -> bool:
        """Whether the page is wider than its window."""
        return bool(
            self.page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
        )

    def violations(self) -> list[str]:
        """What axe finds against WCAG 2.0 to 2.2 A and AA and best practice."""
        from axe_playwright_python.base import AXE_SCRIPT

        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(_VIOLATIONS)
        return [
            f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes'][:3]]}"
            for one in found
        ]

    def smallest_label_on_paper(self) -> float:
        """The smallest words in the charts of this page, printed on A4, in points."""
        with self._paper():
            return float(min(self.page.evaluate(_LABELS)))

    def end_on_paper(self, selector: str, *, wide: bool = False) -> float:
        """Where an element ends, in sheets of A4 from the top of the page, lying `wide` or not."""
        top, length = self._on_paper(selector, wide=wide)
        return top + length

    def length_on_paper(self, selector: str, *, wide: bool = False) -> float:
        """How long an element is, in the same."""
        return self._on_paper(selector, wide=wide)[1]

    def sheets(self) -> int:
        """On how many sheets of A4 this page comes out of a printer."""
        return len(_A_SHEET.findall(self.page.pdf(prefer_css_page_size=True)))

    def holds_up(self, path: str) -> None:
        """Open a page: it is there, accessible, and never scrolls sideways, however wide."""
        self.resize("laptop")
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None, path
        assert answer.status == OK, (path, answer.status)
        for width in WIDTHS:
            self.resize(width)
            assert self.violations() == [], (path, width)
            assert not self.scrolls_sideways(), (path, width)
        assert self.complaints == [], path

    def _on_paper(self, selector: str, *, wide: bool) -> tuple[float, float]:
        """Where an element begins and how long it is, in sheets."""
        across, down = reversed(_SHEET) if wide else _SHEET
        with self._paper(across, down):
            at = self.page.locator(selector).bounding_box()
            return float(at["y"] / down), float(at["height"] / down)

    @contextmanager
    def _paper(self, across: int = _SHEET[0], down: int = _SHEET[1]) -> Iterator[None]:
        self.page.emulate_media(media="print")
        self.page.set_viewport_size({"width": across, "height": down})
        yield
        self.page.emulate_media(media="null")

    def _heard(self, message: Any) -> None:
        """An error or a breach of the content policy; failed requests are a test's own affair."""
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)
