"""The product's settings, with the two anchor pages beside its own."""

from pwpservice.settings import *  # noqa: F403
from pwpservice.settings import DATABASES

ROOT_URLCONF = "bench.urls"
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
