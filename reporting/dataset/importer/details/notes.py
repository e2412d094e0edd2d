"""notes.csv: what PWPs need at hand, on the timeline; each note once, however often it comes."""

from collections.abc import Sequence

from django.db import transaction

from caseload.actions.old_notes import OldNote, bring_in_notes
from clinical.errors import Refused
from clinical.working_days import local_date
from reporting.dataset.importer.details import cells
from reporting.dataset.importer.details.bringing import (
    NO_REFERRAL,
    REFUSED,
    UNKNOWN,
    Bringing,
    Given,
)
from reporting.dataset.importer.details.cells import WrongCell
from reporting.dataset.importer.details.columns import NOTES
from reporting.dataset.importer.details.keys import fingerprint

Waiting = dict[int, dict[str, tuple[Given, OldNote]]]


def take(rows: Sequence[Given], *, bringing: Bringing) -> None:
    """Put what is new on the timelines; harm in notes of open referrals is heard."""
    referrals = bringing.keys.referrals([row["ServiceRequestId"] for row in rows])
    keyed = [(fingerprint(row.cells.values()), row) for row in rows]
    before = bringing.keys.before(NOTES.name, [key for key, _ in keyed])
    waiting: Waiting = {}
    for key, row in keyed:
        referral = referrals.get(row["ServiceRequestId"])
        if referral is None:
            bringing.leave_out(NOTES, row, NO_REFERRAL, rule=UNKNOWN, field_name="ServiceRequestId")
        elif key in before:
            bringing.taken.unchanged["notes"] += 1
        else:
            _wait(key, row, referral.pk, waiting, bringing=bringing)
    if waiting:
        _bring(waiting, bringing=bringing)


def _wait(key: str, row: Given, referral_id: int, waiting: Waiting, *, bringing: Bringing) -> None:
    try:
        noted_on = cells.past_day(row.cells, "Date", on=local_date(bringing.now))
    except WrongCell as wrong:
        bringing.wrong(NOTES, row, wrong)
        return
    note = OldNote(noted_on, cells.on_one_line(row["Author"]), row["Text"])
    waiting.setdefault(referral_id, {})[key] = (row, note)


def _bring(waiting: Waiting, *, bringing: Bringing) -> None:
    """All at once; should one referral be refused, each for itself."""
    try:
        with transaction.atomic():
            _write(waiting, bringing=bringing)
    except Refused as refusal:
        if len(waiting) > 1:
            for referral_id, notes in waiting.items():
                _bring({referral_id: notes}, bringing=bringing)
            return
        for notes in waiting.values():
            for row, _ in notes.values():
                bringing.leave_out(NOTES, row, str(refusal), rule=REFUSED)


def _write(waiting: Waiting, *, bringing: Bringing) -> None:
    made = bring_in_notes(
        notes={pk: [note for _, note in notes.values()] for pk, notes in waiting.items()},
        by=bringing.by if bringing.by.is_active else None,
        now=bringing.now,
        policy=bringing.policy,
    )
    for referral_id, notes in waiting.items():
        for key, line_id in zip(notes, made[referral_id], strict=True):
            bringing.keys.note(NOTES.name, key, target_id=line_id)
            bringing.taken.made["notes"] += 1
