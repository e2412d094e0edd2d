"""A referral: one episode of care, receipt to closing; the unit of care, and what URLs name."""

import secrets
from datetime import date
from typing import ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import IsNull

from referrals.models.patient import OnMerge, Patient
from referrals.visibility import visible
from staff.models import Team
from staff.roles import Permission
from staff.standing import Standing

# Letters and digits that nobody mixes up on the phone.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_reference() -> str:
    """Eight random letters and digits: short enough to read out, too many to guess."""
    # There are 32 of them: five bits of each byte, and each is as likely as any other.
    return "".join([_ALPHABET[byte % 32] for byte in secrets.token_bytes(8)])


class Status(models.TextChoices):
    """Where a referral stands now."""

    RECEIVED = "RECEIVED", "Received"
    WAITING = "WAITING", "Waiting"
    ALLOCATED = "ALLOCATED", "Allocated"
    IN_TREATMENT = "IN_TREATMENT", "In treatment"
    ENDED = "ENDED", "Ended"


# What may follow what, in one table; docs/referral-lifecycle.md is drawn from it.
MOVES: dict[Status, frozenset[Status]] = {
    Status.RECEIVED: frozenset({Status.WAITING, Status.ALLOCATED, Status.ENDED}),
    Status.WAITING: frozenset({Status.ALLOCATED, Status.ENDED}),
    Status.ALLOCATED: frozenset({Status.IN_TREATMENT, Status.WAITING, Status.ENDED}),
    Status.IN_TREATMENT: frozenset({Status.ENDED, Status.WAITING}),
    Status.ENDED: frozenset(),
}


class ReferralSource(models.TextChoices):
    """Who referred (clinical.md 4.1); national codes are mapped where the return is made."""

    SELF = "SELF", "Self"
    CARER = "CARER", "Carer or relative"
    GP = "GP", "GP practice"
    PRIMARY_CARE = "PRIMARY_CARE", "Other primary care"
    HOSPITAL = "HOSPITAL", "Hospital or emergency department"
    MATERNITY = "MATERNITY", "Maternity or health visitor"
    VOLUNTARY = "VOLUNTARY", "Voluntary sector"
    SOCIAL_CARE = "SOCIAL_CARE", "Social care, education or housing"
    INDEPENDENT = "INDEPENDENT", "Independent sector"
    JUSTICE = "JUSTICE", "Police, courts, probation or prison"
    JOBCENTRE = "JOBCENTRE", "Jobcentre Plus"
    EMPLOYER = "EMPLOYER", "Employer or occupational health"
    CHILD_HEALTH = "CHILD_HEALTH", "Child and adolescent mental health"
    INTERNAL = "INTERNAL", "Another part of this organisation"
    STEPPED_DOWN = "STEPPED_DOWN", "Stepped down from Step 3"
    OTHER_SERVICE = "OTHER_SERVICE", "Other Talking Therapies service"
    OTHER = "OTHER", "Other"


class Medium(models.TextChoices):
    """How people usually meet or met (clinical.md 4.6)."""

    PHONE = "PHONE", "Phone"
    VIDEO = "VIDEO", "Video"
    IN_PERSON = "IN_PERSON", "In person"
    TEXT = "TEXT", "Text or chat"
    EMAIL = "EMAIL", "Email"
    OTHER = "OTHER", "Other"

    @property
    def how(self) -> str:
        """`by phone`, `in person`: inside a sentence."""
        if self is Medium.IN_PERSON:
            return "in person"
        return "in another way" if self is Medium.OTHER else f"by {self.label.lower()}"


