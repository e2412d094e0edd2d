"""The usual range on a chart: the same band that prompts, and only where it is known."""

from datetime import date

import pytest

from clinical.measures import GAD7, PHQ9, WSAS
from clinical.trajectory import SEED, build
from outcomes.chart_layout import RECORD, place
from outcomes.charts import trajectory
from tests.outcomes.test_charts import course, drawn, texts


def polygons(svg):
    return [
        [tuple(map(float, pair.split(","))) for pair in shape.get("points").split()]
        for shape in drawn(svg).iter("polygon")
    ]


def test_without_a_table_no_range_is_drawn_or_told():
    svg = trajectory(course(18, 17, 16), PHQ9, planned=6)

    assert polygons(svg) == []
    assert "Usual range" not in svg


def test_the_band_runs_from_p50_to_p80_of_the_same_table_that_prompts():
    svg = trajectory(course(18, 17, 16), PHQ9, planned=6, expected=SEED)
    drawing = place(course(18, 17, 16), PHQ9, planned=6, frame=RECORD)

    (band,) = polygons(svg)

    cells = [SEED["PHQ9", 15, min(contact_no, 6)] for contact_no in range(2, 8)]
    upper, lower = band[:6], band[6:][::-1]
    assert [y for _, y in upper] == [drawing.y(cell.p80) for cell in cells]
    assert [y for _, y in lower] == [drawing.y(cell.p50) for cell in cells]
    assert [x for x, _ in upper] == [x for x, _ in lower] == sorted(x for x, _ in upper)


def test_only_scored_sessions_count_as_in_the_rule():
    with_a_miss = trajectory(
        course(18, 17, 16, missed_before=(1, 2)), PHQ9, planned=2, expected=SEED
    )

    (band,) = polygons(with_a_miss)

    assert len(band) == 4


def test_the_range_is_labelled_simulated_and_told_to_screen_readers():
    svg = trajectory(course(18, 17, 16), PHQ9, planned=6, expected=SEED)

    assert "Usual range (simulated)" in texts(svg)
    assert (
        drawn(svg)
        .find("title")
        .text.endswith(
            "Usual range (simulated) at the latest score 13 to 18: "
            "simulated figures, not clinical data, version 0."
        )
    )


def test_a_range_of_the_services_own_says_how_many_people_stand_behind_it():
    finished = [("GAD7", (12, 9, 8, 7, 6, 5))] * 60
    own = build(finished, least=50, version=4, valid_from=date(2026, 6, 1))

    svg = trajectory(course(12, 10), GAD7, planned=4, expected=own)

    assert "Usual range" in texts(svg)
    assert (
        "9 to 9: this service's finished referrals (60 people), version 4."
        in drawn(svg).find("title").text
    )


def test_key_and_words_say_the_same_where_part_of_the_range_is_simulated():
    own = build([("GAD7", (12, 9))] * 60, least=50, version=4, valid_from=date(2026, 6, 1))

    svg = trajectory(course(12, 10), GAD7, planned=4, expected=own)

    assert "Usual range (partly simulated)" in texts(svg)
    assert "Usual range (partly simulated) at the latest score" in drawn(svg).find("title").text


@pytest.mark.parametrize(
    ("points", "measure", "planned"),
    [
        ((9, 8, 8), PHQ9, 6),  # began below the threshold
        ((30, 20, 20), WSAS, 6),  # no table for it
        ((), PHQ9, 6),
        ((18,), PHQ9, 1),  # one session ahead is no band
        ((18,), PHQ9, 0),
    ],
)
def test_where_no_range_is_known_none_is_drawn(points, measure, planned):
    svg = trajectory(course(*points), measure, planned=planned, expected=SEED)

    assert polygons(svg) == []
    assert "Usual range" not in svg


def test_before_the_second_score_the_band_lies_ahead_and_nothing_is_told_of_it_yet():
    svg = trajectory(course(18), PHQ9, planned=6, expected=SEED)

    assert len(polygons(svg)) == 1
    assert "Usual range" not in drawn(svg).find("title").text


def test_beside_a_small_chart_the_key_takes_two_lines():
    svg = trajectory(course(18, 17), PHQ9, planned=6, size="side", expected=SEED)

    key = [text for text in drawn(svg).iter("text") if text.text in {"Usual range", "(simulated)"}]
    assert len(key) == 2
    assert float(key[1].get("y")) - float(key[0].get("y")) >= 12


@pytest.mark.parametrize("size", ["record", "side"])
def test_the_band_lies_behind_the_lines_within_the_chart(size):
    svg = trajectory(course(20, 24, 27), PHQ9, planned=8, size=size, expected=SEED)

    tags = [element.tag for element in drawn(svg)]
    assert tags.index("polygon") < tags.index("polyline")
    assert "style=" not in svg
