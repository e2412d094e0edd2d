"""The labels of the service, as its pages list them."""

from collections.abc import Iterable

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from caseload.models import CaseLabel, Label


def known() -> list[Label]:
    """Every label by name, with `people`: on how many referrals it stands."""
    standing = CaseLabel.objects.filter(label=OuterRef("pk"), removed_at__isnull=True)
    counted = standing.order_by().values("label").annotate(number=Count("pk")).values("number")
    return list(Label.objects.annotate(people=Coalesce(Subquery(counted), 0)).order_by("name"))


def one(pk: int) -> Label | None:
    """A label by its number."""
    return Label.objects.filter(pk=pk).first()


def offered(standing: Iterable[str]) -> dict[int, Label]:
    """Those in use, and those that stand on this referral though they were retired."""
    found = Label.objects.filter(Q(retired_at__isnull=True) | Q(name__in=set(standing)))
    return {label.pk: label for label in found.order_by("name")}
