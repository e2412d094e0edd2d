"""Decides how a referral is taken on: to Step 2, to Step 3, after a call, elsewhere, or with a risk
call today. A person decides each one; nothing here is decided by a rule.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload import next_steps
from caseload.actions import endings, placing, risk_calls
from caseload.actions.endings import Ending
from caseload.actions.placing import Placement
from caseload.triage.entry import TriageEntry, refuse_incomplete
from caseload.triage.known import known
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.problems import Problem
from clinical.suitability import Prompt, against
from clinical.wording import sentence_time
from clinical.working_days import local_date, moment, next_working_day
from referrals import actions as referral_actions
from referrals.actions import NextStepEntry
from referrals.changes import changed
from referrals.models import (
    DirectoryEntry,
    EndCode,
    NextStepKind,
    Referral,
    Signposting,
    Status,
    Triage,
    TriageDecision,
)
from staff.models import StaffMember


@dataclass(frozen=True, slots=True)
class _Deciding:
    """A referral that is held while somebody decides on it."""

    referral: Referral
    entry: TriageEntry
    triage: Triage
    by: StaffMember
    now: datetime
    policy: Policy


@transaction.atomic
def triage(
    *,
    referral: Referral,
    entry: TriageEntry,
    placement: Placement | None = None,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> Triage:
    """Keep the decision and its reason, and make happen what follows from it; of Step 2 also the
    place on a caseload, where one was chosen. The same form twice is one decision.

    Raises Refused when somebody decided meanwhile, saying who and what; when the referral is taken
    on or ended already; for what the decision leaves out; and as placing somebody does.
    """
    referral, on = Referral.objects.lock(referral.pk), local_date(now)
    latest = Triage.objects.filter(referral=referral).order_by("number").last()
    if latest is not None and _is_again(latest, entry, by=by):
        return latest
    _refuse_decided(latest, entry, referral=referral, now=now)
    warned = against(known(referral, on=on), problem=entry.problem)
    refuse_incomplete(entry, warned=bool(warned), on=on)
    if entry.problem is not None and not _is_recorded(entry.problem, referral):
        referral_actions.record_problem(
            referral=referral, problem=entry.problem, on=on, by=by, now=now
        )
    made = _keep(entry, referral, warned=warned, by=by, now=now)
    _EFFECTS[entry.decision](_Deciding(referral, entry, made, by, now, policy))
    if placement is not None and entry.decision is TriageDecision.STEP_2:
        placing.place(referral=referral, entry=placement, by=by, now=now, policy=policy)
    changed([referral.pk], now=now)
    trail.record(
        Event.TRIAGED,
        by=by,
        at=now,
        about=made,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        changes={"decision": (latest.decision if latest else "", entry.decision.value)},
    )
    return made


def _is_recorded(problem: Problem, referral: Referral) -> bool:
    """The descriptor that counts already says so."""
    latest = referral.problems.order_by("recorded_on", "pk").last()
    return latest is not None and latest.problem == problem.name


def _keep(
    entry: TriageEntry,
    referral: Referral,
    *,
    warned: Sequence[Prompt],
    by: StaffMember,
    now: datetime,
) -> Triage:
    """The row, and the note on the referral that the queue goes by."""
    referral_actions.note_triage(referral_id=referral.pk, decision=entry.decision)
    referral.triaged_as = entry.decision
    return Triage.objects.create(
        referral=referral,
        number=entry.seen + 1,
        decision=entry.decision,
        reason=entry.reason.strip(),
        warned=[one.code for one in warned] if entry.decision is TriageDecision.STEP_2 else [],
        at=now,
        by=by,
    )


def _is_again(latest: Triage, entry: TriageEntry, *, by: StaffMember) -> bool:
    """The very form that made the latest decision, sent twice."""
    return (latest.by_id, latest.number, latest.decision, latest.reason) == (
        by.pk,
        entry.seen + 1,
        entry.decision,
        entry.reason.strip(),
    )


def _refuse_decided(
    latest: Triage | None, entry: TriageEntry, *, referral: Referral, now: datetime
) -> None:
    if latest is not None and latest.number != entry.seen:
        said = f" They wrote: “{latest.reason}”." if latest.reason else ""
        raise Refused(
            f"{latest.by.full_name} decided “{latest.get_decision_display()}”, "
            f"{sentence_time(latest.at, local_date(now))}.{said} Nothing of yours was saved."
        )
    if not referral.is_open:
        raise Refused("This referral has ended meanwhile. Nothing was saved.")
    if referral.status != Status.RECEIVED or referral.carried_by_id is not None:
        raise Refused("This referral has been taken on meanwhile. Nothing was saved.")


def _step_2(one: _Deciding) -> None:
    referral_actions.move(
        referral=one.referral,
        to=Status.WAITING,
        by=one.by,
        now=one.now,
        why=TriageDecision.STEP_2.label,
    )
    due = next_steps.soon(one.now, one.policy)
    _next(one, NextStepKind.ALLOCATE, "Allocate", due)


def _step_3(one: _Deciding) -> None:
    due = next_steps.soon(one.now, one.policy)
    _next(one, NextStepKind.STEP_3, NextStepKind.STEP_3.label, due)


def _call_first(one: _Deciding) -> None:
    on = next_working_day(local_date(one.now), one.policy.calendar)
    due = moment(on, one.policy.closes)
    _next(one, NextStepKind.SCREENING_CALL, "Ring before deciding", due)


def _risk_call(one: _Deciding) -> None:
    action = risk_calls.ask_for_risk_call(
        referral=one.referral, reason=one.triage.reason, by=one.by, now=one.now, policy=one.policy
    )
    step = NextStepEntry(NextStepKind.RISK_ACTION, action.what, action.owner_id, action.due_by)
    referral_actions.put_next_step(referral=one.referral, entry=step, by=one.by, now=one.now)


def _signpost(one: _Deciding) -> None:
    given = one.entry.elsewhere
    found = DirectoryEntry.objects.filter(pk__in=given.places, retired_at__isnull=True)
    places = list(found.order_by("area", "name"))
    if len(places) != len(set(given.places)):
        raise Refused("One of these places is no longer in the directory.", field="places")
    patient = one.referral.patient
    if given.by_message and not (patient.text_ok or patient.email_ok):
        raise Refused("They agreed to no messages: tell them yourself.", field="by_message")
    Signposting.objects.bulk_create(
        Signposting(
            referral=one.referral,
            triage=one.triage,
            entry=place,
            words=place.line,
            consent=given.consent or "",
            by_message=given.by_message,
            at=one.now,
        )
        for place in places
    )
    if given.ends:
        ending = Ending(EndCode.SIGNPOSTED, local_date(one.now), one.triage.reason)
        endings.end_referral(
            referral=one.referral, ending=ending, by=one.by, now=one.now, policy=one.policy
        )
    elif given.ask_on is not None:
        due = moment(given.ask_on, one.policy.closes)
        _next(one, NextStepKind.SIGNPOSTED, NextStepKind.SIGNPOSTED.label, due)


def _next(one: _Deciding, kind: NextStepKind, what: str, due_by: datetime) -> None:
    step = NextStepEntry(kind, what, one.by.pk, due_by)
    referral_actions.put_next_step(referral=one.referral, entry=step, by=one.by, now=one.now)


_EFFECTS: Mapping[TriageDecision, Callable[[_Deciding], None]] = {
    TriageDecision.STEP_2: _step_2,
    TriageDecision.STEP_3: _step_3,
    TriageDecision.CALL_FIRST: _call_first,
    TriageDecision.SIGNPOST: _signpost,
    TriageDecision.RISK_CALL: _risk_call,
}
