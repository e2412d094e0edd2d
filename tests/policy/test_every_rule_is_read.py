"""A rule that nothing reads would be a promise: every rule on the page changes something."""

import re

import pytest

from clinical.policy import RULES
from tests.architecture.tower import modules

_CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in modules()
    if path.parent.name != "policy" or path.name == "policy.py"
)


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_is_read_somewhere(name):
    assert re.search(rf"\.{name}\b", _CODE)
