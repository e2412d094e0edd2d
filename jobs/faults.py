"""Points at which a test may make this process fail or die (safety S-Q4). Outside of tests nothing
is named in the settings, and nothing happens.
"""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string


def fault(point: str) -> None:
    """Whatever the settings of a test have planned for this point."""
    planned = getattr(settings, "FAULT_POINTS", "")
    if planned:
        strike: Callable[[str], None] = import_string(planned)
        strike(point)
