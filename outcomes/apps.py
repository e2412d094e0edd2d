"""The outcomes package as a Django app."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "outcomes"
