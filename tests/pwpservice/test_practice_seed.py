"""seed_demo on a real database: every constraint obeyed, something to show on every page."""

import random
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import Client

from audit.events import Event
from audit.models import AuditEntry
from caseload import facts, flagging
from caseload.models import (
    CareContact,
    CaseFlag,
    CaseSummary,
    ContactDraft,
    Escalation,
    Reminder,
    RiskAction,
    RiskSignal,
    SignalSource,
)
from clinical.escalation import Level
from clinical.policy import DEFAULT
from clinical.reason import Reason
from outcomes.models import MeasureScore
from portal.models import QuestionnaireLink
from pwpservice.practice import meetings, scale, team
from pwpservice.practice.write_staff import PASSWORD
from referrals.models import NextStep, Referral
from reporting.counted import latest
from reporting.dataset.export.jobs import export_runs
from reporting.models import ExportRun
from staff import standing
from staff.models import StaffMember
from staff.roles import Role
from tests.pwpservice.practice_service import TUESDAY, order

pytestmark = pytest.mark.slow

NOW = order().now
SIGN_INS = {
    "pwp": Role.PWP,
    "pwp2": Role.PWP,
    "trainee": Role.TRAINEE_PWP,
    "senior": Role.SENIOR_PWP,
    "duty": Role.DUTY_LEAD,
    "lead": Role.SERVICE_LEAD,
    "admin": Role.ADMINISTRATOR,
    "data": Role.DATA_MANAGER,
    "privacy": Role.PRIVACY_OFFICER,
    "system": Role.SYSTEM_ADMINISTRATOR,
}


