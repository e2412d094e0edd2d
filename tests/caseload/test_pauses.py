"""A wait paused at the wish of the patient: noted, shown, ended early, never twice on a day."""

from datetime import date, timedelta

import pytest

from audit.models import AuditEntry
from caseload.actions import pauses
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.models import PauseReason, TimelineNote, WaitPause
from tests.factories import referrals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def waiting(north):
    return referrals.waiting(north, received_on=date(2026, 5, 1), patient__family_name="Away")


@pytest.fixture
def pause(waiting, ada, now, today):
    """Note a pause from one day to another, counted from today."""

    def noted(first, last):
        return pauses.pause_wait(
            referral=waiting,
            reason=PauseReason.AWAY,
            words="In Lahore with her mother",
            from_on=today + timedelta(days=first),
            until_on=today + timedelta(days=last),
            by=ada,
            now=now,
            policy=DEFAULT,
        )

    return noted


def test_an_administrator_notes_a_pause_and_the_list_shows_it_in_its_place(
    client, ada, north, waiting
):
    referrals.waiting(north, received_on=date(2026, 5, 9), patient__family_name="Later")
    client.force_login(ada)
    path = f"/caseload/{waiting.reference}/wait/"

    record = client.get(f"/caseload/{waiting.reference}/").content.decode()
    form = {"reason": "AWAY", "words": "", "from_on": "2026-06-09", "until_on": "2026-06-30"}
    saved = client.post(path, form, follow=True).content.decode()
    listed = client.get("/referrals/?stage=allocate").content.decode()

    assert f'href="{path}"' in record
    assert "9 June to 30 June" in saved
    assert "1 day of them paused, and counted all the same" in saved
    assert "until 30 June, away from home" in listed
    assert listed.index("AWAY") < listed.index("LATER")
    assert AuditEntry.objects.filter(event="WAIT_PAUSED").count() == 1
    assert TimelineNote.objects.get(referral=waiting).title == "Wait paused until 30 June"


def test_what_was_typed_stays_with_the_message_beside_the_field(client, ada, waiting):
    client.force_login(ada)
    form = {"reason": "WORK", "words": "Exams", "from_on": "2026-06-09", "until_on": "2026-06-01"}

    wrong = client.post(f"/caseload/{waiting.reference}/wait/", form)

    body = wrong.content.decode()
    assert wrong.status_code == 422
    assert "A pause ends today or later, and not before it begins." in body
    assert 'value="Exams"' in body
    assert not WaitPause.objects.exists()


def test_a_pause_ends_early_and_what_is_to_come_is_taken_back(waiting, pause, ada, now, today):
    ran = pause(-3, 10)
    pauses.resume_wait(referral=waiting, by=ada, now=now)
    to_come = pause(5, 8)
    pauses.resume_wait(referral=waiting, by=ada, now=now)

    ran.refresh_from_db()
    to_come.refresh_from_db()
    assert ran.until_on == today - timedelta(days=1)
    assert to_come.until_on < to_come.from_on
    with pytest.raises(Refused, match="no pause to end"):
        pauses.resume_wait(referral=waiting, by=ada, now=now)
    pause(0, 5)


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (3, 12, "on these days already"),
        (0, 200, "at most 91 days"),
        (-90, 5, "day of the referral"),
    ],
)
def test_days_that_cannot_be_are_refused(pause, first, last, why):
    pause(10, 20)

    with pytest.raises(Refused, match=why):
        pause(first, last)


def test_a_referral_that_has_ended_has_no_wait(north, ada, now, today):
    with pytest.raises(Refused, match="has ended"):
        pauses.pause_wait(
            referral=referrals.ended(north),
            reason=PauseReason.OTHER,
            words="",
            from_on=today,
            until_on=today,
            by=ada,
            now=now,
            policy=DEFAULT,
        )
