"""Beat alone: it sends names at their times and does nothing itself, so it loads neither models nor
tasks, nor Celery's command line. `python -m pwpservice.beat FILE`, which keeps when what was sent.
"""

import logging.config
import sys
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


def main(*, kept_in: str) -> None:
    """Send until told to end."""
    app.Beat(loglevel="WARNING", schedule=kept_in).run()


if __name__ == "__main__":
    main(kept_in=sys.argv[1])
