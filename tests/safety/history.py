"""Random histories over the public verbs of the working day, checked after every step.

Hypothesis chooses who does what, in which order and when; what the rules refuse changes nothing.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from caseload.actions import allocation, bookings, contacts, drafts, risk, scores, signed_notes
from caseload.models import (
    Attendance,
    CareContact,
    ContactDraft,
    ContactKind,
    ContactState,
    MissedFollowUp,
    PastAttempts,
    RiskAction,
    RiskAsked,
    RiskOutcome,
    Thoughts,
)
from caseload.risk_signals import Response
from clinical.errors import Refused
from clinical.policy import DEFAULT
from clinical.risk import ResponseUrgency
from outcomes.models import MeasureScore
from referrals.conflict import Conflict
from referrals.models import Referral
from staff.models import StaffMember
from tests.caseload import entries
from tests.safety import invariants

which = st.integers(min_value=0, max_value=40)
item_nine = st.sampled_from([None, 0, 0, 1, 3])
yes = st.booleans()
sections = st.sampled_from(
    [
        None,
        entries.RISK,
        replace(entries.RISK, thoughts=Thoughts.NONE_NOW),
        replace(entries.RISK, intent=True, outcome=RiskOutcome.DUTY_SENIOR),
        replace(entries.RISK, plan=True),
        replace(entries.RISK, children=True, concern_details="A neighbour rang."),
        replace(entries.RISK, past_attempts=PastAttempts.YES_NEW, outcome=RiskOutcome.EMERGENCY),
        replace(entries.RISK, keeps_safe=" "),
    ]
)
typed = st.sampled_from(
    [
        {"did": "Went through the diary."},
        {"phq9_9": "0"},
        {"phq9_9": "2"},
        {"risk_intent": "yes"},
        {"risk_thoughts": "PASSING"},
    ]
)


@dataclass(frozen=True)
class Service:
    """Where the histories happen."""

    pwps: tuple[StaffMember, ...]
    senior: StaffMember
    begins: datetime


class History(RuleBasedStateMachine):
    """One history. Its rows vanish with it."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self.service = service
        self.now = service.begins
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @rule(minutes=st.sampled_from([1, 20, 90, 60 * 24, 60 * 24 * 6]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(whom=which, who=which, in_hours=st.integers(0, 60))
    def book(self, whom: int, who: int, in_hours: int) -> None:
        referral = self._one(Referral.objects.all(), whom)
        at = self.now + timedelta(minutes=15 * in_hours)
        self._try(
            contacts.book,
            referral=referral,
            kind=ContactKind.TREATMENT,
            booking=entries.at(at),
            pwp_id=self._pwp(who).pk,
            by=self._pwp(who),
        )

    @rule(contact=which, safety=yes)
    def cancel(self, contact: int, safety: bool) -> None:
        booked = self._booked(contact)
        if booked is not None:
            self._try(
                bookings.cancel_booking,
                contact=booked,
                reason="She asked to",
                may_cancel_safety_follow_up=safety,
                by=self.service.senior,
                policy=DEFAULT,
            )

    @rule(contact=which, who=which, fields=typed, is_stale=yes)
    def type_a_draft(self, contact: int, who: int, fields: dict[str, str], is_stale: bool) -> None:
        booked, author = self._booked(contact), self._pwp(who)
        if booked is None:
            return
        draft = ContactDraft.objects.filter(contact=booked, author=author).first()
        self._try(
            drafts.save_draft,
            contact=booked,
            fields=fields,
            version=0 if draft is None or is_stale else draft.version,
            missing="risk",
            by=author,
            policy=DEFAULT,
        )

    @rule(contact=which, ninth=item_nine, section=sections, books=yes, ends=yes)
    def see(self, contact: int, ninth: int | None, section: Any, books: bool, ends: bool) -> None:
        booked = self._booked(contact)
        if booked is None:
            return
        entry = entries.seen(
            phq9=(*entries.PHQ9_10[:8], ninth),
            risk_asked=RiskAsked.NOTHING_NEW if section is None else RiskAsked.REVIEWED,
            risk=section,
            next_booking=entries.a_week_after(booked) if books else None,
            ending_proposed=ends and not books,
        )
        self._log(booked, entry)

    @rule(
        contact=which,
        attendance=st.sampled_from(
            [Attendance.DID_NOT_ATTEND, Attendance.PATIENT_CANCELLED, Attendance.SERVICE_CANCELLED]
        ),
        follow_up=st.sampled_from([None, *MissedFollowUp]),
        rings=yes,
    )
    def miss(self, contact: int, attendance: Any, follow_up: Any, rings: bool) -> None:
        booked = self._booked(contact)
        if booked is None:
            return
        if rings:
            self._try(contacts.log_attempt, contact=booked, outcome="NO_ANSWER", by=booked.pwp)
        self._log(booked, entries.missed(attendance=attendance, follow_up=follow_up))

    @rule(score=which, ninth=item_nine)
    def correct_a_score(self, score: int, ninth: int | None) -> None:
        wrong = self._one(MeasureScore.objects.filter(measure="PHQ9"), score)
        if wrong is not None:
            self._try(
                scores.correct_score,
                score=wrong,
                answers=(*entries.PHQ9_10[:8], ninth),
                reason="Read out the wrong line",
                by=self.service.senior,
                policy=DEFAULT,
            )

    @rule(contact=which)
    def withdraw(self, contact: int) -> None:
        signed = self._one(CareContact.objects.filter(state=ContactState.LOGGED), contact)
        if signed is not None:
            self._try(
                signed_notes.withdraw,
                contact=signed,
                reason="Wrong person",
                may_withdraw_any=True,
                by=self.service.senior,
            )

    @rule(contact=which, whom=which)
    def file_again(self, contact: int, whom: int) -> None:
        withdrawn = self._one(CareContact.objects.filter(state=ContactState.WITHDRAWN), contact)
        if withdrawn is not None:
            self._try(
                signed_notes.file_again,
                contact=withdrawn,
                referral=self._one(Referral.objects.all(), whom),
                by=self.service.senior,
                policy=DEFAULT,
            )

    @rule(contact=which, words=st.sampled_from(["She meant Thursday.", "She took an overdose."]))
    def correct_a_note(self, contact: int, words: str) -> None:
        signed = self._one(CareContact.objects.exclude(state=ContactState.BOOKED), contact)
        if signed is not None:
            self._try(
                signed_notes.correct,
                contact=signed,
                text=words,
                form_key=uuid.uuid4(),
                by=self.service.senior,
                policy=DEFAULT,
            )

    @rule(action=which, who=which)
    def acknowledge(self, action: int, who: int) -> None:
        found = self._one(RiskAction.objects.all(), action)
        if found is not None:
            self._try(risk.acknowledge_risk_action, risk_action=found, by=self._pwp(who))

    @rule(action=which, who=which, outcome=st.sampled_from(["", "Spoke with her."]), more=yes)
    def close(self, action: int, who: int, outcome: str, more: bool) -> None:
        found = self._one(RiskAction.objects.all(), action)
        if found is None:
            return
        then = Response("Ring again", self._pwp(who).pk, ResponseUrgency.PLANNED) if more else None
        self._try(
            risk.close_risk_action,
            closes_risk=True,
            risk_action=found,
            outcome=outcome,
            then=then,
            is_confirmed=True,
            by=self._pwp(who + 1),
            policy=DEFAULT,
        )

    @rule(whom=which, who=which)
    def allocate(self, whom: int, who: int) -> None:
        self._try(
            allocation.allocate,
            referral=self._one(Referral.objects.all(), whom),
            pwp=self._pwp(who),
            why="",
            by=self.service.senior,
            policy=DEFAULT,
        )

    def _log(self, booked: CareContact, entry: Any) -> None:
        self._try(
            contacts.log_session,
            contact=booked,
            logged=entries.logged(entry, of=booked),
            by=self._who_works_here(booked.pwp),
            policy=DEFAULT,
        )

    def _try(self, verb: Callable[..., Any], *, closes_risk: bool = False, **facts: Any) -> None:
        before = invariants.look()
        try:
            verb(**facts, now=self.now)
        except (Refused, Conflict):
            assert invariants.look() == before
            return
        wrong = invariants.untrue_of_the_step(before, invariants.look(), closes_risk=closes_risk)
        assert wrong == []
        untrue = invariants.untrue()
        assert untrue == []

    def _booked(self, place: int) -> CareContact | None:
        """One of the appointments in the diary; an empty diary first gets one."""
        booked = CareContact.objects.filter(state=ContactState.BOOKED).select_related("pwp")
        if not booked.exists():
            self.book(whom=place, who=place, in_hours=1)
        return self._one(booked, place)

    def _pwp(self, place: int) -> StaffMember:
        """One of the PWPs who work here now; with all of them gone, the senior."""
        return self._who_works_here(self.service.pwps[place % len(self.service.pwps)])

    def _who_works_here(self, member: StaffMember) -> StaffMember:
        """Nobody who has left does anything."""
        found = StaffMember.objects.get(pk=member.pk)
        return found if found.is_active else self.service.senior

    @staticmethod
    def _one(rows: QuerySet[Any], place: int) -> Any | None:
        found: list[Model] = list(rows.order_by("pk"))
        return found[place % len(found)] if found else None
