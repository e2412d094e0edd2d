#!/bin/sh
# The roles' passwords, read from the addresses that the services are given: each is written down once.
set -eu

password_in() {
  sed -n 's#^[a-z]*://[^:/@]*:\([^@]*\)@.*#\1#p' "$1"
}

give_password() {
  password=$(password_in "$2")
  [ -n "$password" ] || { echo "No password for $1 in $2." >&2; exit 1; }
  psql -X -q -v ON_ERROR_STOP=1 -v role="$1" -v password="$password" \
    --username "$POSTGRES_USER" --dbname step2 <<'SQL'
ALTER ROLE :"role" PASSWORD :'password';
SQL
}

give_password step2_owner /run/secrets/migration_database_url
give_password step2_app /run/secrets/database_url
