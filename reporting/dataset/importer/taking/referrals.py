"""The referrals of a batch: new ones are made, and of known ones only what stands as it came
changes. None is opened again, and none is ended that somebody here has taken on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from caseload.actions import moved_in
from caseload.actions.moved_in import Told
from referrals import bulk
from referrals.bulk import ReferralEntry
from referrals.bulk_circumstances import Circumstances
from referrals.models import Referral
from reporting.dataset.importer.bundles import LeftOut, Taken, Taking
from reporting.dataset.importer.taking import keys
from reporting.dataset.importer.taking.episodes import FACTS, ReadReferral
from reporting.dataset.importer.taking.keys import Keys
from reporting.dataset.importer.taking.persons import OnTheWay

_ENDED_THERE = (
    "Ended there, open here: it was triaged, carried or booked here, or risk is open. End it here."
)
_OPEN_THERE = "Open there or ended otherwise, and ended here: it stays as it ended here."
_ENDING, _BESIDE = FACTS.index("ending"), FACTS.index("circumstances")
_PLAIN = FACTS[:_ENDING]


@dataclass(slots=True)
class Referrals:
    """Those of a batch, with what is to be written beside them and which were written on."""

    known: Keys
    taking: Taking
    taken: Taken
    touched: set[int]
    beside: dict[int, Circumstances]
    # Those that came before, as they stood, and what of them changed
    told: list[Told] = field(default_factory=list)

    def take(self, everybody: Sequence[OnTheWay]) -> None:
        """Give each its referral here, and change what may be changed."""
        fresh: list[tuple[OnTheWay, ReadReferral]] = []
        came_before: list[tuple[ReadReferral, int, str]] = []
        for person in everybody:
            for one in person.referrals:
                found = self.known.of(keys.REFERRAL, one.key)
                if found is None:
                    fresh.append((person, one))
                    continue
                person.ids[one.key] = found.target_id
                if found.fingerprint == one.fingerprint:
                    self.taken.unchanged["referrals"] += 1
                else:
                    came_before.append((one, found.target_id, found.fingerprint))
        self._make(fresh)
        self._change(came_before)

    def _make(self, fresh: Sequence[tuple[OnTheWay, ReadReferral]]) -> None:
        """In the order they came, so that the older has the lower number."""
        in_time = sorted(fresh, key=lambda each: (each[1].received_on, each[1].key))
        made = moved_in.bring_in_referrals(
            referrals=[_entry(one, person.patient_id) for person, one in in_time],
            by=self.taking.by,
            now=self.taking.now,
            policy=self.taking.policy,
        )
        for (person, one), pk in zip(in_time, made, strict=True):
            person.ids[one.key] = pk
            person.made.add(one.key)
            person.is_touched = True
            self.touched.add(pk)
            self.beside[pk] = _circumstances(one)
            self.known.keep(keys.REFERRAL, one.key, target_id=pk, fingerprint=one.fingerprint)
        self.taken.made["referrals"] += len(made)

    def _change(self, came_before: Sequence[tuple[ReadReferral, int, str]]) -> None:
        stands = moved_in.where_they_stand([pk for _, pk, _ in came_before])
        endings = {}
        prints: dict[int, tuple[ReadReferral, list[str], list[str]]] = {}
        changes: dict[int, dict[str, Any]] = {}
        for one, pk, fingerprint in came_before:
            before, after = keys.parts_in(fingerprint), keys.parts_in(one.fingerprint)
            prints[pk] = one, before, after
            facts = _plain(one, stands[pk], before, after)
            if before[_ENDING] != after[_ENDING]:
                facts |= self._ending(one, stands[pk], before, after)
            if before[_ENDING] != after[_ENDING] and stands[pk].is_open and one.ended_on:
                endings[pk] = (one.ended_on, one.end_code)
            if before[_BESIDE] != after[_BESIDE]:
                self.beside[pk] = _circumstances(one)
            if facts:
                changes[pk] = facts
        bulk.change_referrals(changes=changes, now=self.taking.now)
        ended = set(moved_in.end_as_there(endings=endings, by=self.taking.by, now=self.taking.now))
        for pk in endings.keys() - ended:
            one, before, after = prints[pk]
            after[_ENDING] = before[_ENDING]
            self._leave(one, _ENDED_THERE)
        self._tell(stands, changes, {pk: endings[pk] for pk in ended})
        self.touched |= changes.keys() | ended | (self.beside.keys() & prints.keys())
        self._keep(prints)

    def _tell(
        self,
        stands: Mapping[int, Referral],
        changes: Mapping[int, Mapping[str, Any]],
        endings: Mapping[int, tuple[date, str]],
    ) -> None:
        for pk in sorted(changes.keys() | endings.keys()):
            said = dict(changes.get(pk, {}))
            if pk in endings:
                said["ended_on"], said["end_code"] = endings[pk]
            here = stands[pk]
            self.told.append(
                (here, {name: (getattr(here, name), now) for name, now in said.items()})
            )

    def _ending(
        self, one: ReadReferral, stands: Referral, before: list[str], after: list[str]
    ) -> dict[str, Any]:
        """Of one that has ended here as it did there, another day or reason. One that ended by
        itself here, or that the old system opened again, stays as it is.
        """
        if stands.is_open or (stands.ended_on, stands.end_code) == one.ending:
            return {}
        came = keys.part((stands.ended_on, stands.end_code)) == before[_ENDING]
        if came and one.ended_on is not None:
            return {"ended_on": one.ended_on, "end_code": one.end_code}
        after[_ENDING] = before[_ENDING]
        self._leave(one, _OPEN_THERE)
        return {}

    def _keep(self, prints: Mapping[int, tuple[ReadReferral, list[str], list[str]]]) -> None:
        for pk, (one, before, after) in prints.items():
            if after != before:
                self.known.keep(keys.REFERRAL, one.key, target_id=pk, fingerprint="".join(after))
            self.taken.changed["referrals"] += after != before
            self.taken.kept["referrals"] += "".join(after) != one.fingerprint

    def _leave(self, one: ReadReferral, why: str) -> None:
        row = one.row
        self.taken.left_out.append(
            LeftOut(row.file, row.line, "ServDischDate", "kept here", why, row.month)
        )


def _plain(
    one: ReadReferral, stands: Referral, before: list[str], after: list[str]
) -> dict[str, Any]:
    """What may change; the part of what may not stays as it was in `after`."""
    facts = {}
    for at, name in enumerate(_PLAIN):
        said, here = one.facts[at], getattr(stands, name)
        if before[at] == after[at] or here == said:
            continue
        if keys.part(here) == before[at]:
            facts[name] = said
        else:
            after[at] = before[at]
    return facts


def _entry(one: ReadReferral, patient_id: int) -> ReferralEntry:
    return ReferralEntry(
        patient_id=patient_id,
        number=one.key,
        source=one.source,
        received_on=one.received_on,
        commissioner=one.commissioner,
        medium=one.medium,
        is_seen=one.is_seen,
        ended_on=one.ended_on,
        end_code=one.end_code,
    )


def _circumstances(one: ReadReferral) -> Circumstances:
    return Circumstances(problems=one.problems, conditions=one.conditions, pauses=one.pauses)
