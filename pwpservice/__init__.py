"""The roof: settings, URLs, Celery, middleware. Imports everything, imported by nothing."""

from pwpservice.celery import app as celery_app

__all__ = ["celery_app"]
