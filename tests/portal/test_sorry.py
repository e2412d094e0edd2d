"""When something breaks, a patient reads what was saved, what to do, and who can be reached."""

import pytest
from django.test import Client

from tests.portal.links import Phone

pytestmark = pytest.mark.django_db


def test_our_own_mistake_on_a_patients_page_keeps_the_numbers(link, monkeypatch):
    phone = Phone(link)
    phone.client = Client(raise_request_exception=False)
    phone.let_in()

    def fail(**_):
        raise RuntimeError("secret words")

    monkeypatch.setattr("portal.views.questionnaire.answers.answer", fail)
    broken = phone.tap(1, 2)

    page = broken.content.decode()
    assert broken.status_code == 500
    assert "What you answered before is kept." in page
    assert "tel:999" in page
    assert "secret words" not in page
    assert broken["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/q/", "/q/x/y/z", "/a/"])
def test_an_address_that_is_none_is_answered_for_a_patient(client, path):
    page = client.get(path).content.decode()

    assert "This page did not work" in page
    assert "Step 2 Caseload" not in page


def test_too_much_at_once_is_refused_in_the_same_words(let_in):
    response = let_in.client.post(f"{let_in.base}1", {"a": "x" * 1_100_000})

    assert response.status_code == 413
    assert "This page did not work" in response.content.decode()
