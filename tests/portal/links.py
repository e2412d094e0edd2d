"""A link, and a phone that opens it."""

from datetime import UTC, datetime, timedelta

from django.test import Client

from clinical.policy import DEFAULT
from portal.actions import answers, links
from portal.links import path_of
from portal.questionnaire.steps import steps_of
from tests import personas
from tests.factories.caseload import booked_contact

BORN = {"d": "4", "m": "5", "y": "1991"}
WRONG = {"d": "5", "m": "5", "y": "1991"}
NINTH = 9


def tomorrow(referral, *, hours=24):
    """A session of hers that is still to come, in the diary."""
    return booked_contact(referral, at=personas.NOW + timedelta(hours=hours))


def link_for(contact, *, now=personas.NOW, by=None, policy=DEFAULT):
    """The link of a session's questionnaires."""
    return links.make_link(
        referral=contact.referral, contact=contact, by=by, now=now, policy=policy
    )


class Phone:
    """Somebody at a link, with a browser of their own."""

    def __init__(self, link):
        self.link = link
        self.client = Client()
        self.base = path_of(link)

    def let_in(self):
        """Type the right birth date."""
        return self.client.post(self.base, BORN)

    def get(self, step=""):
        return self.client.get(f"{self.base}{step}")

    def tap(self, number, value, **query):
        return self.client.post(f"{self.base}{number}", {"a": str(value)}, query_params=query)

    def tap_all(self, *values, start=1):
        """Answer one question after the other: the first and the last on their pages, those
        between by what a page calls, which takes a third of the time.
        """
        self.tap(start, values[0])
        steps = steps_of(self.link)
        for number, value in enumerate(values[1:-1], start=start + 1):
            self._answer(steps[number - 1], value)
        return self.tap(start + len(values) - 1, values[-1])

    def _answer(self, step, value):
        kept = None if value == "skip" else value
        now = datetime.now(UTC)
        answers.answer(link=self.link, step=step, value=kept, by=None, now=now, policy=DEFAULT)

    def send(self, **data):
        return self.client.post(f"{self.base}check", data)
