"""The product's settings with fault points, and two kinds of outbox row that can be counted."""

from pwpservice.settings_test import *  # noqa: F403
from pwpservice.settings_test import DATABASES, OUTBOX_HANDLERS, OUTBOX_SENDERS
from tests.chaos.places import FOLDER

FAULT_POINTS = "tests.chaos.strikes.strike"
OUTBOX_HANDLERS = OUTBOX_HANDLERS | {"chaos_effect": "tests.chaos.work.effect"}
OUTBOX_SENDERS = OUTBOX_SENDERS | {"chaos_message": "tests.chaos.work.message"}
# As in the product: a worker keeps its connection.
DATABASES["default"]["CONN_MAX_AGE"] = 60
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(FOLDER / "mail")
