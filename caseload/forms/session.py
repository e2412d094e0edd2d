"""The session form: what was typed, checked for shape, and given on as one LoggedSession."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from caseload.entries import LoggedSession
from caseload.forms import fields, needed
from caseload.forms.entry import missed_entry, seen_entry
from caseload.forms.needed import Needed
from caseload.models import (
    Attendance,
    ExtrasState,
    Intervention,
    MissedFollowUp,
    PastAttempts,
    PlanDone,
    Proposal,
    RiskAsked,
    RiskOutcome,
    SeenAs,
    Thoughts,
)
from caseload.session.facts import PATHS, SessionFacts
from caseload.session.source import Entered
from clinical.measures import GAD7, PHQ9, WSAS, AnswersOutOfRange, read_total
from clinical.risk import ReviewNeed
from clinical.therapies import Therapy
from clinical.working_days import LONDON
from referrals.models import WeeklyHours, WorkStatus, YesNoNotKnown

_FURTHEST = timedelta(days=365)
_NOT_A_DATE = "That is not a date. Write it like 16/06/2026."
_NOT_A_TIME = "That is not a time. Write it like 10:30."
# Chosen without a time of their own; anything else in `next` is the time of a free slot.
NEXT_WORDS = ("choose", "ending", "later")


class SessionForm(forms.Form):
    """Every part of the page. What is missing is `needed`; what cannot be an answer is an error."""

    form_key = forms.UUIDField(
        error_messages={"required": "Load the page again.", "invalid": "Load the page again."}
    )
    contact_version = forms.IntegerField(min_value=1)
    draft_version = forms.IntegerField(min_value=0)

    opening = forms.ChoiceField(choices=[("all", "all"), ("some", "some")], required=False)
    opening_identity = fields.yes_no("Who you speak with")
    opening_location = fields.text("Where they are now", longest=200)
    opening_private = fields.yes_no("Private to talk")
    attendance = fields.choice(Attendance, "Attendance")
    minutes = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=480,
        error_messages={
            "invalid": "Minutes: a whole number from 1 to 480.",
            "min_value": "Minutes: a whole number from 1 to 480.",
            "max_value": "Minutes: a whole number from 1 to 480.",
        },
    )
    own_total = fields.total()
    not_done = fields.text("Why not done", longest=200)
    risk_asked = fields.choice(RiskAsked, "Risk", but=(RiskAsked.NOT_SENT,))
    risk_thoughts = fields.choice(Thoughts, "Thoughts of suicide or self-harm now")
    risk_plan = fields.yes_no("Plan or preparation")
    risk_means = fields.yes_no("Means to hand")
    risk_means_agreed = fields.text("What you agreed about the means")
    risk_intent = fields.yes_no("Intends to act")
    risk_past_attempts = fields.choice(PastAttempts, "Past attempts or self-harm")
    risk_self_neglect = fields.yes_no("Self-neglect")
    risk_from_others = fields.yes_no("Harm from others")
    risk_to_others = fields.yes_no("Harm to others")
    risk_children = fields.yes_no("Children")
    risk_safeguarding = fields.yes_no("Safeguarding")
    risk_safeguarding_details = fields.text("What the safeguarding concern is")
    risk_concern_details = fields.text("What the concern is")
    risk_keeps_safe = fields.text("What keeps them safe")
    risk_agreed = fields.text("What you agreed to do")
    risk_who_told = fields.text("Who was told", longest=200)
    risk_outcome = fields.choice(RiskOutcome, "Outcome")
    plan_done = fields.choice(PlanDone, "Last plan done?")
    interventions = forms.TypedMultipleChoiceField(
        choices=Intervention.choices,
        coerce=Intervention,
        required=False,
        error_messages={"invalid_choice": "What you used: choose from the list."},
    )
    therapy = forms.TypedChoiceField(
        choices=[(one.name, one.label) for one in Therapy],
        coerce=Therapy,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Therapy: choose one of those shown."},
    )
    format = fields.choice(SeenAs, "Seen as")
    group_participants = fields.count("People in the group", highest=999)
    group_facilitators = fields.count("Who led the group", highest=99)
    planned = fields.yes_no("Planned")
    did = fields.text("What you did")
    plan = fields.text("Plan until next time")
    next = forms.CharField(required=False, max_length=40)
    next_date = forms.DateField(required=False, error_messages={"invalid": _NOT_A_DATE})
    next_time = forms.TimeField(required=False, error_messages={"invalid": _NOT_A_TIME})
    own_view = fields.text("Their own view of ending", longest=400)
    proposed = fields.choice(Proposal, "Proposed to supervision")
    supervision_question = fields.text("Question for supervision")
    extras = fields.choice(ExtrasState, "Work, medication, other measures")
    extras_note = fields.text("What changed", longest=400)
    work_status = fields.choice(WorkStatus, "Work now")
    work_hours = fields.choice(WeeklyHours, "Hours a week")
    work_sick_pay = fields.choice(YesNoNotKnown, "Sick pay")
    work_benefits = fields.choice(YesNoNotKnown, "Benefits")
    wsas_no_work = forms.BooleanField(required=False)
    follow_up = fields.choice(MissedFollowUp, "What happens next")
    call_again_at = forms.CharField(required=False, max_length=40)
    same_time_at = forms.CharField(required=False, max_length=40)
    rebook_date = forms.DateField(required=False, error_messages={"invalid": _NOT_A_DATE})
    rebook_time = forms.TimeField(required=False, error_messages={"invalid": _NOT_A_TIME})

    def __init__(self, entered: Entered, *, facts: SessionFacts) -> None:
        # What was answered by link is not asked again; what is typed here goes before it.
        entered = {**(facts.by_link.entered if facts.by_link else {}), **entered}
        super().__init__(entered)
        self.entered = entered
        self.facts = facts
        self.needed: list[Needed] = []

    @property
    def path(self) -> str:
        """ "seen", "missed", "cancelled", or empty until attendance is known."""
        return PATHS.get(self.cleaned_data.get("attendance") or "", "")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        self._read_own_total()
        for name in ("next", "call_again_at", "same_time_at"):
            self._read_time(name)
        self._join_date_and_time("next")
        self._join_date_and_time("rebook")
        self.needed = needed.still_needed(given, self.facts)
        return given

    def still_needed(self) -> str:
        """The words of the foot bar; empty when it is ready to sign."""
        self.full_clean_once()
        return needed.in_words(self.needed)

    def full_clean_once(self) -> None:
        """Check what was typed, if that has not been done."""
        if not hasattr(self, "cleaned_data"):
            self.full_clean()

    def review_need(self) -> ReviewNeed:
        """Whether what is typed so far requires the risk section, and why."""
        self.full_clean_once()
        return needed.review_need(self.cleaned_data, self.facts)

    def may_be_signed(self) -> bool:
        """Nothing is missing and nothing is wrong; otherwise every missing part has its error."""
        wrong = tuple(self.errors)
        for one in self.needed:
            if not any(name.startswith(one.field) for name in wrong):
                self.refuse(one.sentence, field=one.field)
        return not self.errors

    def refuse(self, sentence: str, *, field: str | None) -> None:
        """Put a sentence beside the field it is about, or beside a whole part of the page."""
        if field in self.fields:
            self.add_error(field, sentence)
        else:
            self.errors.setdefault(field or "__all__", self.error_class()).append(sentence)

    def logged(self) -> LoggedSession:
        """What the action takes. Only for a form that may be signed."""
        given = self.cleaned_data
        make = seen_entry if self.path == "seen" else missed_entry
        return LoggedSession(
            form_key=given["form_key"],
            contact_version=given["contact_version"],
            entry=make(given, self.facts),
        )

    def _read_own_total(self) -> None:
        """The total of the measure that the problem calls for; none where nothing was typed."""
        text, measure = self.cleaned_data.get("own_total"), self.facts.own_measure
        self.cleaned_data["own_total"] = None
        if not text or measure is None:
            return
        try:
            self.cleaned_data["own_total"] = read_total(measure, text)
        except AnswersOutOfRange as mistake:
            self.add_error("own_total", str(mistake))

    def _read_time(self, name: str) -> None:
        """A slot's value is its moment; it must still lie ahead, within a year."""
        text = self.cleaned_data.get(name)
        if not text or text in NEXT_WORDS:
            return
        at = _moment(text)
        if at is None:
            self.add_error(name, "Choose one of the times shown.")
        elif self.path != "missed" or name != "next":
            self._check_ahead(name, at)

    def _join_date_and_time(self, prefix: str) -> None:
        on, clock = (self.cleaned_data.get(f"{prefix}_{part}") for part in ("date", "time"))
        if on is None or clock is None:
            return
        self.cleaned_data[f"{prefix}_at"] = at = datetime.combine(on, clock, tzinfo=LONDON)
        self._check_ahead(f"{prefix}_date", at)

    def _check_ahead(self, name: str, at: datetime) -> None:
        is_asked = name not in {"call_again_at", "same_time_at"} or _is_chosen(
            name, self.cleaned_data
        )
        if is_asked and not self.facts.now < at < self.facts.now + _FURTHEST:
            self.add_error(name, "Choose a time that is still to come, within a year.")


