"""Random histories of one referral, written straight into its tables as no action would dare to."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from caseload.models import (
    Allocation,
    Attendance,
    ContactKind,
    ContactState,
    InternetTherapyLog,
    MissedFollowUp,
    RiskAsked,
)
from clinical.problems import Problem
from outcomes.models import MeasureScore
from referrals.models import EndCode, Referral, Status
from tests import personas
from tests.factories import outcomes, referrals
from tests.factories.caseload import (
    AllocationFactory,
    CareContactFactory,
    CaseFlagFactory,
    sitting_with_signal,
)

_BEGAN = personas.NOW - timedelta(days=60)
# Within an hour of midnight in London, twice a day: where the date and the instant disagree.
_moments = st.builds(
    lambda day, minute: _BEGAN.replace(hour=22, minute=0) + timedelta(days=day, minutes=minute),
    st.integers(0, 59),
    st.sampled_from([0, 30, 60, 90, 700]),
)
_totals = st.one_of(st.none(), st.integers(0, 21))
_seen = st.tuples(
    st.just("seen"),
    _moments,
    st.sampled_from(list(ContactKind)),
    st.sampled_from([Attendance.ATTENDED, Attendance.LATE_SEEN]),
    _totals,
    _totals,
    st.sampled_from([0, 0, 1, 3]),
    st.booleans(),
    st.sampled_from([[], ["CBT"], ["EMPLOYMENT_SUPPORT"], ["CBT", "EMPLOYMENT_SUPPORT"]]),
)
_not_seen = st.tuples(
    st.just("not seen"),
    _moments,
    st.sampled_from(
        [
            Attendance.DID_NOT_ATTEND,
            Attendance.LATE_NOT_SEEN,
            Attendance.PATIENT_CANCELLED,
            Attendance.SERVICE_CANCELLED,
            Attendance.NOT_KNOWN,
        ]
    ),
    st.sampled_from(["", *MissedFollowUp]),
    st.sampled_from(list(ContactKind)),
    st.sampled_from([True, True, False]),
)
_online = st.tuples(
    st.just("online"),
    st.integers(0, 59),
    st.integers(0, 7),
    st.sampled_from([0, 10]),
    st.booleans(),
)
_in_diary = st.tuples(
    st.just("in the diary"),
    st.integers(-40, 40),
    st.sampled_from([ContactState.BOOKED, ContactState.CANCELLED]),
)
_other = st.sampled_from(
    [
        ("withdrawn",),
        ("score withdrawn",),
        ("score superseded",),
        ("answered alone",),
        ("another questionnaire",),
        ("prorated",),
        ("problem", Problem.PANIC_DISORDER.name, date(2026, 5, 1)),
        ("problem", Problem.OCD.name, date(2026, 5, 1)),
        ("problem", Problem.AGORAPHOBIA.name, date(2026, 5, 2)),
        ("discussed", date(2026, 5, 20)),
        ("handed over",),
        ("flagged",),
        ("ended",),
    ]
)
_of_the_problem = st.tuples(
    st.just("of the problem"),
    _moments,
    st.sampled_from([("OCI", 40), ("OCI", 28), ("PDSS", 12), ("MI_ALONE", Decimal("2.31"))]),
    st.sampled_from([{}, {}, {"withdrawn_at": personas.NOW}]),
)
histories = st.lists(
    st.one_of(_seen, _seen, _not_seen, _online, _in_diary, _other, _of_the_problem), max_size=9
)


class History:
    """Writes the rows of one referral.

    Those of one PWP need `hour`s five apart: the nine half hours that one of them may book of a day
    are then free in the diary.
    """

    def __init__(self, *, pwp, other, team, hour=0):
        self.pwp, self.other, self.team, self.hour = pwp, other, team, hour
        self.referral = referrals.waiting(team, carried_by=pwp)
        AllocationFactory(referral=self.referral, pwp=pwp, starts_at=_BEGAN)
        self.diary = self.weeks = 0
        self.done = set()

    def add(self, event):
        """One more thing that happened; what happens once is passed over later."""
        kind, *details = event
        if kind in {"flagged", "ended", "handed over"} and kind in self.done:
            return
        self.done.add(kind)
        getattr(self, "_" + kind.replace(" ", "_"))(*details)

    def _contact(self, **facts):
        return CareContactFactory(referral=self.referral, pwp=self.pwp, **facts)

    def _signed(self, at, attendance, **facts):
        return self._contact(
            starts_at=at,
            attendance=attendance,
            signed_at=at,
            signed_by=self.pwp,
            form_key=uuid.uuid4(),
            **{"state": ContactState.LOGGED, **facts},
        )

    def _seen(self, at, kind, attendance, phq9, gad7, ninth, ending, therapies):
        ninth = ninth if phq9 is not None and phq9 >= ninth else 0
        sitting = None
        if phq9 is not None or gad7 is not None:
            sitting = sitting_with_signal(self.referral, phq9=phq9, gad7=gad7, ninth=ninth, at=at)
        self._signed(
            at,
            attendance,
            kind=kind,
            minutes=30,
            sitting=sitting,
            risk_asked=RiskAsked.NOTHING_NEW,
            ending_proposed=ending,
            therapies=therapies,
        )

    def _not_seen(self, at, attendance, follow_up, kind, is_planned):
        self._signed(at, attendance, follow_up=follow_up, kind=kind, is_planned=is_planned)

    def _online(self, started, days, minutes, is_withdrawn):
        """A week in a programme; the same week of another programme each time."""
        self.weeks += 1
        start = _BEGAN.date() + timedelta(days=started)
        whole = {"by": self.pwp, "at": personas.NOW}
        InternetTherapyLog.objects.create(
            referral=self.referral,
            started_on=start,
            ended_on=start + timedelta(days=days),
            programme=f"Programme {self.weeks}",
            minutes=minutes,
            pwp=self.pwp,
            form_key=uuid.uuid4(),
            **whole,
            **{f"withdrawn_{name}": value for name, value in whole.items() if is_withdrawn},
            withdrawn_reason="Logged twice" if is_withdrawn else "",
        )

    def _in_the_diary(self, days, state):
        self.diary += 1
        at = personas.NOW + timedelta(days=days, hours=self.hour, minutes=30 * self.diary)
        self._contact(starts_at=at, state=state)

    def _withdrawn(self):
        at = personas.NOW - timedelta(days=2)
        self._signed(
            at,
            Attendance.ATTENDED,
            minutes=30,
            state=ContactState.WITHDRAWN,
            withdrawn_at=at,
            withdrawn_by=self.pwp,
            withdrawn_reason="The wrong person's record",
        )

    def _score_withdrawn(self):
        score = self._a_score()
        if score is not None:
            MeasureScore.objects.filter(pk=score.pk).update(withdrawn_at=personas.NOW)

    def _score_superseded(self):
        score = self._a_score()
        if score is None:
            return
        better = outcomes.MeasureScoreFactory(
            sitting=score.sitting,
            measure=score.measure,
            answers=outcomes.answers_for(score.measure, 7),
            correction_reason="Misread",
        )
        MeasureScore.objects.filter(pk=score.pk).update(
            superseded_at=personas.NOW, superseded_by=better
        )

    def _a_score(self):
        return MeasureScore.objects.filter(
            referral=self.referral, superseded_at=None, withdrawn_at=None, total__isnull=False
        ).first()

    def _answered_alone(self):
        outcomes.sitting(self.referral, phq9=9, gad7=None, at=personas.NOW - timedelta(days=9))

    def _another_questionnaire(self):
        sitting = outcomes.SittingFactory(referral=self.referral)
        outcomes.MeasureScoreFactory(sitting=sitting, measure="WSAS", answers=[4, 4, 4, 4, 4])

    def _of_the_problem(self, at, kept, facts):
        measure, value = kept
        name = "mean" if isinstance(value, Decimal) else "total"
        outcomes.MeasureScoreFactory(
            sitting=outcomes.SittingFactory(referral=self.referral, taken_at=at),
            measure=measure,
            answers=[],
            **{"total": None, name: value},
            **facts,
        )

    def _prorated(self):
        sitting = outcomes.SittingFactory(referral=self.referral)
        outcomes.MeasureScoreFactory(sitting=sitting, is_prorated=True)

    def _problem(self, name, on):
        referrals.ProblemDescriptorFactory(referral=self.referral, problem=name, recorded_on=on)

    def _discussed(self, on):
        Allocation.objects.filter(referral=self.referral, ends_at=None).update(
            last_discussed_on=on, review_due_on=on + timedelta(days=28)
        )

    def _handed_over(self):
        Allocation.objects.filter(referral=self.referral, ends_at=None).update(ends_at=personas.NOW)
        AllocationFactory(referral=self.referral, pwp=self.other, starts_at=personas.NOW)
        Referral.objects.filter(pk=self.referral.pk).update(carried_by=self.other)

    def _flagged(self):
        cleared = CaseFlagFactory(referral=self.referral, reason="data_gap")
        cleared.cleared_at = personas.NOW
        cleared.save()
        CaseFlagFactory(referral=self.referral, reason="data_gap", is_provisional=False)

    def _ended(self):
        Allocation.objects.filter(referral=self.referral, ends_at=None).update(ends_at=personas.NOW)
        Referral.objects.filter(pk=self.referral.pk).update(
            status=Status.ENDED, ended_on=personas.TODAY, end_code=EndCode.COMPLETED
        )
