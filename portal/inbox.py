"""What waits for a person: replies to read, messages that did not arrive; as display strings.

Words of a reply are for those who may read the record; others see that it is there (safety S-P8).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from clinical import wording
from clinical.working_days import local_date
from portal import failures
from portal.models import (
    Channel,
    InboundReply,
    Meaning,
    MessageKind,
    MessageState,
    PatientMessage,
    way_it_came,
)
from referrals.models import Referral
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing

_WHO = tuple(
    f"referral__{name}"
    for name in (
        *("reference", "patient_id", "patient__given_name", "patient__family_name"),
        *("carried_by__given_name", "carried_by__family_name", "risk_open_since"),
    )
)
_CALL = (
    *("call__reference", "call__due_by"),
    *("call__owner__given_name", "call__owner__family_name"),
)
_FIRST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: of whom, since when, what it is, what to do, and where to say it."""

    who: str
    path: str
    owner: str
    when: str
    what: str
    words: str
    to_do: str
    is_harm: bool
    act_path: str
    field: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """Both lists, and the ids of the people shown, for the trail."""

    replies: tuple[Waiting, ...]
    failed: tuple[Waiting, ...]
    shown: tuple[int, ...]


def read(*, member: StaffMember, standing: Standing, now: datetime) -> Inbox:
    """Of everybody this person may see. Two queries. Harm first, then the oldest."""
    on = local_date(now)
    reachable = Referral.objects.visible_to(
        standing, on=standing.on, needs=Permission.VIEW_CONTACT_DETAILS
    )
    readable = Referral.objects.visible_to(standing, on=standing.on)
    is_clinical = may(member, Permission.SEE_TEAM_CASELOADS)
    replies = list(_replies(reachable, readable))
    failed = list(_failed(reachable))
    people = {row["referral__patient_id"] for row in (*replies, *failed)} - {None}
    return Inbox(
        replies=tuple(_reply(row, is_clinical=is_clinical, on=on) for row in replies),
        failed=tuple(_message(row, on=on) for row in failed),
        shown=tuple(sorted(people)),
    )


def stray(pk: int) -> InboundReply | None:
    """A reply of a number nobody knows, still to be read; none of anybody's record, and none that
    somebody has as a call, which is settled there.
    """
    return InboundReply.objects.filter(pk=pk, referral__isnull=True, call__isnull=True).first()


def _replies(
    reachable: QuerySet[Referral], readable: QuerySet[Referral]
) -> QuerySet[InboundReply, dict[str, Any]]:
    waiting = InboundReply.objects.filter(read_at__isnull=True, acted_at__isnull=True)
    return (
        waiting.filter(Q(referral__isnull=True) | Q(referral__in=reachable))
        .filter(call__settled_at__isnull=True)
        .annotate(may_read=Exists(readable.filter(pk=OuterRef("referral_id"))))
        .order_by(F("mentions_harm").desc(), "at", "pk")
        .values(
            *("pk", "at", "words", "meaning", "mentions_harm", "came_from", "channel"),
            "provider_id",
            *("referral_id", "may_read", *_WHO, *_CALL),
        )[:_FIRST]
    )


def _failed(reachable: QuerySet[Referral]) -> QuerySet[PatientMessage, dict[str, Any]]:
    waiting = PatientMessage.objects.filter(state=MessageState.FAILED, handled_at__isnull=True)
    return (
        waiting.filter(referral__in=reachable)
        .order_by("failed_at", "pk")
        .values("pk", "failed_at", "kind", "channel", "to", "why_failed", *_WHO)[:_FIRST]
    )


def _reply(row: Mapping[str, Any], *, is_clinical: bool, on: date) -> Waiting:  # noqa: FBT001 - a fact
    is_known = row["referral_id"] is not None
    reads = row["may_read"] or (is_clinical and not is_known)
    return Waiting(
        who=_name(row) if is_known else f"Number not known: {row['came_from']}",
        path=_path(row) if is_known else _call_path(row) if reads else "",
        owner=_owner(row),
        when=wording.day_and_time(row["at"], on),
        what=way_it_came(row["provider_id"], row["channel"]),
        words=row["words"] if reads else "",
        to_do=_what_to_do(row, on=on)
        if reads
        else "Read by whoever carries them, or the duty senior.",
        is_harm=row["mentions_harm"] and reads,
        act_path=_reply_path(row) if reads else "",
        field=f"reply-{row['pk']}",
    )


def _call_path(row: Mapping[str, Any]) -> str:
    """Where somebody says whose text it was."""
    return reverse("calls:settle", args=(row["call__reference"],)) if _is_call(row) else ""


def _is_call(row: Mapping[str, Any]) -> bool:
    return row.get("call__reference") is not None


def _reply_path(row: Mapping[str, Any]) -> str:
    """Where somebody says what was done; of what somebody has as a call, it is said there."""
    if _is_call(row):
        return ""
    if row["referral_id"] is None:
        return reverse("messages:stray_read", args=(row["pk"],))
    return reverse("messages:reply_read", args=(row["referral__reference"], row["pk"]))


def _what_to_do(row: Mapping[str, Any], *, on: date) -> str:
    if _is_call(row):
        by = wording.sentence_time(row["call__due_by"], on)
        return f"Mentions harm. Ring now, and settle whose it is by {by}."
    if row["mentions_harm"] and row["referral_id"] is None:
        return "Mentions harm, and nobody has it. Ring now, and say what was done."
    if row["mentions_harm"]:
        return "Mentions harm. Ring now; the risk plan says who has it."
    if row["meaning"] == Meaning.CANCEL and row["referral__risk_open_since"]:
        return "Asked to cancel while a risk plan is open: nothing was cancelled. Ring."
    if row["meaning"] in {Meaning.CANCEL, Meaning.CONFIRM}:
        asked = "cancel" if row["meaning"] == Meaning.CANCEL else "confirm"
        return f"Asked to {asked}; it could not be done by itself. Look at the diary."
    return "Read it, and answer if it needs one."


def _message(row: Mapping[str, Any], *, on: date) -> Waiting:
    return Waiting(
        who=_name(row),
        path=_path(row),
        owner=_owner(row),
        when=wording.day_and_time(row["failed_at"], on),
        what=f"{MessageKind(row['kind']).label}, {Channel(row['channel']).label.lower()} "
        f"to {row['to']}",
        words=row["why_failed"],
        to_do=failures.advice(row["why_failed"]),
        is_harm=False,
        act_path=reverse("messages:handled", args=(row["referral__reference"], row["pk"])),
        field=f"message-{row['pk']}",
    )


def _name(row: Mapping[str, Any]) -> str:
    return wording.listed_name(
        row["referral__patient__family_name"], row["referral__patient__given_name"]
    )


def _owner(row: Mapping[str, Any]) -> str:
    if _is_call(row):
        return f"{row['call__owner__given_name']} {row['call__owner__family_name']} finds out who"
    given = row["referral__carried_by__given_name"]
    if not given:
        return "On nobody’s caseload"
    return f"{given} {row['referral__carried_by__family_name']} carries them"


def _path(row: Mapping[str, Any]) -> str:
    return reverse("messages:record", args=(row["referral__reference"],))
