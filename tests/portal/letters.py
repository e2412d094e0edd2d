"""Mill Lane Surgery's system, which sends referrals."""

import json

from django.test import Client

from portal import letters
from portal.letters import Letter
from portal.links import hash_of
from portal.models import ReferralSender

TOKEN = "a-token-that-was-shown-once"
LETTER = {
    "nhs_number": "999 190 8358",
    "given_name": "Rowan",
    "family_name": "Ashworth",
    "date_of_birth": "1991-05-04",
    "phone": "07700 900123",
    "text_ok": True,
    "gp": "Mill Lane Surgery",
    "share_with_gp": True,
    "referred_by": "Dr Ann Hale",
    "reason": "Low and worried since the spring, sleeps badly.",
    "mentions_harm": False,
    "patient_agrees": True,
}


def sender(now, *, name="Mill Lane Surgery", token=TOKEN):
    """One that may send."""
    return ReferralSender.objects.create(
        name=name, source="GP", token_hash=hash_of(token), made_at=now
    )


def letter(**said):
    """As the form of the interface leaves it."""
    from portal.letter_form import LetterForm
    from tests.personas import TODAY

    body = LETTER | said
    form = LetterForm(data=body, context={"on": TODAY, "youngest": 18})
    form.is_valid(raise_exception=True)
    return Letter(said=form.validated_data, body_hash=letters.hash_of(body))


class System:
    """What sends; it keeps no cookie."""

    def __init__(self, token=TOKEN):
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Bearer {token}"}

    def send(self, *, key="letter-0001", **said):
        return self.post(json.dumps(LETTER | said), key=key)

    def post(self, body, *, key="letter-0001", content_type="application/json"):
        return self.client.post(
            "/api/v1/referrals/",
            body,
            content_type=content_type,
            headers=self.headers | {"Idempotency-Key": key},
        )
