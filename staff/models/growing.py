"""What somebody learns: time for it, what they think of it, and what they have been seen to do."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from staff.models.people import StaffMember


class CpdEntry(models.Model):
    """Something learnt on a day: how long it took, and whether that time was protected."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="cpd")
    on = models.DateField()
    what = models.CharField(max_length=120)
    minutes = models.PositiveSmallIntegerField()
    was_protected = models.BooleanField()
    form_key = models.UUIDField(unique=True)
    logged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=600), name="staff_cpd_takes_a_while"
            )
        ]
        indexes = [models.Index(fields=["staff", "-on"], name="staff_cpd_newest_first")]

    def __str__(self) -> str:
        return f"CPD {self.pk}"


class Reflection(models.Model):
    """A note for its writer's eyes alone: in no list, on no other page, not on the trail."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    form_key = models.UUIDField(unique=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="staff_reflection_has_words")
        ]
        indexes = [
            models.Index(fields=["staff", "-written_at"], name="staff_reflections_newest_first")
        ]

    def __str__(self) -> str:
        return f"reflection {self.pk}"


class Competency(models.TextChoices):
    """What a supervisor may sign off, in the order in which it is usually learnt. Local words,
    after the low-intensity curriculum.
    """

    ASSESSMENT = "ASSESSMENT", "Assessment interview with a shared problem statement"
    RISK = "RISK", "Asking about risk and acting on it"
    MEASURES = "MEASURES", "Using questionnaires with the person, each session"
    BEHAVIOURAL_ACTIVATION = "BEHAVIOURAL_ACTIVATION", "Behavioural activation"
    COGNITIVE_RESTRUCTURING = "COGNITIVE_RESTRUCTURING", "Cognitive restructuring"
    EXPOSURE = "EXPOSURE", "Graded exposure"
    PANIC = "PANIC", "Panic management"
    WORRY = "WORRY", "Worry management and problem solving"
    SLEEP = "SLEEP", "Sleep management"
    MEDICATION = "MEDICATION", "Supporting people with medication"
    PHONE_AND_VIDEO = "PHONE_AND_VIDEO", "Work by phone and video"
    DIGITAL = "DIGITAL", "Supporting internet-enabled therapy"
    GROUPS = "GROUPS", "Running a group"
    DIFFERENCE = "DIFFERENCE", "Adapting the work to culture, language and disability"
    ENDING = "ENDING", "Ending, and staying well"


class CompetencySignOff(models.Model):
    """A supervisor has seen somebody do this, on a day. Never changed."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="competencies")
    competency = models.CharField(max_length=30, choices=Competency.choices)
    seen_on = models.DateField()
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "competency"], name="staff_each_competency_signed_once"
            ),
            models.CheckConstraint(
                condition=~Q(signed_by=F("staff")),
                name="staff_competency_signed_by_somebody_else",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="competency_never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.competency} of {self.staff_id}"
