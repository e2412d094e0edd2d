"""A seeded service of its own for one measurement, which runs inside it and prints JSON."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from bench.__main__ import environment, run
from embedded.servers import Servers


def measured(
    inside: str, *arguments: object, seeded: int, has_pages: bool = False
) -> dict[str, Any]:
    """What the module `inside` prints last. It runs as superuser, since rows are copied past the
    triggers that guard them.
    """
    with tempfile.TemporaryDirectory(prefix="step2-bench-") as folder:
        state = Path(folder)
        if os.geteuid() == 0:
            state.chmod(0o711)
        servers = Servers(state)
        servers.start()
        try:
            environ = environment(servers, state)
            if has_pages:
                run(environ, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
            run(environ, "manage.py", "migrate", "--verbosity", "0")
            run(environ, "manage.py", "seed_demo", "--referrals", str(seeded))
            as_superuser = environ["DATABASE_URL"].replace("step2_owner", "postgres", 1)
            grown = environ | {"DATABASE_URL": as_superuser, "MIGRATION_DATABASE_URL": as_superuser}
            told = run(grown, "-m", inside, *map(str, arguments))
            found: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
            return found
        finally:
            servers.stop()
