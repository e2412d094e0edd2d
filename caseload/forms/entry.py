"""From checked fields to the entries that the action takes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from caseload.delivery import Delivery
from caseload.entries import Booking, MeasureEntry, MissedEntry, OpeningCheck, RiskEntry, SeenEntry
from caseload.forms.fields import answers
from caseload.forms.needed import may_be_safeguarding, needs_section
from caseload.models import ExtrasState, MissedFollowUp, RiskAsked, SeenAs
from caseload.session.facts import SessionFacts
from clinical.measures import GAD7, PHQ9, WSAS
from referrals.work import WorkEntry

Given = Mapping[str, Any]


def seen_entry(given: Given, facts: SessionFacts) -> SeenEntry:
    """A session that took place."""
    reviewed = needs_section(given, facts)
    changed = given["extras"] is ExtrasState.CHANGED
    return SeenEntry(
        attendance=given["attendance"],
        minutes=given["minutes"],
        opening=_opening(given) if facts.asks_opening else None,
        measures=(*_measures(given, with_wsas=changed), *_own_measure(given, facts)),
        questionnaires_not_done=given["not_done"],
        risk_asked=RiskAsked.REVIEWED if reviewed else given["risk_asked"],
        risk=_risk(given) if reviewed else None,
        plan_done=given["plan_done"] if facts.has_last_plan else None,
        interventions=tuple(given["interventions"]),
        did=given["did"],
        plan=given["plan"],
        next_booking=_next_booking(given, facts),
        ending_proposed=given["next"] == "ending",
        own_view=given["own_view"] if given["next"] == "ending" else "",
        proposed=given["proposed"],
        supervision_question=given["supervision_question"],
        extras=given["extras"] or ExtrasState.NOT_ASKED,
        extras_note=given["extras_note"] if changed else "",
        delivery=_delivery(given, facts),
        work=_work(given) if changed else None,
    )


def missed_entry(given: Given, facts: SessionFacts) -> MissedEntry:
    """A session that did not take place, and what happens next."""
    chosen = given.get("follow_up")
    times = {
        MissedFollowUp.CALL_AGAIN_TODAY: given.get("call_again_at"),
        MissedFollowUp.SAME_TIME_NEXT_WEEK: given.get("same_time_at"),
    }
    if chosen is None:
        booking = _next_booking(given, facts)
    elif chosen is MissedFollowUp.REBOOKED:
        booking = _booking(given["rebook_at"], facts)
    else:
        booking = _booking(times.get(chosen), facts)
    return MissedEntry(
        attendance=given["attendance"],
        follow_up=chosen,
        next_booking=booking,
        text_asked_for=facts.may_text and chosen in times,
        supervision_question=given["supervision_question"],
    )


def _work(given: Given) -> WorkEntry | None:
    """How they stand at work now; None where that is as before."""
    if given["work_status"] is None:
        return None
    names = WorkEntry.__dataclass_fields__
    return WorkEntry(**{name: (given[f"work_{name}"] or "") for name in names})


def _delivery(given: Given, facts: SessionFacts) -> Delivery:
    """As shown or changed; what the page did not send is as usual."""
    seen_as = given["format"] or facts.delivery.seen_as
    is_group = seen_as is SeenAs.GROUP
    is_planned = given["planned"]
    return Delivery(
        therapy=given["therapy"] or facts.delivery.therapy,
        seen_as=seen_as,
        participants=given["group_participants"] if is_group else None,
        facilitators=given["group_facilitators"] if is_group else None,
        is_planned=facts.delivery.is_planned if is_planned is None else is_planned,
    )


def _opening(given: Given) -> OpeningCheck:
    """One key confirms all three; otherwise each is as answered."""
    confirmed = given["opening"] == "all"
    return OpeningCheck(
        identity_checked=confirmed or bool(given["opening_identity"]),
        location=given["opening_location"],
        private_to_talk=confirmed or bool(given["opening_private"]),
    )


def _measures(given: Given, *, with_wsas: bool) -> tuple[MeasureEntry, ...]:
    """Every questionnaire that was begun."""
    asked = (PHQ9, GAD7, WSAS) if with_wsas else (PHQ9, GAD7)
    found = []
    for measure in asked:
        given_answers = answers(given, measure)
        if any(one is not None for one in given_answers):
            no_work = measure is WSAS and given_answers[0] is None and given["wsas_no_work"]
            found.append(MeasureEntry(measure.code, given_answers, no_work))
    return tuple(found)


def _own_measure(given: Given, facts: SessionFacts) -> tuple[MeasureEntry, ...]:
    """The total of the measure that the problem calls for, where one was typed in."""
    total = given["own_total"]
    if facts.own_measure is None or total is None:
        return ()
    return (MeasureEntry(facts.own_measure.code, (), total=total),)


def _risk(given: Given) -> RiskEntry:
    said = {name: given[f"risk_{name}"] for name in RiskEntry.__dataclass_fields__}
    if not (may_be_safeguarding(given) and said["safeguarding"]):
        said |= {"safeguarding": False, "safeguarding_details": ""}
    return RiskEntry(**said)


def _next_booking(given: Given, facts: SessionFacts) -> Booking | None:
    chosen = given["next"]
    if chosen in {"", "ending", "later"}:
        return None
    return _booking(given["next_at"] if chosen == "choose" else chosen, facts)


def _booking(at: datetime | str | None, facts: SessionFacts) -> Booking | None:
    if not at:
        return None
    starts_at = datetime.fromisoformat(at) if isinstance(at, str) else at
    return Booking(starts_at=starts_at, minutes=facts.next_minutes, medium=facts.medium)
