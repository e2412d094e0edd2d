"""A path found by its shape is the path that Django itself finds."""

import uuid

import pytest
from django.urls import get_resolver, reverse, set_script_prefix
from django.urls.exceptions import NoReverseMatch
from django.urls.resolvers import URLResolver

from referrals.paths import path_to
from tests.walks import walked

ARGUMENTS = {
    "SlugConverter": "B36QY8-LC_x",
    "StringConverter": "22AB",
    "IntConverter": 41,
    "PathConverter": "js/app.js",
    "UUIDConverter": uuid.UUID(int=7),
}


def _routes(resolver, before=""):
    """Every name of the sitemap, with arguments that fit."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            space = f"{before}{one.namespace}:" if one.namespace else before
            yield from _routes(one, space)
        elif one.name and hasattr(one.pattern, "converters"):
            kinds = [type(each).__name__ for each in one.pattern.converters.values()]
            yield f"{before}{one.name}", [ARGUMENTS[kind] for kind in kinds]


def _reversed(name, arguments):
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return None


ROUTES = [
    (name, arguments)
    for name, arguments in _routes(get_resolver())
    if _reversed(name, arguments) is not None
]


@walked(("name", "arguments"), ROUTES)
def test_every_page_stands_where_django_says(name, arguments):
    assert path_to(name, *arguments) == reverse(name, args=arguments)


def test_the_sitemap_was_looked_at():
    assert len(ROUTES) > 100


def test_two_arguments_keep_their_places():
    assert path_to("caseload:session", "2ABC", "9XYZ") == "/caseload/2ABC/sessions/9XYZ/"
    assert path_to("caseload:session", "9XYZ", "2ABC") == "/caseload/9XYZ/sessions/2ABC/"


@pytest.mark.parametrize("word", ["a/b", "a b", "{}", "ä", "", "?x"])
def test_what_does_not_fit_a_path_is_refused_as_by_django(word):
    with pytest.raises(NoReverseMatch):
        path_to("caseload:record", word)


def test_a_page_that_is_not_there_is_refused():
    with pytest.raises(NoReverseMatch):
        path_to("caseload:no_such_page", "2ABC")


def test_a_service_below_a_folder_has_its_own_paths():
    path_to("caseload:record", "2ABC")
    set_script_prefix("/step2/")
    try:
        assert path_to("caseload:record", "2ABC") == "/step2/caseload/2ABC/"
    finally:
        set_script_prefix("/")
