"""Staff members: the user model, what they are employed as, and since when."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from staff.standing import Standing


class Grade(models.TextChoices):
    """What somebody is employed as (clinical.md 7.1 pay bands)."""

    TRAINEE_PWP = "TRAINEE_PWP", "Trainee PWP"
    NEWLY_QUALIFIED_PWP = "NEWLY_QUALIFIED_PWP", "Newly qualified PWP"
    PWP = "PWP", "PWP"
    SENIOR_PWP = "SENIOR_PWP", "Senior PWP"
    OTHER = "OTHER", "Other"


class Contract(models.TextChoices):
    """Employed by the provider, or through an agency: the same supervision either way."""

    EMPLOYED = "EMPLOYED", "Employed"
    AGENCY = "AGENCY", "Agency"


class StaffManager(BaseUserManager["StaffMember"]):
    """Makes accounts."""

    def create_user(
        self, username: str, password: str | None = None, **facts: Any
    ) -> "StaffMember":
        member = self.model(username=username, **facts)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(
        self, username: str, password: str | None = None, **facts: Any
    ) -> "StaffMember":
        return self.create_user(username, password, is_staff=True, is_superuser=True, **facts)

    def get_by_natural_key(self, username: str | None) -> "StaffMember":
        return self.get(username=username)


class StaffMember(AbstractBaseUser, PermissionsMixin):
    """A person who works here; the user model."""

    username = models.CharField(max_length=60, unique=True)
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    grade = models.CharField(max_length=20, choices=Grade.choices, default=Grade.OTHER)
    contract = models.CharField(max_length=20, choices=Contract.choices, default=Contract.EMPLOYED)
    # The load of a trainee and of somebody newly qualified builds up from this day.
    grade_since = models.DateField(null=True, blank=True)
    band = models.PositiveSmallIntegerField("pay band", null=True, blank=True)
    # Set per person and hours, not a maximum for all (ux.md 01).
    agreed_number = models.PositiveSmallIntegerField(null=True, blank=True)
    # The last day on which a row of AgreedOffset lowers it, so that most pages need not look.
    lowered_until = models.DateField(null=True, editable=False)
    # Empty for whoever was here before induction was recorded: they are not asked for it.
    started_on = models.DateField("first day here", null=True, blank=True)
    # When they were first booked, with induction and training complete.
    cleared_on = models.DateField(null=True, editable=False)
    interests = models.CharField("special interests", max_length=200, blank=True)
    shortcuts_on = models.BooleanField(default=True)
    # Where they land after signing in: a path of our own; empty is what their role lands on.
    landing = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may look in Django admin", default=False)

    # Filled by the sign-in backend once per request; never stored (safety S-P5).
    standing: "Standing | None" = None

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name", "family_name"]

    class Meta:
        verbose_name = "member of staff"
        verbose_name_plural = "staff"
        constraints = [
            models.CheckConstraint(
                condition=Q(band__isnull=True) | Q(band__gte=2, band__lte=9),
                name="staff_band_is_a_pay_band",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Given name first, as in sentences."""
        return f"{self.given_name} {self.family_name}"

    @property
    def signed_name(self) -> str:
        """As beside a signed note: `A Hassan`."""
        return f"{self.given_name[:1]} {self.family_name}"

    @property
    def awaits_first_booking(self) -> bool:
        """Is it still to be asked, before a first booking, whether induction is complete?"""
        return self.started_on is not None and self.cleared_on is None

    @property
    def acting_role(self) -> str:
        """The first of the roles held now, for the trail; empty outside a request."""
        return self.standing.first_role if self.standing else ""
