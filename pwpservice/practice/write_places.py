"""The invented lists of places that come with the practice service, and what follows from them."""

from datetime import timedelta
from pathlib import Path

from pwpservice.practice.generate import Order
from pwpservice.practice.homes import commissioner_at, decile_at
from referrals import equality, place_loading, places
from referrals.models import Patient, PlacesEdition, PlacesKind, Postcode

_SHIPPED = Path(__file__).parent / "places"
_LISTS = ("commissioners", "practices", "postcodes")
_AGE, _AGE_OF_POSTCODES = timedelta(days=40), timedelta(days=500)


def load_places(order: Order) -> None:
    """The lists, before anybody is registered with a practice."""
    for name in _LISTS:
        place_loading.load(
            files=[_SHIPPED / f"{name}.csv"],
            edition=order.today - (_AGE_OF_POSTCODES if name == "postcodes" else _AGE),
            by=None,
            now=order.now,
        )


def settle_places() -> None:
    """Every postcode that somebody lives at; then the latest answers of everybody."""
    lived_at = Patient.objects.exclude(postcode="").values_list("postcode", flat=True).distinct()
    Postcode.objects.bulk_create(
        (
            Postcode(
                postcode=one.replace(" ", ""),
                decile=decile_at(one),
                commissioner=commissioner_at(one),
            )
            for one in lived_at.iterator()
        ),
        ignore_conflicts=True,
        batch_size=5000,
    )
    PlacesEdition.objects.filter(kind=PlacesKind.POSTCODES).update(rows=Postcode.objects.count())
    places.refresh()
    equality.refresh()
