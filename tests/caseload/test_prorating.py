"""A service may have one or two missing answers filled in. It is off until the service says so,
item 9 is never filled in, every page says that a total was, and no outcome is made of one.
"""

from datetime import date, timedelta

import pytest

from caseload.actions import contacts
from caseload.models import CaseSummary
from clinical.errors import Refused
from clinical.policy import DEFAULT
from clinical.working_days import local_date
from policy.current import policy_on
from reporting.pathways import explained, read
from tests.caseload import entries
from tests.caseload.session_forms import address
from tests.factories.policy import set_here

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WHY_NOT = "She would not answer the third"


@pytest.fixture
def rule(leah, today):
    """The rule is on from today on."""
    return set_here("prorate_scores", "yes", since=today, by=leah)


@pytest.fixture
def sign(contact, priya, now):
    """Sign this morning's session with these answers to PHQ-9, by the rules in force today."""

    def signed(*phq9, **facts):
        entry = entries.seen(phq9=phq9, questionnaires_not_done=WHY_NOT, **facts)
        contacts.log_session(
            contact=contact,
            logged=entries.logged(entry, of=contact),
            by=priya,
            now=now,
            policy=policy_on(local_date(now)),
        )
        return contact.__class__.objects.get(pk=contact.pk).sitting.scores.get(measure="PHQ9")

    return signed


def test_until_the_service_says_so_an_answer_left_out_leaves_no_total(sign):
    score = sign(2, 2, None, 2, 2, 2, 2, 1, 0)

    assert not DEFAULT.prorate_scores
    assert (score.total, score.is_prorated) == (None, False)


@pytest.mark.usefixtures("rule")
def test_two_left_out_count_as_the_mean_of_the_others_and_the_row_says_so(sign):
    score = sign(2, 2, None, 2, 2, 2, None, 1, 0)

    # 11 over 7 answers, times 9, is 14.14.
    assert (score.total, score.is_prorated) == (14, True)
    assert score.answers == [2, 2, None, 2, 2, 2, None, 1, 0]


@pytest.mark.usefixtures("rule")
def test_three_left_out_leave_no_total(sign):
    score = sign(2, 2, None, None, 2, 2, None, 1, 0)

    assert (score.total, score.is_prorated) == (None, False)


@pytest.mark.usefixtures("rule")
def test_item_nine_is_never_filled_in_and_asks_for_the_risk_section(sign):
    with pytest.raises(Refused, match="Item 9 was not answered"):
        sign(2, 2, 2, 2, 2, 2, 2, 1, None)


def test_a_rule_that_begins_tomorrow_fills_nothing_in_today(sign, leah, today):
    set_here("prorate_scores", "yes", since=today + timedelta(days=1), by=leah)

    assert not policy_on(today).prorate_scores
    assert policy_on(today + timedelta(days=1)).prorate_scores
    assert sign(2, 2, None, 2, 2, 2, 2, 1, 0).total is None


@pytest.mark.usefixtures("rule")
def test_every_page_says_that_the_total_was_filled_in(client, sign, contact, priya):
    sign(2, 2, None, 2, 2, 2, 2, 1, 0)
    client.force_login(priya)
    record = f"/caseload/{contact.referral.reference}/"

    note = client.get(address(contact)).content.decode()
    sessions = client.get(f"{record}sessions/").content.decode()
    measures = client.get(f"{record}measures/").content.decode()

    assert "15 (prorated), moderately severe (2 2 – 2 2 2 2 1 0)" in note
    assert "PHQ-9 15 (prorated)" in sessions
    assert "15 (prorated)" in measures


@pytest.mark.usefixtures("rule")
def test_a_total_that_was_filled_in_is_no_basis_for_change_and_leaves_a_gap(sign, contact):
    before = list(CaseSummary.objects.get(pk=contact.referral_id).phq9)

    sign(2, 2, None, 2, 2, 2, 2, 1, 0)

    summary = CaseSummary.objects.get(pk=contact.referral_id)
    assert list(summary.phq9) == before
    assert "No paired scores at the last session" in summary.flags["data_gap"][0]


@pytest.mark.usefixtures("rule")
def test_national_pathways_refuse_it_in_sql_and_in_plain_words(sign, contact):
    reference, on = contact.referral.reference, date(2026, 6, 30)
    ((_, before),) = read(on=on, references=[reference])

    sign(2, 2, None, 2, 2, 2, 2, 1, 0)

    ((_, derived),) = read(on=on, references=[reference])
    ((_, told),) = explained(on=on, references=[reference])
    assert (derived.phq9_first, derived.phq9_last) == (before.phq9_first, before.phq9_last)
    assert told.derived == derived
    assert "PHQ9 15 on 2026-06-09: filled in where answers were missing" in told.left_out
