"""The page and the command that show an agenda as it stood; what the database keeps for them."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from caseload.actions import signed_notes
from caseload.models import CaseSummary, KeptSummary
from caseload.models.kept import NOT_KEPT
from clinical.policy import DEFAULT
from clinical.problems import Problem
from referrals.actions import record_problem
from referrals.changes import changed
from referrals.models import Referral
from staff.models import StaffMember
from supervision.actions import questions, sessions
from supervision.meeting import agenda, known, past
from supervision.models import KeptRow
from supervision.models.kept import KEPT
from tests import personas
from tests.factories import caseload
from tests.factories.outcomes import MeasureScoreFactory, SittingFactory
from tests.factories.staff import AbsenceFactory
from tests.supervision.meeting_pages import home

pytestmark = pytest.mark.django_db
# Read under the names that people have now.
_OF_TODAY = {"referrals_patient"}


@pytest.fixture(autouse=True)
def told(db, now):
    """Tells the database what time it is; at first an hour before the tests' own."""

    def tell(at):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('step2.moment', %s, true)", [at.isoformat()])

    tell(now - timedelta(hours=1))
    return tell


def at(moment):
    return {"day": f"{moment:%Y-%m-%d}", "clock": f"{moment + timedelta(hours=1):%H:%M}"}


@pytest.fixture
def page(client, session, sam, clock):
    def one(moment, who=sam):
        client.force_login(who)
        return client.get(f"{home(session)}as-at/", at(moment))

    return one


def test_it_shows_who_stood_there_and_why_and_nothing_of_later(
    page, session, at_risk, quiet, sam, now, told
):
    told(now + timedelta(minutes=5))
    questions.ask(referral=quiet, text="Later?", by=sam, now=now + timedelta(minutes=5))

    said = page(now).content.decode()

    assert "Agenda as it stood on" in said
    assert "OSEI, D" in said
    assert "BELL, A" in said
    assert "Safety call" in said
    assert "Later?" not in said


def test_the_same_later_says_what_was_asked_since(page, quiet, session, sam, now, told, clock):
    told(now - timedelta(minutes=5))
    questions.ask(referral=quiet, text="Later?", by=sam, now=now - timedelta(minutes=5))

    assert "Asked: Later?" in page(now - timedelta(minutes=4)).content.decode()


def test_looking_stands_on_the_trail_and_changes_nothing(page, at_risk, sam, now):
    before = KeptRow.objects.count()

    page(now - timedelta(minutes=4))

    entry = AuditEntry.objects.filter(event="LIST_VIEWED").latest("pk")
    assert (entry.staff_id, entry.shown) == (sam.pk, [at_risk.patient_id])
    assert KeptRow.objects.count() == before


def test_once_opened_it_is_the_snapshot(page, session, at_risk, sam, now, told):
    told(now - timedelta(minutes=10))
    sessions.open_session(session=session, by=sam, now=now - timedelta(minutes=10), policy=DEFAULT)
    told(now - timedelta(minutes=5))
    Referral.objects.filter(pk=at_risk.pk).update(planned_sessions=9)

    said = page(now - timedelta(minutes=4)).content.decode()

    assert "Opened" in said
    assert "OSEI, D" in said


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (timedelta(minutes=6), "Choose a moment that has passed."),
        (timedelta(hours=-3), "Nothing is kept of this meeting from before then."),
    ],
)
def test_a_moment_of_which_nothing_is_known_is_refused(page, session, now, moment, words):
    answer = page(now + moment)

    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize("given", [{"day": "soon", "clock": "9"}, {"day": ""}, {"clock": "09:00"}])
def test_what_is_no_moment_is_refused(client, session, sam, clock, given):
    client.force_login(sam)

    assert client.get(f"{home(session)}as-at/", given).status_code == 422


def test_without_a_moment_it_asks_for_one(client, session, sam, clock):
    client.force_login(sam)

    answer = client.get(f"{home(session)}as-at/")

    assert answer.status_code == 200
    assert "From Tuesday 9 June 2026, 09:24 on" in answer.content.decode()


def test_nobody_else_may_see_it(page, session, tom, now):
    assert page(now - timedelta(minutes=4), who=tom).status_code == 404


def test_what_a_withdrawn_note_asked_is_not_shown(page, quiet, session, sam, now, told):
    told(now - timedelta(minutes=30))
    note = caseload.signed_contact(
        quiet,
        at=now - timedelta(hours=2),
        signed_at=now - timedelta(minutes=30),
        supervision_question="About her sister?",
    )
    assert "About her sister?" in page(now - timedelta(minutes=4)).content.decode()

    told(now)
    facts = {"reason": "Not hers.", "may_withdraw_any": True, "by": sam, "now": now}
    signed_notes.withdraw(contact=note, **facts)

    said = page(now - timedelta(minutes=4)).content.decode()
    assert "About her sister?" not in said
    assert known.WITHDRAWN in said


def test_the_command_prints_rows_and_reasons_and_no_names(session, at_risk, now, clock):
    said = io.StringIO()
    moment = now.isoformat()

    call_command("agenda", "--meeting", session.reference, "--as-at", moment, stdout=said)

    assert at_risk.reference in said.getvalue()
    assert "Safety call" in said.getvalue()
    assert "OSEI" not in said.getvalue()
    assert AuditEntry.objects.filter(event="LIST_VIEWED", staff_id=None).count() == 1


