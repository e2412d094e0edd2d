"""The safety plan's pages: read, written, printed; bad input keeps what was typed."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from caseload.models import SafetyPlan
from tests.caseload import plans

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def address(referral, page=""):
    return f"/caseload/{referral.reference}/safety-plan/{page}"


@pytest.fixture
def typed(today):
    return {
        "over": "0",
        "form_key": str(uuid.uuid4()),
        "warning_signs": "I stop answering the phone",
        "coping": "Walk the dog",
        "review_on": str(today + timedelta(days=14)),
        "copy_given": "By post",
    }


def shown(client, reader, path):
    client.force_login(reader)
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_without_a_plan_the_page_says_so_and_offers_to_write_one(client, priya, referral):
    page = shown(client, priya, address(referral))

    assert "No safety plan" in page
    assert "Write one together" in page
    assert "116 123" in page


def test_a_plan_is_written_and_read(client, priya, referral, typed):
    client.force_login(priya)

    saved = client.post(address(referral, "write"), typed)

    assert saved.status_code == 302
    page = shown(client, priya, saved["Location"])
    assert "I stop answering the phone" in page
    assert "Version 1, 9 June, Priya Raman" in page
    assert "Review 23 June" in page


def test_the_form_holds_the_current_version_and_asks_for_a_new_date(client, priya, referral, now):
    plans.written(referral, by=priya, now=now, review_on=now.date() + timedelta(days=3))

    page = shown(client, priya, address(referral, "write"))

    assert "Walk the dog</textarea>" in page
    assert 'value="2026-07-07"' in page
    assert 'name="over" value="1"' in page
    assert "By post" not in page


def test_the_parts_stand_in_the_order_of_the_plan(client, priya, referral, now):
    plans.written(referral, by=priya, now=now)

    page = shown(client, priya, address(referral))

    places = [page.index(f"<h3>{number}. ") for number in range(1, 7)]
    assert places == sorted(places)
    assert places[-1] < page.index("What keeps me going") < page.index("If this plan does not work")


def test_earlier_versions_stay_readable(client, priya, referral, now):
    plans.written(referral, by=priya, now=now, coping="The first words")
    plans.written(referral, by=priya, now=now, over=1, coping="The second words")

    page = shown(client, priya, address(referral))

    assert "The first words" in page[page.index("Earlier versions") :]
    assert "The second words" in page[: page.index("Earlier versions")]


def test_a_newer_version_is_answered_with_both_texts(client, priya, sam, referral, now, typed):
    plans.written(referral, by=sam, now=now, coping="What Sam wrote")
    client.force_login(priya)

    response = client.post(address(referral, "write"), typed)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Sam Okafor wrote a version at 10:24." in page
    assert "What Sam wrote" in page
    assert "Walk the dog</textarea>" in page
    again = client.post(address(referral, "write"), {**typed, "over": "1"})
    assert again.status_code == 302
    assert list(SafetyPlan.objects.order_by("number").values_list("coping", flat=True)) == [
        "What Sam wrote",
        "Walk the dog",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"warning_signs": "", "coping": ""}, "Write at least one of the six steps."),
        ({"review_on": ""}, "Look at it again on: this is still needed."),
        ({"review_on": "soon"}, "That is not a date."),
        ({"review_on": "2026-06-09"}, "Choose a day after today for the review."),
        ({"review_on": "2027-06-09"}, "Review the plan within 28 days."),
        ({"coping": "x" * 5000}, "4,000 characters at most. This has 5000."),
        ({"form_key": "x"}, "Load the page again."),
        ({"over": "-1"}, "Load the page again."),
        ({"over": "9"}, "this version does not exist"),
        ({"who_else_has_it": "x" * 300}, "200 characters at most. This has 300."),
    ],
)
def test_bad_input_is_said_beside_the_field_and_nothing_is_lost(
    client, priya, referral, typed, change, words
):
    client.force_login(priya)

    response = client.post(address(referral, "write"), {**typed, **change})

    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert change.get("coping", "Walk the dog") in page
    assert "By post" in page
    assert not SafetyPlan.objects.exists()


def test_a_printed_copy_says_who_printed_it_and_is_on_the_trail(client, priya, referral, now):
    plans.written(referral, by=priya, now=now)

    page = shown(client, priya, address(referral, "print"))

    assert "My safety plan" in page
    assert "Asha keeps the tablets" in page
    assert "116 123" in page
    assert "Printed by Priya Raman, 9 June 2026 at 10:24." in page
    entry = AuditEntry.objects.get(event="SAFETY_PLAN_PRINTED")
    assert (entry.staff_id, entry.patient_id) == (priya.pk, referral.patient_id)


def test_there_is_nothing_to_print_without_a_plan(client, priya, referral):
    client.force_login(priya)

    assert client.get(address(referral, "print")).status_code == 302
    assert not AuditEntry.objects.filter(event="SAFETY_PLAN_PRINTED").exists()


def test_a_colleague_reads_it_and_may_not_write_it(client, trainee, priya, referral, now):
    plans.written(referral, by=priya, now=now)

    page = shown(client, trainee, address(referral))

    assert "Change it" not in page
    assert client.get(address(referral, "write")).status_code == 404


def test_an_administrator_reads_none_of_it(client, ada, priya, referral, now):
    plans.written(referral, by=priya, now=now)
    client.force_login(ada)

    for page in ("", "write", "print"):
        assert client.get(address(referral, page)).status_code == 404


def test_the_page_costs_the_same_for_one_version_and_for_many(client, priya, referral, now):
    def cost():
        client.force_login(priya)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address(referral)).status_code == 200
        return len([one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    plans.written(referral, by=priya, now=now)
    cost()
    few = cost()
    for over in range(1, 21):
        plans.written(referral, by=priya, now=now, over=over)

    assert cost() == few <= 8
