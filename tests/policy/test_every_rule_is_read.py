"""A rule that nothing reads would be a promise: every rule on the page changes something."""

import re

from clinical.policy import RULES, Group, with_changes, written
from clinical.thresholds import measures_under
from tests.architecture.tower import modules
from tests.walks import walked

_CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in modules()
    if path.parent.name != "policy" or path.name == "policy.py"
)


_OF_MEASURES = [name for name, rule in RULES.items() if rule.group is Group.MEASURES]


@walked("name", sorted({*RULES} - {*_OF_MEASURES}))
def test_a_rule_is_read_somewhere(name):
    assert re.search(rf"\.{name}\b", _CODE)


@walked("name", _OF_MEASURES)
def test_a_threshold_that_is_set_changes_one_measure(name):
    rule = RULES[name]
    before = measures_under(with_changes({}))

    after = measures_under(with_changes({name: written(name, rule.highest)}))

    changed = [code for code, measure in after.items() if measure != before[code]]
    assert [name.startswith(f"{code.lower()}_") for code in changed] == [True]
    assert rule.highest in {
        after[changed[0]].caseness,
        after[changed[0]].reliable_change,
    }
