"""What a service loads itself to know where people come from: commissioners, practices, postcodes.

Patients and referrals keep what follows from them, so that no report needs these tables.
"""

from django.db import models
from django.db.models import Q

MOST_DEPRIVED, LEAST_DEPRIVED = 1, 10


class Commissioner(models.Model):
    """Who pays for the care of the people of a place."""

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9]{3,6}$") & ~Q(name=""),
                name="referrals_commissioner_has_code_and_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Practice(models.Model):
    """A GP practice. One that an edition no longer names stays for those who are registered."""

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=120)
    postcode = models.CharField(max_length=8, blank=True)
    commissioner = models.CharField(max_length=6, blank=True)
    is_listed = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9]{3,6}$") & ~Q(name=""),
                name="referrals_practice_has_code_and_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Postcode(models.Model):
    """How deprived a place is, 1 the most, and who pays there where no practice is known."""

    # In capitals and without the space.
    postcode = models.CharField(max_length=7, primary_key=True)
    decile = models.PositiveSmallIntegerField()
    commissioner = models.CharField(max_length=6, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decile__gte=MOST_DEPRIVED, decile__lte=LEAST_DEPRIVED),
                name="referrals_decile_is_one_to_ten",
            ),
            models.CheckConstraint(
                condition=Q(postcode__regex=r"^[A-Z0-9]{5,7}$"),
                name="referrals_postcode_is_without_space",
            ),
        ]

    def __str__(self) -> str:
        return self.postcode


class PlacesKind(models.TextChoices):
    """Which of the lists a file holds."""

    COMMISSIONERS = "COMMISSIONERS", "Commissioners"
    PRACTICES = "PRACTICES", "GP practices"
    POSTCODES = "POSTCODES", "Postcodes and deprivation"


class PlacesEdition(models.Model):
    """One list as it was loaded; the latest of a kind is the one that stands."""

    kind = models.CharField(max_length=20, choices=PlacesKind.choices)
    edition = models.DateField()
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "edition"], name="referrals_each_edition_of_places_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.edition}"
