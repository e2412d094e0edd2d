"""Shapes are filled as Django fills its own templates: words are escaped, numbers stand as is."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from outcomes.shapes import shape, shapes

VALUES = (3, 4.5, '<b>"&', SafeString("<i>kept</i>"))


def test_one_shape_is_what_django_makes_of_it():
    assert shape("<a {} {}>{}{}</a>", *VALUES) == format_html("<a {} {}>{}{}</a>", *VALUES)


def test_many_are_too():
    rows = [(1, "<"), (2.5, "ok")]

    assert shapes("{}-{}", rows, between=" ") == format_html_join(" ", "{}-{}", rows)


def test_what_comes_out_is_safe_and_is_not_escaped_again():
    inner = shapes("<p>{}</p>", [("<",)])

    assert shape("<div>{}</div>", inner) == "<div><p>&lt;</p></div>"
    assert shape("<div>{}</div>", inner).__html__() == "<div><p>&lt;</p></div>"
