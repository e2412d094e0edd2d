"""What points to a patient, and what becomes of each when two records are one person."""

from collections.abc import Iterator

from django.db import models
from django.db.models import ForeignObjectRel

from referrals.models import OnMerge, Patient


def pointing() -> Iterator[ForeignObjectRel]:
    """Every relation that points to a patient, those without a name of their own included."""
    for field in Patient._meta.get_fields(include_hidden=True):  # noqa: SLF001 - public in all but name
        if isinstance(field, ForeignObjectRel):
            yield field


def relations() -> Iterator[tuple[str, type[models.Model], str]]:
    """Those that move: name, model and field.

    A model that does not say what becomes of it here has none: that is an error, not a guess.
    """
    for relation in pointing():
        model, field = relation.related_model, relation.field.name
        if not hasattr(model, "on_merge"):
            raise LookupError(f"{model.__name__} does not say what becomes of it on a merge.")
        if model.on_merge is OnMerge.MOVES:
            yield f"{model._meta.label}.{field}", model, field  # noqa: SLF001 - as above