class EndCode(models.TextChoices):
    """Why a referral ended (clinical.md 4.8), in words."""

    NOT_ASSESSED = "NOT_ASSESSED", "Not assessed"
    NOT_SUITABLE_NO_ACTION = "NOT_SUITABLE_NO_ACTION", "Not suitable, back to referrer"
    SIGNPOSTED = "SIGNPOSTED", "Not suitable, signposted by agreement"
    ADVICE_GIVEN = "ADVICE_GIVEN", "Ended by agreement after advice and support"
    OTHER_THERAPY_SERVICE = "OTHER_THERAPY_SERVICE", "Referred to another therapy service"
    DECLINED = "DECLINED", "Suitable, patient declined"
    INCOMPLETE_ASSESSMENT = "INCOMPLETE_ASSESSMENT", "Assessment not completed"
    DIED_BEFORE_TREATMENT = "DIED_BEFORE_TREATMENT", "Died before treatment"
    NOT_KNOWN_NOT_TREATED = "NOT_KNOWN_NOT_TREATED", "Not known, not treated"
    COMPLETED = "COMPLETED", "Treatment completed by agreement"
    DROPPED_OUT = "DROPPED_OUT", "Ended earlier than planned"
    ENDED_AT_PATIENTS_REQUEST = "ENDED_AT_PATIENTS_REQUEST", "Ended earlier, patient asked"
    DIED_IN_TREATMENT = "DIED_IN_TREATMENT", "Died during treatment"
    NOT_KNOWN_TREATED = "NOT_KNOWN_TREATED", "Not known, treated"


class TriageDecision(models.TextChoices):
    """How a referral is taken on, or what is found out first."""

    STEP_2 = "STEP_2", "Step 2"
    STEP_3 = "STEP_3", "Step 3"
    CALL_FIRST = "CALL_FIRST", "Call first"
    SIGNPOST = "SIGNPOST", "Signpost"
    RISK_CALL = "RISK_CALL", "Same-day risk call"


# Somebody else helps from here on: nobody here allocates them.
SENT_ON = (TriageDecision.STEP_3, TriageDecision.SIGNPOST)

# More than any course of low-intensity treatment: a slip of the finger.
MOST_PLANNED_SESSIONS = 40

# The person died: nothing is sent to them any more, whatever else is due.
DIED = (EndCode.DIED_BEFORE_TREATMENT, EndCode.DIED_IN_TREATMENT)


# Nobody has decided yet, or only what is found out first.
TO_TRIAGE = Q(
    status=Status.RECEIVED,
    ended_on__isnull=True,
    carried_by__isnull=True,
    triaged_as__in=("", TriageDecision.CALL_FIRST, TriageDecision.RISK_CALL),
)


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Referrals, by what people call them."""

    def open(self) -> Self:
        """Not ended."""
        return self.filter(ended_on__isnull=True)

    def carried_by(self, staff_id: int) -> Self:
        """Open referrals on this person's caseload."""
        return self.open().filter(carried_by_id=staff_id)

    def visible_to(
        self, standing: Standing, *, on: date, needs: Permission = Permission.VIEW_RECORD
    ) -> Self:
        """Referrals on which this person holds the right today; lists of ids, no join per row."""
        return self.filter(visible(standing, on=on, needs=needs))

    def lock(self, pk: int) -> "Referral":
        """This referral, held against other writers until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("patient").get(pk=pk)


# With the lock of a foreign key, so that whoever merges the record meanwhile is waited for.
_OF_A_KEPT_RECORD = """
SELECT merged_into_id INTO leads_to FROM referrals_patient WHERE id = NEW.patient_id FOR KEY SHARE;
IF leads_to IS NOT NULL THEN
    RAISE EXCEPTION 'This record leads to another: referral_hangs_from_a_kept_record.';
END IF;
RETURN NEW;
"""

# Written by the trigger of steps alone: whoever saves a referral that was read before its step was
# set would say otherwise.
_AS_ITS_STEPS_SAY = """
IF pg_trigger_depth() < 2 THEN
    NEW.has_next_step := TG_OP = 'UPDATE' AND OLD.has_next_step;
