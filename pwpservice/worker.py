"""The worker, begun as `celery -A pwpservice worker` begins it, without Celery's command line: what
asks and colours there would take some 10 MB and be shared by nobody. `python -m pwpservice.worker`.
"""

import sys

from pwpservice.celery import app


def main() -> int:
    """Work until told to end; the exit status."""
    worker = app.Worker(concurrency=2, loglevel="WARNING", without_gossip=True, without_mingle=True)
    worker.start()
    return int(worker.exitcode or 0)


if __name__ == "__main__":
    sys.exit(main())
