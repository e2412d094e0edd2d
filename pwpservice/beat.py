"""Beat alone: it sends names at their times and does nothing itself, so it loads neither models nor
tasks. `celery -A pwpservice.beat beat`.
"""

import logging.config
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

# Without Celery's own preparations for Django, which load everything.
app = Celery("pwpservice", fixups=[], set_as_current=False)
app.config_from_object("pwpservice.celeryconfig")


@setup_logging.connect
def write_as_the_others_do(**_: Any) -> None:
    """What `django.setup()` would have done."""
    logging.config.dictConfig(settings.LOGGING)
