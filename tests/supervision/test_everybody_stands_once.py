"""The agenda of the database against a plain definition of it, on random caseloads."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseload import flagging
from caseload.models import CaseSummary
from caseload.worklist import source
from clinical.agenda import Group
from clinical.policy import DEFAULT
from referrals.models import Referral
from supervision.meeting import agenda
from supervision.models import (
    SupervisionAction,
    SupervisionDecision,
    SupervisionItem,
    SupervisionQuestion,
)
from tests import personas
from tests.factories import caseload
from tests.factories.supervision import SessionFactory

pytestmark = pytest.mark.django_db

HOW_MANY, AT_RISK, WITH_ONE_THING = 12, 2, 8
# What brings somebody by itself; risk and what could not be checked always do.
_BRINGS = {
    "deteriorating",
    "not_improving",
    "high_scores",
    "overdue_contact",
    "missed_session",
    "scheduled_review",
    "ready_for_decision",
}
_days = st.integers(0, 30)
_ANY = {
    "discussed": st.none() | _days,
    "assessed": st.none() | _days,
    "phq9": st.lists(st.sampled_from([5, 12, 21, 24]), max_size=1),
    "missed": st.sampled_from([0, 0, 0, 1, 2]),
    "booked": st.booleans(),
    "silent": st.booleans(),
    "ending": st.sampled_from([False, False, True]),
    "asked": st.sampled_from([False, False, False, True]),
    "before": st.none() | st.sampled_from(["CONTINUE", "CHANGE", "COME_BACK_LATER"]),
    "not_done": st.booleans(),
    "was": st.sampled_from([5, 21, 24]),
    "signalled": st.none() | st.integers(1, 14),
    "taken_along": st.sampled_from([False, False, True]),
}
# Nothing to look at, but for the one thing drawn beside it: so that each decides by itself.
_QUIET = {
    "discussed": 10,
    "assessed": None,
    "phq9": [5],
    "missed": 0,
    "booked": True,
    "silent": False,
    "ending": False,
    "asked": False,
    "before": None,
    "not_done": False,
    "was": 5,
    "signalled": None,
    "taken_along": False,
}
_ONE_THING = (
    {},
    {"asked": True},
    {"ending": True},
    {"missed": 2},
    {"silent": True, "booked": False},
    {"discussed": 22},
    {"discussed": 21},
    {"discussed": None, "assessed": 3},
    {"discussed": 3, "assessed": 3},
    {"signalled": 4},
    {"signalled": 12},
    {"taken_along": True},
    {"before": "COME_BACK_LATER"},
    {"before": "CONTINUE"},
    {"before": "CHANGE", "not_done": True},
    # High scores alone, which were discussed a week ago, rest unless they are higher now.
    {"phq9": [21], "before": "CONTINUE", "was": 21},
    {"phq9": [24], "before": "CHANGE", "was": 21},
)
_cases = st.tuples(
    *[st.fixed_dictionaries(_ANY)] * (HOW_MANY - WITH_ONE_THING),
    *[st.sampled_from([_QUIET | one for one in _ONE_THING])] * WITH_ONE_THING,
)


@pytest.fixture
def theirs(priya, tom, north, south, now):
    """Priya's open cases, two with open risk; one ended and one of Tom's stand nowhere."""
    since = now - timedelta(days=8)
    made = [caseload.in_treatment(priya, north, since=since) for _ in range(HOW_MANY)]
    for referral in made[:AT_RISK]:
        caseload.risk_action(referral, owner=priya)
    caseload.in_treatment(tom, south)
    over = caseload.in_treatment(priya, north)
    CaseSummary.objects.filter(pk=over.pk).update(is_open=False)
    Referral.objects.filter(pk=over.pk).update(carried_by=None)
    return made


@pytest.fixture
def meeting(priya, sam, now):
    SessionFactory(supervisor=sam, supervisee=priya, starts_at=now + timedelta(days=7))
    return SessionFactory(supervisor=sam, supervisee=priya, starts_at=now)


@pytest.fixture
def last_week(priya, sam, now):
    at = now - timedelta(days=7)
    facts = {"starts_at": at, "opened_at": at, "opened_by": sam}
    return SessionFactory(supervisor=sam, supervisee=priya, **facts)


def _ago(today, days):
    return None if days is None else today - timedelta(days=days)


def _write(referral, drawn, *, place, last_week, sam, priya, now):
    """The case as drawn: its summary, a question, and what last week's meeting made of it."""
    today = now.date()
    if drawn["signalled"] and place > AT_RISK:
        # Item 9 was spoken about, and the flag closed, by the same evening.
        caseload.answered_item_nine(referral, at=now - timedelta(days=drawn["signalled"]), by=priya)
    if drawn["taken_along"]:
        missed = now - timedelta(days=2)
        caseload.missed_contact(referral, at=missed, follow_up="WRITE_AND_SUPERVISION")
    discussed = _ago(today, drawn["discussed"])
    if drawn["before"] in ("CONTINUE", "CHANGE"):
        discussed = last_week.starts_at.date()
    CaseSummary.objects.filter(pk=referral.pk).update(
        last_discussed_on=discussed,
        assessed_on=_ago(today, drawn["assessed"]),
        phq9=drawn["phq9"],
        booked_at=[now + timedelta(days=3)] if drawn["booked"] else [],
        last_attended_on=today - timedelta(days=22 if drawn["silent"] else 2),
        missed_in_a_row=drawn["missed"],
        last_missed_on=today - timedelta(days=2) if drawn["missed"] else None,
        ending_proposed=drawn["ending"],
    )
    if drawn["asked"]:
        SupervisionQuestion.objects.create(referral=referral, text="Why?", by=priya, at=now)
    if drawn["before"] is None:
        return
    item = SupervisionItem.objects.create(
        session=last_week,
        referral=referral,
        part="AGENDA",
        place=place,
        look_by=today,
        numbers={"high_scores": {"phq9": drawn["was"], "gad7": 21}},
    )
    decision = SupervisionDecision.objects.create(
        item=item,
        code=drawn["before"],
        what="Ring the GP.",
        review_on=today + timedelta(days=14),
        by=sam,
        at=last_week.starts_at,
    )
    if drawn["not_done"]:
        SupervisionAction.objects.create(
            decision=decision, what="Ring the GP.", owner=priya, due_on=today
        )


