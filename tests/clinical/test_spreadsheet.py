"""A table for a spreadsheet: nothing that somebody wrote is run when it is opened."""

import pytest

from clinical.spreadsheet import cell, written


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_words_that_would_be_run_stand_behind_an_apostrophe_also_after_spaces(sign):
    assert cell(f"{sign}1") == f"'{sign}1"
    assert cell(f"  {sign}1") == f"'  {sign}1"


@pytest.mark.parametrize("value", ["Northbrook", "X=1", "1-2", "", -5, None])
def test_other_words_and_every_number_stay_as_they_are(value):
    assert cell(value) == value


def test_a_file_is_read_as_utf_8_with_one_row_a_line():
    text = written(["Name", "Score"], [["Ana", 3], ["=cmd", -1]])

    assert text == "\ufeffName,Score\r\nAna,3\r\n'=cmd,-1\r\n"
