"""Two records that are one person: proposed by one, confirmed by another, taken apart again.

Referrals, and what follows them, move to the record that is kept; the other stays with its own
history, and leads there. Where the two differ the safer one counts until a person decides.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from referrals import equality, look_alikes, places
from referrals.changes import changed
from referrals.details import FOLLOWS, keep_what_follows
from referrals.merge_relations import relations
from referrals.models import (
    AlikeOutcome,
    Consent,
    ConsentFollowed,
    ConsentKind,
    LookAlike,
    Merge,
    MergeStep,
    NhsNumberChoice,
    Patient,
    Referral,
)
from staff.models import StaffMember

# What the kept record says of itself; what it does not say, it takes from the other.
_FILLED = (
    *("title", "phone", "email", "address", "postcode", "best_time", "say_who"),
    *("needs", "gp", "practice_id", "employment", "medication"),
)
# Yes only where both say yes.
_SAFER = (*("voicemail_ok", "text_ok", "email_ok", "letter_ok", "share_with_gp", "full_name_ok"),)
_GONE = "Somebody settled this meanwhile. Look at it again."
Details = dict[str, list[Any]]


@transaction.atomic
def propose(
    *,
    kept: Patient,
    other: Patient,
    nhs_number: NhsNumberChoice,
    why: str,
    by: StaffMember,
    now: datetime,
) -> Merge:
    """Say that two records are one person. Nothing changes until somebody else confirms it.

    Raises Refused without a reason, for one record, for one that leads elsewhere or that others
    lead to, where the numbers differ and nobody chose, and where it was proposed before.
    """
    kept, other = _locked(kept, other)
    _refuse_unless_two(kept, other)
    differs = _numbers_differ(kept, other)
    if differs and nhs_number is NhsNumberChoice.SAME:
        raise Refused(
            "The two records have different NHS numbers. Say which one is right, or neither.",
            field="nhs_number",
        )
    if not why.strip():
        raise Refused("Say what tells you that this is one person.", field="why")
    pair = Q(kept=kept, other=other) | Q(kept=other, other=kept) | Q(other=other)
    if Merge.objects.filter(pair, declined_at__isnull=True, undone_at__isnull=True).exists():
        raise Refused("This was proposed before, and waits for a second person.")
    merge = Merge.objects.create(
        kept=kept,
        other=other,
        nhs_number=nhs_number if differs else NhsNumberChoice.SAME,
        why=why.strip(),
        proposed_at=now,
        proposed_by=by,
    )
    _record(Event.MERGE_PROPOSED, merge, by=by, now=now)
    return merge


@transaction.atomic
def decline(*, merge: Merge, by: StaffMember, now: datetime) -> None:
    """They are two people, or it is not certain. Raises Refused when it was settled meanwhile."""
    done = _open(merge).update(declined_at=now, declined_by=by)
    if done != 1:
        raise Refused(_GONE)
    _record(Event.MERGE_DECLINED, merge, by=by, now=now)


@transaction.atomic
def confirm(*, merge: Merge, by: StaffMember, now: datetime) -> None:
    """Bring the two together. The first who confirms does it, and what moved is written down.

    Raises Refused for whoever proposed it, when it was settled meanwhile, and when one of the
    records has come to lead elsewhere.
    """
    held = _open(merge).select_for_update().first()
    if held is None:
        raise Refused(_GONE)
    if held.proposed_by_id == by.pk:
        raise Refused("A second person confirms what you proposed.")
    kept, other = _locked(held.kept, held.other)
    _refuse_unless_two(kept, other)
    moved = _move(held, kept=kept, other=other)
    details = _bring_together(kept, other, choice=NhsNumberChoice(held.nhs_number), by=by, now=now)
    Patient.objects.filter(pk=other.pk).update(merged_into=kept)
    unpaid = list(_unpaid(kept))
    _derive_anew(kept, other)
    details["kept"] |= _gender_that_followed(kept)
    details["commissioners"] = _commissioners_that_followed(unpaid)
    Merge.objects.filter(pk=held.pk).update(confirmed_at=now, confirmed_by=by, details=details)
    _count_alike(kept, other, by=by, now=now)
    changed(moved, now=now)
    _record(Event.RECORDS_MERGED, held, by=by, now=now, moved=len(moved))


@transaction.atomic
def undo(*, merge: Merge, why: str, by: StaffMember, now: datetime) -> None:
    """Take the two apart again: what moved goes back, with what has come to hang from it since, and
    the details that confirming changed are as they were, unless somebody changed them again.

    Raises Refused without a reason, and when it was not confirmed or was undone meanwhile.
    """
    if not why.strip():
        raise Refused("Say why these are two people after all.", field="why")
    standing = Merge.objects.filter(pk=merge.pk, confirmed_at__isnull=False)
    held = standing.filter(undone_at__isnull=True).select_for_update().first()
    if held is None:
        raise Refused(_GONE)
    kept, other = _locked(held.kept, held.other)
    Patient.objects.filter(pk=other.pk).update(merged_into=None)
    moved = _move_back(held, kept=kept, other=other)
    Merge.objects.filter(pk=held.pk).update(undone_at=now, undone_by=by, undone_why=why.strip())
    _put_back(held, kept, other, by=by, now=now)
    _forget_commissioners(held)
    _derive_anew(kept, other)
    pair = LookAlike.objects.filter(_pair(kept, other))
    if pair.exists():
        Patient.objects.filter(pk__in=[kept.pk, other.pk]).update(alike=F("alike") + 1)
    changed(moved, now=now)
    _record(Event.MERGE_UNDONE, held, by=by, now=now, moved=len(moved))


def _locked(kept: Patient, other: Patient) -> tuple[Patient, Patient]:
    """Referrals first and then the records, in one order, as everybody takes them."""
    ids = sorted({kept.pk, other.pk})
    list(Referral.objects.select_for_update().filter(patient__in=ids).order_by("pk"))
    rows = Patient.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    found = {one.pk: one for one in rows}
    return found[kept.pk], found[other.pk]


def _refuse_unless_two(kept: Patient, other: Patient) -> None:
    if kept.pk == other.pk:
        raise Refused("This is the same record.")
    if kept.merged_into_id is not None or other.merged_into_id is not None:
        raise Refused("One of the two leads to another record already.")
    if Patient.objects.filter(merged_into=other).exists():
        raise Refused("Other records lead to the one that would go. Keep that one instead.")


def _numbers_differ(kept: Patient, other: Patient) -> bool:
    return bool(kept.nhs_number and other.nhs_number and kept.nhs_number != other.nhs_number)


def _move(merge: Merge, *, kept: Patient, other: Patient) -> list[int]:
    """Everything that moves, and which rows those were; the referrals among them."""
    moved: list[int] = []
    for name, model, field in relations():
        of_other = model._base_manager.filter(**{field: other})  # noqa: SLF001 - Django's own
        rows = sorted(of_other.values_list("pk", flat=True))
        if not rows:
            continue
        MergeStep.objects.create(merge=merge, relation=name, rows=rows)
        model._base_manager.filter(pk__in=rows).update(**{field: kept})  # noqa: SLF001
        if model is Referral:
            moved = rows
    return moved


def _move_back(merge: Merge, *, kept: Patient, other: Patient) -> list[int]:
    """The rows that moved, and what was added since to the referrals among them."""
    steps = {one.relation: one.rows for one in MergeStep.objects.filter(merge=merge)}
    moved = steps.get("referrals.Referral.patient", [])
    for name, model, field in relations():
        ours = Q(pk__in=steps.get(name, []))
        if any(one.name == "referral" for one in model._meta.get_fields()):  # noqa: SLF001
            ours |= Q(referral__in=moved)
        rows = model._base_manager.filter(ours, **{field: kept})  # noqa: SLF001
        rows.update(**{field: other})
    return moved


def _bring_together(
    kept: Patient, other: Patient, *, choice: NhsNumberChoice, by: StaffMember, now: datetime
) -> dict[str, Details]:
    """The kept record with what it lacked, and the safer of what may be used; what changed."""
    number = _number(kept, other, choice)
    after: dict[str, Any] = {name: getattr(kept, name) or getattr(other, name) for name in _FILLED}
    after |= {name: getattr(kept, name) and getattr(other, name) for name in _SAFER}
    after["nhs_number"] = number
    ours = {n: [getattr(kept, n), v] for n, v in after.items() if getattr(kept, n) != v}
    theirs: Details = {}
    if number is not None and number == other.nhs_number:
        theirs = {"nhs_number": [other.nhs_number, None]}
    _save(other, theirs, by=by, now=now)
    _save(kept, ours, by=by, now=now)
    _say_what_counts(kept, ours, by=by, now=now)
    return {"kept": ours, "other": theirs}


def _number(kept: Patient, other: Patient, choice: NhsNumberChoice) -> str | None:
    """Where the two differ, what the two people chose; none is safer than the wrong one."""
    if not _numbers_differ(kept, other):
        return kept.nhs_number or other.nhs_number
    chosen = {NhsNumberChoice.KEPT: kept.nhs_number, NhsNumberChoice.OTHER: other.nhs_number}
    return chosen.get(choice)


def _put_back(
    merge: Merge, kept: Patient, other: Patient, *, by: StaffMember, now: datetime
) -> None:
    """What confirming changed is as it was, where nobody changed it since. Other records that still
    lead here keep saying what is safer, and a no that was said since holds.
    """
    ours, theirs = merge.details.get("kept", {}), merge.details.get("other", {})
    still = list(Patient.objects.filter(merged_into=kept))
    refused = _refused_since(merge, kept)
    back: Details = {}
    for name, (before, after) in ours.items():
        if getattr(kept, name) != after:
            continue
        safe = name not in _SAFER or all(getattr(one, name) for one in still)
        back[name] = [after, before if safe and name not in refused else after]
    _save(kept, {name: pair for name, pair in back.items() if pair[0] != pair[1]}, by=by, now=now)
    _say_what_counts(kept, back, by=by, now=now)
    returned = {name: [after, before] for name, (before, after) in theirs.items()}
    if returned and returned["nhs_number"][1] != kept.nhs_number:
        _save(other, returned, by=by, now=now)
    stopped: Details = {name: [True, False] for name in sorted(refused) if getattr(other, name)}
    _save(other, stopped, by=by, now=now)
    _say_what_counts(other, stopped, by=by, now=now)


def _refused_since(merge: Merge, kept: Patient) -> set[str]:
    """What somebody said no to while the two were one: nobody knows which of them it was, so it
    holds for both.
    """
    said = Consent.objects.filter(
        patient=kept, kind__in=FOLLOWS, at__gt=merge.confirmed_at
    ).exclude(method=ConsentFollowed.MERGED)
    latest = dict(said.order_by("at", "pk").values_list("kind", "is_given"))
    return {FOLLOWS[ConsentKind(kind)] for kind, is_given in latest.items() if not is_given}


def _save(patient: Patient, changes: Details, *, by: StaffMember, now: datetime) -> None:
    if not changes:
        return
    after = {name: value for name, (_, value) in changes.items()}
    Patient.objects.filter(pk=patient.pk).update(
        **after, version=F("version") + 1, updated_at=now, updated_by=by
    )
    for name, value in after.items():
        setattr(patient, name, value)


def _say_what_counts(kept: Patient, changes: Details, *, by: StaffMember, now: datetime) -> None:
    """A change of what may be used is a consent of its own, so that the latest says the same."""
    used: Mapping[str, bool] = {
        name: after
        for name, (before, after) in changes.items()
        if name in FOLLOWS.values() and before != after
    }
    keep_what_follows(
        patient_id=kept.pk, changed=used, method=ConsentFollowed.MERGED, by=by, now=now
    )


def _count_alike(kept: Patient, other: Patient, *, by: StaffMember, now: datetime) -> None:
    """Two records that look alike and are one: nobody needs to be told of that any more."""
    for pair in LookAlike.objects.filter(_pair(kept, other)):
        look_alikes.settle(pair, outcome=AlikeOutcome.SAME_PERSON, by=by, now=now)
        Patient.objects.filter(pk__in=[kept.pk, other.pk], alike__gt=0).update(alike=F("alike") - 1)


def _derive_anew(kept: Patient, other: Patient) -> None:
    """What follows from the answers, the postcode and the practice of each."""
    equality.refresh([kept.pk, other.pk])
    places.refresh([kept.pk, other.pk])


def _gender_that_followed(kept: Patient) -> Details:
    """What was answered on the other record stands on the kept one too: where they come apart, it
    goes back to what it was.
    """
    now = Patient.objects.values_list("gender", flat=True).get(pk=kept.pk)
    return {} if now == kept.gender else {"gender": [kept.gender, now]}


def _unpaid(kept: Patient) -> models.QuerySet[Referral, int]:
    """Referrals of which nobody knows yet who pays."""
    return Referral.objects.filter(patient=kept, commissioner="").values_list("pk", flat=True)


def _commissioners_that_followed(unpaid: list[int]) -> Details:
    """Who pays for some of them, as the postcode or the practice of the other record says: where
    they come apart, nobody knows again.
    """
    known = Referral.objects.filter(pk__in=unpaid).exclude(commissioner="")
    return {str(pk): ["", code] for pk, code in known.values_list("pk", "commissioner")}


def _forget_commissioners(merge: Merge) -> None:
    for pk, (_, code) in merge.details.get("commissioners", {}).items():
        Referral.objects.filter(pk=pk, commissioner=code).update(commissioner="")


def _pair(kept: Patient, other: Patient) -> Q:
    return Q(patient=kept, other=other) | Q(patient=other, other=kept)


def _open(merge: Merge) -> models.QuerySet[Merge]:
    """The proposal, if nobody has settled it."""
    return Merge.objects.filter(
        pk=merge.pk, confirmed_at__isnull=True, declined_at__isnull=True, undone_at__isnull=True
    )


def _record(
    event: Event, merge: Merge, *, by: StaffMember, now: datetime, moved: int | None = None
) -> None:
    """On both chains: each says which the other is."""
    with trail.written_last():
        for one, role, other in (
            (merge.kept_id, "merged_from", merge.other_id),
            (merge.other_id, "merged_into", merge.kept_id),
        ):
            changes: dict[str, tuple[object, object]] = {role: (None, other)}
            if moved is not None:
                changes["referrals_moved"] = (None, moved)
            trail.record(event, by=by, at=now, about=merge, patient_id=one, changes=changes)
