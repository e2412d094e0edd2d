"""Migrating a new database in less time: only what changes in a model is drawn again."""

import contextlib
from collections.abc import Iterator

from django.db import models
from django.db.migrations.state import ModelState, ProjectState, StateApps

# What a relation remembers of the model it points to.
_REMEMBERED = (
    "related_model",
    "related_fields",
    "local_related_fields",
    "foreign_related_fields",
    "path_infos",
    "reverse_path_infos",
)


@contextlib.contextmanager
def models_drawn_alone() -> Iterator[None]:
    """Until its end.

    For each new model, and each change of one, Django draws all models around it again, which are
    nearly all there are: most of the time that a new database took. Here a new model is drawn by
    itself, and those it points to learn of it as it is drawn; a changed one takes the place of what
    it was. Before code of a migration runs, Django draws everything anew, as ever.
    """
    add_model, reload_model = ProjectState.add_model, ProjectState.reload_model

    def add_alone(self: ProjectState, model_state: ModelState) -> None:
        drawn = self.__dict__.pop("apps", None)
        add_model(self, model_state)
        if drawn is not None:
            self.__dict__["apps"] = drawn
            drawn.render_multiple([model_state])

    def reload_alone(
        self: ProjectState,
        app_label: str,
        model_name: str,
        delay: bool = False,  # noqa: FBT001, FBT002 - Django's own
    ) -> None:
        # Django's own word for a change that no other model's columns hang on.
        if not delay or "apps" not in self.__dict__:
            reload_model(self, app_label, model_name, delay)
            return
        self.is_delayed = True
        before = self.apps.all_models[app_label].get(model_name)
        self._reload({(app_label, model_name)})  # type: ignore[attr-defined]
        if before is not None:
            _point_to(self.apps.get_model(app_label, model_name), before, self.apps)

    ProjectState.add_model = add_alone  # type: ignore[method-assign]
    ProjectState.reload_model = reload_alone  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = add_model  # type: ignore[method-assign]
        ProjectState.reload_model = reload_model  # type: ignore[method-assign]


def _point_to(drawn: type[models.Model], before: type[models.Model], apps: StateApps) -> None:
    """Let every relation to a model as it was point to it as it is."""
    for model in apps.get_models(include_auto_created=True):
        options = model._meta  # noqa: SLF001 - Django's documented one
        for field in [*options.local_fields, *options.local_many_to_many]:
            relation = field.remote_field
            if relation is not None and relation.model is before:
                relation.model = drawn
                for name in _REMEMBERED:
                    field.__dict__.pop(name, None)
                    relation.__dict__.pop(name, None)
    apps.clear_cache()
