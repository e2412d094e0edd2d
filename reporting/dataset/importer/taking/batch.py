"""One batch of people, in one transaction: who and what came in, and what follows from it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from caseload.actions import moved_in
from caseload.actions.moved_in import CameIn, Told
from referrals import bulk
from referrals.bulk_circumstances import Circumstances, Work
from reporting.dataset.importer.bundles import PersonBundle, Taken, Taking
from reporting.dataset.importer.taking import contacts, episodes, keys, people, persons, staff
from reporting.dataset.importer.taking.contacts import Filing
from reporting.dataset.importer.taking.keys import Keys
from reporting.dataset.importer.taking.ours import without_ours
from reporting.dataset.importer.taking.persons import OnTheWay
from reporting.dataset.importer.taking.referrals import Referrals


@transaction.atomic
def take_batch(bundles: Sequence[PersonBundle], *, taking: Taking) -> Taken:
    """Take these people in. Where everything is as it was, nothing is written."""
    known = Keys(taking.provider, taking.run)
    known.load(keys.wanted_by(bundles))
    taken = Taken()
    everybody = without_ours(_read(bundles, taken), known=known, taken=taken)
    persons.take(everybody, known=known, taking=taking, taken=taken)
    referrals = Referrals(known, taking, taken, set(), {})
    referrals.take(everybody)
    beside = _beside(everybody, referrals.beside)
    _write_beside(beside, everybody, known=known, taking=taking)
    filed = _file(everybody, known=known, taking=taking, taken=taken)
    known.save()
    _settle(everybody, {*referrals.touched, *beside}, filed, referrals.told, taking=taking)
    _count_no_noughts(taken)
    return taken


def _count_no_noughts(taken: Taken) -> None:
    """What came to nothing is not counted."""
    for counts in (taken.made, taken.changed, taken.unchanged, taken.kept):
        for noun in [noun for noun, count in counts.items() if not count]:
            del counts[noun]


def _read(bundles: Sequence[PersonBundle], taken: Taken) -> list[OnTheWay]:
    """Records as facts; whoever cannot be written down is left out with all of theirs."""
    found = []
    for bundle in bundles:
        person = people.read(bundle, left_out=taken.left_out)
        if person is not None:
            read = [episodes.read(one, left_out=taken.left_out) for one in bundle.referrals]
            found.append(OnTheWay(person, [one for one in read if one is not None]))
    return [one for one in found if one.referrals]


def _beside(
    everybody: Sequence[OnTheWay], of_referrals: dict[int, Circumstances]
) -> dict[int, Circumstances]:
    """What hangs from referrals, with what is said of a person: answers go to each, as each month
    sent them; work to the referral that was open on the day they were asked.
    """
    found = dict(of_referrals)
    for one in everybody:
        if not (one.answers or one.work):
            continue
        for pk in one.ids.values() if one.answers else ():
            found[pk] = replace(found.get(pk, Circumstances()), answers=one.answers)
        days: dict[int, list[Work]] = defaultdict(list)
        for said in one.work:
            days[_open_on(one, said.asked_on)].append(said)
        for pk, work in days.items():
            found[pk] = replace(found.get(pk, Circumstances()), work=work)
    return found


def _open_on(one: OnTheWay, on: date) -> int:
    """The latest referral that had come by then; before any had, the first."""
    in_time = sorted(one.referrals, key=lambda each: (each.received_on, each.key))
    had_come = [each for each in in_time if each.received_on <= on]
    still_open = [each for each in had_come if each.ended_on is None or each.ended_on >= on]
    return one.ids[(still_open or had_come or in_time[:1])[-1].key]


def _write_beside(
    beside: dict[int, Circumstances],
    everybody: Sequence[OnTheWay],
    *,
    known: Keys,
    taking: Taking,
) -> None:
    answers = bulk.add_circumstances(circumstances=beside, by_id=taking.by.pk, now=taking.now)
    for one in everybody:
        if one.answers:
            written = max(answers[pk] for pk in one.ids.values() if pk in answers)
            known.keep(keys.ANSWERS, one.key, target_id=written, fingerprint="")


def _file(
    everybody: Sequence[OnTheWay], *, known: Keys, taking: Taking, taken: Taken
) -> dict[int, int]:
    """Contacts, weeks and scores; on which referrals, and how many contacts each."""
    referrals = [(one.ids[each.key], each) for one in everybody for each in one.referrals]
    named = set(contacts.clinicians_of([each for _, each in referrals]))
    filing = Filing(taking, known, taken, staff.accounts(named, known=known, taking=taking))
    filing.file(referrals)
    return filing.touched


def _settle(
    everybody: Sequence[OnTheWay],
    touched: set[int],
    filed: dict[int, int],
    told: Sequence[Told],
    *,
    taking: Taking,
) -> None:
    """Summaries, flags and the trail of whoever something was written about."""
    written = {*touched, *filed}
    came: dict[int, CameIn] = {}
    for one in everybody:
        theirs = set(one.ids.values())
        if one.is_touched or theirs & written:
            count = sum(filed.get(pk, 0) for pk in theirs)
            # Two of their numbers may have led to one record.
            beside = came.get(one.patient_id, CameIn(taking.run, 0, 0))
            came[one.patient_id] = CameIn(
                taking.run,
                beside.referrals + len(one.made),
                beside.contacts + count,
                {**beside.details, **one.changes},
            )
    if came:
        moved_in.settle(
            referral_ids=written,
            patients=came,
            told=told,
            by=taking.by,
            now=taking.now,
            policy=taking.policy,
        )
