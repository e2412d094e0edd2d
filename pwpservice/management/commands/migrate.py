"""Django's migrate, then the application role's rights: so that no release can forget them."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoCommand
from django.db import connections, transaction

from pwpservice import grants
from pwpservice.migrating import models_drawn_alone


class Command(DjangoCommand):
    """Run as the owner of the tables (MIGRATION_DATABASE_URL)."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then give the role its rights to what is new."""
        with models_drawn_alone():
            super().handle(*args, **options)
        connection = connections[options["database"]]
        if options.get("plan") or options.get("check_unapplied"):
            return
        with transaction.atomic(using=connection.alias):
            grants.give(connection)
