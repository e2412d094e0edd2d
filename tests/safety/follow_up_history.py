"""The verbs of risk follow-up, added to the random histories: whoever has it leaves or is away, the
sweep runs or sleeps, somebody gives it away, and two people end a referral.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from caseload.actions import endings, escalation, handovers, risk
from caseload.actions.endings import Ending
from caseload.models import EndingWithOpenRisk, RiskAction, SignalSource
from caseload.risk_signals import Signal
from clinical.policy import DEFAULT
from clinical.working_days import local_date
from jobs import outbox
from referrals.models import EndCode, Referral
from staff.actions import accounts
from staff.models import Absence, StaffMember
from tests.safety import invariants
from tests.safety.history import History, which, yes

remote = st.sampled_from([SignalSource.LINK, SignalSource.CALL, SignalSource.REPLY])
days = st.integers(min_value=0, max_value=3)


class FollowUpHistory(History):
    """Every verb of the working day, and every one of following up."""

    @rule(whom=which, source=remote, answer=st.integers(1, 3), form=which)
    def hear_remotely(self, whom: int, source: SignalSource, answer: int, form: int) -> None:
        by_link = source is SignalSource.LINK
        referral = self._one(Referral.objects.filter(ended_on__isnull=True), whom)
        if referral is None:
            return
        key = uuid.UUID(int=referral.pk * 100 + form) if by_link else None
        self._try(
            risk.raise_flag,
            referral=referral,
            signal=Signal(source, "Said", form_key=key, answer=answer if by_link else None),
            response=None,
            by=None,
            policy=DEFAULT,
        )

    @rule(action=which, who=which, is_stale=yes)
    def give(self, action: int, who: int, is_stale: bool) -> None:
        found = self._one(RiskAction.objects.select_related("referral"), action)
        if found is not None:
            self._try(
                handovers.hand_over,
                risk_action=found,
                to=self._pwp(who),
                why="In a session",
                version=found.version - 1 if is_stale else found.version,
                by=self.service.senior,
            )

    @rule()
    def sweep(self) -> None:
        """As the timetable does: who is gone first, then who is told, then what must leave."""
        self._try(handovers.hand_over_unowned, policy=DEFAULT)
        self._try(escalation.escalate, policy=DEFAULT)
        outbox.relay(now=self.now, limit=10_000)
        assert invariants.untrue_after_a_sweep(now=self.now) == []

    @rule(who=which)
    def somebody_leaves(self, who: int) -> None:
        """The sweep of the same minute follows; no page waits for it."""
        member = self._pwp(who)
        if member != self.service.senior:
            self._try(self._leave, member=member)

    @rule(who=which)
    def somebody_comes_back(self, who: int) -> None:
        gone = self.service.pwps[who % len(self.service.pwps)]
        StaffMember.objects.filter(pk=gone.pk).update(is_active=True)

    @rule(who=which, until=days)
    def somebody_is_away(self, who: int, until: int) -> None:
        on = local_date(self.now)
        Absence.objects.create(
            staff=self._pwp(who), kind="LEAVE", starts_on=on, ends_on=on + timedelta(days=until)
        )
        self._try(handovers.hand_over_unowned, policy=DEFAULT)

    @rule(whom=which)
    def ask_to_end(self, whom: int) -> None:
        self._try(
            endings.ask_to_end,
            referral=self._one(Referral.objects.all(), whom),
            ending=self._ending(),
            by=self._pwp(whom),
        )

    @rule(ending=which, agrees=yes, by_senior=yes)
    def decide_an_ending(self, ending: int, agrees: bool, by_senior: bool) -> None:
        asked = self._one(EndingWithOpenRisk.objects.all(), ending)
        if asked is None:
            return
        by = self.service.senior if by_senior else self._pwp(ending)
        if agrees:
            facts: dict[str, Any] = {"why": "He is safe there", "is_confirmed": True}
            facts |= {"asked": asked, "by": by, "policy": DEFAULT}
            self._try(endings.agree_to_end, closes_risk=True, **facts)
        else:
            self._try(endings.withdraw_ending, asked=asked, by=by)

    @rule(whom=which)
    def end(self, whom: int) -> None:
        self._try(
            endings.end_referral,
            referral=self._one(Referral.objects.all(), whom),
            ending=self._ending(),
            by=self.service.senior,
            policy=DEFAULT,
        )

    def _ending(self) -> Ending:
        return Ending(EndCode.COMPLETED, local_date(self.now), "Agreed with the person")

    def _leave(self, *, member: StaffMember, now: datetime) -> None:
        accounts.deactivate(member=member, by=self.service.senior, now=now)
        handovers.hand_over_unowned(now=now, policy=DEFAULT)
