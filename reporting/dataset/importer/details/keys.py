"""Whom a number of the old system means here: by what it became when it came in, or our own
reference; and which rows of these files came in before.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from django.db.models.functions import Coalesce

from referrals.models import Patient, Referral
from reporting.models import ImportedKey
from staff.models import StaffMember

PATIENTS, REFERRALS, STAFF = "IDS001MPI", "IDS101Referral", "IDS902CarePersQual"
_DIGITS = 32


def fingerprint(parts: Iterable[str]) -> str:
    """The same for the same words, and for no others."""
    return sha256("\x1f".join(parts).encode()).hexdigest()[:_DIGITS]


@dataclass(slots=True)
class Keys:
    """The numbers of one provider, and what this run adds to them: kept batch by batch."""

    provider: str
    run: int
    _fresh: dict[tuple[str, str], ImportedKey] = field(default_factory=dict)

    def patients(self, numbers: Collection[str]) -> Mapping[str, int]:
        """Of records that lead to another, that other."""
        found = self._targets(PATIENTS, numbers)
        kept = Patient.objects.filter(pk__in=set(found.values())).values_list(
            "pk", Coalesce("merged_into_id", "pk")
        )
        leads_to = dict(kept)
        return {key: leads_to[pk] for key, pk in found.items() if pk in leads_to}

    def referrals(self, numbers: Collection[str]) -> Mapping[str, Referral]:
        """By the old system's number, else by ours."""
        found = self._targets(REFERRALS, numbers)
        by_pk = Referral.objects.in_bulk(set(found.values()))
        own = Referral.objects.filter(reference__in=set(numbers) - set(found))
        return {one.reference: one for one in own} | {
            key: by_pk[pk] for key, pk in found.items() if pk in by_pk
        }

    def staff(self, numbers: Collection[str]) -> Mapping[str, StaffMember]:
        """By the old system's number, else by the name they sign in with here."""
        found = self._targets(STAFF, numbers)
        by_pk = StaffMember.objects.in_bulk(set(found.values()))
        own = StaffMember.objects.filter(username__in=set(numbers) - set(found))
        return {one.username: one for one in own} | {
            key: by_pk[pk] for key, pk in found.items() if pk in by_pk
        }

    def before(self, table: str, keys: Collection[str]) -> Mapping[str, ImportedKey]:
        """Rows of these files that came in before, in an earlier run or in this one."""
        found = ImportedKey.objects.filter(provider=self.provider, table=table, key__in=set(keys))
        return {one.key: one for one in found}

    def note(self, table: str, key: str, *, target_id: int, print_: str = "") -> None:
        """What a row became, to be kept with its batch."""
        self._fresh[table, key] = ImportedKey(
            provider=self.provider,
            table=table,
            key=key,
            target_id=target_id,
            fingerprint=print_,
            run=self.run,
        )

    def keep(self) -> None:
        """Write what was noted, in the transaction of its batch."""
        ImportedKey.objects.bulk_create(
            self._fresh.values(),
            update_conflicts=True,
            unique_fields=["provider", "table", "key"],
            update_fields=["target_id", "fingerprint", "run"],
        )
        self._fresh.clear()

    def forget(self) -> None:
        """The batch was not kept."""
        self._fresh.clear()

    def _targets(self, table: str, numbers: Collection[str]) -> dict[str, int]:
        found = ImportedKey.objects.filter(
            provider=self.provider, table=table, key__in=set(numbers)
        )
        return dict(found.values_list("key", "target_id"))
