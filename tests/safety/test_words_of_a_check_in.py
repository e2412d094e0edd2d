"""What a practitioner says about herself is read by the pair it was said in, and by nobody else."""

import pytest
from django.apps import apps
from django.contrib import admin

from staff.models import SupervisionPairing
from staff.roles import Role
from supervision.actions.check_in import Written, keep_words
from supervision.models import CheckInPart
from tests.access.people import EVERY_ROLE, persona
from tests.access.routes import ROUTES
from tests.access.world import address
from tests.architecture.tower import modules, named
from tests.factories.overtime import shown_by
from tests.factories.staff import CoverFactory, MembershipFactory, PairingFactory
from tests.factories.supervision import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

WORDS = "canary-weighs-lighthouse"
# Where meetings and members of staff are spoken of; patients' own pages and settings are not.
_ABOUT = ("supervision:", "record_supervision:", "people:", "today", "home", "duty")
_PAGES = [one for one in ROUTES if "GET" in one.methods and one.name.startswith(_ABOUT)]
# Nothing but these may so much as name the words.
_READS = {
    "pwpservice/practice/write_check_ins.py",
    # That they are never sent.
    "reporting/dataset/codes/stored.py",
    "supervision/actions/check_in.py",
    "supervision/practitioner/check_in.py",
    "supervision/forms/check_in.py",
    "supervision/models/__init__.py",
    "supervision/models/check_in.py",
    "supervision/views/check_in.py",
}


@pytest.fixture
def meeting(priya, sam, now):
    session = SessionFactory(supervisor=sam, supervisee=priya)
    for part in CheckInPart:
        written = {part: Written(WORDS, over=0)}
        keep_words(
            session=session,
            with_supervisor=session.supervisor_id,
            written=written,
            by=priya,
            now=now,
        )
    return session


@EVERY_ROLE
def test_every_role_but_the_pair_finds_no_such_page(role, request, client, meeting):
    person = persona(request, role)
    client.force_login(person)

    answer = client.get(f"/supervision/sessions/{meeting.reference}/check-in/")

    is_of_the_pair = role in {Role.PWP, Role.SENIOR_PWP}
    assert (answer.status_code == 200) == is_of_the_pair
    assert (WORDS in answer.content.decode()) == is_of_the_pair


def test_no_other_page_holds_them_whoever_looks(client, meeting, sam, leah, referral):
    """Every page about meetings and staff, for the pair's own supervisor, and for one person in
    every role who covers the same person and supervised her until yesterday.
    """
    team = referral.team
    for role in set(Role) - {Role.SERVICE_LEAD}:
        MembershipFactory(staff=leah, team=team, role=role)
    CoverFactory(covered=meeting.supervisee, coverer=leah)
    SupervisionPairing.objects.filter(supervisee=meeting.supervisee).update(starts_on="2026-06-09")
    PairingFactory(supervisor=leah, supervisee=meeting.supervisee, ends_on="2026-06-08")
    shown_by(meeting.supervisee, to=leah)

    told = []
    for person in (sam, leah):
        client.force_login(person)
        for route in _PAGES:
            answer = client.get(address(route, referral))
            body = b"".join(answer) if answer.streaming else answer.content
            if WORDS.encode() in body:
                told.append((person.username, route.name))

    assert told == [("sam.okafor", "supervision:check_in")]


def test_the_admin_knows_neither_the_words_nor_who_agreed_to_what():
    shown = {model.__name__ for model in admin.site._registry}  # noqa: SLF001 - no other way to ask

    assert not shown & {"CheckInWords", "OvertimeAgreement", "OvertimeShare"}
    assert apps.get_model("supervision", "CheckInWords") is not None


def test_no_other_code_so_much_as_names_them():
    """Neither a report nor an export nor the pack can hold what it does not know."""
    naming = {
        named(path) for path in modules() if "CheckInWords" in path.read_text(encoding="utf-8")
    }

    assert naming <= _READS
