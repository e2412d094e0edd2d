"""Notes of another system, brought onto the timeline; harm that they mention is heard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.actions import risk
from caseload.models import SignalSource
from caseload.risk_signals import Signal
from clinical.harm_words import mention_of_harm
from clinical.policy import Policy
from clinical.wording import count, sentence_date
from clinical.working_days import local_date, moment
from referrals.changes import held
from referrals.models import Referral, TimelineKind, TimelineNote
from staff.models import StaffMember

# How the timeline begins such a line; who wrote it follows.
FROM_THE_OLD_SYSTEM = "From the old system"
LONGEST_AUTHOR = 80


@dataclass(frozen=True, slots=True)
class OldNote:
    """A note as the other system sent it: of which day, by whom in its words, and its text."""

    noted_on: date
    author: str
    text: str


@transaction.atomic
def bring_in_notes(
    *,
    notes: Mapping[int, Sequence[OldNote]],
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
) -> Mapping[int, Sequence[int]]:
    """Put notes on the timelines of these referrals, and return the ids of what was made. Those of
    an open referral that mention harm are one signal: it opens or joins the risk flag, which is
    owned and due like any that nobody was there to hear. What was said before an ending opens none.

    Raises Refused where nobody works here to own what worries; then nothing is kept.
    """
    found = Referral.objects.select_for_update(of=("self",)).filter(pk__in=notes).order_by("pk")
    referrals = list(found)
    made = TimelineNote.objects.bulk_create(
        _line(one, referral=referral) for referral in referrals for one in notes[referral.pk]
    )
    ids: dict[int, list[int]] = {}
    for line in made:
        ids.setdefault(line.referral_id, []).append(line.pk)
    with trail.written_last(), held(now=now):
        for referral in referrals:
            if referral.is_open:
                _hear(referral, notes[referral.pk], by=by, now=now, policy=policy)
            trail.record(
                Event.OLD_NOTES_BROUGHT_IN,
                by=by,
                at=now,
                about=referral,
                patient_id=referral.patient_id,
                referral_id=referral.pk,
                changes={"notes": (0, len(notes[referral.pk]))},
            )
    return ids


def _line(note: OldNote, *, referral: Referral) -> TimelineNote:
    author = note.author.strip()[:LONGEST_AUTHOR]
    return TimelineNote(
        referral=referral,
        kind=TimelineKind.CONTACT,
        title=f"{FROM_THE_OLD_SYSTEM}, {author}" if author else FROM_THE_OLD_SYSTEM,
        text=note.text,
        at=moment(note.noted_on, "12:00"),
    )


def _hear(
    referral: Referral,
    notes: Sequence[OldNote],
    *,
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
) -> None:
    worrying = [one.noted_on for one in notes if mention_of_harm(one.text) is not None]
    if not worrying:
        return
    day = sentence_date(max(worrying), local_date(now))
    many = count(len(worrying), "note")
    said = f"{many} brought in from the old system, the latest of {day}: words suggest harm"
    risk.raise_flag(
        referral=referral,
        signal=Signal(SignalSource.OLD_NOTE, said),
        response=None,
        by=by,
        now=now,
        policy=policy,
    )
