"""What somebody who means harm tries at the pages without an account."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.models import ReferralDraft
from portal.referring import drafts
from staff.addresses import client_address, network
from tests.leak.canaries import Logged
from tests.portal.refer import Person

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def person(duty, north):
    return Person()


def test_everybody_behind_the_proxy_is_counted_by_their_own_address(rf, settings):
    settings.PROXIES = 1
    behind = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.1, 198.51.100.7"}

    assert client_address(rf.get("/", **behind)) == "198.51.100.7"


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "198.51.100.7", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "<script>", "10.0.0.1"),
        (2, "198.51.100.7", "10.0.0.1"),
        (2, "192.0.2.1, 198.51.100.7, 10.0.0.9", "198.51.100.7"),
    ],
)
def test_an_address_that_somebody_invents_counts_for_nothing(
    rf, settings, proxies, header, address
):
    settings.PROXIES = proxies

    asked = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header)

    assert client_address(asked) == address


def test_a_whole_network_of_the_new_kind_counts_as_one(rf):
    one, other = "2001:db8:1:2::5", "2001:db8:1:2:ffff::9"

    assert network(rf.get("/", REMOTE_ADDR=one)) == network(rf.get("/", REMOTE_ADDR=other))
    assert network(rf.get("/", REMOTE_ADDR="::ffff:192.0.2.1")) == "192.0.2.1"


@pytest.mark.django_db
def test_a_robot_behind_the_proxy_closes_the_form_to_itself_alone(person, settings, monkeypatch):
    settings.PROXIES = 1
    monkeypatch.setattr(drafts, "may_start", lambda address, **_: address != "198.51.100.7")

    robot = Person(HTTP_X_FORWARDED_FOR="192.0.2.99, 198.51.100.7").start()
    somebody = Person(HTTP_X_FORWARDED_FOR="203.0.113.5").start()

    assert (robot.status_code, somebody.status_code) == (429, 303)


@pytest.mark.django_db
def test_another_site_begins_no_form_and_shows_no_words_of_its_own(person):
    from_elsewhere = {"Sec-Fetch-Site": "cross-site"}

    begun = Client().post("/refer/", {"language": "en"}, headers=from_elsewhere)
    shown = Client().post("/refer/problem", {"problem": "Ring 0900"}, headers=from_elsewhere)

    assert (begun.status_code, begun.cookies, ReferralDraft.objects.count()) == (303, {}, 0)
    assert (shown.status_code, b"0900" in shown.content) == (303, False)


@pytest.mark.django_db
def test_over_tls_the_token_is_bound_to_this_host(person, settings):
    settings.COOKIE_SECURE = True

    cookie = person.start().cookies["__Host-referring"]

    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert person.get("safe").status_code == 200
    left = person.get("leave").cookies["__Host-referring"]
    assert (left["secure"], left["max-age"]) == (True, 0)


@pytest.mark.django_db
def test_the_token_of_a_form_that_was_begun_for_somebody_stands_in_no_log(person):
    with Logged() as logged:
        person.get("begun/a-token-that-opens-it")

    assert "GET /refer/begun/(token)" in logged.text
    assert "a-token-that-opens-it" not in logged.text


@pytest.mark.django_db
def test_no_file_is_taken_and_none_is_read(person):
    person.so_far("problem")
    large = SimpleUploadedFile("film.mp4", b"x" * 3_000_000)

    response = person.client.post("/refer/problem", {"problem": "words", "film": large})

    assert response.status_code == 413
    assert "problem" not in ReferralDraft.objects.get().answers


@pytest.mark.django_db
def test_markup_stays_words_on_every_page_that_shows_it(person):
    markup = "<script>alert(1)</script>"
    person.so_far(problem={"problem": markup}, about_you={"gp": markup})

    pages = [person.get("check"), person.get("problem"), person.fill("contact", phone=markup)]

    assert not any(markup in page.content.decode() for page in pages)
    assert "&lt;script&gt;" in pages[0].content.decode()


@pytest.mark.django_db
def test_every_answer_of_the_form_stays_out_of_caches_and_other_sites_logs(person):
    person.so_far("contact")

    for page in (person.get(), person.get("contact"), person.get("help"), person.get("check")):
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "no-referrer"
        assert "Rowan" not in page.headers.get("Location", "")
