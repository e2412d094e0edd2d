"""Chips and the meter: every reason has a word and a shade, red is for risk alone."""

from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString

from caseload.chips import ICONS, LOOKS, chip, icon
from caseload.meter import meter
from clinical.reason import Reason
from tests.walks import walked

RED = {"risk", "worse"}


@walked("reason", list(Reason))
def test_every_reason_of_the_caseload_has_a_chip(reason):
    assert reason.value in LOOKS


@walked("code", LOOKS)
def test_a_chip_is_a_word_with_an_icon_that_exists(code):
    html = ET.fromstring(chip(code))  # noqa: S314 - our own drawing

    words = "".join(html.itertext())
    assert words == LOOKS[code].label
    assert f"app-chip--{LOOKS[code].shade}" in html.get("class")
    assert (html.find("svg") is not None) == bool(LOOKS[code].icon)


def test_red_is_for_risk_and_as_an_outline_for_getting_worse_only():
    red = {code for code, look in LOOKS.items() if look.shade in RED}

    assert red == {"risk", "deteriorating"}


def test_words_of_the_caller_replace_the_label_and_are_escaped():
    html = chip("signed", "Signed <10:59>")

    assert "Signed &lt;10:59&gt;" in html
    assert isinstance(html, SafeString)


@walked("name", ICONS)
def test_icons_are_passed_by_screen_readers(name):
    svg = ET.fromstring(icon(name))  # noqa: S314 - our own drawing

    assert svg.get("aria-hidden") == "true"
    assert list(svg)


def test_the_meter_shows_parts_of_the_agreed_number_and_the_room_left():
    drawn = meter(counts=[("new", 5), ("in treatment", 51), ("ending", 14)], agreed=75)

    assert drawn.room == 5
    assert "70 of 75 agreed: 5 new, 51 in treatment, 14 ending" in drawn.svg
    assert [bar.get("width") for bar in ET.fromstring(drawn.svg)] == ["66", "680", "186"]  # noqa: S314


def test_a_caseload_over_the_agreed_number_fills_the_meter_and_leaves_no_room():
    drawn = meter(counts=[("in treatment", 90)], agreed=60)

    assert drawn.room == 0
    assert [bar.get("width") for bar in ET.fromstring(drawn.svg)] == ["1000"]  # noqa: S314


def test_nobody_yet_and_no_agreed_number_is_an_empty_meter():
    drawn = meter(counts=[("new", 0)], agreed=None)

    assert "0: 0 new" in drawn.svg
