"""Referrals as no service would have them: contacts and scores on every side of every line.

Seeded, and inserted in bulk through the models' tables, so that constraints and triggers hold.
"""

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from caseload.models import CareContact, ContactKind, ContactState, InternetTherapyLog
from caseload.models.contact import ATTENDED, Attendance, RiskAsked, SeenAs
from clinical import nhs_number
from clinical.measures import GAD7_CODE, MEASURES, PHQ9_CODE, WSAS_CODE, anxiety_measure_for
from clinical.problems import Problem
from clinical.therapies import Therapy
from outcomes.models import MeasureScore, Mode, Sitting
from referrals.models import (
    EmploymentStatus,
    EndCode,
    Medium,
    Patient,
    ProblemDescriptor,
    Referral,
    ReferralSource,
    Status,
)

_AT_ONCE = 500
_FIRST = date(2026, 1, 5)
_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
# Near midnight the local day is another one in summer than the day of UTC.
_TIMES = ((9, 0), (9, 0), (14, 30), (22, 59), (23, 0), (23, 45))
# Most days are common, so that several things fall on one.
_DAYS = (-9, -1, 0, 0, 1, 7, 7, 14, 21, 28, 41, 42, 43, 60, 90, 91, 105, 126, 127, 140)
_LENGTHS = (0, 28, 60, 91, *[105] * 3, *[126] * 4, *[140] * 5)
_KINDS = [*ContactKind.values, *(["TREATMENT"] * 18), *(["ASSESSMENT_AND_TREATMENT"] * 4)]
_OUTCOMES = [*Attendance.values, *(["ATTENDED"] * 25)]
# Half of them call for a measure of their own.
_PROBLEMS = [*Problem, *(one for one in Problem if anxiety_measure_for(one) != GAD7_CODE)]


