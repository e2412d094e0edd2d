"""Our own pages draw with every name given, for whoever is signed in and for whoever is not."""

import re
from datetime import UTC, date, datetime, timedelta

import jinja2
import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import render
from django.template import engines
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, clear_script_prefix, set_script_prefix
from jinja2 import FileSystemLoader, UndefinedError

from pwpservice import context
from staff.models import StaffMember
from staff.roles import Role
from staff.standing import Standing
from tests import strict_templates

NOW = datetime(2026, 6, 9, 9, 24, tzinfo=UTC)


class Switch(forms.Form):
    shortcuts_on = forms.BooleanField(required=False)


def standing(*roles, seen=NOW):
    return Standing(
        staff_id=7,
        on=date(2026, 6, 9),
        roles_in=frozenset((role, 1) for role in roles),
        supervisee_ids=frozenset(),
        covered_ids=frozenset(),
        is_on_duty=False,
        oldest_heartbeat=seen,
        night_done_at=NOW,
        oldest_night=NOW,
    )


@pytest.fixture
def signed_in(rf, clock):  # noqa: ARG001 - the clock stands at NOW
    """A request of somebody with these roles. Nothing of it is in a database: nothing can query."""

    def as_staff(*roles, path="/today/", seen=NOW, shortcuts_on=True):
        request = rf.get(path)
        request.user = StaffMember(
            pk=7, given_name="Amira", family_name="Hassan", shortcuts_on=shortcuts_on
        )
        request.user.standing = standing(*roles, seen=seen)
        return request

    return as_staff


