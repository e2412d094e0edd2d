"""Charts of figures by value: every number stands where it says."""

import re
from xml.etree import ElementTree

from reporting.charts.funnel import Stage, funnel
from reporting.charts.groups import GroupDot, dots
from reporting.charts.load import load_bar
from reporting.charts.months import MonthPoint, on_page, on_tile
from reporting.charts.weeks import WEEKS, histogram

MONTHS = [
    MonthPoint("Mar 26", 40.0, 30.0, 50.0, 48.0),
    MonthPoint("Apr 26", None, None, None, 51.0),
    MonthPoint("May 26", 50.0, 30.0, 50.0, 51.0),
]


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - made here


def every(svg, tag, **having):
    return [
        one
        for one in parsed(svg).iter(tag)
        if all(one.get(name.replace("_", "-")) == value for name, value in having.items())
    ]


def test_a_chart_names_its_numbers_and_escapes_them():
    svg = on_tile(MONTHS, chart="t", title="A & B: 40%")

    assert parsed(svg).get("role") == "img"
    assert parsed(svg).get("aria-labelledby") == "t-title"
    assert every(svg, "title", id="t-title")[0].text == "A & B: 40%"


def test_higher_values_stand_higher_and_a_month_without_one_is_a_gap():
    svg = on_page(MONTHS, chart="t", title="")

    path = every(svg, "path", stroke="#005eb8")[0].get("d")
    first, last = (float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", path))
    assert path.count("M") == 2
    assert last < first
    assert len(every(svg, "circle")) == 2


def test_a_standard_that_changed_keeps_its_past():
    svg = on_page(MONTHS, chart="t", title="")

    dashed = [one.get("d") for one in every(svg, "path", stroke_dasharray="5 4")]
    heights = [float(re.findall(r"M[\d.]+ ([\d.]+)", one)[0]) for one in dashed]
    assert len(heights) == 2
    assert heights[1] < heights[0]


def test_bars_of_weeks_are_as_tall_as_their_people_and_few_are_a_dashed_box():
    svg = histogram([10, 5, None] + [0] * (WEEKS - 3), title="")

    tall, half = every(svg, "rect", fill="#005eb8")[:2]
    assert float(tall.get("height")) == 2 * float(half.get("height"))
    assert len(every(svg, "rect", stroke_dasharray="2 2")) == 1


def test_groups_stand_on_one_scale_and_are_filled_beyond_chance():
    groups = [
        GroupDot("A", 40, 35, 45, "40% of 300", 300, is_different=True),
        GroupDot("B", 60, 50, 70, "60% of 90", 90),
        GroupDot("C", None, 0, 0, "Too few to show"),
    ]
    svg = dots(groups, everybody=46, chart="g", title="")

    first, second = every(svg, "circle")
    assert float(first.get("cx")) < float(second.get("cx"))
    assert [first.get("fill"), second.get("fill")] == ["#003087", "#fff"]
    assert "Too few to show" in svg


def test_a_funnel_draws_its_parts_and_a_load_its_agreed_week():
    svg = funnel([Stage("All", 1.0, "508", ""), Stage("Half", 0.5, "254", "50%")], title="")
    bar = load_bar(load=10, agreed=20, whole=40, is_over=False)

    widths = [float(one.get("width")) for one in every(svg, "rect", fill="#5f97c7")]
    assert widths == [420.0, 210.0]
    assert [float(one.get("width")) for one in every(bar, "rect", fill="#5f97c7")] == [60.0]
    assert [float(one.get("x")) for one in every(bar, "rect", fill="#212b32")] == [120.0]
