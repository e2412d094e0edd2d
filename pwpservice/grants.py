"""What the application's database role may do: read and write rows, never change a table.

So a hole in a page cannot delete the trail, switch off a trigger or drop a table.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

APP_ROLE = "step2_app"
_EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
# Tables where it may do less. Triggers say the same; this holds against who could switch them off.
_LESS = {
    "audit_auditentry": "SELECT, INSERT",
    "audit_chainhead": "SELECT, INSERT, UPDATE",
    "django_migrations": "SELECT",
}


def give(connection: BaseDatabaseWrapper) -> bool:
    """Give the role its rights to every table that we own; False when there is no such role."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s) AND current_user <> %s",
            [APP_ROLE, APP_ROLE],
        )
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
        cursor.execute(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = 'public' AND tableowner = current_user"
        )
        for (table,) in cursor.fetchall():
            name = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE ALL ON {name} FROM {APP_ROLE}")
            cursor.execute(f"GRANT {_LESS.get(table, _EVERYTHING)} ON {name} TO {APP_ROLE}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
    return True
