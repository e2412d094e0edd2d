"""What comes back: the service's own return is no old system's."""

from collections.abc import Iterable, Sequence

from referrals.models import Referral
from reporting.dataset.importer.bundles import LeftOut, Taken
from reporting.dataset.importer.taking import keys
from reporting.dataset.importer.taking.keys import Keys
from reporting.dataset.importer.taking.persons import OnTheWay

_OURS = "This is a referral of this service, under its own reference: it stands here already."


def without_ours(everybody: Sequence[OnTheWay], *, known: Keys, taken: Taken) -> Sequence[OnTheWay]:
    """Whoever comes from elsewhere. A referral that is sent under a reference of our own, and never
    came in under it, is left out: taken, it would stand beside itself on somebody's caseload.
    """
    ours = _of_this_service(
        one.key
        for person in everybody
        for one in person.referrals
        if known.of(keys.REFERRAL, one.key) is None
    )
    if not ours:
        return everybody
    for person in everybody:
        taken.left_out += [
            LeftOut(
                one.row.file, one.row.line, "ServiceRequestId", "stands here", _OURS, one.row.month
            )
            for one in person.referrals
            if one.key in ours
        ]
        person.referrals = [one for one in person.referrals if one.key not in ours]
    return [one for one in everybody if one.referrals]


def _of_this_service(sent: Iterable[str]) -> set[str]:
    found = Referral.objects.filter(reference__in=list(sent))
    return set(found.values_list("reference", flat=True))