def seed(*more):
    said = StringIO()
    call_command("seed_demo", "--referrals", "300", "--today", f"{TUESDAY}", *more, stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def service(django_db_setup, django_db_blocker):
    """One service for all tests that only read, in a transaction that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        transaction.set_rollback(True)


def reasons_by_referral():
    """What every page would say of each open referral."""
    rows = flagging.with_open_risk(CaseSummary.objects.filter(is_open=True)).values()
    return {
        row["referral_id"]: (
            row["pwp_id"],
            flagging.reasons_now(row, risk=flagging.open_risk(row), now=NOW, policy=DEFAULT),
        )
        for row in rows
    }


def member(username):
    found = StaffMember.objects.get(username=username)
    return standing.load(staff_id=found.pk, now=NOW, on=TUESDAY)


def test_somebody_of_the_seniors_own_team_is_away_and_covered(service):
    teams = member("senior").standing.team_ids

    away = StaffMember.objects.get(
        covered_by__starts_on__lte=TUESDAY, covered_by__ends_on__gte=TUESDAY
    )

    assert set(away.memberships.values_list("team", flat=True)) <= teams


def test_about_as_many_referrals_as_asked_for(service):
    assert Referral.objects.count() == 300
    assert Referral.objects.open().count() == 100


@pytest.mark.parametrize(("username", "role"), SIGN_INS.items())
def test_every_sign_in_holds_its_role_today(service, username, role):
    found = member(username)

    assert found.check_password(PASSWORD)
    assert role in found.standing.roles


def test_the_first_and_the_second_pwp_work_in_different_teams(service):
    assert not member("pwp").standing.team_ids & member("pwp2").standing.team_ids


def test_the_senior_supervises_the_first_pwp_and_the_trainee(service):
    supervised = member("senior").standing.supervisee_ids

    assert {member("pwp").pk, member("trainee").pk} <= supervised


def test_the_system_administrator_may_look_in_django_admin(service):
    found = member("system")

    assert found.is_staff
    assert found.has_perm("staff.view_staffmember")


def test_summaries_are_what_the_base_rows_say(service):
    assert facts.different(Referral.objects.values_list("pk", flat=True)) == []


def test_stored_flags_are_what_the_rules_say(service):
    before = set(CaseFlag.objects.values_list("pk", "cleared_at"))

    flagging.refresh(Referral.objects.values_list("pk", flat=True), now=NOW, policy=DEFAULT)

    assert set(CaseFlag.objects.values_list("pk", "cleared_at")) == before


def test_at_most_one_open_person_in_four_needs_an_action(service):
    found = reasons_by_referral()
    needing = [
        pwp for pwp, reasons in found.values() if any(one.reason.needs_action for one in reasons)
    ]
    mine = member("pwp").pk

    assert len(needing) <= len(found) / 4
    assert needing.count(mine) <= sum(pwp == mine for pwp, _ in found.values()) / 4


def test_every_reason_is_on_the_first_pwps_caseload(service):
    mine = member("pwp").pk
    found = {
        one.reason
        for pwp, reasons in reasons_by_referral().values()
        if pwp == mine
        for one in reasons
    }

    assert found == set(Reason) - {Reason.COULD_NOT_BE_CHECKED}


def test_every_item_nine_above_zero_has_its_signal_and_its_flag(service):
    positive = MeasureScore.objects.filter(item_nine__gt=0)

    assert positive.exists()
    unheard = positive.filter(risk_signal__isnull=True)
    by_link = RiskSignal.objects.filter(source=SignalSource.LINK).values("form_key")
    assert not unheard.exclude(sitting__form_key__in=by_link).exists()
    assert not RiskSignal.objects.exclude(flag__reason=Reason.RISK.value).exists()


def test_every_open_risk_flag_is_known_at_the_door_and_has_something_to_be_done(service):
    flagged = set(
        CaseFlag.objects.filter(reason=Reason.RISK.value, cleared_at__isnull=True).values_list(
            "referral_id", flat=True
        )
    )
    known = set(Referral.objects.filter(risk_open_since__isnull=False).values_list("pk", flat=True))
    owed = set(
        RiskAction.objects.filter(closed_at__isnull=True).values_list("referral_id", flat=True)
    )

    assert flagged
    assert flagged == known == owed


def test_a_risk_flag_was_not_just_seen_and_its_owner_has_known_since_it_was_opened(service):
    flags = CaseFlag.objects.filter(reason=Reason.RISK.value)
    named = Escalation.objects.filter(level=Level.NAMED_PERSON)
    since_opened = named.filter(
        at=F("risk_action__opened_at"), told=F("risk_action__owner")
    ).values("risk_action")

    assert not flags.filter(acknowledged_at__isnull=False).exists()
    assert RiskAction.objects.exists()
    assert not RiskAction.objects.exclude(pk__in=since_opened).exists()


def test_each_signal_has_its_words(service):
    assert RiskSignal.objects.exists()
    assert not RiskSignal.objects.filter(evidence="").exists()


def test_exactly_the_open_referrals_have_an_open_next_step(service):
    open_ones = set(Referral.objects.open().values_list("pk", flat=True))
    steps = list(
        NextStep.objects.filter(done_at__isnull=True).values_list("referral_id", flat=True)
    )

    assert sorted(steps) == sorted(open_ones)


def test_the_first_pwp_has_unsigned_notes_and_reminders(service):
    mine = member("pwp")

    assert ContactDraft.objects.filter(author=mine).count() in (2, 3)
    assert Reminder.objects.filter(owner=mine, done_at__isnull=True).count() >= 3


def test_one_colleague_is_away_and_covered_and_sees_nobody_today(service):
    away = StaffMember.objects.get(absences__starts_on__lte=TUESDAY, absences__ends_on__gte=TUESDAY)

    assert away.covered_by.on(TUESDAY).exists()
    assert not CareContact.objects.filter(pwp=away, starts_at__date=TUESDAY).exists()


def test_the_trail_says_once_that_the_service_was_made(service):
    entry = AuditEntry.objects.get(event=Event.PRACTICE_SERVICE_MADE)

    assert (entry.chain, entry.actor) == ("system", "system")
    assert entry.changes["referrals"] == [0, 300]


def test_a_second_time_with_if_empty_changes_nothing(service):
    said = seed("--if-empty")

    assert "nothing was added" in said
    assert Referral.objects.count() == 300


def test_a_service_with_data_in_it_is_refused(service):
    with pytest.raises(CommandError, match="holds data already"):
        seed()


def test_the_pages_of_the_first_pwp_show_it(service):
    client = Client()
    client.force_login(
        StaffMember.objects.get(username="pwp"), backend="staff.backends.StaffBackend"
    )

    answer = client.get("/caseload/")

    assert answer.status_code == 200
    assert "BYRNE" in answer.content.decode()


@pytest.mark.django_db
def test_production_is_refused(settings):
    settings.PRACTICE_SERVICE = False

    with pytest.raises(CommandError, match="PRACTICE_SERVICE is off"):
        seed()

    assert not StaffMember.objects.exists()


@pytest.mark.django_db
def test_too_small_a_service_is_refused():
    with pytest.raises(CommandError, match="at least 60"):
        seed("--referrals", "20")


@pytest.mark.django_db
def test_too_large_a_service_is_refused():
    with pytest.raises(CommandError, match=r"at most 22,400\."):
        seed("--referrals", "22450")
    assert len(scale.scale_for(22_400).loads) == meetings.MOST_PWPS


@pytest.mark.parametrize("pwps", [11, 33, meetings.MOST_PWPS])
def test_no_supervisor_meets_two_people_at_once_whatever_the_day_and_size(pwps):
    staff = team.colleagues(random.Random(1), pwps)
    for today in (TUESDAY + timedelta(days=n) for n in range(400)):
        hours = [
            (one.supervisor, meetings.weekday(today, at), meetings.clock(staff, at, today=today))
            for at, one in enumerate(staff)
            if one.supervisor
        ]
        assert len(set(hours)) == len(hours) == pwps + 2, today


def rows():
    """Everything that was written about sessions, and who they were with."""
    return list(
        CareContact.objects.order_by("starts_at", "reference").values_list(
            "reference",
            "referral__reference",
            "referral__patient__nhs_number",
            "pwp__username",
            "starts_at",
            "did",
            "plan",
            "form_key",
        )
    )


@pytest.mark.django_db
def test_the_same_seed_and_day_write_the_same_rows():
    with transaction.atomic():
        seed()
        first = rows()
        transaction.set_rollback(True)

    seed()

    assert rows() == first


def test_questionnaires_by_link_are_out_half_answered_and_back(service):
    links = QuestionnaireLink.objects.filter(kind="MEASURES")
    coming = CareContact.objects.filter(pk__in=links.values("contact"))

    assert links.filter(answers__isnull=True, finished_at=None).exists()
    assert links.filter(answers__isnull=False, finished_at=None).exists()
    assert links.filter(finished_at__isnull=False, sitting__isnull=False).exists()
    assert not coming.filter(questionnaire_sent_at=None).exists()


def test_months_of_the_return_are_asked_for_and_written_by_the_worker(service):
    with transaction.atomic():
        done = export_runs(now=NOW, policy=DEFAULT)
        runs = list(ExportRun.objects.order_by("month"))
        transaction.set_rollback(True)

    assert done == {"written": 3, "failed": 0}
    assert {run.asked_by.username for run in runs} == {"data"}
    assert [run.window for run in runs] == ["LATE", "PERFORMANCE", "PROVISIONAL"]
    assert all(run.counts["IDS101Referral"] > 0 for run in runs)


def test_the_leads_figures_say_when_they_were_counted(service):
    assert latest(NOW.date(), NOW.date()).at == NOW
