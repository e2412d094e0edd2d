"""Everybody is in Everyone, each view counts its own rows, and risk is in every one of them."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseload import facts, flagging
from caseload.models import CaseFlag, CaseSummary
from caseload.sweep import sweep_flags
from caseload.worklist import choices
from caseload.worklist import read as read_caseload
from caseload.worklist.views import VIEWS
from clinical.policy import DEFAULT
from clinical.reason import Reason
from tests import personas
from tests.caseload.caseloads import at_risk, called, page, people, quiet, row, tabs, unbooked
from tests.caseload.histories import History, histories
from tests.factories.caseload import in_treatment, signed_contact

pytestmark = pytest.mark.django_db

_LABELS = [view.label for view in VIEWS]


def shown(member, asked):
    found = read_caseload(member=member, asked=asked, base="/caseload/", now=personas.NOW)
    assert found is not None
    beside = [group for group in found.groups if group.heading == "Risk"]
    rest = [group for group in found.groups if group.heading != "Risk"]
    return found, sum(len(one.rows) for one in rest), sum(len(one.rows) for one in beside)


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    courses=st.lists(histories, min_size=1, max_size=4),
    mode=st.sampled_from([None, "phone", "video"]),
    label=st.sampled_from(["", "veteran"]),
    put_off=st.sampled_from([None, *Reason]),
)
def test_nobody_is_left_out_and_every_count_is_its_rows(
    priya, sam, north, courses, mode, label, put_off
):
    with transaction.atomic():
        for number, events in enumerate(courses):
            history = History(pwp=priya, other=sam, team=north, hour=5 * number)
            for event in events:
                history.add(event)
            facts.refresh([history.referral.pk])
        at_risk(priya, north, "Risk")
        sweep_flags(now=personas.NOW, policy=DEFAULT)
        _put_off(put_off, by=priya)
        mine = set(
            CaseSummary.objects.filter(pwp=priya, is_open=True).values_list("patient_id", flat=True)
        )

        everyone, rows, beside = shown(priya, choices.Asked())
        assert set(everyone.shown_patient_ids) == mine
        assert (rows, beside) == (len(mine), 0)
        for view in VIEWS:
            asked = choices.read({"view": view.code, "mode": mode or "", "label": label})
            found, rows, beside = shown(priya, asked)
            risky = _at_risk(priya)
            assert risky <= set(found.shown_patient_ids)
            assert found.shown_patient_ids[: len(risky)] == tuple(
                pk for pk in found.shown_patient_ids if pk in risky
            )
            (count,) = (tab.count for tab in found.tabs if tab.is_current)
            assert count <= rows + beside
            if not (mode or label):
                assert count == rows
        transaction.set_rollback(True)


def _put_off(reason, *, by):
    if reason in {None, Reason.RISK}:
        return
    CaseFlag.objects.filter(reason=reason.value, cleared_at=None).update(
        snoozed_until=date(2026, 6, 16), snoozed_by=by, snoozed_why="Exams", snoozed_numbers={}
    )
    facts.refresh(CaseSummary.objects.values_list("pk", flat=True))


def _at_risk(member):
    rows = flagging.with_open_risk(CaseSummary.objects.filter(pwp=member, is_open=True)).values()
    return {row["patient_id"] for row in rows if row["open_actions"] or row["risk_evidence"]}


def test_a_view_that_is_rare_shows_only_while_somebody_stands_in_it(
    client: Client, clock, priya, north
):
    quiet(priya, north, "Ahmed")
    client.force_login(priya)
    without = tabs(page(client))
    unbooked(priya, north, "Byrne")

    with_one = tabs(page(client))

    assert "nonext" not in without
    assert with_one["nonext"] == 1
    assert people(page(client, "?view=nonext")) == ["BYRNE, Rowan"]
    assert tabs(page(client, "?view=data"))["data"] == 0


def test_high_scores_and_missing_data_have_views_of_their_own(client: Client, clock, priya, north):
    since = personas.NOW - timedelta(days=9)
    high = in_treatment(priya, north, since=since, patient=called("High"))
    signed_contact(high, at=personas.NOW - timedelta(days=1), phq9=22)
    bare = in_treatment(priya, north, since=since, patient=called("Bare"))
    signed_contact(bare, at=personas.NOW - timedelta(days=1), phq9=None, gad7=None)
    client.force_login(priya)

    assert people(page(client, "?view=high")) == ["HIGH, Rowan"]
    assert people(page(client, "?view=data")) == ["BARE, Rowan"]


def test_somebody_who_could_not_be_checked_is_flagged_and_the_others_are_as_they_were(
    client: Client, clock, priya, north
):
    made = [unbooked(priya, north, name) for name in ("Ahmed", "Byrne", "Cole")]
    poisoned = made[1]
    CaseSummary.objects.filter(pk=poisoned.pk).update(gad7=[-4, 99], phq9=[99, -7])
    client.force_login(priya)

    html = page(client)

    assert people(page(client, "?view=unchecked")) == ["BYRNE, Rowan"]
    assert sorted(people(html)) == ["AHMED, Rowan", "BYRNE, Rowan", "COLE, Rowan"]
    assert "Cannot be read" in row(html, "BYRNE")
    assert tabs(html)["nonext"] == 3
    assert tabs(html)["flagged"] == 3
    assert "could not be checked" in client.get("/today/").content.decode()
    swept = sweep_flags(now=personas.NOW, policy=DEFAULT)
    assert swept["looked_at"] == 3
    assert CaseFlag.objects.filter(reason="no_next_appointment", cleared_at=None).count() == 3
