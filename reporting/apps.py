"""The reporting package as a Django app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
