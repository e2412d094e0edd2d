"""A service may set its own rules, within safe bounds, stored as text."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from clinical.errors import Refused
from clinical.policy import (
    DEFAULT,
    RULES,
    Group,
    Policy,
    check,
    parse,
    value_in,
    with_changes,
    written,
)
from clinical.working_days import Calendar
from tests.walks import walked


def test_every_field_has_a_rule_and_every_rule_a_field():
    of_measures = {name for name, rule in RULES.items() if rule.group is Group.MEASURES}

    kept = {field.name for field in fields(Policy)} - {"closed_days", "thresholds"}
    assert kept == set(RULES) - of_measures


def test_closed_days_are_dates_and_no_rule_and_reach_the_calendar():
    closed = frozenset({date(2026, 6, 10)})

    assert Policy(closed_days=closed).calendar.extra_closed == closed
    assert DEFAULT.calendar.extra_closed == frozenset()
    with pytest.raises(Refused, match="no rule called"):
        parse("closed_days", "2026-06-10")


def test_rules_stand_together_under_their_headings_in_order():
    headings = [rule.group for rule in RULES.values()]

    assert headings == sorted(headings, key=list(Group).index)
    assert set(headings) == set(Group)


@walked(
    ("name", "default", "lowest", "highest", "safety"),
    [
        ("escalate_after_working_hours", 2, 1, 4, True),
        ("service_lead_after_minutes", 60, 15, 120, True),
        ("service_lead_after_working_days", 1, 1, 3, True),
        ("duty_gap_days", 7, 7, 28, True),
        ("contact_overdue_senior_days", 42, 28, 56, True),
        ("contact_overdue_lead_days", 90, 60, 120, True),
        ("snooze_longest_days", 28, 1, 28, True),
        ("expected_range_on", True, False, True, False),
        ("above_expected_sessions", 2, 2, 3, False),
        ("expected_range_least", 50, 50, 500, False),
        ("texts_from", "09:00", "08:00", "12:00", False),
        ("texts_until", "19:00", "15:00", "21:00", False),
        ("reminder_hours_before", 48, 12, 120, False),
        ("questionnaire_days_before", 2, 0, 7, False),
        ("questionnaire_nudge_hours_before", 20, 2, 48, False),
        ("patient_sees_scores", False, False, True, False),
    ],
)
def test_what_nobody_is_missed_by_is_a_rule_with_its_bounds(name, default, lowest, highest, safety):
    rule = RULES[name]

    assert (rule.default, rule.lowest, rule.highest) == (default, lowest, highest)
    assert rule.safety is safety


def test_no_bounds_let_contact_be_overdue_to_a_lead_before_a_senior():
    assert RULES["contact_overdue_senior_days"].highest < RULES["contact_overdue_lead_days"].lowest


def test_the_defaults_are_the_agreed_ones():
    assert (DEFAULT.review_every_days, DEFAULT.contact_overdue_after_days) == (28, 21)
    assert (DEFAULT.booking_horizon_days, DEFAULT.missed_in_a_row) == (14, 2)
    assert (DEFAULT.not_improving_after_sessions, DEFAULT.below_threshold_sessions) == (4, 2)
    assert (DEFAULT.high_phq9, DEFAULT.high_gad7) == (20, 15)
    assert DEFAULT.session_minutes == 30
    assert DEFAULT.means_at_home_asks is True
    assert DEFAULT.prorate_scores is False
    assert DEFAULT.prorated_in_pairs is False
    assert DEFAULT.calendar == Calendar(opens="09:00", closes="17:00", same_day_due="17:00")


@walked("rule", RULES.values(), ids=lambda rule: rule.name)
def test_a_rule_explains_itself_and_its_default_and_bounds_are_allowed(rule):
    assert rule.label
    assert rule.source
    for value in (rule.default, rule.lowest, rule.highest):
        check(rule.name, value)
    assert rule.default == value_in(DEFAULT, rule.name)
    assert type(rule.default) is rule.type


@walked("rule", RULES.values(), ids=lambda rule: rule.name)
def test_what_is_written_is_read_back(rule):
    for value in (rule.default, rule.lowest, rule.highest):
        assert parse(rule.name, written(rule.name, value)) == value


@walked("rule", [rule for rule in RULES.values() if rule.type is int], ids=lambda rule: rule.name)
def test_one_beyond_a_bound_is_refused_beside_its_field(rule):
    for value in (rule.lowest - 1, rule.highest + 1):
        with pytest.raises(Refused) as refused:
            check(rule.name, value)

        assert refused.value.field == rule.name
        assert str(rule.highest) in str(refused.value)


def test_nobody_may_be_reviewed_later_than_day_28():
    with pytest.raises(Refused, match="between 7 and 28 days"):
        check("review_every_days", 29)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("review_every_days", True),
        ("review_every_days", "28"),
        ("means_at_home_asks", 1),
        ("opens", 9),
        ("opens", "9:00"),
        ("opens", "25:00"),
        ("opens", "13:00"),
        ("closes", "12:59"),
        ("closes", "5 pm!"),
    ],
)
def test_a_value_of_the_wrong_kind_or_out_of_hours_is_refused(name, value):
    with pytest.raises(Refused) as refused:
        check(name, value)

    assert refused.value.field == name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("review_every_days", ""),
        ("review_every_days", "-7"),
        ("review_every_days", "7.5"),
        ("review_every_days", "٢٨"),
        ("review_every_days", "²"),
        ("review_every_days", "9" * 5000),
        ("review_every_days", "8\x00"),
        ("means_at_home_asks", "perhaps"),
        ("opens", "nine"),
    ],
)
def test_a_stored_text_that_makes_no_sense_is_refused(name, text):
    with pytest.raises(Refused) as refused:
        parse(name, text)

    assert refused.value.field == name


def test_text_is_read_kindly():
    assert parse("review_every_days", " 21 ") == 21
    assert parse("means_at_home_asks", "No") is False
    assert parse("opens", " 08:30 ") == "08:30"


@pytest.mark.parametrize("use", [lambda: check("colour", 1), lambda: parse("colour", "1")])
def test_a_rule_nobody_knows_is_refused(use):
    with pytest.raises(Refused, match="no rule called"):
        use()


def test_changes_replace_the_defaults_and_nothing_else():
    changed = with_changes({"review_every_days": "21", "means_at_home_asks": "no"})

    assert changed == Policy(review_every_days=21, means_at_home_asks=False)
    assert with_changes({}, base=changed) is not DEFAULT
    assert with_changes({}, base=changed) == changed


def test_a_refusal_is_its_sentence_and_may_name_a_field():
    plain, beside = Refused("Not now."), Refused("Too late.", field="due")

    assert (str(plain), plain.field) == ("Not now.", None)
    assert (str(beside), beside.field, beside.message) == ("Too late.", "due", "Too late.")


def test_every_refusal_is_a_sentence_that_names_the_rule_and_what_is_needed():
    label = RULES["review_every_days"].label
    said = {
        ("review_every_days", "x"): f"{label}: a whole number is needed.",
        ("review_every_days", "0"): f"{label}: between {{lowest}} and {{highest}} {{unit}}.",
        ("means_at_home_asks", "x"): f"{RULES['means_at_home_asks'].label}: yes or no is needed.",
        ("opens", "9:00"): f"{RULES['opens'].label}: a time such as 17:00 is needed.",
    }

    for (name, text), sentence in said.items():
        with pytest.raises(Refused) as refused:
            parse(name, text)
        rule = RULES[name]
        assert str(refused.value) == sentence.format(
            lowest=rule.lowest, highest=rule.highest, unit=rule.unit
        )
        assert str(refused.value) == refused.value.args[0]


def test_a_value_of_the_wrong_kind_is_refused_with_the_kind_it_needs():
    with pytest.raises(Refused, match=r": a whole number is needed\.$"):
        check("review_every_days", "28")
    with pytest.raises(Refused, match=r"^“25:00” is not a time\. Write it like 17:00\.$"):
        check("opens", "25:00")
    with pytest.raises(Refused) as refused:
        check("colour", 1)
    assert (str(refused.value), refused.value.field) == (
        "There is no rule called “colour”.",
        "colour",
    )


def test_what_is_written_is_read_by_people_too():
    assert [written("means_at_home_asks", value) for value in (True, False)] == ["yes", "no"]


def test_a_threshold_of_a_measure_is_what_was_set_else_its_own():
    name = next(name for name, rule in RULES.items() if rule.group is Group.MEASURES)
    rule = RULES[name]

    changed = with_changes({name: str(rule.highest)})

    assert (value_in(changed, name), value_in(DEFAULT, name)) == (rule.highest, rule.default)


def test_a_number_with_too_many_decimals_is_refused_beside_its_field():
    name = next(name for name, rule in RULES.items() if rule.type is Decimal)

    with pytest.raises(Refused, match="two decimals at most is needed") as refused:
        parse(name, "1.234")

    assert refused.value.field == name


def test_a_time_out_of_bounds_and_a_number_that_is_too_long_are_refused_in_words():
    with pytest.raises(Refused, match=r"^The service opens at: between 06:00 and 12:00\.$"):
        check("opens", "13:00")
    with pytest.raises(Refused, match=r"between"):
        parse("review_every_days", "999999")
    with pytest.raises(Refused, match=r"a whole number is needed"):
        parse("review_every_days", "1000000")


_MEASURES_A_SERVICE_MAY_SET = """
wsas_reliable_change WSAS: a change is reliable from (0: not known) 8 0 16
pcl5_threshold PCL-5: a case is at 32 16 64
pcl5_reliable_change PCL-5: a change is reliable from (0: not known) 10 0 20
phq15_threshold PHQ-15: a case is at 10 5 20
phq15_reliable_change PHQ-15: a change is reliable from (0: not known) 0 0 7
spin_threshold SPIN: a case is at 19 9 38
spin_reliable_change SPIN: a change is reliable from (0: not known) 10 0 20
pdss_threshold PDSS-SR: a case is at 8 4 16
pdss_reliable_change PDSS-SR: a change is reliable from (0: not known) 5 0 10
oci_threshold OCI: a case is at 40 20 80
oci_reliable_change OCI: a change is reliable from (0: not known) 32 0 64
iesr_threshold IES-R: a case is at 33 16 66
iesr_reliable_change IES-R: a change is reliable from (0: not known) 9 0 18
hai_threshold HAI: a case is at 18 9 36
hai_reliable_change HAI: a change is reliable from (0: not known) 4 0 8
mi_alone_threshold Mobility Inventory: a case is above 2.30 1.15 4.60
mi_alone_reliable_change Mobility Inventory: a change is reliable from (0: not known) 0.73 0.00 1.46
pswq_threshold PSWQ: a case is at 45 22 80
pswq_reliable_change PSWQ: a change is reliable from (0: not known) 0 0 16
biq_threshold BIQ: a case is at 40 20 72
biq_reliable_change BIQ: a change is reliable from (0: not known) 0 0 18
cfq_threshold CFQ: a case is at 19 9 33
cfq_reliable_change CFQ: a change is reliable from (0: not known) 0 0 8
ibs_threshold IBS-SSS: a case is at 75 37 150
ibs_reliable_change IBS-SSS: a change is reliable from (0: not known) 0 0 125
"""


def test_only_what_no_source_confirmed_may_be_set_from_half_to_double():
    """What PHQ-9 and GAD-7 call a case is no decision of a service."""
    listed = [
        f"{rule.name} {rule.label} {rule.default} {rule.lowest} {rule.highest}"
        for rule in RULES.values()
        if rule.group is Group.MEASURES
    ]

    assert listed == _MEASURES_A_SERVICE_MAY_SET.strip().splitlines()
    assert {rule.unit for rule in RULES.values() if rule.group is Group.MEASURES} == {"points"}


def test_times_and_yes_or_no_have_no_unit_and_the_hours_of_trainees_are_hours():
    assert {rule.unit for rule in RULES.values() if rule.type in (bool, str)} == {""}
    assert {rule.unit for name, rule in RULES.items() if name.startswith("trainee_")} >= {"hours"}
    assert RULES["trainee_skills_hours"].unit == "hours"


_BOUNDS = """
review_every_days 7 28 days
snooze_longest_days 1 28 days
agenda_check_in_minutes 0 20 minutes
agenda_close_minutes 0 10 minutes
agenda_risk_seconds 30 600 seconds
agenda_new_seconds 30 600 seconds
agenda_not_improving_seconds 30 600 seconds
agenda_no_contact_seconds 30 600 seconds
agenda_review_seconds 30 600 seconds
agenda_ready_seconds 30 600 seconds
overtime_signs_on False True
case_management_minutes 30 180 minutes
skills_every_weeks 1 4 weeks
skills_minutes 30 180 minutes
of_supervisors_every_weeks 1 4 weeks
of_supervisors_minutes 30 180 minutes
trainee_case_management_hours 10 60 hours
trainee_skills_hours 10 60 hours
trainee_contact_hours 40 300 hours
assessment_minutes 30 90 minutes
weight_new 0 200 per cent
weight_weekly 0 200 per cent
weight_fortnightly 0 200 per cent
weight_group 0 200 per cent
weight_online 0 200 per cent
weight_open_risk 0 200 per cent
weight_longer 0 200 per cent
plan_entering_treatment 0 20000 a month
aim_six_weeks 0 100 %
aim_eighteen_weeks 0 100 %
aim_recovery 0 90 %
aim_reliable_improvement 0 95 %
aim_reliable_recovery 0 90 %
aim_did_not_attend 0 30 %
aim_over_90_days 0 50 %
"""


def test_the_bounds_of_supervision_caseloads_and_standards_are_the_agreed_ones():
    groups = (Group.SUPERVISION, Group.WORKLOAD, Group.STANDARDS)

    listed = [
        f"{name} {rule.lowest} {rule.highest} {rule.unit}".rstrip()
        for name, rule in RULES.items()
        if rule.group in groups
    ]

    assert listed == _BOUNDS.strip().splitlines()


def test_a_threshold_needs_nobody_else_to_change_it():
    assert {rule.safety for rule in RULES.values() if rule.group is Group.MEASURES} == {False}
