"""Score cells, progress sentences and trajectories: the right numbers, in words and in place."""

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from django.utils.safestring import SafeString

from clinical.measures import GAD7, PHQ9, WSAS
from outcomes.chart_layout import RECORD, ChartPoint, place
from outcomes.charts import progress_sentence, score_cell, severity, sparkline, trajectory
from tests.walks import walked

FIRST_DAY = date(2026, 4, 28)


def course(*totals, missed_before=()):
    """An assessment and weekly sessions with these totals; a missed one before each index named."""
    points, day = [], FIRST_DAY
    for at, total in enumerate(totals):
        if at in missed_before:
            points.append(ChartPoint("", day, is_missed=True))
            day += timedelta(days=7)
        points.append(ChartPoint(str(at) if at else "Assess", day, total))
        day += timedelta(days=7)
    return points


def drawn(svg):
    """The chart as a tree: fails on anything that is not well-formed."""
    return ET.fromstring(svg.replace(" hidden ", ' hidden="" '))  # noqa: S314 - our own drawing


def texts(svg):
    return [element.text for element in drawn(svg).iter("text")]


def circles(svg):
    return [(float(c.get("cx")), float(c.get("cy"))) for c in drawn(svg).iter("circle")]


def test_a_score_cell_says_now_first_and_reliable_improvement():
    cell = score_cell([18, 17, 16, 13, 12], PHQ9)

    assert "<b>12</b>" in cell
    assert '<small class="rel">from 18 ✓</small>' in cell
    assert "PHQ-9 now 12, moderate, first 18, reliable fall of 6. " in cell


def test_a_score_cell_marks_reliable_worsening_with_a_triangle():
    cell = score_cell([11, 15], GAD7)

    assert '<small class="rel">from 11 ▲</small>' in cell
    assert "GAD-7 now 15, severe, first 11, reliable rise of 4. " in cell


def test_a_change_smaller_than_reliable_has_no_sign():
    cell = score_cell([16, 17], PHQ9)

    assert "<small>from 16</small>" in cell
    assert "no reliable change" in cell


def test_one_score_is_the_first_and_none_says_so():
    assert "<small>first</small>" in score_cell([17], PHQ9)
    assert "None yet" in score_cell([], PHQ9)


def test_the_picture_in_a_cell_is_hidden_from_screen_readers_and_the_sentence_is_not():
    cell = drawn(score_cell([18, 12], PHQ9))

    assert cell.find("svg").get("aria-hidden") == "true"
    assert cell.findall("span")[0].get("aria-hidden") == "true"
    assert cell.findall("span")[1].get("class") == "nhsuk-u-visually-hidden"


@pytest.mark.parametrize(("measure", "highest"), [(PHQ9, 27), (GAD7, 21)])
def test_sparklines_keep_the_whole_scale_so_that_rows_compare(measure, highest):
    assert circles(sparkline([0], measure))[0][1] == 31
    assert circles(sparkline([highest], measure))[0][1] == 3


def test_a_long_course_stays_inside_the_sparkline():
    xs = [x for x, _ in circles(sparkline([10] * 30, PHQ9))]

    assert max(xs) <= 48


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (18, 12, "Down 6 from 18: <b>reliable improvement</b>. Still above the threshold."),
        (18, 9, "Down 9 from 18: <b>reliable improvement</b>. Now below the threshold."),
        (12, 10, "Down 2 from 12: <b>no reliable change</b>. Still at the threshold."),
        (9, 16, "Up 7 from 9: <b>reliable worsening</b>. Now above the threshold."),
        (8, 8, "Same as first, 8: <b>no reliable change</b>. Below the threshold."),
    ],
)
def test_the_progress_sentence_says_change_reliability_and_threshold(first, last, words):
    assert progress_sentence(first=first, last=last, measure=PHQ9) == words


def test_a_measure_without_threshold_has_a_sentence_and_a_chart_without_one():
    assert progress_sentence(first=24, last=19, measure=WSAS).endswith("</b>.")
    assert "Threshold" not in trajectory(course(24, 19), WSAS, planned=6)


def test_severity_is_always_a_word_in_its_shade():
    assert severity(PHQ9, 17) == '<span class="app-sev app-sev--3">Moderately severe</span>'


def test_every_total_has_its_point_on_a_fixed_scale():
    points = circles(trajectory(course(27, 0), PHQ9, planned=6))

    assert [y for _, y in points] == [RECORD.top, RECORD.bottom]


def test_the_title_tells_the_numbers_to_screen_readers():
    svg = trajectory(course(18, 17, 13, missed_before=(2,)), PHQ9, planned=6)

    tree = drawn(svg)
    title = tree.find("title")
    assert tree.get("role") == "img"
    assert tree.get("aria-labelledby") == title.get("id")
    assert title.text == (
        "PHQ-9 by session: assessment 18, session 1 17, missed 12 May, session 2 13. "
        "Threshold 10. Reliable improvement: 12 or less."
    )


