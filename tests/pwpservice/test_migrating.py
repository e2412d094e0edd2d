"""While migrating, a new model is drawn by itself, and those it points to know of it."""

import pytest
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from pwpservice.migrating import new_models_drawn_alone


def shelf():
    return ModelState("library", "Shelf", [("id", models.BigAutoField(primary_key=True))])


def book():
    on = models.ForeignKey("library.Shelf", models.CASCADE, related_name="books")
    return ModelState(
        "library", "Book", [("id", models.BigAutoField(primary_key=True)), ("on", on)]
    )


@pytest.fixture
def state():
    """A shelf, which was drawn."""
    made = ProjectState()
    made.add_model(shelf())
    made.apps.get_model("library", "Shelf")
    return made


def test_the_model_it_points_to_stays_as_it_was_drawn_and_knows_of_it(state):
    before = state.apps.get_model("library", "Shelf")

    with new_models_drawn_alone():
        state.add_model(book())

    drawn = state.apps.get_model("library", "Book")
    assert state.apps.get_model("library", "Shelf") is before
    assert drawn._meta.get_field("on").related_model is before
    assert [one.related_model for one in before._meta.related_objects] == [drawn]


def test_where_nothing_was_drawn_yet_nothing_is():
    fresh = ProjectState()

    with new_models_drawn_alone():
        fresh.add_model(shelf())

    assert "apps" not in fresh.__dict__
    assert fresh.apps.get_model("library", "Shelf")


def test_afterwards_django_draws_all_around_it_again(state):
    before = state.apps.get_model("library", "Shelf")
    with new_models_drawn_alone():
        pass

    state.add_model(book())

    assert state.apps.get_model("library", "Shelf") is not before
