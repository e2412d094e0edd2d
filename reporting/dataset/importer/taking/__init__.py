"""The writing half of an import: people with all of theirs, through the bulk actions below.

A batch is one transaction. Where it fails, each referral is taken alone: wholly or not at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from caseload.actions import moved_in
from clinical.errors import Refused
from referrals import places
from reporting.dataset.importer.bundles import (
    LeftOut,
    PersonBundle,
    SourceRow,
    Taken,
    Taking,
)
from reporting.dataset.importer.taking import keys, staff
from reporting.dataset.importer.taking.batch import take_batch
from reporting.dataset.importer.taking.people import practice_of

_BROKEN = (DatabaseError, Refused, ArithmeticError, LookupError, ValueError)
# What another hand, or somebody at work here, did at the same moment
_IN_THE_WAY = (IntegrityError, OperationalError)
_LONGEST = 200


def take_staff(rows: Sequence[SourceRow], *, taking: Taking) -> Taken:
    """Take in whoever the files name with a qualification (IDS902), and have a team for those who
    come: two hands would make two.
    """
    with transaction.atomic():
        moved_in.place_for_referrals(now=taking.now, policy=taking.policy)
        return staff.take(rows, taking=taking)


def make_practices(codes: Iterable[str]) -> None:
    """Have every practice that somebody is registered with before several hands begin: whoever
    writes one first lets the others wait to the end of its batch.
    """
    places.make_unlisted({code for said in codes if (code := practice_of(said))})


def take(people: Sequence[PersonBundle], *, taking: Taking) -> Taken:
    """Take a batch of people in. A referral that cannot be written is left out, and nothing else
    with it; what came before and is as it was is not written again.
    """
    for _ in range(2):
        try:
            return _wholly(people, taking=taking)
        except _IN_THE_WAY:
            continue
        except _BROKEN:
            break
    taken = Taken()
    for person in people:
        for referral in person.referrals:
            taken.add(_alone(replace(person, referrals=[referral]), taking=taking))
    return taken


def _wholly(people: Sequence[PersonBundle], *, taking: Taking) -> Taken:
    """With what is checked at the end of a transaction, too: who looks after the run is held only
    when that has been done.
    """
    with transaction.atomic():
        taken = take_batch(people, taking=taking)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return taken


def _alone(person: PersonBundle, *, taking: Taking) -> Taken:
    try:
        return _wholly([person], taking=taking)
    except _BROKEN as broken:
        row = person.referrals[0].tables[keys.REFERRAL][0]
        why = f"It cannot be written here with what hangs from it ({_rule(broken)})."
        left = LeftOut(row.file, row.line, "", "not written", why[:_LONGEST], row.month)
        return Taken(left_out=[left])


def _rule(broken: Exception) -> str:
    """The rule it breaks, by its name; never what it says, which quotes values."""
    said = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", None)
    return said or type(broken).__name__
