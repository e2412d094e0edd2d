"""Staff members: the user model, what they are employed as, and since when."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

if TYPE_CHECKING:
    from staff.standing import Standing


class Grade(models.TextChoices):
    """What somebody is employed as (clinical.md 7.1 pay bands)."""

    TRAINEE_PWP = "TRAINEE_PWP", "Trainee PWP"
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
    # Set per person and hours, not a maximum for all (ux.md 01).
    agreed_number = models.PositiveSmallIntegerField(null=True)
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
    def acting_role(self) -> str:
        """The first of the roles held now, for the trail; empty outside a request."""
        return self.standing.first_role if self.standing else ""
