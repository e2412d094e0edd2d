"""The bar of the hour: a guide in words and lengths, never red, however late it is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from clinical.policy import DEFAULT
from supervision.meeting.agenda import Line
from supervision.meeting.hour_bar import Hour, bar, pace

LINE = Line(
    place=1,
    referral_id=1,
    patient_id=1,
    reference="ABCD2345",
    name="OSEI, D",
    group="Risk",
    reasons=(),
    seconds=240,
    look_by=date(2026, 7, 7),
    days_late=0,
    part="AGENDA",
    question="",
    decided="",
)
ELEVEN = datetime(2026, 6, 11, 10, tzinfo=UTC)


def hour(*, done: int, todo: int, elapsed: int | None, current: int = 0) -> Hour:
    """So many cases of four minutes, some decided, so many minutes into the hour."""
    lines = [
        replace(LINE, place=place, decided="Continue" if place <= done else "")
        for place in range(1, done + todo + 1)
    ]
    gone = None if elapsed is None else timedelta(minutes=elapsed)
    return Hour(starts_at=ELEVEN, minutes=60, lines=lines, current=current, elapsed=gone)


def test_it_says_in_words_what_it_draws():
    drawn = bar(hour(done=3, todo=4, elapsed=17, current=4), DEFAULT)

    assert "Check-in 5 minutes; Risk, 7 in 28 minutes; Close 2 minutes. Now at 17 minutes." in drawn
    assert "now, 17 min" in drawn
    assert ">11:00<" in drawn
    assert ">12:00<" in drawn
    assert drawn.count("#005eb8") == 1
    # Every case, check-in, close, and the hour itself.
    assert drawn.count("<rect ") == 7 + 2 + 1


@pytest.mark.parametrize(
    ("cases", "ticks"),
    [
        ({"done": 0, "todo": 3, "elapsed": None}, 0),
        ({"done": 0, "todo": 3, "elapsed": 0}, 0),
        ({"done": 0, "todo": 3, "elapsed": 4}, 0),
        ({"done": 0, "todo": 3, "elapsed": 5}, 1),
        ({"done": 1, "todo": 2, "elapsed": 3}, 2),
        ({"done": 3, "todo": 0, "elapsed": 50}, 4),
        # Signed: no time runs any more.
        ({"done": 3, "todo": 0, "elapsed": None}, 5),
    ],
)
def test_what_is_ticked_off_has_been(cases, ticks):
    """The check-in after its five minutes or once a case is decided, the close with the meeting."""
    assert bar(hour(**cases), DEFAULT).count(" 30 3.5 4 7-8") == ticks


@pytest.mark.parametrize("elapsed", [0, 31, 59, 60, 95])
def test_it_is_never_red_and_the_marker_stays_inside(elapsed):
    drawn = bar(hour(done=1, todo=15, elapsed=elapsed, current=2), DEFAULT)

    assert "#d5281b" not in drawn
    assert "red" not in drawn.replace("fill", "")
    assert f"now, {elapsed} min" in drawn


def test_before_the_meeting_is_opened_there_is_no_now():
    assert "now," not in bar(hour(done=0, todo=3, elapsed=None), DEFAULT)
    assert pace(hour(done=0, todo=3, elapsed=None), DEFAULT) == ""


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        ({"done": 3, "todo": 4, "elapsed": 18, "current": 4}, "On time: about 10 minutes each"),
        ({"done": 3, "todo": 4, "elapsed": 18}, "each for the 4 to come."),
        ({"done": 3, "todo": 4, "elapsed": 50, "current": 4}, "A little behind: about 2 minutes"),
        ({"done": 6, "todo": 1, "elapsed": 40, "current": 7}, "this is the last one."),
        ({"done": 1, "todo": 9, "elapsed": 57}, "The hour is nearly used"),
        ({"done": 7, "todo": 0, "elapsed": 30}, ""),
    ],
)
def test_it_says_how_long_is_left_for_each(cases, words):
    assert words in pace(hour(**cases), DEFAULT)
