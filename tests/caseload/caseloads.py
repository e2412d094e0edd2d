"""What the tests of the caseload share: its pages taken apart, and people to put on it."""

import itertools
import re
from datetime import timedelta

from tests import personas
from tests.factories.caseload import (
    booked_contact,
    in_treatment,
    risk_action,
)
from tests.factories.referrals import PatientFactory

_TAB = re.compile(r'id="view-(\w+)"[^>]*>[^<]*<span class="n">(\d+)</span>')
_PERSON = re.compile(r'class="app-name" href="[^"]*">([^<]*)</a>')
_GROUP = re.compile(r'scope="rowgroup">([^<]*?) <')


def page(client, query="", **post):
    response = client.post("/caseload/", post) if post else client.get(f"/caseload/{query}")
    assert response.status_code == 200
    return response.content.decode()


def people(html):
    return _PERSON.findall(html)


def tabs(html):
    return {code: int(count) for code, count in _TAB.findall(html)}


def groups(html):
    return _GROUP.findall(html)


def row(html, name):
    return next(one for one in re.findall(r"<tr>.*?</tr>", html, re.DOTALL) if name in one)


def called(family, given="Rowan", **facts):
    return PatientFactory(family_name=family, given_name=given, **facts)


def quiet(pwp, team, family, *, weeks=2, **facts):
    """In treatment, nothing to look at: seen lately, reviewed lately, booked."""
    referral = in_treatment(
        pwp, team, since=personas.NOW - timedelta(weeks=weeks), patient=called(family), **facts
    )
    booked_contact(referral, at=_next_free())
    return referral


def at_risk(pwp, team, family, *, due_in=timedelta(hours=2)):
    referral = quiet(pwp, team, family)
    risk_action(referral, owner=pwp, due_by=personas.NOW + due_in, what="Safety call")
    return referral


def unbooked(pwp, team, family):
    return in_treatment(pwp, team, since=personas.NOW - timedelta(days=8), patient=called(family))


_bookings = itertools.count()


def _next_free():
    return personas.NOW + timedelta(days=1, minutes=30 * next(_bookings))
