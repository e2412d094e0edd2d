#!/usr/bin/env python
"""Django's command line."""

import os
import sys


def main() -> None:
    """Run a management command; migrations run as the owner of the tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pwpservice.settings")
    if sys.argv[1:2] == ["migrate"]:
        os.environ["STEP2_MIGRATING"] = "1"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