@pytest.fixture
def visitor(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    return request


def page(request, template="404.html", **given):
    return render(request, template, {"reference": "3f2a9c"} | given).content.decode()


@pytest.mark.parametrize(
    "template", ["400.html", "403.html", "403_csrf.html", "404.html", "413.html"]
)
def test_error_pages_draw_for_staff_and_for_visitors(template, signed_in, visitor):
    for request in (signed_in(Role.PWP), visitor):
        html = page(request, template)

        assert "3f2a9c" in html
        assert html.count("<h1") == 1


def test_the_server_error_page_needs_no_request():
    html = render_to_string("500.html", {"reference": "3f2a9c"})

    assert "What was saved before is safe" in html
    assert "3f2a9c" in html


@pytest.mark.parametrize("template", ["account/account_inactive.html", "account/locked_out.html"])
def test_pages_around_signing_in_draw_for_visitors(template, visitor):
    assert "<h1" in page(visitor, template)


def test_the_keys_page_shows_the_switch_as_it_is(signed_in):
    html = page(signed_in(Role.PWP), "staff/keys.html", form=Switch({"shortcuts_on": "on"}))

    assert 'name="shortcuts_on" checked' in html


def test_a_name_nobody_gave_is_an_error_in_our_templates_and_nothing_in_the_macros():
    environment = engines["jinja2"].env
    macro = '{% from "nhsuk/components/tag/macro.jinja" import tag %}{{ tag({"text": "New"}) }}'

    with pytest.raises(UndefinedError):
        environment.from_string("{{ mispelt }}").render()
    assert "New" in environment.from_string(macro).render()


def test_what_compiled_templates_hold_beside_their_text_decides_where_they_are_kept():
    """An environment, Jinja, or a filter that is changed finds nothing compiled by another."""
    made = strict_templates.environment(loader=FileSystemLoader("."))

    decides = strict_templates.what_decides(made)

    for part in ("autoescape=True", jinja2.__version__, "def capital(", "def sentence_time("):
        assert part in decides, part


def test_what_a_person_typed_is_escaped():
    html = engines["jinja2"].env.from_string("{{ note }}").render(note="<script>alert(1)</script>")

    assert html == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_navigation_shows_only_what_the_roles_open(signed_in):
    pwp = context.page(signed_in(Role.PWP))["shell"]
    privacy = context.page(signed_in(Role.PRIVACY_OFFICER))["shell"]
    data = context.page(signed_in(Role.DATA_MANAGER))["shell"]

    assert [link.label for link in pwp.links] == ["Today", "Caseload", "Supervision"]
    assert privacy.links == ()
    assert privacy.may_find
    assert not data.may_find


def test_what_a_line_has_no_room_for_stands_under_more_and_is_marked_there(signed_in):
    lead = signed_in(Role.SERVICE_LEAD, Role.SENIOR_PWP, path="/messages/")
    shell, html = context.page(lead)["shell"], page(lead)

    assert "Duty" in [link.label for link in shell.links]
    assert "Messages" in [link.label for link in shell.more]
    assert '<summary class="app-more__current">More</summary>' in html
    assert '<a href="/messages/" aria-current="page">Messages</a>' in html
    assert "app-more" not in page(signed_in(Role.SENIOR_PWP))


def test_the_page_one_is_on_is_marked(signed_in):
    html = page(signed_in(Role.PWP, path="/caseload/"))

    assert '<a href="/caseload/" aria-current="page">Caseload</a>' in html
    assert '<a href="/today/">Today</a>' in html


def test_two_roles_are_both_named_without_a_switcher(signed_in):
    html = page(signed_in(Role.SENIOR_PWP, Role.SERVICE_LEAD))

    named = r"<strong><a [^>]+>Amira Hassan<.+</strong><span [^>]+>Senior PWP, Service lead</span>"
    assert re.search(named, html)


def test_signing_out_is_a_form_and_finding_posts(signed_in):
    html = page(signed_in(Role.PWP))

    assert '<form id="sign-out" action="/account/logout/" method="post">' in html
    assert '<form action="/patients/find" method="post">' in html


def test_every_form_of_a_page_carries_the_token_and_another_page_another(signed_in):
    pages = [page(signed_in(Role.PWP)) for _ in range(2)]

    tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', one)) for one in pages]
    assert [one.count("csrfmiddlewaretoken") for one in pages] == [
        one.count('method="post"') for one in pages
    ]
    assert [len(one) for one in tokens] == [1, 1]
    assert tokens[0] != tokens[1]


def test_keys_are_off_for_an_account_that_turned_them_off(signed_in):
    assert 'data-shortcuts="on"' in page(signed_in(Role.PWP))
    assert 'data-shortcuts="off"' in page(signed_in(Role.PWP, shortcuts_on=False))


def test_the_practice_service_says_so_on_every_page(signed_in, visitor, settings):
    settings.PRACTICE_SERVICE = True
    for request in (signed_in(Role.PWP), visitor):
        assert "Practice service: invented people only." in page(request)

    settings.PRACTICE_SERVICE = False
    assert "Practice service" not in page(signed_in(Role.PWP))


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (NOW - timedelta(minutes=10), ""),
        (NOW - timedelta(minutes=11), "last seen today at 10:13"),
        (NOW - timedelta(days=2), "last seen 7 June at 10:24"),
        (None, "last seen at no time yet"),
    ],
)
def test_background_work_that_stopped_is_said_before_staff(seen, words, signed_in):
    html = page(signed_in(Role.PWP, seen=seen))

    assert ("Background work has stopped" in html) == bool(words)
    assert words in html


def test_a_visitor_sees_no_header_of_staff(visitor):
    html = page(visitor)

    assert "Sign out" not in html
    assert "Find a patient" not in html
    assert "Background work" not in html


def test_a_path_is_that_of_its_own_arguments_and_prefix():
    url = engines["jinja2"].env.globals["url"]

    plain = [url("caseload:record", reference) for reference in ("AAAA2222", "BBBB3333") * 2]
    set_script_prefix("/step2/")
    try:
        moved = url("caseload:record", "AAAA2222")
    finally:
        clear_script_prefix()

    assert plain == ["/caseload/AAAA2222/", "/caseload/BBBB3333/"] * 2
    assert moved == "/step2/caseload/AAAA2222/"


def test_a_path_that_is_nowhere_is_an_error_each_time():
    url = engines["jinja2"].env.globals["url"]

    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            url("caseload:record", "not a reference")
