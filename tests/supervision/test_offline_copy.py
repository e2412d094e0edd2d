"""The copy for when the system is down: who gets it, what is in it and what never is, how it is
sealed; and the folder of copies."""

import hashlib
import re
from base64 import b64decode
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from clinical.policy import DEFAULT
from supervision.offline import copy, jobs
from tests import personas
from tests.caseload import plans
from tests.factories import caseload
from tests.supervision.meeting_pages import named

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

_PATH = "/supervision/offline-copy/"
_WORDS = "rain on the canal"


@pytest.fixture(autouse=True)
def _few_rounds(monkeypatch):
    """The key is made as slowly as in use by the browser's test alone."""
    monkeypatch.setattr("supervision.offline.sealed._ROUNDS", 1000)


@pytest.fixture
def asked(sam):
    sam.set_password("correct horse battery")
    sam.save()
    return {"words": _WORDS, "again": _WORDS, "password": "correct horse battery"}


def opened(file, words=_WORDS):
    """What the file's own script does."""
    text = file.decode()
    salt, nonce = (b64decode(re.search(f'data-{name}="([^"]+)"', text)[1]) for name in _SEALED)
    body = b64decode(re.search(r'<div id="sealed"[^>]*>([^<]+)</div>', text)[1])
    key = hashlib.pbkdf2_hmac("sha256", words.encode(), salt, 1000, dklen=32)
    return AESGCM(key).decrypt(nonce, body, None).decode()


_SEALED = ("salt", "nonce")


def test_a_supervisor_takes_her_supervisees_people_along_sealed(
    client, sam, at_risk, session, asked, now
):
    at_risk.patient.phone = "07700 900123"
    at_risk.patient.save()
    plans.written(at_risk, by=sam, now=now, coping="Walk to the weir")
    client.force_login(sam)

    response = client.post(_PATH, asked)

    found = opened(response.content)
    assert response["Content-Disposition"].startswith('attachment; filename="offline-copy-')
    assert "OSEI" not in response.content.decode()
    for words in ("OSEI, Dede", "07700 900123", "Safety call. Due", "Walk to the weir"):
        assert words in found
    assert "Caseload of Priya Raman, 1 person" in found
    assert "Supervision, Tue 9 Jun, 11:00: Priya Raman with Sam" in found
    assert "As at Tuesday 9 June 2026, 10:24" in response.content.decode()
    seen = AuditEntry.objects.get(event="OFFLINE_COPY_MADE")
    assert (seen.staff_id, seen.shown) == (sam.pk, [at_risk.patient_id])
    with pytest.raises(InvalidTag):
        opened(response.content, "other words entirely")


def test_no_score_no_note_and_nobody_out_of_reach_is_in_it(sam, priya, tom, north, south, now):
    mine = caseload.in_treatment(priya, north, patient=named("Near"))
    caseload.signed_contact(mine, at=now - timedelta(days=2), phq9=21, did="Talked of the exam.")
    caseload.in_treatment(tom, south, patient=named("Far"))

    found = str(copied(priya, now=now).groups)

    assert "NEAR" in found
    assert "FAR" not in found
    assert not re.search(r"PHQ|GAD|exam|\b21\b", found)


def test_whoever_is_on_duty_has_everybody_with_a_risk_plan(north, south, tom, now):
    dee = personas.dee_in(north)
    far = caseload.in_treatment(tom, south, patient=named("Far"))
    caseload.in_treatment(tom, south, patient=named("Quiet"))
    caseload.risk_action(far, owner=tom)

    (group,) = copied(dee, now=now).groups

    assert [one.name for one in group.people] == ["FAR, Ann"]


def test_what_is_due_first_stands_first(priya, north, now):
    caseload.in_treatment(priya, north, patient=named("Aaa"))
    booked = caseload.in_treatment(priya, north, patient=named("Bbb"))
    caseload.booked_contact(booked, at=now + timedelta(hours=3))
    for family, hours in (("Ccc", 5), ("Ddd", -2)):
        risk = caseload.in_treatment(priya, north, patient=named(family))
        caseload.risk_action(risk, owner=priya, due_by=now + timedelta(hours=hours))

    found = copied(priya, now=now)

    assert [one.name[:3] for one in found.groups[0].people] == ["DDD", "CCC", "BBB", "AAA"]
    assert "Overdue since" in found.groups[0].people[0].risk[0]
    assert [call.name for call in found.calls] == ["BBB, Ann"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": "short", "again": "short"}, "at least 12 characters"),
        ({"again": "something else"}, "Type the same ones twice"),
        ({"password": "not hers at all"}, "That is not your password"),
    ],
)
def test_without_the_words_twice_and_the_password_there_is_no_copy(client, sam, asked, wrong, said):
    client.force_login(sam)

    response = client.post(_PATH, asked | wrong)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert _WORDS not in response.content.decode()
    assert not AuditEntry.objects.filter(event="OFFLINE_COPY_MADE").exists()


def test_the_file_asks_nothing_of_anybody(client, sam, asked):
    client.force_login(sam)

    text = client.post(_PATH, asked).content.decode()

    assert not re.search(r"https?:|\bsrc=|@import|url\(|fetch\(|localStorage", text)
    assert "default-src 'none'" in text
    assert "unsafe" not in text


def test_fifty_people_cost_no_more_queries_than_five(priya, north, now):
    counted = []
    for how_many in (5, 45):
        for _ in range(how_many):
            caseload.in_treatment(priya, north)
        with CaptureQueriesContext(connection) as caught:
            copied(priya, now=now)
        counted.append(len(caught))

    assert counted[0] == counted[1]


def test_no_folder_no_copies(settings, now):
    assert settings.OFFLINE_COPIES_DIR == ""
    assert jobs.write_copies(now=now, policy=DEFAULT) == {}
    with pytest.raises(CommandError, match="names no folder"):
        call_command("offline_copies")


def test_a_run_writes_who_has_somebody_to_ring_and_takes_old_copies_away(
    settings, tmp_path, priya, tom, north, session, now
):
    settings.OFFLINE_COPIES_DIR, settings.OFFLINE_COPIES_WORDS = str(tmp_path), _WORDS
    referral = caseload.in_treatment(priya, north, patient=named("Near"))
    caseload.booked_contact(referral, at=now + timedelta(hours=1))
    left = tmp_path / "offline-copy-somebody.gone.html"
    theirs = tmp_path / "read-me.html"
    left.write_text("old")
    theirs.write_text("not ours")

    first = jobs.write_copies(now=now, policy=DEFAULT)
    again = jobs.write_copies(now=now, policy=DEFAULT)

    assert (first["written"], first["removed"], first["failed"]) == (2, 1, 0)
    assert (again["written"], again["removed"]) == (2, 0)
    ours = {f"offline-copy-{one.username}.html" for one in (priya, session.supervisor)}
    assert {one.name for one in tmp_path.iterdir()} == ours | {"read-me.html"}
    assert "NEAR" in opened((tmp_path / f"offline-copy-{priya.username}.html").read_bytes())
    made = AuditEntry.objects.filter(event="OFFLINE_COPY_MADE", about_id=priya.pk)
    assert {(one.actor, tuple(one.shown)) for one in made} == {("system", (referral.patient_id,))}


def copied(member, *, now):
    standing_now = personas.standing_now(member)
    return copy.read(member=standing_now, standing=standing_now.standing, now=now, policy=DEFAULT)
