"""Binds a session form to one patient, one contact, one author (hazard H08)."""

from django.core import signing

_SALT = "caseload.session"


def make(*, contact_id: int, referral_id: int, staff_id: int) -> str:
    """The token a page carries."""
    return signing.Signer(salt=_SALT).sign_object([contact_id, referral_id, staff_id])


def fits(token: str, *, contact_id: int, referral_id: int, staff_id: int) -> bool:
    """Whether the page that sent this was drawn for this contact, this referral and this author."""
    try:
        bound = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return False
    return bound == [contact_id, referral_id, staff_id]
