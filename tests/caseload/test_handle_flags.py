"""A flag is seen, put off with a reason and brought back by persons; risk is never put off."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.events import Event
from audit.models import AuditEntry
from caseload import flagging
from caseload.actions import flags
from caseload.models import CaseFlag, CaseSummary
from clinical.errors import Refused
from clinical.policy import DEFAULT
from clinical.reason import Reason
from referrals.models import Referral
from staff.models import StaffMember
from tests.caseload.caseloads import page, people, row, tabs
from tests.factories.caseload import missed_contact, risk_action, risk_flag, signed_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

WEEK = date(2026, 6, 16)
WHY = {"until": "2026-06-16", "why": "Exams this week; she rings after them"}


@pytest.fixture
def high(referral: Referral, now: datetime) -> Referral:
    """PHQ-9 is 21 and nothing is booked: one flag for the meeting, one for an action."""
    signed_contact(referral, at=now - timedelta(days=2), phq9=21, gad7=9)
    return referral


def path(referral: Referral, verb: str, reason: str = "high_scores") -> str:
    return f"/caseload/{referral.reference}/flags/{reason}/{verb}"


def snooze(referral: Referral, reason: Reason, *, by: StaffMember, now: datetime) -> None:
    flags.snooze_flag(
        referral=referral, reason=reason, until=WEEK, why="Exams", by=by, now=now, policy=DEFAULT
    )


def found(referral: Referral, *, now: datetime) -> dict[Reason, date | None]:
    """What every page is given: each reason that holds, and until when it rests."""
    row = flagging.with_open_risk(CaseSummary.objects.filter(pk=referral.pk)).values().get()
    risk = flagging.open_risk(row)
    reasons = flagging.reasons_now(row, risk=risk, now=now, policy=DEFAULT)
    return {one.reason: one.snoozed_until for one in reasons}


def stored(referral: Referral, reason: str = "high_scores") -> CaseFlag:
    return CaseFlag.objects.get(referral=referral, reason=reason, cleared_at=None)


def test_a_flag_is_seen_by_somebody_before_the_night_has_written_it(
    client: Client, priya: StaffMember, high: Referral, now: datetime
) -> None:
    client.force_login(priya)
    assert not CaseFlag.objects.exists()

    response = client.post(path(high, "acknowledge"), follow=True)

    flag = stored(high)
    assert (flag.acknowledged_at, flag.acknowledged_by) == (now, priya)
    assert "Seen by Priya Raman, 9 June" in response.content.decode()
    assert AuditEntry.objects.filter(event=Event.FLAG_ACKNOWLEDGED).count() == 1


def test_whoever_saw_it_first_is_kept(
    priya: StaffMember, sam: StaffMember, high: Referral, now: datetime
) -> None:
    for by in (priya, sam):
        flags.acknowledge_flag(
            referral=high, reason=Reason.HIGH_SCORES, by=by, now=now, policy=DEFAULT
        )

    assert stored(high).acknowledged_by == priya
    assert AuditEntry.objects.filter(event=Event.FLAG_ACKNOWLEDGED).count() == 1


def test_a_flag_put_off_rests_in_a_folded_line_and_counts_for_nothing(
    client: Client, priya: StaffMember, high: Referral
) -> None:
    client.force_login(priya)
    before = tabs(page(client))
    name = high.patient.family_name.upper()

    client.post(path(high, "snooze", "no_next_appointment"), WHY)
    response = client.get(f"/caseload/{high.reference}/")

    record = response.content.decode()
    assert "Put off until 16 June: Exams this week; she rings after them (Priya Raman)" in record
    shown = page(client)
    assert (before["flagged"], tabs(shown)["flagged"]) == (1, 0)
    assert (tabs(shown)["nonext"], tabs(shown)["putoff"]) == (1, 1)
    assert "No next appointment, put off until 16 June" in row(shown, name)
    assert [name in one.upper() for one in people(page(client, "?view=putoff"))] == [True]


def test_a_flag_wakes_on_its_day_without_any_worker(
    priya: StaffMember, high: Referral, now: datetime
) -> None:
    snooze(high, Reason.HIGH_SCORES, by=priya, now=now)

    rests = [
        found(high, now=now + timedelta(days=days))[Reason.HIGH_SCORES] for days in (0, 6, 7, 30)
    ]

    assert rests == [WEEK, WEEK, None, None]


@pytest.mark.parametrize(("later", "wakes"), [(20, False), (21, False), (22, True)])
def test_a_higher_score_wakes_it_and_no_other_does(
    later: int, wakes: bool, priya: StaffMember, high: Referral, now: datetime
) -> None:
    snooze(high, Reason.HIGH_SCORES, by=priya, now=now)

    signed_contact(high, at=now + timedelta(days=1), phq9=later, gad7=9)

    rests = found(high, now=now + timedelta(days=2))[Reason.HIGH_SCORES]
    assert (rests is None) is wakes


def test_another_miss_wakes_a_silence_that_was_put_off(
    priya: StaffMember, referral: Referral, now: datetime
) -> None:
    snooze(referral, Reason.OVERDUE_CONTACT, by=priya, now=now)
    rests = found(referral, now=now)[Reason.OVERDUE_CONTACT]

    missed_contact(referral, at=now + timedelta(days=1))

    assert rests == WEEK
    assert found(referral, now=now + timedelta(days=2))[Reason.OVERDUE_CONTACT] is None


def test_silence_wakes_the_moment_risk_opens_and_cannot_be_put_off_then(
    priya: StaffMember, referral: Referral, now: datetime
) -> None:
    snooze(referral, Reason.OVERDUE_CONTACT, by=priya, now=now)

    risk_flag(referral)

    assert found(referral, now=now)[Reason.OVERDUE_CONTACT] is None
    with pytest.raises(Refused, match="silence is not put off"):
        snooze(referral, Reason.OVERDUE_CONTACT, by=priya, now=now)


@pytest.mark.parametrize("verb", ["acknowledge", "snooze"])
def test_a_risk_flag_is_neither_just_seen_nor_put_off(
    verb: str, client: Client, priya: StaffMember, referral: Referral
) -> None:
    risk_action(referral, owner=priya)
    client.force_login(priya)

    response = client.post(path(referral, verb, "risk"), WHY, follow=True)

    assert ("never put off" in response.content.decode()) is (verb == "snooze")
    flag = stored(referral, "risk")
    assert (flag.acknowledged_at, flag.snoozed_until) == (None, None)


def test_what_could_not_be_checked_is_not_put_off(
    priya: StaffMember, referral: Referral, now: datetime
) -> None:
    with pytest.raises(Refused, match="may hide anything"):
        snooze(referral, Reason.COULD_NOT_BE_CHECKED, by=priya, now=now)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"until": "2026-06-09"}, "Choose a day from tomorrow to 7 July."),
        ({"until": "2026-07-08"}, "Choose a day from tomorrow to 7 July."),
        ({"until": "soon"}, "Give the date as day, month and year."),
        ({"until": ""}, "Choose a day."),
        ({"why": "   "}, "Say why it is put off."),
        ({"why": "x" * 201}, "This has 201. Shorten it; nothing was cut off."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(
    given: dict[str, str], said: str, client: Client, priya: StaffMember, high: Referral
) -> None:
    client.force_login(priya)
    typed = WHY | given

    html = client.post(path(high, "snooze"), typed).content.decode()

    field = "until" if "until" in given else "why"
    assert re.search(rf'id="id_{field}-error"[^>]*>.*?{re.escape(said)}', html, re.DOTALL)
    assert typed["why"].strip() in html
    assert not CaseFlag.objects.filter(snoozed_until__isnull=False).exists()


@pytest.mark.parametrize("verb", ["acknowledge", "wake", "snooze"])
def test_a_flag_that_has_cleared_meanwhile_is_said_so(
    verb: str, client: Client, priya: StaffMember, high: Referral, now: datetime
) -> None:
    client.force_login(priya)
    signed_contact(high, at=now - timedelta(days=1), phq9=8, gad7=5)

    html = client.post(path(high, verb), WHY, follow=True).content.decode()

    assert "This flag has cleared: what it was about no longer holds." in html


def test_a_flag_is_brought_back_early(
    client: Client, priya: StaffMember, high: Referral, now: datetime
) -> None:
    client.force_login(priya)
    client.post(path(high, "snooze"), WHY)
    assert found(high, now=now)[Reason.HIGH_SCORES] == WEEK

    client.post(path(high, "wake"))

    assert found(high, now=now)[Reason.HIGH_SCORES] is None
    assert list(
        AuditEntry.objects.filter(event__in=[Event.FLAG_SNOOZED, Event.FLAG_WOKEN])
        .order_by("pk")
        .values_list("changes", flat=True)
    ) == [{"until": [None, "2026-06-16"]}, {"until": ["2026-06-16", None]}]


def test_no_words_of_the_reason_stand_on_the_trail(
    priya: StaffMember, high: Referral, now: datetime
) -> None:
    snooze(high, Reason.HIGH_SCORES, by=priya, now=now)

    assert not [one for one in AuditEntry.objects.all() if "Exams" in str(one.changes)]


def test_a_reason_nobody_knows_is_no_page(
    client: Client, priya: StaffMember, high: Referral
) -> None:
    client.force_login(priya)

    assert client.post(path(high, "acknowledge", "no_such_rule")).status_code == 404


def test_every_flag_says_its_rule_and_earlier_ones_who_cleared_them(
    client: Client, priya: StaffMember, high: Referral, now: datetime
) -> None:
    client.force_login(priya)
    flagging.refresh([high.pk], now=now, policy=DEFAULT)
    signed_contact(high, at=now - timedelta(days=1), phq9=8, gad7=5)
    flagging.refresh([high.pk], now=now, policy=DEFAULT)

    html = client.get(f"/caseload/{high.reference}/").content.decode()

    assert '<code class="app-code">no_next_appointment</code>' in html
    earlier = html[html.index("Earlier flags (") :]
    assert '<code class="app-code">high_scores</code>' in earlier
    assert "Cleared 9 June by the system: The reason no longer holds" in earlier


def test_handling_flags_asks_a_fixed_number_of_questions(
    client: Client, priya: StaffMember, high: Referral, now: datetime
) -> None:
    client.force_login(priya)
    client.get(path(high, "snooze"))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(path(high, "snooze"))
        counts.append(len(asked))
        for days in range(3, 20):
            signed_contact(high, at=now - timedelta(days=days), phq9=21)

    assert counts[0] == counts[1] <= 7


def test_the_flags_of_an_ended_referral_offer_nothing(
    client: Client, priya: StaffMember, high: Referral, today: date
) -> None:
    Referral.objects.filter(pk=high.pk).update(
        status="ENDED", ended_on=today, end_code="COMPLETED", carried_by=priya
    )
    client.force_login(priya)

    html = client.get(f"/caseload/{high.reference}/").content.decode()

    assert "/flags/" not in html
