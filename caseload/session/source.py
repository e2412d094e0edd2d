"""Everything the session page shows of one contact, read in one query and given as typed facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat, JSONObject

from caseload.models import (
    CallAttempt,
    CareContact,
    CaseSummary,
    ContactDraft,
    ContactState,
    Correction,
    InternetTherapyLog,
    PastAttempts,
    RiskAction,
    RiskReview,
)
from caseload.models.contact import ATTENDED
from caseload.numbering import Happened
from caseload.safety import line
from caseload.safety.line import Known
from caseload.session import by_link
from caseload.session.by_link import ByLink
from clinical.measures import Total
from clinical.policy import Policy
from clinical.problems import Problem
from clinical.working_days import local_date, moment
from outcomes import expected
from outcomes.progress import Score, score_rows, scores_from
from policy.current import change_rows, policy_from, policy_of
from referrals.models import Referral
from referrals.prepared import PreparedModel
from staff.models import Duty, StaffMember

_DIARY_AHEAD = timedelta(days=40)
_ONE_ROW = ("last_row", "draft_row", "duty_row", "next_row")
_MANY_ROWS = (
    "earlier_rows",
    "week_rows",
    "score_rows",
    "attempt_rows",
    "correction_rows",
    "booked_rows",
    "policy_rows",
)


@dataclass(frozen=True, slots=True)
class _About:
    """Which contact is read, by whom and when: every value that differs from page to page."""

    referral_id: int
    patient_id: int
    reference: str
    reader_id: int
    now: datetime
    diary_ends: datetime
    day_ends: datetime
    on: date


_STAND_IN = _About(
    referral_id=-987_654_321,
    patient_id=-987_654_323,
    reference="(reference)",
    reader_id=-987_654_322,
    now=datetime(1901, 1, 1, tzinfo=UTC),
    diary_ends=datetime(1901, 1, 2, tzinfo=UTC),
    day_ends=datetime(1901, 1, 3, tzinfo=UTC),
    on=date(1901, 1, 4),
)

Entered = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class LastTime:
    """What was written at the last attended session."""

    starts_at: datetime
    plan: str
    did: str
    interventions: tuple[str, ...]
    therapies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """What its author left on the page."""

    fields: Entered
    version: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """Something with who and when: a call attempt, a correction."""

    at: datetime
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class OnDuty:
    """The duty senior now."""

    name: str
    phone: str

    @property
    def given_name(self) -> str:
        """`Tom`: as colleagues say it."""
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class Source:
    """The contact and what surrounds it; `next_today` is the reader's next unsigned appointment.
    `policy` is of today, `policy_then` of the day of the contact.
    """

    contact: CareContact
    earlier: tuple[Happened, ...]
    weeks: tuple[date, ...]
    last_time: LastTime | None
    scores: tuple[Score, ...]
    own_scores: tuple[Score, ...]
    by_link: ByLink | None
    draft: SavedDraft | None
    attempts: tuple[Said, ...]
    corrections: tuple[Said, ...]
    booked: tuple[tuple[datetime, datetime], ...]
    duty: OnDuty | None
    attempt_recorded_at: datetime | None
    risk_due_by: datetime | None
    last_item_nine: int | None
    last_item_nine_on: date | None
    problem: Problem
    safety: Known
    next_today: tuple[str, str] | None
    policy: Policy
    policy_then: Policy
    newest_range: int | None

    def totals(self, measure: str) -> list[int]:
        """The totals of one measure before this contact, oldest first. One that was filled in is no
        basis for change.
        """
        return [int(total) for total in self.values(measure)]

    def values(self, measure: str) -> list[Total]:
        """The same of any measure, a mean with its decimals."""
        return [
            one.total
            for one in self.scores
            if one.measure == measure and one.total is not None and not one.is_prorated
        ]

    def last_answers(self, measure: str) -> tuple[int | None, ...]:
        """How each item was answered last time; empty if it never was."""
        return next((one.answers for one in reversed(self.scores) if one.measure == measure), ())


def read(
    *, referral: Referral, reference: str, reader: StaffMember, now: datetime
) -> Source | None:
    """The contact of this referral with that reference and all its page shows, or None."""
    about = _About(
        referral_id=referral.pk,
        patient_id=referral.patient_id,
        reference=reference,
        reader_id=reader.pk,
        now=now,
        diary_ends=now + _DIARY_AHEAD,
        day_ends=_end_of_day(now),
        on=local_date(now),
    )
    contact = _CONTACT.first(about)
    if contact is None:
        return None
    # The record was opened a moment ago, with its patient: not read again.
    contact.referral = referral
    return _source(contact, now=now)


def _query(about: _About) -> QuerySet[CareContact]:
    """One query: each part below is an array or one row beside the contact.

    Who signed or withdrew it, and its risk section, are read by the note that shows them.
    """
    return (
        CareContact.objects.filter(referral=about.referral_id, reference=about.reference)
        .annotate(**_history(), **_written(about), **_diary(about), **_about_risk(about))
        .annotate(policy_rows=ArraySubquery(change_rows(about.on)), newest_range=expected.newest())
    )


_CONTACT = PreparedModel(_query, stand_in=_STAND_IN, one_json=_ONE_ROW, many_json=_MANY_ROWS)


def _history() -> dict[str, Subquery]:
    """What came before this contact."""
    before = CareContact.objects.filter(
        referral=OuterRef("referral"),
        state=ContactState.LOGGED,
        starts_at__lt=OuterRef("starts_at"),
    )
    happened = JSONObject(
        starts_at="starts_at",
        kind="kind",
        attendance="attendance",
        sitting_id="sitting_id",
        is_planned="is_planned",
        therapies="therapies",
    )
    weeks = InternetTherapyLog.objects.filter(referral=OuterRef("referral"), withdrawn_at=None)
    last_time = JSONObject(
        starts_at="starts_at", plan="plan", did="did", interventions="interventions",
        therapies="therapies",
    )  # fmt: skip
    attended = before.filter(attendance__in=ATTENDED).order_by("-starts_at")
    return {
        "earlier_rows": ArraySubquery(before.order_by("starts_at").values(row=happened)),
        "week_rows": ArraySubquery(
            weeks.order_by("ended_on").values(row=JSONObject(on="ended_on"))
        ),
        "last_row": Subquery(attended.values(row=last_time)[:1]),
        "score_rows": ArraySubquery(score_rows(OuterRef("referral"))),
    }


def _written(about: _About) -> dict[str, Subquery]:
    """What was written about this contact so far; a draft is read by its author alone."""
    me = OuterRef("pk")
    by = Concat("by__given_name", Value(" "), "by__family_name")
    draft = ContactDraft.objects.filter(contact=me, author=about.reader_id)
    kept = JSONObject(fields="fields", version="version", saved_at="saved_at")
    attempts = CallAttempt.objects.filter(contact=me).order_by("at")
    corrections = Correction.objects.filter(contact=me).order_by("at")
    return {
        "draft_row": Subquery(draft.values(row=kept)[:1]),
        "attempt_rows": ArraySubquery(
            attempts.values(row=JSONObject(at="at", text="outcome", by=by))
        ),
        "correction_rows": ArraySubquery(
            corrections.values(row=JSONObject(at="at", text="text", by=by))
        ),
    }


def _diary(about: _About) -> dict[str, Subquery]:
    """What is booked with this contact's PWP, and what the reader does next today."""
    booked = CareContact.objects.filter(
        pwp=OuterRef("pwp"),
        state=ContactState.BOOKED,
        ends_at__gt=about.now,
        starts_at__lt=about.diary_ends,
    ).order_by("starts_at")
    following = _booked_between(about.reader_id, OuterRef("starts_at"), about.day_ends)
    named = JSONObject(referral="referral__reference", contact="reference")
    return {
        "booked_rows": ArraySubquery(
            booked.values(row=JSONObject(start="starts_at", end="ends_at"))
        ),
        "next_row": Subquery(following.exclude(pk=OuterRef("pk")).values(row=named)[:1]),
    }


