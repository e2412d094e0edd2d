"""What the session form holds of a note that is begun and not signed."""

from caseload.models import Attendance, ExtrasState, RiskAsked
from pwpservice.practice.records import Scores
from pwpservice.practice.sessions import SessionNote


def fields(
    note: SessionNote, scores: Scores | None, *, where: str, missing: str
) -> dict[str, str | list[str]]:
    """The form's fields, by their names, without those that are said to be missing."""
    typed: dict[str, str | list[str]] = {
        "opening": "all",
        "opening_identity": "yes",
        "opening_location": where,
        "opening_private": "yes",
        "attendance": Attendance.ATTENDED.value,
        "minutes": "28",
        "interventions": [one.value for one in note.interventions],
        "did": note.did,
        "extras": ExtrasState.ASKED_SAME.value,
    }
    typed |= _answers(scores)
    if "risk" not in missing:
        typed["risk_asked"] = RiskAsked.NOTHING_NEW.value
    if "last plan" not in missing:
        typed["plan"] = note.plan
        if note.plan_done:
            typed["plan_done"] = note.plan_done.value
    return typed


def _answers(scores: Scores | None) -> dict[str, str | list[str]]:
    if scores is None:
        return {}
    given = {"phq9": scores.phq9 or (), "gad7": scores.gad7 or ()}
    return {
        f"{measure}_{number}": str(answer)
        for measure, answers in given.items()
        for number, answer in enumerate(answers, start=1)
    }
