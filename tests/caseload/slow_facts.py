"""The summary of one referral from a plain reading of its rows: slow, and obviously right.

`caseload.facts` says the same in one statement of SQL; the tests compare the two.
"""

from caseload.models import Allocation, CareContact, CaseFlag, CaseLabel, SafetyPlan
from clinical.measures import anxiety_measure_for
from clinical.problems import Problem
from clinical.working_days import local_date
from outcomes.models import MeasureScore
from referrals.models import ProblemDescriptor, Referral

_SEEN = {"ATTENDED", "LATE_SEEN"}
_NOT_SEEN = {"DID_NOT_ATTEND", "LATE_NOT_SEEN", "PATIENT_CANCELLED"}
_TREATS = {"TREATMENT", "ASSESSMENT_AND_TREATMENT", "REVIEW_AND_TREATMENT"}
_ASSESSES = {"ASSESSMENT", "ASSESSMENT_AND_TREATMENT"}


def summary_of(referral_id):
    """Every column of the summary, by name."""
    referral = Referral.objects.get(pk=referral_id)
    return {
        **_referral(referral),
        **_allocation(referral),
        **_contacts(referral),
        **_scores(referral),
        **_what_else(referral),
        "flags": {
            flag.reason: [
                flag.evidence,
                flag.since.isoformat(),
                flag.is_provisional,
                None if flag.snoozed_until is None else flag.snoozed_until.isoformat(),
            ]
            for flag in CaseFlag.objects.filter(referral=referral, cleared_at=None)
        },
    }


def _what_else(referral):
    plans = SafetyPlan.objects.filter(patient=referral.patient_id)
    current = max(plans, key=lambda plan: plan.number, default=None)
    labels = CaseLabel.objects.filter(referral=referral, removed_at=None).select_related("label")
    return {
        "safety_plan_review_on": current.review_on if current else None,
        "labels": sorted(one.label.name for one in labels),
    }


def _referral(referral):
    problems = ProblemDescriptor.objects.filter(referral=referral)
    newest = max(problems, key=lambda one: (one.recorded_on, one.pk), default=None)
    return {
        "referral_id": referral.pk,
        "reference": referral.reference,
        "patient_id": referral.patient_id,
        "team_id": referral.team_id,
        "pwp_id": referral.carried_by_id,
        "is_open": referral.ended_on is None,
        "status": referral.status,
        "received_on": referral.received_on,
        "ended_on": referral.ended_on,
        "problem": newest.problem if newest else "",
        "treatment": referral.treatment,
        "usual_medium": referral.usual_medium,
        "planned_sessions": referral.planned_sessions,
    }


def _allocation(referral):
    standing = Allocation.objects.filter(referral=referral, ends_at=None).first()
    return {
        "allocated_on": local_date(standing.starts_at) if standing else None,
        "last_discussed_on": standing.last_discussed_on if standing else None,
        "review_due_on": standing.review_due_on if standing else None,
    }


def _contacts(referral):
    """Nationally an unplanned contact counts as attended whatever became of it, and each week of
    internet therapy as a session; how long somebody is silent goes by when they were seen.
    """
    every = sorted(CareContact.objects.filter(referral=referral), key=lambda c: (c.starts_at, c.pk))
    logged = [contact for contact in every if contact.state == "LOGGED"]
    not_seen = [contact for contact in every if _was_not_seen(contact)]
    booked = [contact.starts_at for contact in every if contact.state == "BOOKED"]
    attended = [c for c in logged if c.attendance in _SEEN or not c.is_planned]
    assessed = [local_date(c.starts_at) for c in attended if c.kind in _ASSESSES]
    online = list(referral.internet_therapy.filter(withdrawn_at=None))
    weeks = [one.ended_on for one in online]
    in_touch = [one.ended_on for one in online if one.minutes]
    treated = [local_date(c.starts_at) for c in attended if _treats(c)] + weeks
    seen = [contact for contact in logged if contact.attendance in _SEEN]
    last = seen[-1] if seen else None
    return {
        "assessed_on": min(assessed, default=None),
        "first_attended_on": min([local_date(c.starts_at) for c in attended] + weeks, default=None),
        "last_attended_on": max([local_date(c.starts_at) for c in seen] + in_touch, default=None),
        "first_treatment_on": min(
            (day for day in treated if day >= referral.received_on), default=None
        ),
        "attended": len(attended),
        "treatment_contacts": len(treated),
        "missed": len(not_seen),
        **_missed_since(last, not_seen, booked),
        "booked_at": booked,
        "treatment_booked_at": _first_treatment_ahead(every),
        "ending_proposed": last.ending_proposed if last else False,
        "proposed": last.proposed if last else "",
        "risk_asked_last": last.risk_asked != "" if last else True,
        "last_contact_scored": _has_every_score(last) if last else True,
    }


def _treats(contact):
    """Employment support alone is no therapy."""
    return contact.kind in _TREATS and contact.therapies != ["EMPLOYMENT_SUPPORT"]


def _was_not_seen(contact):
    """Signed so, or taken out of the diary by the person herself."""
    is_settled = contact.state in {"LOGGED", "CANCELLED"}
    return is_settled and contact.attendance in _NOT_SEEN and contact.is_planned


def _first_treatment_ahead(every):
    booked = [one for one in every if one.state == "BOOKED" and one.kind in _TREATS]
    return min((one.starts_at for one in booked), default=None)


def _missed_since(last, not_seen, booked):
    """What was missed after the last session that took place."""
    missed = [contact for contact in not_seen if last is None or contact.starts_at > last.starts_at]
    newest = missed[-1] if missed else None
    return {
        "missed_in_a_row": len(missed),
        "last_missed_on": local_date(newest.starts_at) if newest else None,
        "missed_followed_up": newest is not None
        and (
            newest.follow_up == "WRITE_AND_SUPERVISION"
            or any(at > newest.starts_at for at in booked)
        ),
    }


def _has_every_score(contact):
    """PHQ-9, GAD-7, and the measure that the newest problem calls for, as they stand and none of
    them filled in.
    """
    own = _own_measure(contact.referral)
    scored = MeasureScore.objects.filter(
        sitting=contact.sitting_id, superseded_at=None, withdrawn_at=None, is_prorated=False
    )
    return {"PHQ9", "GAD7", own} <= {score.measure for score in scored if score.value is not None}


def _own_measure(referral):
    newest = referral.problems.order_by("recorded_on", "id").last()
    return anxiety_measure_for(Problem[newest.problem]) if newest else "GAD7"


def _scores(referral):
    valid = sorted(
        MeasureScore.objects.filter(referral=referral, superseded_at=None, withdrawn_at=None),
        key=lambda score: (score.taken_at, score.pk),
    )
    whole = [score for score in valid if score.value is not None and not score.is_prorated]
    own = _own_measure(referral)
    nine = [score for score in valid if score.measure == "PHQ9" and score.item_nine is not None]
    return {
        "phq9": [score.total for score in whole if score.measure == "PHQ9"],
        "gad7": [score.total for score in whole if score.measure == "GAD7"],
        "own_totals": [score.value for score in whole if score.measure == own != "GAD7"],
        "last_scored_on": local_date(whole[-1].taken_at) if whole else None,
        "last_item_nine": nine[-1].item_nine if nine else None,
        "previous_item_nine": nine[-2].item_nine if len(nine) > 1 else None,
        "last_item_nine_on": local_date(nine[-1].taken_at) if nine else None,
    }
