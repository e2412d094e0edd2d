"""Check every chain of the trail and name the first bad row of each."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import verify


class Command(BaseCommand):
    help = "Walk every hash chain of the trail; exits non-zero and names the first bad row of each."

    def handle(self, *args: Any, **options: Any) -> None:
        entries, chains = verify.counted()
        broken = list(verify.breaks())
        for found in broken:
            self.stderr.write(
                f"{found.chain} entry {found.position} (row {found.entry_id}): {found.what}"
            )
        if broken:
            raise CommandError(f"{len(broken)} of {chains} chains are broken.")
        self.stdout.write(f"{entries} entries in {chains} chains: all whole.")