def _plainly(row, drawn, *, now):
    """Must come, or may come: in a few words, from what was drawn and which reasons hold."""
    reasons = {
        one.reason.value
        for one in flagging.reasons_now(row, risk=flagging.open_risk(row), now=now, policy=DEFAULT)
    }
    looked_at = row["last_discussed_on"] or row["assessed_on"] or row["allocated_on"]
    passes = looked_at + timedelta(days=28) < now.date() + timedelta(days=7)
    must = passes or drawn["asked"] or bool(reasons & {"risk", "could_not_be_checked"})
    must = must or _is_closed_and_unspoken(row, drawn, now=now) or _is_taken_along(row, drawn, now)
    if drawn["before"] in ("CONTINUE", "CHANGE") and _is_no_worse(drawn):
        reasons -= {"high_scores"}
    new = (
        row["assessed_on"] is not None
        and (row["last_discussed_on"] or date.min) < row["assessed_on"]
    )
    left = drawn["before"] == "COME_BACK_LATER"
    agreed = drawn["before"] is not None and drawn["not_done"]
    return must, must or new or left or agreed or bool(reasons & _BRINGS)


def _is_closed_and_unspoken(row, drawn, *, now):
    """A signal came, was closed, and nobody spoke about the case in supervision since."""
    days = None if "risk" in row["flags"] else drawn["signalled"]
    if days is None or (drawn["before"] in ("CONTINUE", "CHANGE") and days >= 7):
        return False
    return (row["last_discussed_on"] or date.min) <= now.date() - timedelta(days=days)


def _is_taken_along(row, drawn, now):
    """Missed two days ago and taken to supervision; nobody spoke about it, or saw them, since."""
    since = max(row["last_discussed_on"] or date.min, row["last_attended_on"] or date.min)
    return drawn["taken_along"] and since <= now.date() - timedelta(days=2)


def _is_no_worse(drawn):
    return not drawn["phq9"] or drawn["phq9"][-1] <= drawn["was"]


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=_cases)
def test_agenda_moved_and_on_track_are_everybody_open_once(
    theirs, meeting, last_week, sam, priya, now, drawn
):
    with transaction.atomic():
        for place, (referral, one) in enumerate(zip(theirs, drawn, strict=True), 1):
            _write(referral, one, place=place, last_week=last_week, sam=sam, priya=priya, now=now)
        reader = personas.standing_now(sam)
        page = agenda.live(meeting, member=reader, now=now, policy=DEFAULT)
        rows = {row["referral_id"]: row for row in source.read(priya.pk, reader.standing)}
        transaction.set_rollback(True)

    everybody = [line.referral_id for line in page.everybody]
    assert sorted(everybody) == sorted(referral.pk for referral in theirs)
    plain = {
        referral.pk: _plainly(rows[referral.pk], one, now=now)
        for referral, one in zip(theirs, drawn, strict=True)
    }
    stays = {line.referral_id for line in page.lines}
    comes = stays | {line.referral_id for line in page.moved}
    assert comes == {pk for pk, (_, may) in plain.items() if may}
    assert stays >= {pk for pk, (must, _) in plain.items() if must}
    groups = [Group(line.group).order for line in page.lines]
    assert groups == sorted(groups)
    assert not any(line.has_risk for line in (*page.moved, *page.on_track))
