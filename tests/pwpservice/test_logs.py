"""A log line holds allowed keys and ids, whatever somebody hands to the logger."""

import json
import logging

import pytest
import structlog

from pwpservice import logs


@pytest.fixture
def line(caplog):
    """The JSON that would be written for one call."""
    formatter = logs.formatter()

    def written(write):
        with caplog.at_level(logging.DEBUG):
            write()
        return json.loads(formatter.format(caplog.records[-1]))

    return written


def test_a_key_that_is_not_on_the_list_is_dropped(line):
    log = structlog.stdlib.get_logger("caseload.test")

    found = line(lambda: log.warning("saved", patient="Priya Nair", user_id=7))

    assert found["event"] == "saved"
    assert found["user_id"] == 7
    assert "Priya" not in json.dumps(found)


def test_what_a_library_says_is_not_repeated(line):
    found = line(lambda: logging.getLogger("django.request").error("Bad: %s", "Priya Nair"))

    assert found["event"] == "(django.request)"
    assert "Priya" not in json.dumps(found)


def test_an_exception_is_named_without_its_message(line):
    def fail():
        try:
            int("Priya Nair")
        except ValueError:
            logging.getLogger("caseload.test").exception("could not save")

    found = line(fail)

    assert found["exception"].startswith("ValueError at ")
    assert "Priya" not in json.dumps(found)
