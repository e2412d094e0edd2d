"""The caseload package as a Django app."""

from django.apps import AppConfig


class CaseloadConfig(AppConfig):
    name = "caseload"
