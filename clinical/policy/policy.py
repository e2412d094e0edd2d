"""The service's rules in force on one day, with their defaults: what the other rules are given."""

from dataclasses import dataclass
from datetime import date

from clinical.instrument import Total
from clinical.working_days import Calendar


@dataclass(frozen=True, slots=True)
class Policy:
    """The service's rules in force on one day. Clock times are local, written "HH:MM".

    `closed_days` is no rule but a list of dates, kept beside the rules by those above: days on
    which the service is closed besides weekends and bank holidays. `thresholds` are those of
    measures that the service has set itself, by the names of their rules (`clinical.thresholds`).
    """

    review_every_days: int = 28
    agenda_check_in_minutes: int = 5
    agenda_close_minutes: int = 2
    agenda_risk_seconds: int = 240
    agenda_new_seconds: int = 120
    agenda_not_improving_seconds: int = 180
    agenda_no_contact_seconds: int = 90
    agenda_review_seconds: int = 120
    agenda_ready_seconds: int = 90
    case_management_minutes: int = 60
    skills_every_weeks: int = 2
    skills_minutes: int = 60
    of_supervisors_every_weeks: int = 4
    of_supervisors_minutes: int = 60
    trainee_case_management_hours: int = 20
    trainee_skills_hours: int = 20
    trainee_contact_hours: int = 80
    contact_overdue_after_days: int = 21
    contact_overdue_senior_days: int = 42
    contact_overdue_lead_days: int = 90
    booking_horizon_days: int = 14
    missed_in_a_row: int = 2
    second_attempt_within_working_days: int = 5
    not_improving_after_sessions: int = 4
    prorate_scores: bool = False
    prorated_in_pairs: bool = False
    expected_range_on: bool = True
    above_expected_sessions: int = 2
    expected_range_least: int = 50
    high_phq9: int = 20
    high_gad7: int = 15
    below_threshold_sessions: int = 2
    session_minutes: int = 30
    assessment_minutes: int = 45
    weight_new: int = 30
    weight_weekly: int = 100
    weight_fortnightly: int = 60
    weight_group: int = 20
    weight_online: int = 30
    weight_open_risk: int = 50
    weight_longer: int = 50
    first_treatment_within_days: int = 42
    assessment_within_days: int = 28
    second_session_within_days: int = 28
    wait_near_days: int = 14
    pause_longest_days: int = 91
    opt_in_again_days: int = 7
    opt_in_decide_days: int = 7
    triage_within_working_days: int = 1
    screening_calls: int = 3
    snooze_longest_days: int = 28
    means_at_home_asks: bool = True
    safety_plan_review_days: int = 28
    escalate_after_working_hours: int = 2
    service_lead_after_minutes: int = 60
    service_lead_after_working_days: int = 1
    duty_gap_days: int = 7
    opens: str = "09:00"
    closes: str = "17:00"
    same_day_due: str = "17:00"
    texts_from: str = "09:00"
    texts_until: str = "19:00"
    reminder_hours_before: int = 48
    questionnaire_days_before: int = 2
    questionnaire_nudge_hours_before: int = 20
    patient_sees_scores: bool = False
    overtime_signs_on: bool = False
    draft_age_days: int = 2
    expiry_reminder_days: int = 60
    places_oldest_days: int = 400
    return_files_kept_days: int = 90
    youngest_age: int = 18
    referral_form_minutes: int = 60
    referral_forms_begun: int = 60
    referral_worries_begun: int = 20
    lookups_an_hour: int = 300
    sender_requests_a_minute: int = 60
    first_form_within_days: int = 14
    document_most_mb: int = 10
    letter_read_within_days: int = 2
    plan_entering_treatment: int = 0
    aim_six_weeks: int = 0
    aim_eighteen_weeks: int = 0
    aim_recovery: int = 0
    aim_reliable_improvement: int = 0
    aim_reliable_recovery: int = 0
    aim_did_not_attend: int = 0
    aim_over_90_days: int = 0
    closed_days: frozenset[date] = frozenset()
    thresholds: tuple[tuple[str, Total], ...] = ()

    @property
    def calendar(self) -> Calendar:
        """The service's working hours and closed days, for rules that set a due time."""
        return Calendar(
            opens=self.opens,
            closes=self.closes,
            same_day_due=self.same_day_due,
            extra_closed=self.closed_days,
        )


DEFAULT = Policy()
