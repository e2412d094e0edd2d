"""Contacts, weeks and scores of a batch: new ones are filed, changed ones withdrawn and filed anew,
those that somebody edited here are kept.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

from caseload.actions import moved_in
from caseload.actions.moved_in import ContactEntry, WeekEntry
from caseload.models import SeenAs
from clinical.working_days import moment
from outcomes import bulk as outcomes_bulk
from outcomes.bulk import SittingEntry
from outcomes.models import Mode
from reporting.dataset import codes
from reporting.dataset.importer.bundles import LeftOut, SourceRow, Taken, Taking
from reporting.dataset.importer.taking import episodes, experience, keys, scores
from reporting.dataset.importer.taking.episodes import ContactRows, ReadReferral
from reporting.dataset.importer.taking.experience import ExperienceEntry
from reporting.dataset.importer.taking.keys import Keys
from reporting.dataset.values import read_date

Entry = TypeVar("Entry", ContactEntry, WeekEntry, SittingEntry, ExperienceEntry)

# When a contact or a questionnaire was whose time nobody sent
_NOON = "12:00"
_MOST_MINUTES, _MOST_IN_A_WEEK = 480, 2400
_A_WEEK = timedelta(days=7)
_MOST_PARTICIPANTS, _MOST_FACILITATORS = 999, 99


@dataclass(slots=True)
class Sorted(Generic[Entry]):
    """Of one table: what is new and what changed, each with its key and print."""

    fresh: list[tuple[str, str, Entry]] = field(default_factory=list)
    changed: dict[int, tuple[str, str, Entry]] = field(default_factory=dict)


@dataclass(slots=True)
class Filing:
    """What a batch needs to file what hangs from its referrals."""

    taking: Taking
    keys: Keys
    taken: Taken
    staff: Mapping[str, int]
    # Referrals that something was written on, and how many contacts on each
    touched: dict[int, int] = field(default_factory=dict)

    def file(self, referrals: Sequence[tuple[int, ReadReferral]]) -> None:
        """Everything of these referrals."""
        self._file_contacts(referrals)
        self._file_weeks(referrals)
        self._file_sittings(referrals)
        self._file_experience(referrals)

    def _file_contacts(self, referrals: Sequence[tuple[int, ReadReferral]]) -> None:
        found: Sorted[ContactEntry] = Sorted()
        for referral_id, referral in referrals:
            for one in referral.contacts:
                key = one.row["CareContactId"]
                self._sort(
                    found,
                    "contacts",
                    (keys.CONTACT, key, one.fingerprint),
                    partial(self._contact, one, referral_id),
                )
        found.fresh.sort(key=lambda each: each[2].starts_at)
        made = moved_in.bring_in_contacts(
            contacts=[entry for *_, entry in found.fresh], now=self.taking.now
        )
        self._made("contacts", keys.CONTACT, found, made)
        edited = moved_in.edited_here(list(found.changed)) if found.changed else set()
        self._keep_edited("contacts", found, edited)
        if found.changed:
            left = moved_in.referrals_of(list(found.changed))
            self.touched |= dict.fromkeys(left - self.touched.keys(), 0)
            again = moved_in.file_contacts_anew(
                contacts={pk: entry for pk, (*_, entry) in found.changed.items()},
                by=self.taking.by,
                now=self.taking.now,
            )
            self._changed("contacts", keys.CONTACT, found, again)
        filed = {key for key, *_ in (*found.fresh, *found.changed.values())}
        self._keep_activities(referrals, filed)

    def _keep_activities(
        self, referrals: Sequence[tuple[int, ReadReferral]], filed: Collection[str]
    ) -> None:
        """An activity is no row here: its key leads to its contact."""
        for _, referral in referrals:
            for one in referral.contacts:
                key = one.row["CareContactId"]
                known = self.keys.of(keys.CONTACT, key) if key in filed else None
                if known is None:
                    continue
                for row in one.activities:
                    name, target_id = row["CareActId"], known.target_id
                    self.keys.keep(keys.ACTIVITY, name, target_id=target_id, fingerprint="")

    def _file_weeks(self, referrals: Sequence[tuple[int, ReadReferral]]) -> None:
        found: Sorted[WeekEntry] = Sorted()
        seen: set[str] = set()
        for referral_id, referral in referrals:
            for row in referral.weeks:
                key = keys.week_key(referral.key, row)
                if key in seen:
                    why = "The same days of the same programme again: they are one session here."
                    self._leave(row, "StartDateIntEnabledTherLog", "IDS20519", why)
                    continue
                seen.add(key)
                self._sort(
                    found,
                    "weeks",
                    (keys.WEEK, key, keys.print_of({keys.WEEK: [row]})),
                    partial(self._week, row, referral_id),
                )
        by, now = self.taking.by, self.taking.now
        made = moved_in.bring_in_weeks(weeks=[one for *_, one in found.fresh], by=by, now=now)
        self._made("weeks", keys.WEEK, found, made)
        self._keep_edited("weeks", found, moved_in.withdrawn_weeks(list(found.changed)))
        if found.changed:
            entries = {pk: entry for pk, (*_, entry) in found.changed.items()}
            again = moved_in.log_weeks_anew(weeks=entries, by=by, now=now)
            self._changed("weeks", keys.WEEK, found, again)

    def _file_sittings(self, referrals: Sequence[tuple[int, ReadReferral]]) -> None:
        """Questionnaires between contacts."""
        found: Sorted[SittingEntry] = Sorted()
        for referral_id, referral in referrals:
            for key, rows in referral.sittings.items():
                self._sort(
                    found,
                    "sittings",
                    (keys.SITTING, key, keys.print_of({keys.SITTING: rows})),
                    partial(self._sitting, rows, referral_id),
                )
        found.fresh.sort(key=lambda each: each[2].taken_at)
        now = self.taking.now
        made = outcomes_bulk.bring_in_sittings(
            sittings=[entry for *_, entry in found.fresh], now=now
        )
        self._made("sittings", keys.SITTING, found, made)
        edited = outcomes_bulk.corrected_here(list(found.changed)) if found.changed else set()
        self._keep_edited("sittings", found, edited)
        if found.changed:
            outcomes_bulk.withdraw_sittings(sitting_ids=list(found.changed), now=now)
            again = outcomes_bulk.bring_in_sittings(
                sittings=[entry for *_, entry in found.changed.values()], now=now
            )
            self._changed("sittings", keys.SITTING, found, again)

    def _file_experience(self, referrals: Sequence[tuple[int, ReadReferral]]) -> None:
        """What people said about the service."""
        found: Sorted[ExperienceEntry] = Sorted()
        for referral_id, referral in referrals:
            for one in experience.occasions(referral):
                self._sort(
                    found,
                    experience.NOUN,
                    (keys.EXPERIENCE, one.key, keys.print_of({one.table: one.rows})),
                    partial(experience.read, one, referral_id, left_out=self.taken.left_out),
                )
        now = self.taking.now
        made = experience.bring_in([entry for *_, entry in found.fresh], now=now)
        self._made(experience.NOUN, keys.EXPERIENCE, found, made)
        if found.changed:
            entries = {pk: entry for pk, (*_, entry) in found.changed.items()}
            again = experience.bring_in_anew(entries, now=now)
            self._changed(experience.NOUN, keys.EXPERIENCE, found, again)

    # New, changed or as it was

    def _sort(
        self,
        found: Sorted[Entry],
        noun: str,
        what: tuple[str, str, str],
        read: Callable[[], Entry | None],
    ) -> None:
        table, key, fingerprint = what
        known = self.keys.of(table, key)
        if known is not None and known.fingerprint == fingerprint:
            self.taken.unchanged[noun] += 1
            return
        entry = read()
        if entry is None:
            return
        if known is None:
            found.fresh.append((key, fingerprint, entry))
        else:
            found.changed[known.target_id] = (key, fingerprint, entry)

    def _made(self, noun: str, table: str, found: Sorted[Entry], made: Sequence[int]) -> None:
        for (key, fingerprint, entry), pk in zip(found.fresh, made, strict=True):
            self.keys.keep(table, key, target_id=pk, fingerprint=fingerprint)
            self._count(noun, entry)
        self.taken.made[noun] += len(made)

    def _changed(self, noun: str, table: str, found: Sorted[Entry], again: Sequence[int]) -> None:
        for (key, fingerprint, entry), pk in zip(found.changed.values(), again, strict=True):
            self.keys.keep(table, key, target_id=pk, fingerprint=fingerprint)
            self._count(noun, entry)
        self.taken.changed[noun] += len(again)

    def _count(self, noun: str, entry: Entry) -> None:
        self.touched.setdefault(entry.referral_id, 0)
        if noun == "contacts":
            self.touched[entry.referral_id] += 1
        if isinstance(entry, ContactEntry | SittingEntry):
            self.taken.made["scores"] += len(entry.scores)

    def _keep_edited(self, noun: str, found: Sorted[Entry], edited: set[int]) -> None:
        for pk in edited:
            del found.changed[pk]
        self.taken.kept[noun] += len(edited)

    # One record as an entry of ours

    def _contact(self, one: ContactRows, referral_id: int) -> ContactEntry | None:
        row = one.row
        on = read_date(row["CareContDate"])
        if on is None:
            self._leave(row, "CareContDate", "IDS20106", "No day that can be read.")
            return None
        seen_as = codes.SEEN_AS.of_code(row["CareContPatientTherMode"])
        is_group = seen_as == SeenAs.GROUP
        clinician = _clinician(one.activities)
        self._say_who_else(one, clinician)
        return ContactEntry(
            referral_id=referral_id,
            pwp_id=self.staff[clinician],
            kind=codes.KIND.of_code(row["AppType"]),
            medium=codes.MEDIUM.of_code(row["ConsMechanism"]),
            starts_at=_at(on, row["CareContTime"]),
            attendance=codes.ATTENDANCE.of_code(row["AttendOrDNACode"]),
            minutes=self._minutes(one),
            is_planned=row["PlannedCareContIndicator"] != "N",
            format=seen_as,
            group_participants=_counted(
                row["NumGroupTherParticipants"], _MOST_PARTICIPANTS if is_group else 0
            ),
            group_facilitators=_counted(
                row["NumGroupTherFacilitators"], _MOST_FACILITATORS if is_group else 0
            ),
            therapies=episodes.therapies(one.activities),
            scores=scores.read(one.scores, left_out=self.taken.left_out, rule="IDS60707"),
        )

    def _say_who_else(self, one: ContactRows, clinician: str) -> None:
        """A contact is one person's here: who else was in it is told once, not lost unsaid."""
        others = (row for row in one.activities if row["CarePersLocalId"] not in {"", clinician})
        if row := next(others, None):
            why = "Somebody else was in this contact too: it stands in the name of the first."
            self._leave(row, "CarePersLocalId", "IDS20205", why)

    def _minutes(self, one: ContactRows) -> int | None:
        """Of the contact, where it says none of its activities together; None where nobody sent a
        length that a contact can have.
        """
        length = one.row["ClinContDurOfCareCont"]
        said = (
            _number(length)
            if length
            else sum(_number(act["ClinContactDurOfCareAct"]) for act in one.activities)
        )
        if said > _MOST_MINUTES:
            why = "More than eight hours: how long it was is not known here. Correct it there."
            self._leave(one.row, "ClinContDurOfCareCont", "length", why)
        return said if 0 < said <= _MOST_MINUTES else None

    def _week(self, row: SourceRow, referral_id: int) -> WeekEntry | None:
        first = read_date(row["StartDateIntEnabledTherLog"])
        last = read_date(row["EndDateIntEnabledTherLog"])
        minutes = _number(row["DurationIntEnabledTher"])
        if first is None or last is None or not first <= last <= first + _A_WEEK:
            self._leave(row, "EndDateIntEnabledTherLog", "week", "Not of a week, or no days.")
            return None
        if not row["IntEnabledTherProg"] or minutes > _MOST_IN_A_WEEK:
            self._leave(row, "IntEnabledTherProg", "week", "No programme, or too many minutes.")
            return None
        return WeekEntry(
            referral_id=referral_id,
            pwp_id=self.staff[row["CarePersLocalId"]],
            started_on=first,
            ended_on=last,
            programme=row["IntEnabledTherProg"],
            minutes=minutes,
        )

    def _sitting(self, rows: Sequence[SourceRow], referral_id: int) -> SittingEntry | None:
        """None where none of it is a questionnaire here."""
        on = read_date(rows[0]["AssToolCompDate"])
        if on is None:
            self._leave(rows[0], "AssToolCompDate", "IDS60608", "No day that can be read.")
            return None
        found = scores.read(rows, left_out=self.taken.left_out, rule="IDS60607")
        at = _at(on, rows[0]["AssToolCompTime"])
        return SittingEntry(referral_id, at, Mode.ON_PAPER, found) if found else None

    def _leave(self, row: SourceRow, name: str, rule: str, why: str) -> None:
        self.taken.left_out.append(LeftOut(row.file, row.line, name, rule, why, row.month))


def clinicians_of(referrals: Sequence[ReadReferral]) -> Iterator[str]:
    """Whom the old system names for what is filed; empty where it names nobody."""
    for one in referrals:
        for contact in one.contacts:
            yield _clinician(contact.activities)
        for row in one.weeks:
            yield row["CarePersLocalId"]


def _clinician(activities: Sequence[SourceRow]) -> str:
    return next((row["CarePersLocalId"] for row in activities if row["CarePersLocalId"]), "")


def _at(on: date, time: str) -> datetime:
    return moment(on, time[:5] or _NOON)


def _number(said: str) -> int:
    return int(said) if said.isdecimal() else 0


def _counted(said: str, most: int) -> int | None:
    """Of a group; None for what nobody sent, or nobody can count."""
    number = _number(said)
    return number if 0 < number <= most else None
