"""The equality questions: asked of anybody, each of which may be left out or kept back."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from referrals.models.patient import OnMerge, Patient
from referrals.models.referral import Referral

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class YesNo(models.TextChoices):
    """An answer that may be kept back."""

    YES = "YES", "Yes"
    NO = "NO", "No"
    NOT_SAID = "NOT_SAID", "Prefers not to say"


_KEPT_BACK = "NOT_SAID", "Prefers not to say"


class GivenGender(models.TextChoices):
    """As the person ticked it."""

    FEMALE = "FEMALE", "Woman"
    MALE = "MALE", "Man"
    NON_BINARY = "NON_BINARY", "Non-binary"
    OTHER = "OTHER", "Other"
    NOT_SAID = _KEPT_BACK


class Ethnicity(models.TextChoices):
    """The national list, 16 and one, by its letters."""

    A = "A", "White: British"
    B = "B", "White: Irish"
    C = "C", "White: any other"
    D = "D", "Mixed: White and Black Caribbean"
    E = "E", "Mixed: White and Black African"
    F = "F", "Mixed: White and Asian"
    G = "G", "Mixed: any other"
    H = "H", "Asian: Indian"
    J = "J", "Asian: Pakistani"
    K = "K", "Asian: Bangladeshi"
    L = "L", "Asian: any other"
    M = "M", "Black: Caribbean"
    N = "N", "Black: African"
    P = "P", "Black: any other"
    R = "R", "Chinese"
    S = "S", "Any other ethnic group"
    NOT_SAID = _KEPT_BACK


class Religion(models.TextChoices):
    """Religion or belief."""

    NONE = "NONE", "No religion"
    BUDDHIST = "BUDDHIST", "Buddhist"
    CHRISTIAN = "CHRISTIAN", "Christian"
    HINDU = "HINDU", "Hindu"
    JEWISH = "JEWISH", "Jewish"
    MUSLIM = "MUSLIM", "Muslim"
    SIKH = "SIKH", "Sikh"
    OTHER = "OTHER", "Other"
    NOT_SAID = _KEPT_BACK


class Orientation(models.TextChoices):
    """Sexual orientation."""

    STRAIGHT = "STRAIGHT", "Straight"
    GAY_OR_LESBIAN = "GAY_OR_LESBIAN", "Gay or lesbian"
    BISEXUAL = "BISEXUAL", "Bisexual"
    OTHER = "OTHER", "Other"
    NOT_SAID = _KEPT_BACK


class DisabilityKind(models.TextChoices):
    """The national list, in words."""

    BEHAVIOUR = "BEHAVIOUR", "Behaviour and emotions"
    HEARING = "HEARING", "Hearing"
    DEXTERITY = "DEXTERITY", "Use of the hands"
    LEARNING = "LEARNING", "Memory, learning or understanding"
    MOBILITY = "MOBILITY", "Moving around"
    DANGER = "DANGER", "Noticing danger"
    SELF_CARE = "SELF_CARE", "Personal care"
    PROGRESSIVE = "PROGRESSIVE", "Conditions that get worse over time"
    SIGHT = "SIGHT", "Sight"
    SPEECH = "SPEECH", "Speech"
    OTHER = "OTHER", "Other"


class Answers(models.Model):
    """What may be asked of anybody: `NOT_SAID` keeps an answer back, empty was not answered."""

    gender = models.CharField(max_length=20, choices=GivenGender.choices, blank=True)
    same_as_at_birth = models.CharField(max_length=20, choices=YesNo.choices, blank=True)
    ethnicity = models.CharField(max_length=20, choices=Ethnicity.choices, blank=True)
    religion = models.CharField(max_length=20, choices=Religion.choices, blank=True)
    orientation = models.CharField(max_length=20, choices=Orientation.choices, blank=True)
    disability = models.CharField(max_length=20, choices=YesNo.choices, blank=True)
    disability_kinds = ArrayField(
        models.CharField(max_length=20, choices=DisabilityKind.choices),
        default=list,
        db_default=[],
        blank=True,
    )
    long_term_condition = models.CharField(max_length=20, choices=YesNo.choices, blank=True)
    perinatal = models.CharField(max_length=20, choices=YesNo.choices, blank=True)
    armed_forces = models.CharField(max_length=20, choices=YesNo.choices, blank=True)
    carer = models.CharField(max_length=20, choices=YesNo.choices, blank=True)
    care_leaver = models.CharField(
        max_length=20, choices=YesNo.choices, blank=True, default="", db_default=""
    )
    at = models.DateTimeField()

    class Meta:
        abstract = True


class EqualityAnswers(Answers):
    """The equality questions as answered on one day: on the form, or asked by staff."""

    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, related_name="equality_answers"
    )
    # Who asked; nobody where they answered by themselves.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(disability="YES") | Q(disability_kinds=[]),
                name="referrals_kinds_only_of_a_disability",
            ),
        ]
        triggers = [pgtrigger.Protect(name="equality_never_rewritten", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"equality answers {self.pk}"


class Equality(Answers):
    """Of each person the latest answer to each question, over all their referrals: one row to join,
    derived by `referrals.equality` and by nothing else. Nobody without an answer has one.

    A long-term condition on a referral is a yes. A gender that was said stands on the patient too.
    """

    patient = models.OneToOneField(
        Patient, on_delete=models.PROTECT, related_name="equality", primary_key=True
    )
    on_merge: ClassVar = OnMerge.STAYS

    def __str__(self) -> str:
        return f"equality of {self.pk}"
