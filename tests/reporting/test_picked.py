"""What no link of a page of figures says: refused at the top and beside the links, never passed
over.
"""

from datetime import date

import pytest

from audit.models import AuditEntry
from tests.factories.reporting import finished

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MAY = date(2026, 5, 20)


@pytest.fixture
def courses(north):
    """Twelve finished courses of one team, three without last scores."""
    for place in range(12):
        finished(on=MAY, referral__team=north, phq9_last=None if place < 3 else 5)


def _page(client, who, path):
    client.force_login(who)
    response = client.get(path)
    return response.status_code, " ".join(response.content.decode().split())


ODD = [
    ("/dashboard/recovery/?by=shoe-size", "by", "There is no such breakdown"),
    ("/dashboard/recovery/?by=team&by=shoe-size", "by", "There is no such breakdown"),
    (f"/dashboard/recovery/?by={'x' * 5000}", "by", "There is no such breakdown"),
    ("/dashboard/?fair=shoe-size", "fair", "Fairness is not shown of such a measure"),
    ("/dashboard/?fair=entering-treatment", "fair", "Fairness is not shown of such a measure"),
    ("/dashboard/?fair=shoe-size&print=1", "fair", "Fairness is not shown of such a measure"),
    ("/dashboard/?print=2", "print", "There is no such print of this page"),
    ("/dashboard/recovery/people?which=tallest", "which", "This number has no such people"),
    ("/dashboard/referrals/people?which=missing", "which", "This number has no such people"),
    ("/dashboard/moved?week=tomorrow", "week", "There is no such week here"),
    ("/dashboard/moved?week=1066-10-14", "week", "There is no such week here"),
    ("/dashboard/moved?week=2031-01-06", "week", "There is no such week here"),
]


@pytest.mark.parametrize(("path", "name", "words"), ODD, ids=[one[0][:50] for one in ODD])
def test_it_is_said_at_the_top_with_a_link_to_where_it_is_said_again(
    client, leah, courses, path, name, words
):
    status, page = _page(client, leah, path)
    summary = page.partition("nhsuk-error-summary")[2].partition("<h1")[0]

    assert status == 422
    assert f'href="#id_{name}"' in summary
    assert words in summary
    assert f'<p class="nhsuk-error-message" id="id_{name}">' in page
    assert page.count(words) == 2
    assert "<title>Error: " in page


@pytest.mark.parametrize(
    "path",
    [
        "/dashboard/?fair=&print=",
        "/dashboard/?fair=did-not-attend",
        "/dashboard/recovery/?by=",
        "/dashboard/recovery/people?which=",
        "/dashboard/recovery/people?which=missing",
        "/dashboard/moved?week=",
        "/dashboard/moved?week=2026-06-09",
    ],
)
def test_what_a_link_says_or_leaves_out_is_no_mistake(client, leah, courses, path):
    status, page = _page(client, leah, path)

    assert status == 200
    assert "nhsuk-error-message" not in page


def test_a_print_that_is_none_is_the_page_on_screen_and_takes_nothing_away(client, leah, courses):
    _, page = _page(client, leah, "/dashboard/?print=2")

    assert "app-onpaper" in page
    assert "Taken by" not in page
    assert not AuditEntry.objects.filter(event="FIGURES_TAKEN").exists()


def test_a_file_of_no_breakdown_leads_to_the_page_that_says_so(client, leah, courses):
    client.force_login(leah)

    response = client.get("/dashboard/recovery/counts.csv?by=shoe-size", follow=True)

    assert response.status_code == 422
    assert 'href="#id_by"' in response.content.decode()


@pytest.mark.parametrize("page", ["recovery/people", "data-quality"])
def test_a_page_that_compares_nothing_shows_the_field_of_a_comparison_that_is_wrong(
    client, leah, courses, page
):
    status, wrong = _page(client, leah, f"/dashboard/{page}?beside=team-77")
    _, right = _page(client, leah, f"/dashboard/{page}?beside=before")

    assert status == 422
    assert 'href="#id_beside"' in wrong
    assert 'id="id_beside-error"' in wrong
    assert 'id="id_beside"' not in right
