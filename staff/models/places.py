"""Whose a team is, and where it sits: trusts and charities share one service."""

from django.db import models


class OrganisationKind(models.TextChoices):
    """What sort of body employs a team."""

    TRUST = "TRUST", "NHS trust"
    CHARITY = "CHARITY", "Charity"
    COMPANY = "COMPANY", "Company or partnership"
    OTHER = "OTHER", "Other"


class Organisation(models.Model):
    """A body that runs teams of this service."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place where a team of an organisation works."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=120)
    postcode = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="staff_one_site_per_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"
