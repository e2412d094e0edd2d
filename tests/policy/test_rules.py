"""Service rules: within bounds, decided by two people, from a day on, and never for days past."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import InternalError, transaction
from pytest_django import DjangoAssertNumQueries

from audit.events import Event
from audit.models import AuditEntry
from clinical import policy as rules
from clinical.errors import Refused
from policy import actions
from policy.current import policy_on
from policy.models import PolicyChange
from staff.models import StaffMember
from tests.walks import walked

pytestmark = pytest.mark.django_db

_DAY = timedelta(days=1)
_WHY = "Agreed in the clinical governance meeting"
# Those of measures are all made alike: a whole number and a mean stand for the others.
_RULES = [
    *(name for name, rule in rules.RULES.items() if rule.group is not rules.Group.MEASURES),
    "spin_threshold",
    "mi_alone_reliable_change",
]


def _proposed(by: StaffMember, now: datetime, *, value: str = "14", on: date) -> PolicyChange:
    return actions.propose(
        rule="contact_overdue_after_days", value=value, valid_from=on, why=_WHY, by=by, now=now
    )


def test_without_decisions_the_defaults_hold(today: date) -> None:
    assert policy_on(today) == rules.DEFAULT


def test_a_proposal_alone_changes_nothing(leah: StaffMember, now: datetime, today: date) -> None:
    _proposed(leah, now, on=today)

    assert policy_on(today) == rules.DEFAULT


def test_an_approved_change_holds_from_its_day_on(
    leah: StaffMember, sam: StaffMember, now: datetime, today: date
) -> None:
    change = _proposed(leah, now, on=today + 7 * _DAY)
    actions.approve(change=change, by=sam, now=now)

    days = [policy_on(today + n * _DAY).contact_overdue_after_days for n in (6, 7, 400)]

    assert days == [rules.DEFAULT.contact_overdue_after_days, 14, 14]


def test_the_latest_of_several_changes_holds(
    leah: StaffMember, sam: StaffMember, now: datetime, today: date
) -> None:
    for value, day in (("14", 0), ("10", 2), ("12", 2), ("28", 5)):
        change = _proposed(leah, now, value=value, on=today + day * _DAY)
        actions.approve(change=change, by=sam, now=now)

    days = [policy_on(today + n * _DAY).contact_overdue_after_days for n in range(7)]

    assert days == [14, 14, 12, 12, 12, 28, 28]


def test_nobody_approves_their_own_proposal(leah: StaffMember, now: datetime, today: date) -> None:
    change = _proposed(leah, now, on=today)

    with pytest.raises(Refused, match="second person"):
        actions.approve(change=change, by=leah, now=now)


@walked("rule", _RULES)
def test_a_value_outside_its_bounds_is_refused(
    rule: str, leah: StaffMember, now: datetime, today: date
) -> None:
    known = rules.RULES[rule]
    outside = {
        int: ["-1", "999999", "", "many", "1.5"],
        bool: ["", "perhaps"],
        str: ["", "25:00"],
        Decimal: ["-0.1", "0.735", "99", "", "many"],
    }

    for value in outside[known.type]:
        with pytest.raises(Refused):
            actions.propose(rule=rule, value=value, valid_from=today, why=_WHY, by=leah, now=now)

    assert not PolicyChange.objects.exists()


@walked("rule", _RULES)
def test_both_bounds_themselves_are_allowed(
    rule: str, leah: StaffMember, sam: StaffMember, now: datetime, today: date
) -> None:
    for bound in (rules.RULES[rule].lowest, rules.RULES[rule].highest):
        value = rules.written(rule, bound)
        change = actions.propose(
            rule=rule, value=value, valid_from=today, why=_WHY, by=leah, now=now
        )
        actions.approve(change=change, by=sam, now=now)

        assert rules.value_in(policy_on(today), rule) == bound


def test_a_rule_that_does_not_exist_is_refused(
    leah: StaffMember, now: datetime, today: date
) -> None:
    with pytest.raises(Refused, match="no rule"):
        actions.propose(rule="lunch", value="1", valid_from=today, why=_WHY, by=leah, now=now)


def test_a_day_that_has_passed_is_refused_when_proposed_and_when_approved(
    leah: StaffMember, sam: StaffMember, now: datetime, today: date
) -> None:
    with pytest.raises(Refused, match="from today on"):
        _proposed(leah, now, on=today - _DAY)
    change = _proposed(leah, now, on=today)

    with pytest.raises(Refused, match="from today on"):
        actions.approve(change=change, by=sam, now=now + _DAY)


def test_a_decided_proposal_is_not_decided_again(
    leah: StaffMember, sam: StaffMember, now: datetime, today: date
) -> None:
    approved, withdrawn = _proposed(leah, now, on=today), _proposed(leah, now, on=today)
    actions.approve(change=approved, by=sam, now=now)
    actions.withdraw(change=withdrawn, by=leah, now=now)

    for change in (approved, withdrawn):
        with pytest.raises(Refused, match="already been decided"):
            actions.approve(change=change, by=sam, now=now)
        with pytest.raises(Refused, match="already been decided"):
            actions.withdraw(change=change, by=leah, now=now)
    assert str(approved).startswith("contact_overdue_after_days = 14")


def test_decided_is_fixed_and_never_deleted(
    leah: StaffMember, sam: StaffMember, now: datetime, today: date
) -> None:
    """The triggers decided_is_fixed and never_deleted."""
    change = _proposed(leah, now, on=today)
    actions.approve(change=change, by=sam, now=now)

    with pytest.raises(InternalError), transaction.atomic():
        PolicyChange.objects.update(value="21")
    with pytest.raises(InternalError), transaction.atomic():
        PolicyChange.objects.all().delete()


def test_every_step_stands_on_the_trail(
    leah: StaffMember, sam: StaffMember, now: datetime, today: date
) -> None:
    actions.approve(change=_proposed(leah, now, on=today), by=sam, now=now)
    actions.withdraw(change=_proposed(leah, now, on=today), by=leah, now=now)

    written = AuditEntry.objects.filter(about="policy.PolicyChange").order_by("id")
    assert list(written.values_list("event", "staff_id")) == [
        (Event.POLICY_PROPOSED, leah.pk),
        (Event.POLICY_APPROVED, sam.pk),
        (Event.POLICY_PROPOSED, leah.pk),
        (Event.POLICY_WITHDRAWN, leah.pk),
    ]


def test_a_stored_value_that_a_release_no_longer_allows_stops_no_page(
    leah: StaffMember, sam: StaffMember, now: datetime, today: date
) -> None:
    for rule, value in (("contact_overdue_after_days", "400"), ("a rule of long ago", "1")):
        PolicyChange.objects.create(
            rule=rule,
            value=value,
            valid_from=today,
            why=_WHY,
            proposed_at=now,
            proposed_by=leah,
            approved_at=now,
            approved_by=sam,
        )

    assert policy_on(today) == rules.DEFAULT


def test_the_rules_are_read_in_one_query(
    today: date, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        policy_on(today)
