"""Migrating a new database in less time: a model that is new is drawn by itself."""

import contextlib
from collections.abc import Iterator

from django.db.migrations.state import ModelState, ProjectState


@contextlib.contextmanager
def new_models_drawn_alone() -> Iterator[None]:
    """Until its end.

    For each new model Django draws all models around it again, which are nearly all there are:
    most of the time that a new database took. Those it points to learn of it as it is drawn.
    """
    add_model = ProjectState.add_model

    def add_alone(self: ProjectState, model_state: ModelState) -> None:
        drawn = self.__dict__.pop("apps", None)
        add_model(self, model_state)
        if drawn is not None:
            self.__dict__["apps"] = drawn
            drawn.render_multiple([model_state])

    ProjectState.add_model = add_alone  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = add_model  # type: ignore[method-assign]
