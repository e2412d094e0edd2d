"""The session ends while she types: after signing in again her words are there."""

from caseload.models import CareContact, ContactDraft
from staff.middleware import IDLE


def test_text_is_kept_when_the_session_expires_while_typing(
    desk, priya, trainee, maya, mayas_session, clock
):
    # Given a draft that was saved, and words typed after it
    hers = desk().sign_in(priya)
    note = f"/caseload/{maya.reference}/sessions/{mayas_session.reference}/"
    hers.open(note)
    assert hers.autosave(did="She walked twice.").status_code == 200

    # When she is called away
    clock.shift(IDLE.total_seconds())

    # Then the next save is refused plainly, with no redirect for the script to follow
    refused = hers.autosave(did="She walked twice. And once more.", draft_version="1")
    assert (refused.status_code, refused.headers.get("Location")) == (401, None)
    assert ContactDraft.objects.get().fields["did"] == "She walked twice."

    # When she signs in again from the page she was on
    hers.open(note)
    assert hers.path.startswith("/account/login/?next=")
    hers.sign_in(priya)

    # Then she is back, with her words
    assert hers.path == note
    form, _ = hers.form("Sign and go to next")
    assert form.fields["did"] == "She walked twice."
    assert not CareContact.objects.get(pk=mayas_session.pk).is_signed

    # And somebody else on that browser sees nothing of it
    clock.shift(IDLE.total_seconds())
    hers.open(note).sign_in(trainee)
    assert "She walked twice." not in hers.page.html
