"""Clinical skills supervision and supervision of supervisors: who meets at which rhythm, what was
held, who came, and what was practised. Kept apart from case management: no case stands here. Line
management is no supervision and is not recorded.
"""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from referrals.models.referral import new_reference
from staff.models import Dated, DatedQuerySet
from supervision.models.signed import NO_ATTENDANCE, NO_PRACTICE

_LEAST, _MOST = 15, 240


class SkillsKind(models.TextChoices):
    """What the meetings are for; hours are counted for each by itself."""

    SKILLS = "SKILLS", "Clinical skills supervision"
    OF_SUPERVISORS = "OF_SUPERVISORS", "Supervision of supervisors"


class SkillsForm(models.TextChoices):
    """With one person, or with several together."""

    INDIVIDUAL = "INDIVIDUAL", "Individual"
    GROUP = "GROUP", "Group"


class EveryWeeks(models.IntegerChoices):
    """How often they meet."""

    ONCE = 0, "Once"
    WEEKLY = 1, "Every week"
    FORTNIGHTLY = 2, "Every two weeks"
    FOUR_WEEKLY = 4, "Every four weeks"


class SkillsGroup(Dated):
    """A supervisor and whom she meets, from the day of the first meeting on, at one rhythm. A new
    time or supervisor is another group.
    """

    reference = models.CharField(max_length=8, unique=True, default=new_reference)
    kind = models.CharField(max_length=20, choices=SkillsKind.choices)
    form = models.CharField(max_length=20, choices=SkillsForm.choices)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    every_weeks = models.PositiveSmallIntegerField(choices=EveryWeeks.choices)
    meets_at = models.TimeField()
    minutes = models.PositiveSmallIntegerField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="supervision_skills_group_ends_not_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(every_weeks__in=EveryWeeks.values),
                name="supervision_skills_group_has_a_rhythm",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=_LEAST, minutes__lte=_MOST),
                name="supervision_skills_group_meets_for_a_while",
            ),
        ]
        indexes = [
            models.Index(fields=["supervisor", "starts_on"], name="supervision_skills_groups_of")
        ]
        triggers = [
            pgtrigger.Protect(name="skills_group_never_deleted", operation=pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} with {self.supervisor}"


class SkillsMember(Dated):
    """Somebody's place in a group, from–to."""

    group = models.ForeignKey(SkillsGroup, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(ends_on__isnull=True),
                name="supervision_skills_one_place_each",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="supervision_skills_place_ends_not_before_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.group}"


class SkillsSession(models.Model):
    """What became of one planned day of a group: moved, not held, or held and signed. A day of
    which nothing is known yet has no row: it follows from the rhythm.
    """

    group = models.ForeignKey(SkillsGroup, on_delete=models.PROTECT, related_name="sessions")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    planned_on = models.DateField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    moved_at = models.DateTimeField(null=True)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    not_held_at = models.DateTimeField(null=True)
    not_held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    not_held_why = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Codes of `clinical.competences`, from the list in force on that day.
    competences = ArrayField(models.CharField(max_length=40), default=list)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "planned_on"], name="supervision_skills_once_each_time"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=_LEAST, minutes__lte=_MOST),
                name="supervision_skills_session_lasts_a_while",
            ),
            models.CheckConstraint(
                condition=Q(moved_at__isnull=True, moved_by__isnull=True)
                | Q(moved_at__isnull=False, moved_by__isnull=False),
                name="supervision_skills_moved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by=F("supervisor"), not_held_at__isnull=True),
                name="supervision_skills_signed_by_the_supervisor_when_held",
            ),
            models.CheckConstraint(
                condition=Q(not_held_at__isnull=True, not_held_by__isnull=True, not_held_why="")
                | Q(not_held_at__isnull=False, not_held_by__isnull=False) & ~Q(not_held_why=""),
                name="supervision_skills_not_held_has_person_and_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="skills_session_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="signed_skills_session_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} on {self.planned_on}"


class Attended(models.TextChoices):
    """Whether somebody came."""

    ATTENDED = "ATTENDED", "Attended"
    APOLOGIES = "APOLOGIES", "Apologies"
    NOT_ATTENDED = "NOT_ATTENDED", "Not attended"


class SkillsAttendance(models.Model):
    """Whether one person came to a signed session, and for how long. Never changed: a correction is
    another row, and says why.
    """

    session = models.ForeignKey(SkillsSession, on_delete=models.PROTECT, related_name="attendance")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    attended = models.CharField(max_length=20, choices=Attended.choices)
    minutes = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    amends = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="amended_by"
    )
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(amends__isnull=True),
                name="supervision_skills_attendance_once_each",
            ),
            models.CheckConstraint(
                condition=Q(attended="ATTENDED", minutes__isnull=False)
                & Q(minutes__gte=1, minutes__lte=_MOST)
                | ~Q(attended="ATTENDED") & Q(minutes__isnull=True),
                name="supervision_skills_minutes_of_who_attended",
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True, why="") | Q(amends__isnull=False) & ~Q(why=""),
                name="supervision_skills_correction_says_why",
            ),
        ]
        indexes = [models.Index(fields=["person", "session"], name="supervision_skills_of_person")]
        triggers = [
            pgtrigger.Protect(
                name="skills_attendance_is_fixed", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            NO_ATTENDANCE,
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_attended_display()}"


class HowPractised(models.TextChoices):
    """How somebody's work was looked at."""

    RECORDING = "RECORDING", "Recording of a session"
    ROLE_PLAY = "ROLE_PLAY", "Role play"
    LIVE = "LIVE", "Session observed"


class SkillsPractice(models.Model):
    """Whose work was looked at, and how. Of a recording only the fact stands here, with the note
    that the patient agreed to it: no file, no patient.
    """

    session = models.ForeignKey(SkillsSession, on_delete=models.PROTECT, related_name="practised")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=20, choices=HowPractised.choices)
    consent_noted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], name="supervision_skills_practice_once_each"
            ),
            models.CheckConstraint(
                condition=Q(how="ROLE_PLAY") | Q(consent_noted=True),
                name="supervision_skills_real_work_has_consent_noted",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="skills_practice_is_fixed", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            NO_PRACTICE,
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_how_display()}"
