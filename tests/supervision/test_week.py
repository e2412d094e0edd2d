"""A supervisor's week and the lead's view: how ready, what waits, how much; and who is named."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from caseload.models import EndingWithOpenRisk
from clinical.policy import DEFAULT
from referrals.changes import changed
from referrals.models import EndCode
from staff.models import SupervisionPairing
from staff.roles import Role
from supervision.actions import questions, sessions
from supervision.models import DecisionCode
from supervision.overview import service, week
from tests import personas
from tests.factories import caseload
from tests.factories.staff import PairingFactory
from tests.factories.supervision import SessionFactory, agreed
from tests.supervision.meeting_pages import case, given, on_track

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

_WEEK = "/supervision/week/"


def of(member, *, now):
    seen = personas.standing_now(member)
    return week.read(member=seen, standing=seen.standing, now=now, policy=DEFAULT)


def test_each_meeting_says_how_ready_it_is(client, sam, priya, north, session, at_risk, quiet, now):
    questions.ask(referral=quiet, text="Extend?", by=priya, now=now)
    passed = SessionFactory(
        supervisor=sam, supervisee=priya, starts_at=session.starts_at - timedelta(days=1)
    )
    tess = personas.tess_in(north, supervisor=sam)
    held = SessionFactory(
        supervisor=sam, supervisee=tess, starts_at=session.starts_at + timedelta(hours=2)
    )
    caseload.risk_action(caseload.in_treatment(tess, north), owner=tess)
    sessions.open_session(session=held, by=sam, now=now, policy=DEFAULT)
    client.force_login(sam)
    client.post(case(held), given())

    found = {one.reference: one for one in of(sam, now=now).meetings}

    coming = found[session.reference]
    assert coming.words == "2 cases, 6 of 53 minutes for cases."
    assert coming.more.startswith("1 with risk. 1 question asked.")
    assert (found[passed.reference].words, found[passed.reference].link) == (
        "Passed without being opened.",
        "Say why",
    )
    assert found[held.reference].words == "Opened, 1 of 1 decided, not signed yet."


def test_a_meeting_says_who_is_late_and_how_many_do_not_fit(sam, priya, north, session, now):
    type(session).objects.update(minutes=15)
    for name in ("Ash", "Birch", "Cole", "Dale"):
        worse = on_track(priya, north, name, now=now)
        caseload.signed_contact(worse, at=now - timedelta(days=1), phq9=21, gad7=15)
    late = on_track(priya, north, "Late", now=now)
    late.allocations.update(last_discussed_on=now.date() - timedelta(days=40))
    changed([late.pk])

    (coming,) = of(sam, now=now).meetings

    assert coming.words == "3 cases, 8 of 8 minutes for cases."
    assert coming.more == "1 past the interval. 2 do not fit, and move."


def test_at_the_weekend_the_week_is_the_one_to_come(sam, priya, session, now):
    sunday = now + timedelta(days=5)
    coming = SessionFactory(
        supervisor=sam, supervisee=priya, starts_at=session.starts_at + timedelta(days=7)
    )

    found = of(sam, now=sunday)

    assert found.heading == "Week of 15 June"
    assert [(one.reference, one.is_late) for one in found.meetings] == [
        (session.reference, True),
        (coming.reference, False),
    ]


def test_what_waits_stands_with_whose_it_is_and_where_it_is_done(
    client, sam, priya, north, session, at_risk, now
):
    step_up, late = (on_track(priya, north, name, now=now) for name in ("Up", "Late"))
    yesterday, before = now - timedelta(days=1), now - timedelta(days=6)
    up = DecisionCode.STEP_UP
    agreed(step_up, by=sam, owner=priya, code=up, what="Send to Step 3", at=yesterday)
    agreed(late, by=sam, owner=priya, what="Ring the GP", at=before)
    EndingWithOpenRisk.objects.create(
        referral=at_risk,
        end_code=EndCode.values[0],
        ended_on=now.date(),
        why="Moved away",
        asked_at=now,
        asked_by=priya,
    )
    client.force_login(sam)

    html = client.get(_WEEK).content.decode()

    for words in (
        "Safety call. Due today, 17:00, Priya Raman, not taken yet.",
        "Ending while risk is open: Priya Raman asked",
        "Step up: Send to Step 3. Priya Raman",
        "Ring the GP. Priya Raman, by 5 June, 4 days late.",
        f"/caseload/{at_risk.reference}/risk/",
        f"/caseload/{at_risk.reference}/end/agree",
        f"/caseload/{late.reference}/supervision/",
    ):
        assert words in html
    seen = AuditEntry.objects.filter(event="LIST_VIEWED", staff_id=sam.pk).latest("pk")
    assert {at_risk.patient_id, late.patient_id} <= set(seen.shown)


def test_coverage_of_those_she_supervises_stands_there_with_who_is_not_within(
    client, sam, priya, tom, north, south, session, now
):
    on_track(priya, north, "Bell", now=now)
    late = on_track(priya, north, "Gale", now=now)
    elsewhere = on_track(tom, south, "Ives", now=now)
    for one in (late, elsewhere):
        one.allocations.update(last_discussed_on=now.date() - timedelta(days=29))
        changed([one.pk])
    client.force_login(sam)

    html = client.get(_WEEK).content.decode()

    assert "1 of 2" in html
    assert "GALE, Ann" in html
    assert "IVES" not in html
    shown = AuditEntry.objects.filter(event="LIST_VIEWED", staff_id=sam.pk).latest("pk").shown
    assert late.patient_id in shown


def test_an_ending_that_a_trainee_proposes_waits_for_her_supervisor(client, sam, priya, north, now):
    tess = personas.tess_in(north, supervisor=sam)
    for pwp, family in ((tess, "Hart"), (priya, "Reid")):
        theirs = on_track(pwp, north, family, now=now)
        caseload.signed_contact(theirs, pwp=pwp, at=now - timedelta(days=1), ending_proposed=True)
        changed([theirs.pk])

    (found,) = of(sam, now=now).waits.to_approve

    assert found.who == "HART, Ann"
    assert found.words == "Ending proposed by Tess Young, trainee: agree to it in your meeting."


def test_nobody_is_asked_to_agree_to_an_ending_of_their_own_asking(sam, at_risk, now):
    EndingWithOpenRisk.objects.create(
        referral=at_risk,
        end_code=EndCode.values[0],
        ended_on=now.date(),
        why="Moved away",
        asked_at=now,
        asked_by=sam,
    )

    assert of(sam, now=now).waits.to_approve == ()


def test_today_has_its_head_which_names_no_patient(client, sam, priya, session, at_risk):
    client.force_login(sam)

    today = client.get("/today/").content.decode()
    panel = client.get(_WEEK, headers={"HX-Request": "true"}).content.decode()
    client.force_login(priya)

    assert f'hx-get="{_WEEK}"' in today
    assert "Priya Raman" in panel
    assert "Open risk actions: <b>1</b>" in panel
    assert "<html" not in panel
    assert "OSEI" not in panel
    assert _WEEK not in client.get("/today/").content.decode()


def test_nobody_elses_supervisees_are_in_it(sam, tom, north, south, session, now):
    """Neither another team's nor her own team's, which she may open."""
    other = personas.member("Ola Berg", role=Role.SENIOR_PWP, team=south)
    PairingFactory(supervisor=other, supervisee=tom)
    caseload.risk_action(caseload.in_treatment(tom, south), owner=tom)

    near = personas.member("Una Reed", role=Role.PWP, team=north)
    PairingFactory(supervisor=other, supervisee=near)
    caseload.risk_action(caseload.in_treatment(near, north), owner=near)

    found = of(sam, now=now)

    assert [one.reference for one in found.meetings] == [session.reference]
    assert (found.waits.risk, found.together.open) == ((), 0)


def test_many_meetings_and_cases_cost_no_more_queries_than_few(sam, north, now):
    counted = []
    for how_many in (1, 4):
        for number in range(how_many):
            pwp = personas.member(f"Pat {how_many}{number}", role=Role.PWP, team=north)
            PairingFactory(supervisor=sam, supervisee=pwp, starts_on=date(2025, 1, 6))
            SessionFactory(supervisor=sam, supervisee=pwp, starts_at=now + timedelta(hours=1))
            for _ in range(5):
                caseload.risk_action(caseload.in_treatment(pwp, north), owner=pwp)
        with CaptureQueriesContext(connection) as caught:
            found = of(sam, now=now)
            whole = service.read(on=now.date(), policy=DEFAULT)
        counted.append(len(caught))

    assert len(found.meetings) == 5
    assert whole.supervisors[0].supervisees == 5
    assert counted[0] == counted[1]


def test_the_lead_sees_held_against_due_load_and_coverage_and_no_patient(
    client, leah, sam, priya, north, opened, at_risk, now
):
    SessionFactory(supervisor=sam, supervisee=priya, starts_at=now - timedelta(days=7))
    held = SessionFactory(supervisor=sam, supervisee=priya, starts_at=now - timedelta(days=14))
    sessions.open_session(
        session=held, by=sam, now=held.starts_at + timedelta(minutes=1), policy=DEFAULT
    )
    client.force_login(leah)

    html = client.get("/supervision/service/").content.decode()
    found = service.read(on=now.date(), policy=DEFAULT)

    mine = next(one for one in found.people if one.name == "Priya Raman")
    assert (mine.words, mine.supervisor, mine.last) == ("1 of 2", "Sam Okafor", "Tue 26 May")
    assert next(one for one in found.supervisors if one.name == "Sam Okafor").supervisees == 1
    assert found.provider.open == 2
    assert "OSEI" not in html
    assert not {at_risk.reference, opened.reference} & set(html.split("/"))
    client.force_login(sam)
    assert client.get("/supervision/service/").status_code == 403


def test_a_meeting_that_was_missed_and_made_up_was_held(sam, priya, now):
    """Of two that were due one was missed and made up since, and one missed for good."""
    for days in (14, 7):
        missed = SessionFactory(
            supervisor=sam, supervisee=priya, starts_at=now - timedelta(days=days)
        )
    at = now - timedelta(days=5)
    made_up = SessionFactory(supervisor=sam, supervisee=priya, starts_at=at, makes_up=missed)
    before = service.read(on=now.date(), policy=DEFAULT)
    sessions.open_session(session=made_up, by=sam, now=at, policy=DEFAULT)
    found = service.read(on=now.date(), policy=DEFAULT)

    assert ((before.held, before.due), (found.held, found.due)) == ((0, 2), (1, 2))


def test_a_supervisors_load_is_people_hours_and_their_own_caseload(sam, priya, north, now):
    tess = personas.tess_in(north, supervisor=sam)
    SupervisionPairing.objects.filter(supervisee=tess).update(
        weekday=1, meets_at=time(9), minutes=90
    )
    SupervisionPairing.objects.filter(supervisee=priya).update(weekday=None, meets_at=None)
    on_track(sam, north, "Own", now=now)

    (load,) = service.read(on=now.date(), policy=DEFAULT).supervisors

    assert (load.name, load.supervisees, load.hours) == ("Sam Okafor", 2, "1.5")
    assert (load.without_time, load.carried) == (1, 1)


def test_coverage_of_the_service_is_that_of_all_its_teams(priya, tom, north, south, now):
    for pwp, team, family in ((priya, north, "Bell"), (priya, north, "Reid"), (tom, south, "Ives")):
        on_track(pwp, team, family, now=now)

    found = service.read(on=now.date(), policy=DEFAULT)

    assert found.provider.open == 3
    assert [(one.name, one.open) for one in found.teams] == [("North team", 2), ("South team", 1)]


def test_the_lead_reads_a_large_service_a_page_at_a_time_and_its_sums_whole(
    client, leah, sam, priya, north, now, monkeypatch
):
    tess = personas.member("Tess Young", role=Role.TRAINEE_PWP, team=north)
    deputy = personas.member("Uma Shah", role=Role.SENIOR_PWP, team=north)
    PairingFactory(supervisor=deputy, supervisee=tess, starts_on=date(2025, 1, 6))
    for pwp in (priya, tess):
        SessionFactory(supervisor=sam, supervisee=pwp, starts_at=now - timedelta(days=7))
    whole = service.read(on=now.date(), policy=DEFAULT)
    monkeypatch.setattr("supervision.overview.paging.ROWS", 1)
    client.force_login(leah)

    people, supervisors, after = [], [], {"people": "", "supervisors": ""}
    for _ in whole.people:
        found = service.read(on=now.date(), policy=DEFAULT, **after)
        people += found.people
        assert (found.held, found.due) == (whole.held, whole.due) == (0, 2)
        after["people"] = found.more_people
    for _ in whole.supervisors:
        found = service.read(on=now.date(), policy=DEFAULT, **after)
        supervisors += found.supervisors
        after["supervisors"] = found.more_supervisors

    assert (tuple(people), tuple(supervisors)) == (whole.people, whole.supervisors)
    assert (len(people) > 1, len(supervisors), after) == (
        True,
        2,
        {"people": "", "supervisors": ""},
    )
    further = client.get("/supervision/service/", {"supervisors": str(sam.pk)}).content.decode()
    assert "Uma Shah" in further
    assert "The next practitioners" in further
    assert "The next supervisors" not in further
