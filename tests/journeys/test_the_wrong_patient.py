"""A note on the wrong person: withdrawn with a reason, filed on the right record; flags stay."""

from caseload.models import CareContact, CaseFlag, ContactState
from tests.caseload.session_forms import ITEM_NINE, RISK


def test_a_note_is_withdrawn_and_filed_on_the_right_record(
    desk, priya, petra, trainee, maya, ravi, mayas_session
):
    # Given a session with risk that Priya signed on Maya's record
    hers = desk().sign_in(priya)
    note = f"/caseload/{maya.reference}/sessions/{mayas_session.reference}/"
    said = {"did": "Spoke about the allotment.", "risk_asked": "REVIEWED"}
    hers.open(note).send("Sign and go to next", **ITEM_NINE | RISK | said)

    # When she withdraws it without a reason, then with one
    hers.open(note).follow("This note is on the wrong person's record").send(
        "Withdraw note", reason=" "
    )
    assert hers.sees("Say why the note is withdrawn.")
    hers.send("Withdraw note", reason="This was Ravi's session")

    # And files it on Ravi's record
    hers.send("File on that record", reference=ravi.reference.lower())

    # Then it stands there as she signed it, and reads here only as withdrawn
    filed = CareContact.objects.get(referral=ravi, did="Spoke about the allotment.")
    assert hers.path == f"/caseload/{ravi.reference}/sessions/{filed.reference}/"
    assert hers.sees("Spoke about the allotment.")
    assert "allotment" not in hers.open(note).page.words
    assert CareContact.objects.get(pk=mayas_session.pk).state == ContactState.WITHDRAWN

    # And both flags wait for a person
    open_flags = CaseFlag.objects.filter(reason="risk", cleared_at=None)
    assert set(open_flags.values_list("referral_id", flat=True)) == {maya.pk, ravi.pk}

    # And what was withdrawn is read by the privacy officer alone
    assert desk().sign_in(petra).open(f"{note}withdrawn").sees("Spoke about the allotment.")
    assert desk().sign_in(trainee).open(f"{note}withdrawn").status == 404
    assert hers.open(f"{note}withdrawn").status == 404


def test_a_form_that_was_drawn_for_somebody_else_is_refused_with_its_words(
    desk, priya, maya, mayas_session, ravis_session, ravi
):
    """Two tabs: what was typed for Maya cannot be sent to Ravi's record."""
    hers = desk().sign_in(priya)
    maya_form, _ = hers.open(
        f"/caseload/{maya.reference}/sessions/{mayas_session.reference}/"
    ).form("Sign and go to next")
    hers.open(f"/caseload/{ravi.reference}/sessions/{ravis_session.reference}/")

    hers.send(
        "Sign and go to next",
        **maya_form.fields | {"did": "Maya's words", "attendance": "ATTENDED"},
    )

    assert hers.status == 409
    assert hers.sees("Maya's words")
    assert not CareContact.objects.get(pk=ravis_session.pk).is_signed
