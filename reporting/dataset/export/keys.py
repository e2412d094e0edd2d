"""What each record is called nationally: as the old system called it, where it came from one; else
by our own name. A pathway is chained by these, so that none of them may ever change.
"""

from reporting.dataset.export.sql import quoted

# A patient has no reference of its own. The primary key, marked as ours, says nothing about them,
# opens no page (addresses go by references), and stays when names and numbers change.
_OURS = "S2-"


def patient(patient_id: str) -> str:
    """LocalPatientId. Of two that became one record, the key that came first."""
    return _key("IDS001MPI", patient_id, otherwise=f"'{_OURS}' || {patient_id}")


def issuer(patient_id: str) -> str:
    """Who gave that key."""
    return _first("provider", "IDS001MPI", patient_id, otherwise="%(provider)s")


def referral(referral: str) -> str:
    """ServiceRequestId."""
    return _key("IDS101Referral", f"{referral}.id", otherwise=f"{referral}.reference")


def contact(contact: str) -> str:
    """CareContactId."""
    return _key("IDS201CareContact", f"{contact}.id", otherwise=f"{contact}.reference")


def activity(contact: str, place: str) -> str:
    """CareActId: a contact has one for each therapy, the first of which holds its scores."""
    return _key(
        "IDS202CareActivity",
        f"{contact}.id",
        otherwise=f"{contact}.reference || '-' || {place}",
        place=place,
    )


def staff(staff_id: str) -> str:
    """CarePersLocalId."""
    return _key("IDS902CarePersQual", staff_id, otherwise=f"'{_OURS}' || {staff_id}")


def _key(table: str, target: str, *, otherwise: str, place: str = "1") -> str:
    return _first("key", table, target, otherwise=otherwise, place=place)


def _first(column: str, table: str, target: str, *, otherwise: str, place: str = "1") -> str:
    return (
        f"coalesce((SELECT k.{column} FROM reporting_importedkey k "
        f'WHERE k."table" = {quoted(table)} AND k.target_id = {target} '
        f"ORDER BY k.id OFFSET {place} - 1 LIMIT 1), {otherwise})"
    )