def _about_risk(about: _About) -> dict[str, Subquery]:
    """Who is duty senior now, what is due, what item 9 was last, and since when an attempt is on
    record.
    """
    of_this = {"referral": OuterRef("referral")}
    on_duty = JSONObject(
        name=Concat("staff__given_name", Value(" "), "staff__family_name"), phone="phone"
    )
    attempts = RiskReview.objects.filter(**of_this, past_attempts=PastAttempts.YES_NEW)
    due = RiskAction.objects.filter(**of_this, closed_at__isnull=True).order_by("due_by")
    known = CaseSummary.objects.filter(pk=OuterRef("referral"))
    return {
        "duty_row": Subquery(Duty.objects.at(about.now).values(row=on_duty)[:1]),
        "attempt_recorded_at": Subquery(attempts.order_by("-at").values("at")[:1]),
        "risk_due_by": Subquery(due.values("due_by")[:1]),
        "last_item_nine": Subquery(known.values("last_item_nine")[:1]),
        "last_item_nine_on": Subquery(known.values("last_item_nine_on")[:1]),
        "problem": Subquery(known.values("problem")[:1]),
        **line.columns(referral=OuterRef("referral"), patient=about.patient_id),
    }


def _source(contact: Any, *, now: datetime) -> Source:
    """The rows of the query as facts; a signed contact's own scores stand apart."""
    scores, own = scores_from(contact.score_rows), contact.sitting_id
    own_scores = tuple(one for one in scores if one.sitting_id == own)
    return Source(
        contact=contact,
        earlier=tuple(
            Happened(**row | {"starts_at": _at(row["starts_at"])}) for row in contact.earlier_rows
        ),
        weeks=tuple(
            on
            for row in contact.week_rows
            if (on := date.fromisoformat(row["on"])) < local_date(contact.starts_at)
        ),
        last_time=_last_time(contact.last_row),
        scores=tuple(
            one for one in scores if one.sitting_id != own and one.taken_at <= contact.ends_at
        ),
        own_scores=own_scores,
        by_link=by_link.read(contact, own_scores, now=now),
        draft=_draft(contact.draft_row),
        attempts=_said(contact.attempt_rows),
        corrections=_said(contact.correction_rows),
        booked=tuple((_at(row["start"]), _at(row["end"])) for row in contact.booked_rows),
        duty=OnDuty(**contact.duty_row) if contact.duty_row else None,
        attempt_recorded_at=contact.attempt_recorded_at,
        risk_due_by=contact.risk_due_by,
        last_item_nine=contact.last_item_nine,
        last_item_nine_on=contact.last_item_nine_on,
        problem=Problem.__members__.get(contact.problem or "", Problem.NOT_RECORDED),
        safety=line.known(vars(contact)),
        next_today=_next(contact.next_row),
        policy=policy_from(contact.policy_rows),
        policy_then=policy_of(contact.policy_rows, on=local_date(contact.starts_at)),
        newest_range=contact.newest_range,
    )


