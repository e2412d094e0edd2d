"""The one conditional update that makes a booked contact a signed one; its author's draft goes with
it.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from caseload.models import CareContact, ContactState
from staff.models import StaffMember

_FIELDS = {field.name: field for field in CareContact._meta.concrete_fields}  # noqa: SLF001 - public
_SIGN = """
WITH done AS (DELETE FROM caseload_contactdraft WHERE contact_id = %s AND author_id = %s)
UPDATE caseload_carecontact SET {assignments}, version = version + 1 WHERE id = %s AND version = %s
"""


def sign(
    contact: CareContact,
    *,
    facts: Mapping[str, object],
    version: int,
    form_key: uuid.UUID,
    by: StaffMember,
    now: datetime,
) -> bool:
    """Booked to signed, over the version that was shown (S-D2); False when it is not that any more.

    The caller then undoes the transaction, and with it the end of the draft.
    """
    written = {
        **facts,
        "state": ContactState.LOGGED,
        "form_key": form_key,
        "signed_at": now,
        "signed_by": by,
        "updated_at": now,
    }
    fields = [_FIELDS[name] for name in written]
    values = [
        field.get_db_prep_save(getattr(value, "pk", value), connection)
        for field, value in zip(fields, written.values(), strict=True)
    ]
    statement = _SIGN.format(assignments=", ".join(f"{field.attname} = %s" for field in fields))
    with connection.cursor() as cursor:
        cursor.execute(statement, [contact.pk, by.pk, *values, contact.pk, version])
        signed: int = cursor.rowcount
    if signed != 1:
        return False
    for name, value in written.items():
        setattr(contact, name, value)
    contact.version += 1
    return True
