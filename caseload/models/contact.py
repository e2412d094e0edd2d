"""Care contacts: booked, then logged and signed; what follows a signed note is added beside it."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from clinical.therapies import Therapy
from outcomes.models import Sitting
from referrals.models import Medium, Referral
from referrals.models.referral import new_reference


class ContactKind(models.TextChoices):
    """What the appointment is for (national appointment type, in words)."""

    ASSESSMENT = "ASSESSMENT", "Assessment"
    TREATMENT = "TREATMENT", "Treatment"
    ASSESSMENT_AND_TREATMENT = "ASSESSMENT_AND_TREATMENT", "Assessment and treatment"
    REVIEW = "REVIEW", "Review"
    REVIEW_AND_TREATMENT = "REVIEW_AND_TREATMENT", "Review and treatment"
    FOLLOW_UP = "FOLLOW_UP", "Follow-up"
    EMPLOYMENT_SUPPORT = "EMPLOYMENT_SUPPORT", "Employment support"
    OTHER = "OTHER", "Other contact"


TREATMENT_KINDS = (
    ContactKind.TREATMENT,
    ContactKind.ASSESSMENT_AND_TREATMENT,
    ContactKind.REVIEW_AND_TREATMENT,
)


class SeenAs(models.TextChoices):
    """How the person was seen: alone, with a partner, or in a group."""

    INDIVIDUAL = "INDIVIDUAL", "Individual"
    COUPLE = "COUPLE", "Couple"
    GROUP = "GROUP", "Group"


class ContactState(models.TextChoices):
    """Booked, then logged (signed) or taken out of the diary, or withdrawn from the wrong one."""

    BOOKED = "BOOKED", "Booked"
    LOGGED = "LOGGED", "Signed"
    CANCELLED = "CANCELLED", "Taken out of the diary"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class Attendance(models.TextChoices):
    """What became of the appointment: the national outcomes (clinical.md 4.6), in words."""

    ATTENDED = "ATTENDED", "Attended"
    LATE_SEEN = "LATE_SEEN", "Late, seen"
    LATE_NOT_SEEN = "LATE_NOT_SEEN", "Too late, not seen"
    DID_NOT_ATTEND = "DID_NOT_ATTEND", "Did not attend"
    PATIENT_CANCELLED = "PATIENT_CANCELLED", "Patient cancelled"
    SERVICE_CANCELLED = "SERVICE_CANCELLED", "We cancelled"
    NOT_KNOWN = "NOT_KNOWN", "Not known"


ATTENDED = (Attendance.ATTENDED, Attendance.LATE_SEEN)
# What counts towards "missed in a row": never what the service cancelled (clinical.md 6.3).
MISSED = (Attendance.DID_NOT_ATTEND, Attendance.LATE_NOT_SEEN, Attendance.PATIENT_CANCELLED)


class Intervention(models.TextChoices):
    """Low-intensity interventions (clinical.md 4.5)."""

    BEHAVIOURAL_ACTIVATION = "BEHAVIOURAL_ACTIVATION", "Behavioural activation"
    COGNITIVE_RESTRUCTURING = "COGNITIVE_RESTRUCTURING", "Cognitive restructuring"
    WORRY_MANAGEMENT = "WORRY_MANAGEMENT", "Worry management"
    PROBLEM_SOLVING = "PROBLEM_SOLVING", "Problem solving"
    GRADED_EXPOSURE = "GRADED_EXPOSURE", "Graded exposure"
    PANIC_MANAGEMENT = "PANIC_MANAGEMENT", "Panic management"
    EXPOSURE_RESPONSE_PREVENTION = (
        "EXPOSURE_RESPONSE_PREVENTION",
        "Exposure and response prevention",
    )
    SLEEP = "SLEEP", "Sleep management"
    PHYSICAL_ACTIVITY = "PHYSICAL_ACTIVITY", "Physical activity"
    MEDICATION_SUPPORT = "MEDICATION_SUPPORT", "Medication support"
    RELAPSE_PREVENTION = "RELAPSE_PREVENTION", "Relapse prevention"
    ASSESSMENT = "ASSESSMENT", "Assessment"
    OTHER = "OTHER", "Other"


class PlanDone(models.TextChoices):
    """Whether the plan from last time was done."""

    YES = "YES", "Yes"
    PARTLY = "PARTLY", "Partly"
    NO = "NO", "No"


class Proposal(models.TextChoices):
    """What a PWP proposes to supervision (clinical reference 3.2), beside an ending, which is
    proposed where the next appointment would stand.
    """

    STEP_UP = "STEP_UP", "Step up"
    STEP_DOWN = "STEP_DOWN", "Step down"
    TRANSFER = "TRANSFER", "Transfer"
    REFER_OUT = "REFER_OUT", "Referral out"


class RiskAsked(models.TextChoices):
    """Risk is asked every time; this says what came of asking. Of a contact from an old system
    nobody here knows.
    """

    NOTHING_NEW = "NOTHING_NEW", "Asked, nothing new"
    REVIEWED = "REVIEWED", "Asked, section completed"
    NOT_SENT = "NOT_SENT", "Not in what the old system sent"


class ExtrasState(models.TextChoices):
    """Work, medication, other measures: nothing is recorded as asked that was not."""

    ASKED_SAME = "ASKED_SAME", "Asked, same"
    CHANGED = "CHANGED", "Changed"
    NOT_ASKED = "NOT_ASKED", "Not asked"


class MissedFollowUp(models.TextChoices):
    """What happens after a missed session (mock-up 03c, policy of clinical.md 6.3)."""

    CALL_AGAIN_TODAY = "CALL_AGAIN_TODAY", "Call again today"
    SAME_TIME_NEXT_WEEK = "SAME_TIME_NEXT_WEEK", "Same time next week"
    REBOOKED = "REBOOKED", "Another time booked"
    WRITE_AND_SUPERVISION = "WRITE_AND_SUPERVISION", "Write and take to supervision"
    WORRIED = "WORRIED", "Worried about this person"
    CALL_NOW = "CALL_NOW", "Call now"
    DUTY_SENIOR_TOLD = "DUTY_SENIOR_TOLD", "Duty senior told"


# A signed note never changes, but for its withdrawal from the wrong record and where it was filed
# again.
_SIGNED_IS_FIXED = """
IF OLD.state = 'WITHDRAWN' THEN
    IF OLD.filed_again_as_id IS NOT NULL
       OR (to_jsonb(NEW) - 'filed_again_as_id') IS DISTINCT FROM (to_jsonb(OLD) - 'filed_again_as_id') THEN
        RAISE EXCEPTION 'A withdrawn note is never changed.';
    END IF;