def _next(row: Mapping[str, str] | None) -> tuple[str, str] | None:
    return None if row is None else (row["referral"], row["contact"])


def _end_of_day(now: datetime) -> datetime:
    return moment(local_date(now) + timedelta(days=1), "00:00")


def _last_time(row: Mapping[str, Any] | None) -> LastTime | None:
    if row is None:
        return None
    return LastTime(
        starts_at=_at(row["starts_at"]),
        plan=row["plan"],
        did=row["did"],
        interventions=tuple(row["interventions"]),
        therapies=tuple(row["therapies"]),
    )


def _draft(row: Mapping[str, Any] | None) -> SavedDraft | None:
    if row is None:
        return None
    return SavedDraft(dict(row["fields"]), row["version"], _at(row["saved_at"]))


def _said(rows: Sequence[Mapping[str, Any]]) -> tuple[Said, ...]:
    return tuple(Said(_at(row["at"]), row["text"], row["by"]) for row in rows)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def booked_today(*, referral: Referral, pwp: StaffMember, now: datetime) -> str | None:
    """The reference of this person's unsigned appointment with this patient today."""
    return (
        _booked_between(pwp.pk, moment(local_date(now), "00:00"), _end_of_day(now))
        .filter(referral=referral)
        .values_list("reference", flat=True)
        .first()
    )


def _booked_between(
    pwp_id: int, start: datetime | OuterRef, end: datetime
) -> QuerySet[CareContact]:
    return CareContact.objects.filter(
        pwp=pwp_id,
        state=ContactState.BOOKED,
        referral__ended_on__isnull=True,
        starts_at__gte=start,
        starts_at__lt=end,
    ).order_by("starts_at")