def test_the_command_says_where_nothing_is_known(session, now, clock):
    with pytest.raises(CommandError, match="Nothing is kept"):
        call_command("agenda", "--meeting", session.reference, "--as-at", "2026-06-01T09:00")
    with pytest.raises(CommandError, match="no such meeting"):
        call_command("agenda", "--meeting", "NOTHERE1", "--as-at", "2026-06-01T09:00")


def test_every_table_that_an_agenda_reads_is_read_as_it_was(session, at_risk, priya, sam, now):
    """A table that is joined later has to be kept as well, or to say itself when it holds."""
    StaffMember.objects.filter(pk=priya.pk).update(grade="TRAINEE_PWP")
    past.kept_since(session)
    with CaptureQueriesContext(connection) as asked:
        past.as_at(session, now - timedelta(minutes=1), now=now)
    words = " ".join(one["sql"].split(") SELECT ", 1)[-1] for one in asked if "WITH" in one["sql"])
    tables = {name for name in connection.introspection.table_names() if f'"{name}"' in words}

    assert tables - known.TABLES == _OF_TODAY


def test_nothing_is_written_while_the_past_is_read(session, now):
    with (
        known.as_known(now, pwp_id=1, opened=False),
        pytest.raises(RuntimeError, match="only read"),
    ):
        Referral.objects.update(version=1)


def test_the_triggers_of_the_database_keep_the_columns_that_are_named():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger"
            " WHERE tgname = 'supervision_row_is_kept'"
        )
        found = {table: tuple(said.split("\\000")[:-1]) for table, said in cursor.fetchall()}

    assert found == dict(KEPT)


def test_what_is_kept_says_that_a_row_is_gone(session, priya, now, told):
    away = AbsenceFactory(staff=priya, ends_on=now.date())
    number = away.pk
    away.delete()

    kept = KeptRow.objects.filter(relation="staff_absence", row_id=number).order_by("pk")
    assert [one.said is None for one in kept] == [False, True]


def test_what_a_summary_said_is_kept_from_when_somebody_carries_it_until_they_do_not(
    quiet, priya, north
):
    """The triggers summary_is_kept and change_of_summary_is_kept: all of it, then what changed."""
    waiting = caseload.allocated(priya, north)
    whole = KeptSummary.objects.filter(referral=waiting).order_by("pk").first()
    KeptSummary.objects.filter(referral=quiet).latest("pk")
    CaseSummary.objects.filter(pk=quiet.pk).update(missed=2, flags_checked_under="x")
    CaseSummary.objects.filter(pk=quiet.pk).update(flags_checked_under="y")
    CaseSummary.objects.filter(pk=quiet.pk).update(pwp=None)
    CaseSummary.objects.filter(pk=quiet.pk).update(missed=3)

    assert {"pwp_id", "phq9", "flags", "treatment_booked_at"} < set(whole.changed)
    assert not {*NOT_KEPT} & set(whole.changed)
    last = KeptSummary.objects.filter(referral=quiet).order_by("-pk")[:2]
    assert [one.changed for one in last] == [{"pwp_id": None}, {"missed": 2}]


@pytest.mark.parametrize(
    ("model", "rule"),
    [(KeptSummary, "kept_summary_never_rewritten"), (KeptRow, "kept_row_never_rewritten")],
)
@pytest.mark.parametrize("how", ["update", "delete"])
def test_what_is_kept_is_never_rewritten(quiet, session, model, rule, how):
    assert rule in {one.name for one in model._meta.triggers}
    rows = model.objects.all()

    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        rows.update(at=None) if how == "update" else rows.delete()


def test_a_row_that_says_the_same_is_not_kept_twice(session):
    before = KeptRow.objects.count()
    session.not_held_why = "Neither of us."
    session.save(update_fields=["minutes"])

    assert KeptRow.objects.count() == before


def test_as_at_costs_few_queries_and_what_is_live_reads_the_same(session, at_risk, quiet, sam, now):
    with CaptureQueriesContext(connection) as asked:
        stood = past.as_at(session, now, now=now)
    reader = personas.standing_now(sam, now=now)

    assert stood.page == agenda.live(session, member=reader, now=now, policy=DEFAULT)
    assert len(asked) <= 5


def test_what_the_measure_of_the_problem_said_then_is_said_again(
    session, quiet, priya, sam, now, told
):
    record_problem(referral=quiet, problem=Problem.OCD, on=now.date(), by=priya, now=now)
    reader = personas.standing_now(sam, now=now)
    seen = []
    for minutes, total in ((-50, 28), (-40, 60), (-30, 40), (-20, 90)):
        at_ = now + timedelta(minutes=minutes)
        told(at_)
        sitting = SittingFactory(referral=quiet, taken_at=at_)
        MeasureScoreFactory(sitting=sitting, measure="OCI", answers=[], total=total)
        changed([quiet.pk], now=at_)
        seen.append((at_, agenda.live(session, member=reader, now=at_, policy=DEFAULT)))

    told(now)
    assert [past.as_at(session, at_, now=now).page for at_, _ in seen] == [page for _, page in seen]
    said = ["OCI 28 to 60" in str(page) for _, page in seen]
    assert (said, "OCI 28 to 90" in str(seen[-1][1])) == ([False, True, False, False], True)
