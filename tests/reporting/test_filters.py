"""The filters above figures: drawn once for the same, anew for whatever differs."""

from datetime import date

import pytest

from reporting import filters
from reporting.forms.asked import AskedForm
from reporting.remembered import Remembered
from reporting.scope import Scope

ON = date(2026, 6, 9)
LEAD = Scope(teams=((1, "North team"), (2, "South team")), is_whole=True, opens_people=True)
PAGE = "/dashboard/"


@pytest.fixture(autouse=True)
def drawings(monkeypatch):
    """How often something was drawn, in a process that has just begun."""
    monkeypatch.setattr(filters, "_DRAWN", Remembered(most=8))
    counted, draw = [], filters.render_to_string

    def counting(name, given):
        counted.append(name)
        return draw(name, given)

    monkeypatch.setattr(filters, "render_to_string", counting)
    return counted


def form(scope=LEAD, on=ON, commissioners=(("QXX", "North ICB"),), **address):
    return AskedForm(address, scope=scope, on=on, commissioners=commissioners)


def test_the_same_is_drawn_once(drawings):
    first = filters.drawn(form(team="1"), PAGE, more={"fair": ""})

    again = filters.drawn(form(team="1"), PAGE)

    assert first == again
    assert len(drawings) == 1
    assert '<option value="1" selected>North team</option>' in first


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"form": form(team="2")}, '<option value="2" selected>South team</option>'),
        ({"form": form(show="1")}, " autofocus>Show"),
        ({"form": form(on=date(2026, 7, 9))}, ">June 2026</option>"),
        ({"form": form(commissioners=(("QYY", "South ICB"),))}, ">South ICB</option>"),
        ({"form": form(scope=LEAD.narrowed_to("2"))}, ">All my teams</option>"),
        ({"path": "/dashboard/recovery/"}, 'action="/dashboard/recovery/"'),
        ({"more": {"by": "age"}}, '<input type="hidden" name="by" value="age">'),
    ],
)
def test_whatever_differs_is_drawn_anew(other, said, drawings):
    before = filters.drawn(form(), PAGE)

    found = filters.drawn(**{"form": form(), "path": PAGE} | other)

    assert said in found
    assert said not in before
    assert len(drawings) == 2


def test_nothing_to_compare_with_is_offered_where_nothing_is_compared(drawings):
    assert "Compare with" in filters.drawn(form(), PAGE)
    assert "Compare with" not in filters.drawn(form(), PAGE, compares=False)
    assert len(drawings) == 2


def test_what_is_wrong_is_said_to_whoever_asked_it_alone(drawings):
    for _ in range(2):
        assert "Choose one from the list." in filters.drawn(form(problem="none"), PAGE)
    refused = form(team="1")
    filters.drawn(refused, PAGE)
    refused.add_error("team", "Not now.")

    assert "Not now." in filters.drawn(refused, PAGE)
    assert "Not now." not in filters.drawn(form(team="1"), PAGE)
    assert len(drawings) == 4
