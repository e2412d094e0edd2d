"""The checks of the histories see each untruth: otherwise a green history would prove nothing."""

import pytest
from django.db import connection

from caseload.actions import contacts, drafts
from caseload.models import MissedFollowUp
from clinical.policy import DEFAULT
from tests.caseload import entries
from tests.factories.caseload import booked_contact
from tests.safety import invariants

_UNTRUTHS = {
    "I1 an item 9": "DELETE FROM caseload_risksignal WHERE source = 'SCORE'",
    "I1 a risk section": "DELETE FROM caseload_risksignal WHERE source = 'RISK_SECTION'",
    "I1 a missed session": "DELETE FROM caseload_risksignal WHERE source = 'MISSED_SESSION'",
    "I1 a signal in a draft": "DELETE FROM caseload_risksignal WHERE source = 'DRAFT'",
    "I2 an open risk flag": "UPDATE staff_staffmember SET is_active = false",
    "I2 an open action": """UPDATE caseload_caseflag SET cleared_at = now(), cleared_how = 'x',
        cleared_by_id = (SELECT min(id) FROM staff_staffmember) WHERE reason = 'risk'""",
    "the door knows": "UPDATE referrals_referral SET risk_open_since = NULL",
    "I6 nothing ends": """INSERT INTO referrals_referralstep
        (referral_id, from_status, to_status, at, why)
        SELECT id, status, 'ENDED', now() + interval '9 years', '' FROM referrals_referral""",
    "an ended referral": """UPDATE referrals_referral SET ended_on = received_on,
        end_code = 'COMPLETED', status = 'ENDED'""",
    "I7 an open referral": "DELETE FROM referrals_nextstep",
    "I9 no two bookings": """UPDATE caseload_carecontact SET ends_at = ends_at + interval '1 day'
        WHERE state = 'BOOKED'""",
    "one open allocation": "UPDATE caseload_allocation SET pwp_id = signed.signed_by_id FROM "
    "(SELECT min(id) AS signed_by_id FROM staff_staffmember) signed",
    "a signed note's flag": "UPDATE caseload_caseflag SET is_provisional = true",
    "the summary": "UPDATE caseload_casesummary SET attended = attended + 1",
    "I11 the trail": "UPDATE audit_auditentry SET staff_id = 0",
}


_GUARDED = (
    "audit_auditentry",
    "caseload_carecontact",
    "caseload_caseflag",
    "caseload_risksignal",
    "referrals_nextstep",
)


@pytest.fixture
def nothing_guards(told):
    """As the tables' owner could write, without triggers; rolled back afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE caseload_carecontact DROP CONSTRAINT caseload_no_double_booking"
        )
        for table in _GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor


@pytest.fixture
def told(referral, priya, sam, duty, north, now):
    """A session with risk, a missed one that worried, a draft with a signal, two bookings."""
    seen, missed, drafted = (
        booked_contact(referral, at=now.replace(hour=hour), medium="VIDEO") for hour in (8, 9, 10)
    )
    drafts.save_draft(
        contact=seen,
        fields={"phq9_9": "1"},
        version=0,
        missing="",
        by=priya,
        now=now,
        policy=DEFAULT,
    )
    for contact, entry in (
        (seen, entries.seen_with_risk()),
        (missed, entries.missed(follow_up=MissedFollowUp.DUTY_SENIOR_TOLD)),
    ):
        contacts.log_session(
            contact=contact,
            logged=entries.logged(entry, of=contact),
            by=priya,
            now=now,
            policy=DEFAULT,
        )
    drafts.save_draft(
        contact=drafted,
        fields={"risk_intent": "yes"},
        version=0,
        missing="",
        by=priya,
        now=now,
        policy=DEFAULT,
    )
    booked_contact(referral, at=now.replace(hour=15))


def test_as_told_everything_is_true(told):
    assert invariants.untrue() == []


@pytest.mark.parametrize("truth", _UNTRUTHS)
def test_each_untruth_is_seen(nothing_guards, truth):
    nothing_guards.execute(_UNTRUTHS[truth])
    assert nothing_guards.rowcount > 0

    found = invariants.untrue()

    assert any(line.startswith(truth) for line in found), found


@pytest.mark.parametrize(
    ("before", "after", "closes", "said"),
    [
        ({1, 2}, {2}, False, "only closing a risk action"),
        ({1, 2}, {2}, True, ""),
        ({1}, {1, 2}, False, ""),
    ],
)
def test_a_risk_flag_that_vanishes_is_seen(before, after, closes, said):
    found = invariants.untrue_of_the_step(
        invariants.Seen(frozenset(before), {}),
        invariants.Seen(frozenset(after), {}),
        closes_risk=closes,
    )

    assert [line[: len(said)] for line in found] == ([said] if said else [])


@pytest.mark.parametrize(("was", "now_is", "wrong"), [(1, 1, 0), (1, 2, 0), (1, 3, 1), (2, 1, 1)])
def test_a_version_that_leaps_or_falls_is_seen(was, now_is, wrong):
    row = ("contact", 1)
    found = invariants.untrue_of_the_step(
        invariants.Seen(frozenset(), {row: was}),
        invariants.Seen(frozenset(), {row: now_is}),
        closes_risk=False,
    )

    assert len(found) == wrong