def make(how_many, *, pwp, team, seed):
    """So many referrals with all that hangs from them."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    patients = Patient.objects.bulk_create(
        Patient(
            nhs_number=nhs_number.synthetic(number),
            given_name="Rowan",
            family_name=f"Random{number}",
            date_of_birth=date(1990, 1, 1),
            updated_at=_NOON,
        )
        for number in range(how_many)
    )
    referrals = Referral.objects.bulk_create(_referral(chance, one, team) for one in patients)
    # The database does not wait for long while rows are made up.
    for start in range(0, how_many, _AT_ONCE):
        _Rows(chance, pwp).write(referrals[start : start + _AT_ONCE])


def _referral(chance, patient, team):
    received = _FIRST + timedelta(days=chance.randrange(120))
    ended = chance.random() < 0.8
    return Referral(
        patient=patient,
        team=team,
        source=ReferralSource.SELF,
        received_on=received,
        status=Status.ENDED if ended else Status.IN_TREATMENT,
        ended_on=received + timedelta(days=chance.choice(_LENGTHS)) if ended else None,
        end_code=EndCode.COMPLETED if ended else "",
        updated_at=_NOON,
    )


class _Rows:
    def __init__(self, chance, pwp):
        self.chance, self.pwp = chance, pwp
        self.contacts, self.sittings, self.scores, self.superseded = [], [], [], []

    def write(self, referrals):
        problems, logs, work = [], [], []
        for referral in referrals:
            named = [self._problem(referral) for _ in range(self.chance.choice((0, 1, 1, 1, 2)))]
            problems += named
            logs += self._logs(referral)
            work += self._work(referral)
            called = anxiety_measure_for(Problem[named[-1].problem]) if named else GAD7_CODE
            for _ in range(self.chance.choice((0, 1, 3, 5, 5, 8, 8))):
                self._contact(referral, called)
            for _ in range(self.chance.choice((0, 0, 1, 2))):
                self._sitting(referral, called)
        ProblemDescriptor.objects.bulk_create(problems)
        InternetTherapyLog.objects.bulk_create(logs)
        EmploymentStatus.objects.bulk_create(work)
        Sitting.objects.bulk_create(self.sittings)
        CareContact.objects.bulk_create(self.contacts)
        MeasureScore.objects.bulk_create(self.scores)
        MeasureScore.objects.bulk_create(self.superseded)

    def _moment(self, referral):
        day = referral.received_on + timedelta(days=self.chance.choice(_DAYS))
        hour, minute = self.chance.choice(_TIMES)
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)

    def _problem(self, referral):
        return ProblemDescriptor(
            referral=referral,
            problem=self.chance.choice(_PROBLEMS).name,
            recorded_on=referral.received_on
            + timedelta(days=self.chance.choice((0, 0, 0, 7, 7, 150))),
        )

    def _logs(self, referral):
        weeks = self.chance.sample(range(-2, 19), self.chance.choice((0, 0, 0, 1, 2, 3)))
        for week in weeks:
            began = referral.received_on + timedelta(days=7 * week + self.chance.randrange(3))
            withdrawn = self.chance.random() < 0.2
            yield InternetTherapyLog(
                referral=referral,
                started_on=began,
                ended_on=began + timedelta(days=self.chance.choice((0, 3, 6))),
                programme="COURSE",
                minutes=20,
                pwp=self.pwp,
                form_key=uuid.uuid4(),
                at=_NOON,
                by=self.pwp,
                withdrawn_at=_NOON if withdrawn else None,
                withdrawn_by=self.pwp if withdrawn else None,
                withdrawn_reason="Another person's." if withdrawn else "",
            )

    def _work(self, referral):
        for days in self.chance.sample((-5, 0, 30, 90, 200), self.chance.choice((0, 0, 1, 2, 3))):
            yield EmploymentStatus(
                referral=referral,
                asked_on=referral.received_on + timedelta(days=days),
                status="EMPLOYED",
                sick_pay=self.chance.choice(("", "YES", "NO", "NOT_KNOWN")),
                at=_NOON,
                withdrawn_at=_NOON if self.chance.random() < 0.15 else None,
            )

    def _contact(self, referral, called):
        at = self._moment(referral)
        state = self.chance.choice(["LOGGED"] * 12 + ["CANCELLED", "WITHDRAWN"])
        outcome = (
            Attendance.PATIENT_CANCELLED
            if state == ContactState.CANCELLED
            else self.chance.choice(_OUTCOMES)
        )
        sitting = self._sitting(referral, called, at=at) if self.chance.random() < 0.8 else None
        is_signed = state != ContactState.CANCELLED
        is_withdrawn = state == ContactState.WITHDRAWN
        self.contacts.append(
            CareContact(
                referral=referral,
                pwp=self.pwp,
                kind=self.chance.choice(_KINDS),
                medium=Medium.PHONE,
                starts_at=at,
                ends_at=at + timedelta(minutes=30),
                state=state,
                booked_at=_NOON,
                updated_at=_NOON,
                is_planned=self.chance.random() < 0.85,
                format=self.chance.choice(SeenAs.values),
                attendance=outcome,
                minutes=30 if outcome in ATTENDED else None,
                risk_asked=RiskAsked.NOTHING_NEW if outcome in ATTENDED else "",
                therapies=self._therapies(),
                sitting=sitting,
                signed_at=at if is_signed else None,
                signed_by=self.pwp if is_signed else None,
                withdrawn_at=at if is_withdrawn else None,
                withdrawn_by=self.pwp if is_withdrawn else None,
                withdrawn_reason="Another person's." if is_withdrawn else "",
            )
        )

    def _therapies(self):
        common = ["GUIDED_SELF_HELP_BOOK", "CBT"]
        every = [one.name for one in Therapy]
        pool = self.chance.choice((common, common, [*common, "EMPLOYMENT_SUPPORT"], every))
        return self.chance.sample(pool, self.chance.choice((0, 1, 1, 1, 2)))

    def _sitting(self, referral, called, *, at=None):
        taken = self._moment(referral) if at is None or self.chance.random() < 0.3 else at
        sitting = Sitting(
            referral=referral,
            form_key=uuid.uuid4(),
            taken_at=taken,
            mode=Mode.ON_CALL,
            recorded_at=taken,
        )
        self.sittings.append(sitting)
        # Each once, in the order given: a set's is another in every process.
        for measure in dict.fromkeys((PHQ9_CODE, GAD7_CODE, called, WSAS_CODE)):
            if self.chance.random() < 0.85:
                self._score(sitting, measure)
        return sitting

    def _score(self, sitting, measure):
        made = self._valid(sitting, measure)
        turn = self.chance.random()
        if turn < 0.02:
            made.withdrawn_at = _NOON
        elif turn < 0.04:
            made.is_prorated = True
        elif turn < 0.06:
            made.instrument_version = "another version"
        elif turn < 0.08:
            made.total, made.mean = None, None
        elif turn < 0.1:
            before = self._valid(sitting, measure)
            before.superseded_at, before.superseded_by = _NOON, made
            self.superseded.append(before)
        self.scores.append(made)

    def _valid(self, sitting, measure):
        definition = MEASURES[measure]
        made = MeasureScore(
            sitting=sitting,
            referral=sitting.referral,
            measure=measure,
            instrument_version=definition.version,
            taken_at=sitting.taken_at,
        )
        if measure == WSAS_CODE:
            made.answers = [self.chance.choice((None, 0, 4, 8)) for _ in range(5)]
        elif definition.decimals:
            made.mean = Decimal(self.chance.choice(_around(definition))) / 100
        else:
            made.total = self.chance.choice(_around(definition))
        return made


def _around(definition):
    """Whole points, or hundredths, on both sides of the threshold and a reliable change away."""
    scale = 10**definition.decimals
    middle = int(definition.caseness * scale)
    step = int((definition.reliable_change or 7) * scale)
    near = [middle + way * step + off for way in (-1, 0, 1) for off in (-1, 0, 1)]
    lowest, highest = int(definition.total_lowest * scale), int(definition.total_highest * scale)
    return [total for total in [*near, lowest, highest] if lowest <= total <= highest]