ELSIF NEW.state NOT IN ('LOGGED', 'WITHDRAWN')
   OR (to_jsonb(NEW) - ARRAY['state', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'])
   IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['state', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason']) THEN
    RAISE EXCEPTION 'A signed note is never changed: add a correction.';
END IF;
RETURN NEW;
"""  # noqa: E501 - SQL reads by its clauses


class CareContact(models.Model):
    """Any appointment, attended or not. A session is a care contact that counts as treatment."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference)
    # Found by the index of contacts in order, which begins with it.
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, related_name="contacts", db_index=False
    )
    pwp = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=ContactKind.choices)
    medium = models.CharField(max_length=20, choices=Medium.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(
        max_length=20, choices=ContactState.choices, default=ContactState.BOOKED
    )
    booked_at = models.DateTimeField()
    # What was sent about it and came back, noted from above while it is in the diary
    questionnaire_sent_at = models.DateTimeField(null=True)
    questionnaire_back_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    # Nationally an unplanned contact counts as attended, whatever its outcome.
    is_planned = models.BooleanField(default=True, db_default=True)
    format = models.CharField(
        max_length=20,
        choices=SeenAs.choices,
        default=SeenAs.INDIVIDUAL,
        db_default=SeenAs.INDIVIDUAL,
    )
    group_participants = models.PositiveSmallIntegerField(null=True)
    group_facilitators = models.PositiveSmallIntegerField(null=True)
    # What the PWP wrote
    attendance = models.CharField(max_length=20, choices=Attendance.choices, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    identity_checked = models.BooleanField(null=True)
    location = models.CharField(max_length=200, blank=True)
    private_to_talk = models.BooleanField(null=True)
    sitting = models.OneToOneField(
        Sitting, on_delete=models.PROTECT, null=True, related_name="contact"
    )
    questionnaires_not_done = models.CharField(max_length=200, blank=True)
    risk_asked = models.CharField(max_length=20, choices=RiskAsked.choices, blank=True)
    plan_done = models.CharField(max_length=10, choices=PlanDone.choices, blank=True)
    interventions = ArrayField(
        models.CharField(max_length=40, choices=Intervention.choices), default=list, blank=True
    )
    therapies = ArrayField(
        models.CharField(max_length=40, choices=[(one.name, one.label) for one in Therapy]),
        default=list,
        blank=True,
    )
    did = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    supervision_question = models.TextField(blank=True)
    extras = models.CharField(max_length=20, choices=ExtrasState.choices, blank=True)
    extras_note = models.CharField(max_length=400, blank=True)
    follow_up = models.CharField(max_length=30, choices=MissedFollowUp.choices, blank=True)
    text_asked_for = models.BooleanField(default=False)
    ending_proposed = models.BooleanField(default=False)
    # What else supervision is to decide about
    proposed = models.CharField(
        max_length=20, choices=Proposal.choices, blank=True, default="", db_default=""
    )
    # What the person says of ending, where it is proposed
    own_view = models.CharField(max_length=400, blank=True, default="", db_default="")
    # Signing
    form_key = models.UUIDField(null=True, unique=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    # Withdrawal from the wrong person's record
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=400, blank=True)
    filed_again_as = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="filed_from"
    )

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="caseload_no_double_booking",
                expressions=[
                    ("pwp", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_at"),
                            F("ends_at"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state="BOOKED"),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="caseload_contact_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(attendance__in=ATTENDED)
                | Q(minutes__isnull=False, minutes__gte=1, minutes__lte=480)
                # what an old system did not send is not known
                | Q(minutes__isnull=True, risk_asked="NOT_SENT"),
                name="caseload_attended_contact_has_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(attendance__in=ATTENDED) | Q(state="WITHDRAWN") | ~Q(risk_asked=""),
                name="caseload_risk_is_asked_every_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["BOOKED", "CANCELLED"],
                    signed_at__isnull=True,
                    signed_by__isnull=True,
                )
                | Q(
                    state__in=["LOGGED", "WITHDRAWN"],
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                )
                & ~Q(attendance=""),
                name="caseload_logged_contact_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="WITHDRAWN", withdrawn_at__isnull=False, withdrawn_by__isnull=False
                )
                & ~Q(withdrawn_reason="")
                | ~Q(state="WITHDRAWN")
                & Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason=""),
                name="caseload_withdrawn_has_person_time_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(format="GROUP")
                & (Q(group_participants__isnull=True) | Q(group_participants__range=(1, 999)))
                & (Q(group_facilitators__isnull=True) | Q(group_facilitators__range=(1, 99)))
                | ~Q(format="GROUP")
                & Q(group_participants__isnull=True, group_facilitators__isnull=True),
                name="caseload_only_a_group_is_counted",
            ),
        ]
        indexes = [
            models.Index(fields=["referral", "starts_at"], name="caseload_contacts_in_order"),
            models.Index(fields=["starts_at"], name="caseload_contacts_by_day"),
            # Few notes ask something of supervision; each agenda looks for those that do.
            models.Index(
                fields=["referral"],
                name="caseload_notes_that_ask",
                condition=Q(state="LOGGED") & ~Q(supervision_question=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="contact_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="signed_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
                func=_SIGNED_IS_FIXED,
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def was_attended(self) -> bool:
        """The person was seen."""
        return self.attendance in ATTENDED

    @property
    def is_signed(self) -> bool:
        """Signed, and so fixed."""
        return self.signed_at is not None

    @property
    def booked_minutes(self) -> int:
        """How long the appointment is in the diary, in minutes."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


class CallAttempt(models.Model):
    """One try at reaching somebody who did not pick up: `10:31 no answer`."""

    contact = models.ForeignKey(CareContact, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    outcome = models.CharField(
        max_length=20,
        choices=[
            ("NO_ANSWER", "no answer"),
            ("VOICEMAIL", "voicemail left"),
            ("WRONG_NUMBER", "wrong number"),
        ],
        default="NO_ANSWER",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        triggers = [
            pgtrigger.Protect(
                name="attempt_never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.at:%H:%M}"


class Correction(models.Model):
    """Words added to a signed note, shown beside the original with who and when."""

    contact = models.ForeignKey(CareContact, on_delete=models.PROTECT, related_name="corrections")
    text = models.TextField()
    form_key = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        triggers = [
            pgtrigger.Protect(
                name="correction_never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="caseload_correction_says_something")
        ]

    def __str__(self) -> str:
        return f"correction {self.pk}"
