"""Unreadable characters are refused in one place, and nothing drawn for a person is cached."""

import json

import pytest
from django.http import HttpResponse
from django.urls import resolve

from pwpservice import errors
from pwpservice.middleware import private_pages, refuse_unreadable_input

NUL, HALF = "\x00", "\ud83d"


def arrived(_request):
    return HttpResponse("arrived")


def answer(request):
    return refuse_unreadable_input(arrived)(request)


def refused(response):
    return (
        response.status_code == 400 and "Nothing was saved just now." in response.content.decode()
    )


def test_ordinary_text_arrives_whatever_its_language(rf):
    words = {"note": "Łódź, naïve, 😀, ‘quoted’,\nsecond line\ttab"}

    assert answer(rf.post("/x", words)).content == b"arrived"
    assert answer(rf.post("/x", json.dumps(words), content_type="application/json")).content == (
        b"arrived"
    )


def test_nul_in_a_form_is_refused(rf):
    assert refused(answer(rf.post("/x", {"note": f"a{NUL}b"})))
    assert refused(
        answer(rf.post("/x", "note=a%00b", content_type="application/x-www-form-urlencoded"))
    )


def test_nul_in_a_field_name_an_address_or_a_cookie_is_refused(rf):
    with_cookie = rf.get("/x")
    with_cookie.COOKIES["sessionid"] = NUL

    assert refused(answer(rf.post("/x", {f"no{NUL}te": "a"})))
    assert refused(answer(rf.get("/x", {"q": NUL})))
    assert refused(answer(rf.get("/caseload/a%00b/")))
    assert refused(answer(with_cookie))


@pytest.mark.parametrize("escaped", ['"a\\u0000b"', '"\\ud83d"', '{"\\uDC00": 1}', '["\\u0000"]'])
def test_nul_and_half_pairs_in_json_are_refused(escaped, rf):
    assert refused(answer(rf.post("/x", escaped, content_type="application/json")))


@pytest.mark.parametrize("harmless", ['"\\ud83d\\ude00"', '"\\\\u0000"', '{"broken": "\\u0000'])
def test_whole_pairs_written_backslashes_and_broken_json_are_left_to_the_view(harmless, rf):
    assert answer(rf.post("/x", harmless, content_type="application/json")).content == b"arrived"


def test_half_pairs_in_a_form_never_reach_a_record(rf):
    request = rf.post("/x", "note=%ED%A0%80", content_type="application/x-www-form-urlencoded")

    answer(request)

    assert HALF not in request.POST["note"]
    assert request.POST["note"].encode()


def test_more_than_any_form_takes_is_said_plainly(rf, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = answer(rf.post("/x", {"note": "a" * 900_000}))

    assert response.status_code == 413
    assert "That is too much at once" in response.content.decode()


def test_every_answer_stays_out_of_caches_and_at_home(rf):
    response = private_pages(arrived)(rf.get("/today/"))

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Clear-Site-Data" not in response.headers


def test_signing_out_clears_what_the_browser_keeps_but_no_cookie_of_others(rf):
    request = rf.post("/account/logout/")
    request.resolver_match = resolve("/account/logout/")

    response = private_pages(arrived)(request)

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.permission_denied, 403),
        (errors.csrf_failure, 403),
        (errors.not_found, 404),
        (errors.too_large, 413),
        (errors.server_error, 500),
    ],
)
def test_every_error_page_has_its_status_and_says_what_to_do(view, status, rf):
    response = view(rf.get("/x"))

    assert response.status_code == status
    assert response.content.decode().count("<p>") >= 2