def test_missed_sessions_are_crosses_below_the_axis_and_take_no_session_number():
    svg = trajectory(course(18, 17, 13, missed_before=(2,)), PHQ9, planned=3)

    crosses = [p.get("d") for p in drawn(svg).iter("path") if "8 8m0-8-8 8" in p.get("d")]
    assert len(crosses) == 1
    assert float(crosses[0].split()[1]) > RECORD.bottom
    assert [word for word in texts(svg) if word.isdigit()][-3:] == ["1", "2", "3"]


def test_missed_sessions_stand_between_their_neighbours():
    drawing = place(course(18, 17, missed_before=(0, 1)), PHQ9, planned=1, frame=RECORD)

    xs = [placed.x for placed in drawing.points]
    assert xs == sorted(xs)
    assert xs[0] == RECORD.first_x
    assert xs[-1] == RECORD.last_x


def test_reliable_improvement_is_one_labelled_line_without_hatching():
    svg = trajectory(course(18, 17), PHQ9, planned=6)

    assert texts(svg).count("Reliable improvement: 12 or less") == 1
    assert "pattern" not in svg
    assert "Expected" not in svg


def test_words_that_the_scores_would_run_through_stand_short_at_the_right():
    quick = trajectory(course(19, 17, 12, 12), PHQ9, planned=6)
    near_both_ends = trajectory(course(19, 12, 12, 12, 12, 12, 12), PHQ9, planned=6)

    (words,) = [one for one in drawn(quick).iter("text") if "Reliable" in (one.text or "")]
    assert (words.text, words.get("text-anchor")) == ("Reliable: 13 or less", "end")
    assert float(words.get("x")) < RECORD.right
    assert "Reliable improvement: 13 or less" in texts(near_both_ends)


def test_a_first_score_too_low_to_improve_reliably_has_no_such_line():
    assert "Reliable" not in trajectory(course(3), GAD7, planned=6)


def test_planned_sessions_are_labelled_ahead():
    svg = trajectory(course(18, 17), PHQ9, planned=4)

    assert [t for t in texts(svg) if t in {"2", "3", "4"}] == ["2", "3", "4"]


def test_a_session_attended_without_answers_has_a_label_and_no_point():
    points = [*course(18), ChartPoint("1", FIRST_DAY)]

    svg = trajectory(points, PHQ9, planned=2)

    assert len(circles(svg)) == 1
    assert "session 1 not scored" in drawn(svg).find("title").text


def test_nothing_scored_yet_still_draws_an_empty_chart():
    svg = trajectory([], PHQ9, planned=6)

    assert "no scores yet" in svg
    assert circles(svg) == []


def test_the_diamond_of_today_is_there_only_when_asked_for_and_hidden_until_shown():
    without = trajectory(course(18, 17), PHQ9, planned=6, size="side")
    svg = trajectory(course(18, 17), PHQ9, planned=6, size="side", today=True)

    group = next(g for g in drawn(svg).iter("g") if g.get("class") == "js-today")
    assert "js-today" not in without
    assert "hidden" in group.attrib
    assert {"data-x", "data-t", "data-b", "data-mx"} <= set(group.attrib)


def test_a_long_course_leaves_out_labels_rather_than_overlap_them():
    svg = trajectory(course(*[10] * 21), PHQ9, planned=20)

    labels = [t for t in drawn(svg).iter("text") if t.get("y") == str(RECORD.bottom + 25)]
    xs = [float(label.get("x")) for label in labels]
    assert all(b - a >= 20 for a, b in pairwise(xs))


@walked("first", range(28))
def test_the_words_of_the_two_lines_never_touch(first):
    svg = trajectory(course(first), PHQ9, planned=6)

    heights = [
        float(t.get("y"))
        for t in drawn(svg).iter("text")
        if t.text.startswith(("Threshold", "Reliable"))
    ]
    assert len(heights) == 1 or abs(heights[0] - heights[1]) >= 12


def test_ids_differ_between_measures_sizes_and_prefixes():
    ids = {
        drawn(trajectory(course(9), measure, planned=6, size=size, prefix=prefix)).get("id")
        for measure in (PHQ9, GAD7)
        for size in ("record", "side")
        for prefix in ("chart", "earlier")
    }

    assert len(ids) == 8


def test_cells_and_charts_are_safe_html_and_carry_no_style():
    for html in (score_cell([9], PHQ9), trajectory(course(9, 12), PHQ9, planned=6, today=True)):
        assert isinstance(html, SafeString)
        assert "style=" not in html
        assert "&lt;" not in html


@pytest.mark.parametrize("size", ["record", "side"])
@pytest.mark.parametrize(("measure", "highest"), [(PHQ9, 27), (GAD7, 21)])
def test_the_number_of_the_highest_score_is_not_cut_off_by_the_edge(measure, highest, size):
    svg = trajectory(course(highest, 5), measure, planned=6, size=size)

    numbers = [text for text in drawn(svg).iter("text") if text.get("class") == "v halo"]
    assert [number.text for number in numbers] == [str(highest), "5"]
    assert min(float(number.get("y")) for number in numbers) >= 11
