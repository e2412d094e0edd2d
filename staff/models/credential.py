"""What somebody must have before a first booking, and what runs out: registration, accreditation,
training, and the steps of an induction.
"""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from staff.models.people import StaffMember


class CredentialKind(models.TextChoices):
    """What is held. The subjects of training are those of the NHS Core Skills Training Framework
    that touch a first session; which ones a service asks for is its own decision.
    """

    REGISTRATION = "REGISTRATION", "Registration"
    ACCREDITATION = "ACCREDITATION", "Accreditation"
    SUPERVISOR_TRAINING = "SUPERVISOR_TRAINING", "Supervisor training"
    SAFEGUARDING_ADULTS = "SAFEGUARDING_ADULTS", "Safeguarding adults"
    SAFEGUARDING_CHILDREN = "SAFEGUARDING_CHILDREN", "Safeguarding children"
    DATA_SECURITY = "DATA_SECURITY", "Data security"
    RESUSCITATION = "RESUSCITATION", "Basic life support"
    RADICALISATION = "RADICALISATION", "Preventing radicalisation"

    @property
    def is_training(self) -> bool:
        """The same wherever it was taken; a registration says who gave it."""
        return self not in FROM_A_BODY


# In the order in which pages ask for them.
MANDATORY = (
    CredentialKind.SAFEGUARDING_ADULTS,
    CredentialKind.SAFEGUARDING_CHILDREN,
    CredentialKind.DATA_SECURITY,
    CredentialKind.RESUSCITATION,
    CredentialKind.RADICALISATION,
)
# These say who gave them; the others are the same wherever they were taken.
FROM_A_BODY = (CredentialKind.REGISTRATION, CredentialKind.ACCREDITATION)
# These may hold for good.
WITHOUT_EXPIRY = (CredentialKind.ACCREDITATION, CredentialKind.SUPERVISOR_TRAINING)


class CredentialQuerySet(models.QuerySet["Credential"]):
    """Registrations, accreditations and training."""

    def current(self) -> "CredentialQuerySet":
        """Not renewed, and not taken back; it may have run out."""
        return self.filter(ended_at__isnull=True)


class Credential(models.Model):
    """A registration, an accreditation or a training, and until when it holds. Its owner or the
    office writes it down; somebody else has seen the certificate.
    """

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=30, choices=CredentialKind.choices)
    body = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=40, blank=True)
    obtained_on = models.DateField()
    expires_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Renewed by a later one, or taken back because it was written down wrongly.
    ended_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "kind", "body"],
                condition=Q(ended_at__isnull=True),
                name="staff_one_current_credential_of_a_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=FROM_A_BODY) | ~Q(body=""),
                name="staff_registration_names_its_body",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=False) | Q(kind__in=WITHOUT_EXPIRY),
                name="staff_training_runs_out",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("obtained_on")),
                name="staff_credential_runs_out_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False) & ~Q(checked_by=F("staff")),
                name="staff_certificate_seen_by_somebody_else",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_on"],
                condition=Q(ended_at__isnull=True),
                name="staff_credentials_running_out",
            )
        ]
        triggers = [pgtrigger.Protect(name="credential_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.staff_id}"


class Induction(models.TextChoices):
    """What somebody new is shown before a first booking; agency staff too (clinical.md 3.6)."""

    SYSTEM = "SYSTEM", "Shown this system and practised on the practice service"
    RISK = "RISK", "Knows what to do about risk, and how to reach the duty senior"
    SAFEGUARDING = "SAFEGUARDING", "Knows whom to ring about safeguarding here"
    SUPERVISION = "SUPERVISION", "Has a supervisor and a time to meet"
    PATHWAYS = "PATHWAYS", "Knows the local ways on: step up, signposting, crisis care"


class InductionStep(models.Model):
    """One line of the checklist, done; somebody else says so."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="induction")
    step = models.CharField(max_length=20, choices=Induction.choices)
    done_on = models.DateField()
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "step"], name="staff_each_induction_step_once"
            ),
            models.CheckConstraint(
                condition=~Q(signed_by=F("staff")),
                name="staff_induction_signed_by_somebody_else",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="induction_step_is_fixed", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.staff_id}"
