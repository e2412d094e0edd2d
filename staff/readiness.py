"""What is still missing before somebody's first booking: induction, and mandatory training."""

from collections.abc import Iterable, Mapping
from datetime import date

from clinical import wording
from staff.models import (
    MANDATORY,
    AgreedOffset,
    Credential,
    CredentialKind,
    Induction,
    InductionStep,
    OffsetKind,
    StaffMember,
)


def missing(staff_id: int, *, on: date) -> tuple[str, ...]:
    """Each thing that is missing on that day, in words. Two queries."""
    signed = set(InductionStep.objects.filter(staff=staff_id).values_list("step", flat=True))
    held = Credential.objects.current().filter(staff=staff_id, kind__in=MANDATORY)
    return missing_of(signed, held, on=on)


def missing_for(staff_ids: Iterable[int], *, on: date) -> Mapping[int, tuple[str, ...]]:
    """The same for several people. Two queries, none for nobody."""
    wanted = sorted(staff_ids)
    if not wanted:
        return {}
    signed: dict[int, set[str]] = {pk: set() for pk in wanted}
    for staff_id, step in InductionStep.objects.filter(staff__in=wanted).values_list(
        "staff", "step"
    ):
        signed[staff_id].add(step)
    held: dict[int, list[Credential]] = {pk: [] for pk in wanted}
    for row in Credential.objects.current().filter(staff__in=wanted, kind__in=MANDATORY):
        held[row.staff_id].append(row)
    return {pk: missing_of(signed[pk], held[pk], on=on) for pk in wanted}


def missing_of(signed: Iterable[str], held: Iterable[Credential], *, on: date) -> tuple[str, ...]:
    """The same, of rows that were read already."""
    done, by_kind = set(signed), {row.kind: row for row in held}
    steps = [f"Induction: {step.label.lower()}" for step in Induction if step not in done]
    training = [
        f"{kind.label}: {why}" for kind in MANDATORY if (why := _why_not(by_kind.get(kind), on=on))
    ]
    return (*steps, *training)


def is_trained_to_supervise(staff_id: int) -> bool:
    """Has somebody else seen that they were trained to supervise?"""
    return (
        Credential.objects.current()
        .filter(staff=staff_id, kind=CredentialKind.SUPERVISOR_TRAINING, checked_at__isnull=False)
        .exists()
    )


def has_hours_to_supervise(member: StaffMember, *, on: date) -> bool:
    """Does supervising come off their agreed number that day? Without one, nothing has to."""
    if member.agreed_number is None:
        return True
    return AgreedOffset.objects.on(on).filter(staff=member, kind=OffsetKind.SUPERVISING).exists()


def _why_not(row: Credential | None, *, on: date) -> str:
    if row is None:
        return "not recorded"
    if row.expires_on is not None and row.expires_on < on:
        return f"ran out on {wording.sentence_date(row.expires_on, on)}"
    return "" if row.checked_at else "nobody has seen the certificate yet"
