"""An administrator reaches people and books; no page of theirs holds a note, score or risk detail
(safety S-P8).
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from caseload.models import MissedFollowUp
from tests.caseload import entries
from tests.factories import caseload
from tests.factories.caseload import booked_contact
from tests.leak import canaries

_ASKED = "canary-question-marmalade"
_EVIDENCE = re.compile(r"PHQ-|GAD-|[Ii]tem (9|nine)|[Rr]isk plan|[Ss]uicid")


@pytest.fixture
def told(mayas_session, ravis_session, maya, ravi, priya, ada, duty, now):
    """Notes, scores, a risk section, a missed session with worry, all full of words."""
    from caseload.actions import contacts, reminders
    from clinical.policy import DEFAULT

    said = {"did": canaries.NOTE, "supervision_question": _ASKED, "plan": canaries.DRAFT}
    seen = entries.seen_with_risk(keeps_safe=canaries.KEEPS_SAFE, agreed=canaries.AGREED)
    for contact, entry in (
        (mayas_session, entries.replace(seen, **said)),
        (
            ravis_session,
            entries.missed(
                attendance="PATIENT_CANCELLED",
                follow_up=MissedFollowUp.WORRIED,
                supervision_question=_ASKED,
            ),
        ),
    ):
        contacts.log_session(
            contact=contact,
            logged=entries.logged(entry, of=contact),
            by=priya,
            now=now,
            policy=DEFAULT,
        )
    caseload.risk_action(maya, owner=priya, what=canaries.CLOSED)
    booked_contact(maya, at=now + timedelta(hours=3))
    reminders.set_reminder(
        text=canaries.REMINDER,
        due_on=now.date(),
        owner=priya,
        referral=maya,
        form_key="6f9619ff-8b86-4011-b42d-00cf4fc964ff",
        by=priya,
        now=now,
    )


def _everything_they_can_open(desk, *begin):
    """Every page that can be reached by links from these, by its path."""
    waiting, seen = list(begin), {}
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith(("/static/", "/account/logout")):
            continue
        desk.path = "/"
        desk.open(path)
        seen[path] = desk.page.html if desk.status == 200 else ""
        links = (urlsplit(href) for href in desk.page.links.values())
        waiting += [one.path for one in links if one.path.startswith("/") and not one.scheme]
    return seen


def test_no_page_an_administrator_opens_holds_a_note_a_score_or_risk_detail(
    told, desk, ada, maya, ravi
):
    hers = desk().sign_in(ada)
    parts = ("", "sessions/", "measures/", "details/", "risk/", "details/contact", "book")
    begin = [f"/caseload/{one.reference}/{part}" for one in (maya, ravi) for part in parts]

    pages = _everything_they_can_open(hers, "/today/", *begin)

    drawn = {path: html for path, html in pages.items() if html}
    assert {"/today/", f"/caseload/{maya.reference}/details/"} <= set(drawn)
    for path, html in drawn.items():
        if path == "/account/keys":  # the list of keys speaks of screens, of no person
            continue
        assert [one for one in (*canaries.WORDS, _ASKED) if one in html] == [], path
        # These forms ask whether harm was mentioned, in words that are nobody's.
        if not path.endswith(("/calls/new", "/referrals/new", "/documents/attach")):
            assert _EVIDENCE.findall(html) == [], path


def test_forms_of_theirs_answer_without_clinical_words_too(told, desk, ada, maya):
    hers = desk().sign_in(ada).open(f"/caseload/{maya.reference}/details/contact")
    form = next(one for one in hers.page.forms if "version" in one.fields)

    answers = [
        hers.client.post(hers.path, {**form.fields, **wrong}).content.decode()
        for wrong in ({"phone": "no number"}, {"version": "0"}, {"version": "99"})
    ]

    for html in answers:
        assert [one for one in (*canaries.WORDS, _ASKED) if one in html] == []
        assert _EVIDENCE.findall(html) == []


def test_an_appointment_that_is_a_safety_follow_up_is_not_theirs_to_cancel(told, desk, ada, maya):
    hers = desk().sign_in(ada)
    booked = maya.contacts.filter(state="BOOKED").latest("pk")

    assert hers.open("/today/").sees("Safety follow-up: do not cancel")
    hers.open(f"/caseload/{maya.reference}/bookings/{booked.reference}/cancel")
    form = next(one for one in hers.page.forms if "reason" in one.fields)
    refused = hers.client.post(hers.path, {**form.fields, "reason": "She rang"})

    assert "Do not cancel" in refused.content.decode()
    booked.refresh_from_db()
    assert booked.state == "BOOKED"
