"""Nobody overwrites what somebody else saved meanwhile: both texts are kept and shown."""

from dataclasses import replace
from datetime import datetime

import pytest

from audit.events import Event
from audit.models import AuditEntry
from clinical.errors import Refused
from referrals import actions, details
from referrals.actions import TreatmentSummary
from referrals.conflict import Conflict
from referrals.details import ContactDetails
from referrals.models import Referral
from staff.models import StaffMember, Team
from tests.factories import referrals

pytestmark = pytest.mark.django_db

_HERS = TreatmentSummary(
    problem_statement="Low since the move",
    since_when="Since the move in March",
    earlier_episodes="Low at university, CBT helped",
    alcohol_and_drugs="None",
    physical_health="Migraine most weeks",
    goals="Sleep through",
    treatment="Guided self-help",
    planned_sessions=8,
)
_HIS = replace(_HERS, problem_statement="Low since Easter", goals="See friends", planned_sessions=6)
_DETAILS = ContactDetails(
    phone="07700 900456",
    email="r@example.org",
    address="4 Mill Lane",
    postcode="NB1 2CD",
    voicemail_ok=False,
    text_ok=True,
    email_ok=False,
    letter_ok=False,
    best_time="after 4",
    say_who="",
    needs="",
    gp="Mill Lane Surgery",
    share_with_gp=True,
    language="pl",
    full_name_ok=True,
)


def test_the_treatment_summary_is_saved_over_the_version_that_was_shown(
    referral: Referral, priya: StaffMember, now: datetime
) -> None:
    actions.change_treatment_summary(
        referral=referral, entry=_HERS, version=referral.version, by=priya, now=now
    )

    stored = Referral.objects.get(pk=referral.pk)
    assert (stored.goals, stored.planned_sessions) == ("Sleep through", 8)
    assert (stored.version, stored.updated_by) == (referral.version + 1, priya)
    assert referral.summary.__class__.objects.get(referral=referral).planned_sessions == 8


def test_a_stale_save_is_refused_and_shows_who_wrote_what(
    referral: Referral, priya: StaffMember, sam: StaffMember, now: datetime
) -> None:
    shown = referral.version
    actions.change_treatment_summary(
        referral=referral, entry=_HERS, version=shown, by=priya, now=now
    )

    with pytest.raises(Conflict) as refused:
        actions.change_treatment_summary(
            referral=referral, entry=_HIS, version=shown, by=sam, now=now
        )

    conflict = refused.value
    assert (conflict.theirs_by, conflict.theirs_at) == (priya.full_name, now)
    assert conflict.theirs["goals"] == "Sleep through"
    assert "Your text is not lost" in str(conflict)
    assert isinstance(conflict, Refused)
    assert Referral.objects.get(pk=referral.pk).goals == "Sleep through"
    assert AuditEntry.objects.filter(event=Event.TREATMENT_SUMMARY_CHANGED).count() == 1


def test_of_many_saves_of_one_version_one_wins(
    referral: Referral, priya: StaffMember, now: datetime
) -> None:
    saved = 0
    for number in range(1, 11):
        try:
            actions.change_treatment_summary(
                referral=referral,
                entry=replace(_HERS, planned_sessions=number),
                version=referral.version,
                by=priya,
                now=now,
            )
            saved += 1
        except Conflict:
            continue

    assert saved == 1
    assert Referral.objects.get(pk=referral.pk).planned_sessions == 1


def test_the_summary_of_a_referral_that_has_ended_is_closed(
    north: Team, priya: StaffMember, now: datetime
) -> None:
    referral = referrals.ended(north)

    with pytest.raises(Refused, match="has ended"):
        actions.change_treatment_summary(
            referral=referral, entry=_HERS, version=1, by=priya, now=now
        )


def test_changed_details_stand_on_the_trail_with_old_and_new_value(
    referral: Referral, ada: StaffMember, now: datetime
) -> None:
    details.change_contact_details(
        referral=referral, entry=_DETAILS, version=referral.patient.version, by=ada, now=now
    )

    entry = AuditEntry.objects.get(event=Event.PATIENT_DETAILS_CHANGED)
    assert entry.changes["phone"] == ["07700 900123", "07700 900456"]
    assert entry.changes["text_ok"] == [False, True]
    assert entry.changes["language"] == ["en", "pl"]
    assert entry.changes["full_name_ok"] == [False, True]
    assert "needs" not in entry.changes


def test_a_language_the_service_cannot_name_is_refused(
    referral: Referral, ada: StaffMember, now: datetime
) -> None:
    with pytest.raises(Refused, match="Choose a language"):
        details.change_contact_details(
            referral=referral,
            entry=replace(_DETAILS, language="xx"),
            version=referral.patient.version,
            by=ada,
            now=now,
        )


def test_stale_details_are_refused_with_both(
    referral: Referral, ada: StaffMember, now: datetime
) -> None:
    version = referral.patient.version
    details.change_contact_details(
        referral=referral, entry=_DETAILS, version=version, by=ada, now=now
    )

    with pytest.raises(Conflict) as refused:
        details.change_contact_details(
            referral=referral,
            entry=replace(_DETAILS, phone="07700 900789"),
            version=version,
            by=ada,
            now=now,
        )

    assert refused.value.theirs["phone"] == "07700 900456"


def test_a_conflict_with_the_system_says_so(
    referral: Referral, priya: StaffMember, now: datetime
) -> None:
    Referral.objects.filter(pk=referral.pk).update(version=99, updated_by=None)

    with pytest.raises(Conflict) as refused:
        actions.change_treatment_summary(
            referral=referral, entry=_HERS, version=1, by=priya, now=now
        )

    assert refused.value.theirs_by == "The system"
