"""The supervision app."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """The other pair of eyes."""

    name = "supervision"
