"""The reasons that calendar and record give: contact, reviews, bookings, what is missing."""

from datetime import date, datetime, timedelta

from clinical.facts import CaseFacts
from clinical.policy import Policy
from clinical.reason import Found, Reason
from clinical.risk import why_ring_the_same_day
from clinical.wording import count, sentence_date
from clinical.working_days import add_working_days, days_between, local_date


def contact_is_overdue(case: CaseFacts, now: datetime, policy: Policy) -> Found | None:
    """Nobody has been in touch for longer than the service allows and nothing is booked soon; or
    the last sessions were all missed or cancelled."""
    on = local_date(now)
    quiet_since = _quiet_since(case, on, policy)
    has_missed = case.missed_in_a_row >= policy.missed_in_a_row
    if quiet_since is None and not has_missed:
        return None
    words = (
        _silence_words(case, quiet_since, on, policy) if quiet_since else "",
        f"Missed {count(case.missed_in_a_row, 'session')} in a row" if has_missed else "",
    )
    began = (
        _day_after_limit(quiet_since, policy) if quiet_since else None,
        case.last_missed_on if has_missed else None,
    )
    return Found(
        Reason.OVERDUE_CONTACT,
        ". ".join(part for part in words if part),
        min((day for day in began if day is not None), default=None),
        "Clears when a session is attended"
        + ("." if has_missed else f", or booked within {policy.booking_horizon_days} days."),
    )


def _quiet_since(case: CaseFacts, on: date, policy: Policy) -> date | None:
    """When the silence began, if it is over the limit and nothing is booked soon."""
    began = case.silent_since
    if began is None or on < _day_after_limit(began, policy):
        return None
    return None if _is_booked_soon(case, on, policy) else began


def _day_after_limit(began: date, policy: Policy) -> date:
    return began + timedelta(days=policy.contact_overdue_after_days + 1)


def _is_booked_soon(case: CaseFacts, on: date, policy: Policy) -> bool:
    if case.next_booked_at is None:
        return False
    days = days_between(on, local_date(case.next_booked_at))
    return 0 <= days <= policy.booking_horizon_days


def _silence_words(case: CaseFacts, quiet_since: date, on: date, policy: Policy) -> str:
    """`43 days, limit 21, also on the senior's page`; from allocation, where no session was
    attended yet.
    """
    since = "" if case.last_attended_on else " since allocation"
    days = days_between(quiet_since, on)
    also = "".join(f", also on the {who}'s page" for who in also_seen_by(days, policy)[-1:])
    return f"{count(days, 'day')}{since}, limit {policy.contact_overdue_after_days}{also}"


def also_seen_by(silent_days: int, policy: Policy) -> tuple[str, ...]:
    """On whose pages such a silence stands besides the PWP's (clinical reference 6.3)."""
    marks = (
        ("senior", policy.contact_overdue_senior_days),
        ("service lead", policy.contact_overdue_lead_days),
    )
    return tuple(who for who, limit in marks if silent_days > limit)


def missed_session(case: CaseFacts, now: datetime, policy: Policy) -> Found | None:
    """The last session was missed and nobody has followed it up yet.

    With open risk, or item 9 above 0 at the last answer, silence is not routine (clinical
    reference 6.3): a call the same day, the duty lead told, and no ending without supervision.
    """
    if case.missed_in_a_row == 0 or case.last_missed_on is None or case.missed_followed_up:
        return None
    on = local_date(now)
    words = f"Missed {sentence_date(case.last_missed_on, on)}"
    if why := _why_ring_today(case):
        words += f". Ring today: {why}"
        clears = "the person was reached, or the duty senior and the GP or emergency contact told"
    else:
        again_by = add_working_days(
            case.last_missed_on, policy.second_attempt_within_working_days, policy.calendar
        )
        clears = f"the missed session has been followed up, by {sentence_date(again_by, on)}"
    return Found(Reason.MISSED_SESSION, words, case.last_missed_on, f"Clears when {clears}.")


def _why_ring_today(case: CaseFacts) -> str:
    is_open = bool(case.open_risk_actions or case.open_risk_signals)
    return why_ring_the_same_day(risk_is_open=is_open, last_item_nine=case.last_item_nine)


def scheduled_review(case: CaseFacts, now: datetime, policy: Policy) -> Found | None:
    """The service's interval since this case was last discussed (since assessment, if never), or
    the earlier review date agreed then."""
    on = local_date(now)
    looked_at = case.last_discussed_on or case.assessed_on
    limit = looked_at + timedelta(days=policy.review_every_days) if looked_at else None
    due = min((day for day in (limit, case.review_due_on) if day is not None), default=None)
    if due is None or on < due:
        return None
    return Found(
        Reason.SCHEDULED_REVIEW,
        f"Review agreed for {sentence_date(due, on)}"
        if looked_at is None or due != limit
        else _last_look_words(case, looked_at, on),
        due,
        "Clears when the case has been discussed in supervision.",
    )


def _last_look_words(case: CaseFacts, looked_at: date, on: date) -> str:
    days = count(days_between(looked_at, on), "day")
    if case.last_discussed_on is None:
        return f"Not yet reviewed, assessed {days} ago"
    return f"Last reviewed {days} ago"


def no_next_appointment(case: CaseFacts, now: datetime, _policy: Policy) -> Found | None:
    """In treatment, with nothing booked. Where an ending is proposed that is as it should be."""
    on = local_date(now)
    booked = case.next_booked_at is not None and local_date(case.next_booked_at) >= on
    if not case.in_treatment or booked or case.ending_proposed:
        return None
    last = case.last_attended_on
    ways = [day for day in (last, case.last_missed_on) if day is not None]
    return Found(
        Reason.NO_NEXT_APPOINTMENT,
        f"Nothing booked, last session {sentence_date(last, on)}" if last else "Nothing booked",
        max(ways, default=None),
        "Clears when a session is booked or an ending is proposed.",
    )


def new_assessment(case: CaseFacts, now: datetime, _policy: Policy) -> Found | None:
    """No treatment session yet. News for the meeting, never a task."""
    if case.treatment_contacts > 0:
        return None
    on = local_date(now)
    if case.assessed_on is not None:
        evidence = f"Assessed {sentence_date(case.assessed_on, on)}, no treatment session yet"
    elif case.next_booked_at is not None:
        evidence = "Assessment booked"
    else:
        evidence = "Assessment not yet booked"
    return Found(
        Reason.NEW_ASSESSMENT,
        evidence,
        case.assessed_on or case.allocated_on or case.received_on,
        "Clears at the first treatment session.",
    )


def data_gap(case: CaseFacts, _now: datetime, _policy: Policy) -> Found | None:
    """Something the record must hold is not there: scores or the risk question at the last
    attended session, the measure that the problem calls for, or the problem once assessed."""
    gaps = [
        (words, since)
        for words, since, is_missing in (
            ("Risk not asked at the last session", case.last_attended_on, not case.risk_asked_last),
            (_not_scored_words(case), case.last_attended_on, not case.last_contact_scored),
            ("No problem recorded", case.assessed_on, not case.has_problem_descriptor),
        )
        if is_missing and since is not None
    ]
    if not gaps:
        return None
    return Found(
        Reason.DATA_GAP,
        ". ".join(words for words, _ in gaps),
        min(since for _, since in gaps),
        "Clears when what is missing has been recorded.",
    )


def _not_scored_words(case: CaseFacts) -> str:
    """Which scores belong together; the problem may call for a measure of its own."""
    if not case.own_measure:
        return "No paired scores at the last session"
    return f"Not all of PHQ-9, GAD-7 and {case.own_measure} at the last session"