class _Shared(dict[str, forms.Field]):
    """Fields that nothing changes: every form has these, where Django would copy them for each."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


SessionForm.base_fields = _Shared(
    SessionForm.base_fields
    | {
        name: fields.answer(measure, item.number)
        for measure in (PHQ9, GAD7, WSAS)
        for name, item in zip(fields.item_names(measure), measure.items, strict=True)
    }
)


def entered_from(data: QueryDict) -> Entered:
    """What the page sent, by the names this form knows and no others."""
    found: Entered = {}
    for name in _NAMES:
        if name == "interventions":
            found[name] = [str(value) for value in data.getlist(name)]
        elif name in data:
            found[name] = str(data[name])
    return found


def kept(entered: Entered) -> Entered:
    """What a draft keeps: everything but the keys of the page that sent it."""
    return {name: value for name, value in entered.items() if name not in _KEYS}


def _is_chosen(name: str, given: Mapping[str, Any]) -> bool:
    wanted = {
        "call_again_at": MissedFollowUp.CALL_AGAIN_TODAY,
        "same_time_at": MissedFollowUp.SAME_TIME_NEXT_WEEK,
    }
    return given.get("follow_up") is wanted[name]


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


_KEYS = frozenset({"form_key", "contact_version", "draft_version"})
_NAMES = tuple(SessionForm.base_fields)
