"""While migrating, a model that is new or changed is drawn by itself, and the others know of it."""

import pytest
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from pwpservice.migrating import models_drawn_alone


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

    with models_drawn_alone():
        state.add_model(book())

    drawn = state.apps.get_model("library", "Book")
    assert state.apps.get_model("library", "Shelf") is before
    assert drawn._meta.get_field("on").related_model is before
    assert [one.related_model for one in before._meta.related_objects] == [drawn]


def test_where_nothing_was_drawn_yet_nothing_is():
    fresh = ProjectState()

    with models_drawn_alone():
        fresh.add_model(shelf())

    assert "apps" not in fresh.__dict__
    assert fresh.apps.get_model("library", "Shelf")


def test_a_changed_model_takes_the_place_of_what_it_was(state):
    state.add_model(book())
    book_before = state.apps.get_model("library", "Book")

    with models_drawn_alone():
        state.add_field("library", "shelf", "room", models.TextField(), preserve_default=True)

    drawn = state.apps.get_model("library", "Shelf")
    on = state.apps.get_model("library", "Book")._meta.get_field("on")
    assert state.apps.get_model("library", "Book") is book_before
    assert drawn._meta.get_field("room")
    assert on.related_model is drawn
    assert on.target_field is drawn._meta.get_field("id")
    assert [one.related_model for one in drawn._meta.related_objects] == [book_before]


def test_before_code_of_a_migration_all_are_drawn_anew(state):
    state.add_model(book())

    with models_drawn_alone():
        state.add_field("library", "shelf", "room", models.TextField(), preserve_default=True)
    state.clear_delayed_apps_cache()

    assert "apps" not in state.__dict__
    shelf_drawn = state.apps.get_model("library", "Shelf")
    assert shelf_drawn.books.rel.related_model is state.apps.get_model("library", "Book")


def test_a_change_that_other_columns_hang_on_is_left_to_django(state):
    state.add_model(book())
    before = state.apps.get_model("library", "Book")
    narrow = models.AutoField(primary_key=True)

    with models_drawn_alone():
        state.alter_field("library", "shelf", "id", narrow, preserve_default=True)

    drawn = state.apps.get_model("library", "Book")
    assert drawn is not before
    assert drawn._meta.get_field("on").related_model is state.apps.get_model("library", "Shelf")


def test_afterwards_django_draws_all_around_it_again(state):
    before = state.apps.get_model("library", "Shelf")
    with models_drawn_alone():
        pass

    state.add_model(book())

    assert state.apps.get_model("library", "Shelf") is not before
