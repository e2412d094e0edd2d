"""What each record is called nationally: as the old system called it, where it came from one; else
by our own name. A pathway is chained by these, so that none of them may ever change.
"""

from reporting.dataset.export.sql import quoted

# A patient has no reference of its own. The primary key, marked as ours, says nothing about them,
# opens no page (addresses go by references), and stays when names and numbers change.
_OURS = "S2-"
_TABLES = {
    "patient": "IDS001MPI",
    "referral": "IDS101Referral",
    "contact": "IDS201CareContact",
    "staff": "IDS902CarePersQual",
}


def join(of: str, target: str) -> str:
    """The old system’s key of a row, if it has one, as `{of}_came`. Of two records that became one,
    the key that came first.
    """
    name = f"{of}_came"
    return (
        "LEFT JOIN (SELECT DISTINCT ON (k.target_id) k.target_id, k.key, k.provider "
        f'FROM reporting_importedkey k WHERE k."table" = {quoted(_TABLES[of])} '
        f"ORDER BY k.target_id, k.id) {name} ON {name}.target_id = {target}"
    )


def patient(patient_id: str) -> str:
    """LocalPatientId."""
    return f"coalesce(patient_came.key, '{_OURS}' || {patient_id})"


def issuer() -> str:
    """Who gave that key."""
    return "coalesce(patient_came.provider, %(provider)s)"


def referral(referral: str) -> str:
    """ServiceRequestId."""
    return f"coalesce(referral_came.key, {referral}.reference)"


def contact(contact: str) -> str:
    """CareContactId."""
    return f"coalesce(contact_came.key, {contact}.reference)"


def activity(contact: str, place: str) -> str:
    """CareActId, by our own name: a contact has one for each therapy, and nothing goes by it from
    month to month. The first holds the scores.
    """
    return f"{contact}.reference || '-' || {place}"


def staff(staff_id: str) -> str:
    """CarePersLocalId."""
    return f"coalesce(staff_came.key, '{_OURS}' || {staff_id})"
