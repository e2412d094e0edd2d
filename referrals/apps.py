"""The referrals package as a Django app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
