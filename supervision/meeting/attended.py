"""What a case's appointments say, for its card: what took place, was missed, was tried."""

from collections import Counter
from datetime import date

from caseload.models import CallAttempt, ContactState, PlanDone
from caseload.models.contact import ATTENDED, MISSED, Attendance
from caseload.record.source import ContactRow, Source
from clinical import wording
from clinical.working_days import local_date


def seen(source: Source) -> list[ContactRow]:
    """The appointments that took place, in order."""
    return [one for one in _logged(source) if one.attendance in ATTENDED]


def missed(source: Source) -> list[ContactRow]:
    """Those the person did not come to, in order."""
    return [one for one in _logged(source) if one.attendance in MISSED]


def _logged(source: Source) -> list[ContactRow]:
    return [one for one in source.contacts if one.state == ContactState.LOGGED]


def plan_done(contacts: list[ContactRow]) -> str:
    """`Plan done 2 times in 6, partly 1.`; empty where nobody asked."""
    answers = Counter(one.plan_done for one in contacts if one.plan_done)
    if not answers:
        return ""
    times = wording.count(answers[PlanDone.YES], "time")
    partly = f", partly {answers[PlanDone.PARTLY]}" if answers[PlanDone.PARTLY] else ""
    return f"Plan done {times} in {answers.total()}{partly}."


def miss(one: ContactRow, *, on: date) -> str:
    """`Tue 26 May, 10:30, did not attend: 10:31 no answer, 10:40 voicemail left`."""
    when = wording.day_and_time(one.starts_at, on)
    tried = ", ".join(
        f"{wording.clock(at)} {CallAttempt(outcome=said).get_outcome_display()}"
        for at, said in one.attempts
    )
    what = Attendance(one.attendance).label.lower()
    return f"{when}, {what}: {tried}" if tried else f"{when}, {what}. No call logged"


def week(source: Source, *, on: date) -> str:
    """`week 8`, of treatment; empty before the first."""
    began = source.head.row["first_treatment_on"]
    return f"week {(on - began).days // 7 + 1}" if began else ""


def last_day(contacts: list[ContactRow], *, on: date) -> str:
    """`9 June`: when they last met; empty where they have not."""
    if not contacts:
        return ""
    return wording.sentence_date(local_date(contacts[-1].starts_at), on)
