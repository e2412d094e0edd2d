"""The timetable: what runs when, and why. Celery runs in UTC; what runs more often than daily has a
fixed interval (ruling 3).

Beat sends three things. The sweep looks through the jobs below and does what is due by the rows of
earlier runs: what an outage left undone is made up by the first sweep after it, and once.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings

EVERY_HEARTBEAT = timedelta(seconds=settings.HEARTBEAT_SECONDS)
EVERY_SWEEP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Job:
    """One job for the whole service, never for one patient: "all that is due", safe twice, late and
    beside itself. `daily_from` is a London clock time; without it the job runs at its interval.
    """

    name: str
    work: str
    watches: str
    every: timedelta = timedelta(days=1)
    daily_from: str = ""

    @property
    def lease(self) -> timedelta:
        """For how long a run that was killed keeps the next from beginning. Two side by side do no
        harm: so it is short.
        """
        return timedelta(minutes=5) if self.daily_from else timedelta(seconds=30)


_OFTEN = timedelta(minutes=5)
_NIGHT = "05:00"

# In this order: what must not wait first; flags before those who are told of them.
JOBS: tuple[Job, ...] = (
    Job(
        "owners",
        "caseload.actions.handovers.hand_over_unowned",
        "risk actions whose owner has left or is away",
        every=_OFTEN,
    ),
    Job(
        "escalation",
        "caseload.actions.escalation.escalate",
        "risk actions that nobody took or closed in time",
        every=_OFTEN,
    ),
    Job(
        "reminders",
        "portal.message_jobs.plan_reminders",
        "appointments whose reminder is due",
        every=_OFTEN,
    ),
    Job(
        "texts_after_a_miss",
        "portal.message_jobs.plan_missed",
        "texts that the note of a missed session asks for",
        every=_OFTEN,
    ),
    Job(
        "links",
        "portal.link_jobs.close_due_links",
        "questionnaire links whose session has begun, or whose time is up",
        every=_OFTEN,
    ),
    Job(
        "questionnaires",
        "portal.link_jobs.plan_questionnaires",
        "sessions whose questionnaires are due to be sent",
        every=_OFTEN,
    ),
    Job(
        "first_forms",
        "portal.first_links.plan_first_forms",
        "people whom somebody else referred, and who have not been offered questionnaires",
        every=_OFTEN,
    ),
    Job(
        "nudges",
        "portal.link_jobs.plan_nudges",
        "questionnaires that nobody has finished",
        every=_OFTEN,
    ),
    Job(
        "experience",
        "portal.link_jobs.plan_experience",
        "ended referrals that have not been asked how it was",
        every=_OFTEN,
    ),
    Job(
        "unsent_referrals",
        "portal.referring.jobs.pass_on_unsent",
        "self-referrals left unsent in which somebody said something worrying",
        every=_OFTEN,
    ),
    Job(
        "old_drafts",
        "portal.referring.jobs.forget_drafts",
        "self-referrals that nobody goes on with",
        every=_OFTEN,
    ),
    Job(
        "signposts",
        "portal.signpost_messages.send_signposts",
        "people who asked for the places they were pointed to in a message",
        every=_OFTEN,
    ),
    Job(
        "expected_ranges",
        "outcomes.expected.build_expected_ranges",
        "the usual range, from the service's own finished referrals",
        daily_from=_NIGHT,
    ),
    Job(
        "flags",
        "caseload.sweep.sweep_flags",
        "reviews due, contact overdue, no next appointment, and every other reason to look",
        daily_from=_NIGHT,
    ),
    Job(
        "flags_in_full",
        "caseload.sweep.check_flags",
        "flags that differ from what the rules say, each day of another 28th of everybody",
        daily_from=_NIGHT,
    ),
    Job(
        "next_steps",
        "caseload.watching.mend_next_steps",
        "open referrals without a next step",
        daily_from=_NIGHT,
    ),
    Job(
        "asked_again",
        "portal.message_jobs.ask_again",
        "people who wait and have not said whether they still want help",
        daily_from=_NIGHT,
    ),
    Job(
        "no_answer",
        "caseload.waiting.unanswered.pass_on_unanswered",
        "those asked twice without an answer, for a person to decide",
        daily_from=_NIGHT,
    ),
    Job(
        "waits",
        "caseload.waiting.breaching.tell_of_waits",
        "people whose wait for a first session comes to its last day, or has passed it",
        daily_from=_NIGHT,
    ),
    Job(
        "unsigned_notes",
        "caseload.watching.chase_unsigned_notes",
        "notes that wait to be signed, and those whose author is away",
        daily_from=_NIGHT,
    ),
    Job(
        "unread_letters",
        "caseload.watching.chase_unread_letters",
        "letters and scans that have waited too long for a reader",
        daily_from=_NIGHT,
    ),
    Job(
        "told_of_flags",
        "caseload.watching.tell_of_what_fell_due",
        "people whose worklist needs them",
        daily_from=_NIGHT,
    ),
    Job(
        "summaries",
        "caseload.sweep.check_summaries",
        "summaries that differ from the rows they are made of",
        daily_from=_NIGHT,
    ),
    Job(
        "tokens",
        "portal.link_jobs.forget_tokens",
        "tokens of links that ended long ago, and guesses at tokens",
        daily_from=_NIGHT,
    ),
    Job(
        "meetings_ahead",
        "supervision.planning.jobs.make_meetings_ahead",
        "pairs whose next meetings are not made yet, or fall on a day somebody is away",
        daily_from=_NIGHT,
    ),
    Job(
        "offline_copies",
        "supervision.offline.jobs.write_copies",
        "copies for when the system is down, where a folder is set for them",
        every=timedelta(hours=2),
    ),
    Job(
        "pathways",
        "reporting.pathways.derive_changed",
        "referrals of which something was written since, for national figures",
        every=timedelta(minutes=15),
    ),
    Job(
        "pathways_in_full",
        "reporting.pathways.derive_all",
        "rows for national figures that differ from what they are derived from",
        daily_from=_NIGHT,
    ),
    Job(
        "month_sums",
        "reporting.ahead.sum_every_month",
        "sums of months that differ from the pathways and contacts behind them",
        every=timedelta(minutes=15),
    ),
    Job(
        "returns",
        "reporting.dataset.export.jobs.export_runs",
        "months of the national return that somebody asked for",
        every=EVERY_SWEEP,
    ),
    Job(
        "old_returns",
        "reporting.dataset.retention.remove_old_files",
        "files of the national return whose time is up, and what is left of imports that ended",
        daily_from=_NIGHT,
    ),
    Job(
        "left_behind",
        "reporting.dataset.working.sweep",
        "files about people that a process left as it was killed",
        every=_OFTEN,
    ),
    Job(
        "looked_at",
        "reporting.dataset.importer.looked_at.forget",
        "files that were looked at and never brought in, and imports that came to no end",
        daily_from=_NIGHT,
    ),
    Job(
        "imports",
        "reporting.dataset.importer.jobs.import_runs",
        "files of an old system that somebody sent by the page, a little at each look",
        every=EVERY_SWEEP,
    ),
    Job(
        "expiries",
        "caseload.expiring.remind_of_expiries",
        "registrations and training that run out soon, or have, and of which nobody was told",
        daily_from=_NIGHT,
    ),
    Job(
        "old_runs",
        "jobs.runs.forget_old_runs",
        "runs of jobs that nobody looks at any more",
        daily_from=_NIGHT,
    ),
)

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # Proves beat → broker → worker → row, so that a banner can say when background work has
    # stopped.
    "heartbeat": {
        "task": "jobs.tasks.heartbeat",
        "schedule": EVERY_HEARTBEAT,
        "options": {"expires": 50},
    },
    # What must leave is a row first; this only makes it quick.
    "relay": {
        "task": "jobs.tasks.relay_outbox",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 14},
    },
    "sweep": {
        "task": "pwpservice.tasks.sweep",
        "schedule": EVERY_SWEEP,
        "options": {"expires": 55},
    },
}