END IF;
RETURN NEW;
"""


class Referral(models.Model):
    """One episode of care."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="referrals")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20, choices=ReferralSource.choices)
    received_on = models.DateField()
    # The code of who pays, as at receipt; empty until it is known (see referrals.places).
    commissioner = models.CharField(max_length=6, blank=True, default="", db_default="")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.RECEIVED)
    # Set by caseload calling down, so that the door needs no join; Allocation is the history.
    carried_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    risk_open_since = models.DateTimeField(null=True)
    # The latest triage, so that the queue needs no join; Triage is the history.
    triaged_as = models.CharField(
        max_length=20, choices=TriageDecision.choices, blank=True, default="", db_default=""
    )
    # Kept by the database as steps come and go: whoever has none is found without looking for it.
    has_next_step = models.BooleanField(default=False, db_default=False, editable=False)
    # The treatment summary: what the record's "Now" panel shows.
    problem_statement = models.TextField(blank=True)
    # What was told at assessment, a line each; empty is not asked, and no "no".
    since_when = models.CharField(max_length=200, blank=True, default="", db_default="")
    earlier_episodes = models.CharField(max_length=300, blank=True, default="", db_default="")
    alcohol_and_drugs = models.CharField(max_length=200, blank=True, default="", db_default="")
    physical_health = models.CharField(max_length=200, blank=True, default="", db_default="")
    goals = models.TextField(blank=True)
    treatment = models.CharField(max_length=80, blank=True)
    usual_medium = models.CharField(max_length=20, choices=Medium.choices, default=Medium.PHONE)
    planned_sessions = models.PositiveSmallIntegerField(default=6)
    ended_on = models.DateField(null=True)
    end_code = models.CharField(max_length=30, choices=EndCode.choices, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ReferralQuerySet.as_manager()
    on_merge: ClassVar = OnMerge.MOVES

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="referral_hangs_from_a_kept_record",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("patient_id"),
                declare=[("leads_to", "bigint")],
                func=_OF_A_KEPT_RECORD,
            ),
            pgtrigger.Trigger(
                name="next_step_is_marked_by_steps",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("has_next_step"),
                func=_AS_ITS_STEPS_SAY,
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_code="") & ~Q(status=Status.ENDED)
                | Q(ended_on__isnull=False, status=Status.ENDED) & ~Q(end_code=""),
                name="referrals_ended_has_date_and_code",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("received_on")),
                name="referrals_ends_not_before_received",
            ),
            models.CheckConstraint(
                condition=Q(planned_sessions__gte=1, planned_sessions__lte=MOST_PLANNED_SESSIONS),
                name="referrals_planned_sessions_believable",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "received_on"], name="referrals_team_received"),
            models.Index(
                fields=["carried_by"],
                condition=Q(ended_on__isnull=True),
                name="referrals_open_by_carrier",
            ),
            models.Index(fields=["patient"], name="referrals_of_patient"),
            # In the order of the triage queue: an open risk flag, then whoever came first.
            models.Index(
                IsNull(F("risk_open_since"), True),  # noqa: FBT003 - Django's own
                F("received_on"),
                F("id"),
                condition=TO_TRIAGE,
                name="referrals_to_triage_in_order",
            ),
            models.Index(
                fields=["team"],
                condition=Q(ended_on__isnull=True, has_next_step=False),
                name="referrals_open_without_step",
            ),
            # An ending ends the step too: a list of nobody, so that steps can be counted by theirs.
            models.Index(
                fields=["id"],
                condition=Q(ended_on__isnull=False, has_next_step=True),
                name="referrals_ended_with_step",
            ),
            # Who is on nobody's caseload, as the list of them is read: a page from anywhere in it.
            models.Index(
                fields=["risk_open_since", "received_on", "id"],
                condition=Q(ended_on__isnull=True, carried_by__isnull=True),
                name="referrals_waiting_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Not ended."""
        return self.ended_on is None


class ReferralStep(models.Model):
    """Each change of a referral's status: from, to, when, who, why."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    from_status = models.CharField(max_length=20, choices=Status.choices, blank=True)
    to_status = models.CharField(max_length=20, choices=Status.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["referral", "at"], name="referrals_steps_in_order")]

    def __str__(self) -> str:
        return f"{self.from_status} to {self.to_status}"
