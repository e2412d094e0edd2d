"""What a PWP wrote about the sessions of one person: did, plan, and how the last plan went."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from caseload.models import Intervention, PlanDone
from clinical.problems import Problem
from pwpservice.practice.problems import draw_treatment
from pwpservice.practice.voice import Voice, sentence
from pwpservice.practice.words import assessments, plans, problems, sessions
from referrals.models import Medium

_LATE_FROM = 5
_FIRST_PLANS = plans.items(*assessments.ASSESSMENT_PLANS)


@dataclass(frozen=True, slots=True)
class SessionNote:
    """The words of one attended session."""

    did: str
    plan: str
    plan_done: PlanDone | None
    interventions: tuple[Intervention, ...]


class SessionWriter:
    """Writes one person's sessions in order, each taking up the plan of the one before."""

    def __init__(self, rng: Random, voice: Voice, problem: Problem | None) -> None:
        self._rng = rng
        self._voice = voice
        self._problem = problem or Problem.OTHER_ANXIETY
        self.main = draw_treatment(rng, problem)
        self._agreed: list[tuple[str, str, str]] = []
        self.statement = voice.say(problems.STATEMENTS[self._problem])

    @property
    def treatment(self) -> str:
        """The treatment as lists show it."""
        return self.main.label

    def goals(self) -> str:
        """Two goals, one a line."""
        options = problems.GOALS[self._problem]
        return "\n".join(self._voice.say(options) for _ in range(2))

    def assessment(self, medium: Medium, *, goes_on: bool) -> SessionNote:  # noqa: FBT001
        """The assessment, with the first reading where treatment follows."""
        if not goes_on:
            need = self._voice.choose(assessments.OTHER_NEEDS)
            did = self._voice.say(assessments.ASSESSED_ONLY, need=need)
            return SessionNote(did, "", None, (Intervention.ASSESSMENT,))
        did = self._voice.say(
            assessments.ASSESSED,
            statement_short=self.statement.split(".")[0].replace("“", "").replace("”", "") + ".",
            domain=self._rng.choice(assessments.DOMAINS),
            alcohol=self._rng.choice(assessments.ALCOHOL),
            medium=assessments.MEDIUM_WORDS[medium],
            them="them",
        )
        plan = self._agree(_FIRST_PLANS, 2)
        return SessionNote(did, plan, None, (Intervention.ASSESSMENT,))

    def treatment_session(self, number: int, *, better: bool) -> SessionNote:  # noqa: FBT001
        """Treatment session number so-and-so; `better` when scores have come down."""
        plan_done, review = self._review()
        used = [self.main]
        work = self._work(number, better=better)
        if number >= 2 and self._rng.random() < 0.1 and self.main is not Intervention.SLEEP:
            used.append(Intervention.SLEEP)
            work += " " + self._voice.say(sessions.MIDDLE[Intervention.SLEEP])
        observed = self._voice.say(sessions.OBSERVED) if self._rng.random() < 0.6 else ""
        if better and number >= _LATE_FROM:
            used.append(Intervention.RELAPSE_PREVENTION)
        did = " ".join(part for part in (review, work, observed) if part)
        return SessionNote(did, self._plan(used[-1]), plan_done, tuple(used))

    def last_session(self) -> SessionNote:
        """The session that ends treatment."""
        plan_done, review = self._review()
        did = f"{review} {self._voice.say(sessions.ENDINGS)}".strip()
        plan = self._voice.say(sessions.STAYING_WELL)
        return SessionNote(did, plan, plan_done, (self.main, Intervention.RELAPSE_PREVENTION))

    def _work(self, number: int, *, better: bool) -> str:  # noqa: FBT001
        if number == 1:
            stage = sessions.FIRST
        elif number >= _LATE_FROM and better:
            stage = sessions.LATE
        else:
            stage = sessions.MIDDLE
        return self._voice.say(stage[self.main])

    def _plan(self, intervention: Intervention) -> str:
        """Two things to do and perhaps something to read; kept, to be taken up next time."""
        plan = self._agree(plans.PLANS[intervention], 1 if self._rng.random() < 0.25 else 2)
        reading = self._voice.say(plans.READING) if self._rng.random() < 0.45 else ""
        return f"{plan} {reading}".strip()

    def _agree(self, options: Sequence[tuple[str, str, str]], count: int) -> str:
        self._agreed = []
        for _ in range(count):
            plan, done, undone = self._voice.fill_alike(self._voice.choose(options))
            self._agreed.append((plan, done, undone))
        return " ".join(sentence(plan) for plan, _, _ in self._agreed)

    def _review(self) -> tuple[PlanDone | None, str]:
        """How the last plan went, in the order it was agreed."""
        if not self._agreed:
            return None, ""
        drawn = self._rng.random()
        why = self._voice.say(plans.OBSTACLES)
        done = [item[1] for item in self._agreed]
        undone = [item[2] for item in self._agreed]
        if drawn < 0.45:
            return PlanDone.YES, sentence("; ".join(done))
        if drawn < 0.8:
            text = sentence(done[0])
            rest = f"{undone[-1]}: {why}" if len(undone) > 1 else f"less than planned: {why}"
            return PlanDone.PARTLY, f"{text} {sentence(rest)}"
        return PlanDone.NO, sentence(f"{'; '.join(undone)}: {why}")
