"""Every stored choice has a national code or is declared local.

The codes (clinical reference 4.1, 4.6, 4.8) will move to the module that writes the national
return; until then they are kept here, so that no choice is added without asking the question.
"""

from django.apps import apps
from django.db.models import Field

from tests.architecture.tower import TOWER

LOCAL = "LOCAL"
# One of several national codes; the return will ask the person, or has a default.
SEVERAL = "SEVERAL"

_SOURCE = {
    "SELF": "B1",
    "CARER": "B2",
    "INDEPENDENT": "G3",
    "JUSTICE": SEVERAL,
    "JOBCENTRE": "M5",
    "CHILD_HEALTH": SEVERAL,
    "INTERNAL": "P1",
    "GP": "A1",
    "PRIMARY_CARE": "A3",
    "HOSPITAL": SEVERAL,
    "MATERNITY": SEVERAL,
    "VOLUNTARY": "G4",
    "SOCIAL_CARE": SEVERAL,
    "EMPLOYER": SEVERAL,
    "STEPPED_DOWN": "N2",
    "OTHER_SERVICE": "N4",
    "OTHER": "M6",
}
_ATTENDANCE = {
    "PATIENT_CANCELLED": "2",
    "DID_NOT_ATTEND": "3",
    "SERVICE_CANCELLED": "4",
    "ATTENDED": "5",
    "LATE_SEEN": "6",
    "LATE_NOT_SEEN": "7",
    "NOT_KNOWN": "9",
}
_MEDIUM = {
    "IN_PERSON": "01",
    "PHONE": "02",
    "EMAIL": "05",
    "TEXT": SEVERAL,
    "VIDEO": "11",
    "OTHER": "98",
}
_KIND = {
    "ASSESSMENT": "01",
    "TREATMENT": "02",
    "ASSESSMENT_AND_TREATMENT": "03",
    "REVIEW": "04",
    "REVIEW_AND_TREATMENT": "05",
    "FOLLOW_UP": "06",
    "EMPLOYMENT_SUPPORT": "10",
    "OTHER": "98",
}
_END_CODE = {
    "NOT_ASSESSED": "50",
    "NOT_SUITABLE_NO_ACTION": "10",
    "SIGNPOSTED": "11",
    "ADVICE_GIVEN": "12",
    "OTHER_THERAPY_SERVICE": "13",
    "DECLINED": "14",
    "INCOMPLETE_ASSESSMENT": "16",
    "DIED_BEFORE_TREATMENT": "17",
    "NOT_KNOWN_NOT_TREATED": "95",
    "COMPLETED": "46",
    "DROPPED_OUT": "47",
    "ENDED_AT_PATIENTS_REQUEST": "48",
    "DIED_IN_TREATMENT": "49",
    "NOT_KNOWN_TREATED": "96",
}
_DISABILITY = {
    "BEHAVIOUR": "01",
    "HEARING": "02",
    "DEXTERITY": "03",
    "LEARNING": "04",
    "MOBILITY": "05",
    "DANGER": "06",
    "SELF_CARE": "07",
    "PROGRESSIVE": "08",
    "SIGHT": "09",
    "SPEECH": "10",
    "OTHER": "XX",
}
_WORK = {
    "EMPLOYED": "01",
    "LOOKING": "02",
    "STUDENT": "03",
    "LONG_TERM_SICK": "04",
    "HOMEMAKER": "05",
    "NOT_LOOKING": "06",
    "VOLUNTARY": "07",
    "RETIRED": "08",
    "NOT_SAID": "ZZ",
}
_HOURS = {"FROM_30": "01", "FROM_16": "02", "FROM_5": "03", "UP_TO_4": "04", "NOT_SAID": "97"}
_YES_NO_NOT_KNOWN = {"YES": "Y", "NO": "N", "NOT_KNOWN": "U", "NOT_SAID": "Z"}
_CONDITIONS = {
    "ASTHMA": "195967001",
    "COPD": "13645005",
    "DIABETES": "73211009",
    "CHRONIC_PAIN": "373673007",
    "DIGESTIVE": "53619000",
    "MUSCULOSKELETAL": "928000",
    "RESPIRATORY": "50043002",
    "SKIN": "95320005",
    "EPILEPSY": "84757009",
    "HEART": "56265001",
    "CANCER": "363346000",
}

CODES: dict[str, dict[str, str] | str] = {
    "referrals.Referral.source": _SOURCE,
    "referrals.Referral.end_code": _END_CODE,
    "referrals.Referral.usual_medium": _MEDIUM,
    "caseload.CareContact.attendance": _ATTENDANCE,
    "caseload.CareContact.medium": _MEDIUM,
    "caseload.CareContact.kind": _KIND,
    "caseload.CareContact.format": {"INDIVIDUAL": "1", "COUPLE": "2", "GROUP": "3"},
    "caseload.CareContact.therapies": SEVERAL,
    # National, and mapped where the return is made: many codes of terminologies.
    "referrals.Patient.gender": SEVERAL,
    "referrals.ProblemDescriptor.problem": SEVERAL,
    "referrals.EqualityAnswers.armed_forces": SEVERAL,
    "referrals.EqualityAnswers.carer": SEVERAL,
    "referrals.EqualityAnswers.disability": SEVERAL,
    "referrals.EqualityAnswers.ethnicity": SEVERAL,
    "referrals.EqualityAnswers.gender": SEVERAL,
    "referrals.EqualityAnswers.long_term_condition": SEVERAL,
    "referrals.EqualityAnswers.orientation": SEVERAL,
    "referrals.EqualityAnswers.perinatal": SEVERAL,
    "referrals.EqualityAnswers.religion": SEVERAL,
    "referrals.EqualityAnswers.same_as_at_birth": SEVERAL,
    "referrals.EqualityAnswers.care_leaver": SEVERAL,
    "referrals.EqualityAnswers.disability_kinds": _DISABILITY,
    "referrals.Equality.gender": SEVERAL,
    "referrals.Equality.same_as_at_birth": SEVERAL,
    "referrals.Equality.ethnicity": SEVERAL,
    "referrals.Equality.religion": SEVERAL,
    "referrals.Equality.orientation": SEVERAL,
    "referrals.Equality.disability": SEVERAL,
    "referrals.Equality.long_term_condition": SEVERAL,
    "referrals.Equality.perinatal": SEVERAL,
    "referrals.Equality.armed_forces": SEVERAL,
    "referrals.Equality.carer": SEVERAL,
    "referrals.Equality.care_leaver": SEVERAL,
    "referrals.Equality.disability_kinds": _DISABILITY,
    "referrals.EmploymentStatus.status": _WORK,
    "referrals.EmploymentStatus.hours": _HOURS,
    "referrals.EmploymentStatus.sick_pay": _YES_NO_NOT_KNOWN,
    "referrals.EmploymentStatus.benefits": _YES_NO_NOT_KNOWN,
    "referrals.LongTermCondition.condition": _CONDITIONS,
    "outcomes.MeasureScore.measure": SEVERAL,
    "caseload.CareContact.interventions": SEVERAL,
    "caseload.EndingWithOpenRisk.end_code": _END_CODE,
    "outcomes.ExpectedResponse.measure": SEVERAL,
    "outcomes.MeasureTranslation.measure": SEVERAL,
    "portal.LinkAnswer.measure": SEVERAL,
    "portal.QuestionnaireLink.measures": SEVERAL,
    "portal.MessageRule.contact_kind": _KIND,
    "referrals.WaitPause.reason": SEVERAL,
    "portal.MessageRule.medium": _MEDIUM,
}
_LOCAL = {
    "caseload.WaitingOverride.kind",
    "audit.AuditEntry.actor",
    "audit.AuditEntry.event",
    "caseload.CallAttempt.outcome",
    "caseload.CareContact.extras",
    "caseload.CareContact.follow_up",
    "caseload.CareContact.plan_done",
    "caseload.CareContact.risk_asked",
    "caseload.CareContact.state",
    "caseload.CaseFlag.reason",
    "caseload.Call.caller",
    "caseload.TypedReferral.came_by",
    "caseload.TypedReferral.mentions_harm",
    "caseload.Document.file_kind",
    "caseload.Document.kind",
    "caseload.Document.mentions_harm",
    "caseload.Escalation.level",
    "caseload.OptIn.answer",
    "caseload.RiskAction.urgency",
    "caseload.RiskReview.outcome",
    "caseload.RiskReview.past_attempts",
    "caseload.RiskReview.thoughts",
    "caseload.RiskSignal.source",
    "caseload.SafeguardingReferral.about",
    "outcomes.ExpectedResponse.source",
    "outcomes.Sitting.mode",
    "policy.Wording.key",
    "portal.ExperienceAnswers.stage",
    "portal.InboundReply.channel",
    "portal.InboundReply.meaning",
    "portal.LocalMessage.channel",
    "portal.PatientMessage.channel",
    "portal.PatientMessage.kind",
    "portal.PatientMessage.state",
    "portal.QuestionnaireLink.kind",
    "portal.SelfReferral.safe",
    "referrals.AskedFor.gender",
    "referrals.AskedFor.groups",
    "referrals.AskedFor.times",
    "referrals.Consent.kind",
    "referrals.Consent.method",
    "referrals.DirectoryEntry.area",
    "referrals.LookAlike.outcome",
    "referrals.Merge.nhs_number",
    "referrals.NextStep.kind",
    "referrals.PlacesEdition.kind",
    "referrals.Referral.status",
    "referrals.Referral.triaged_as",
    "referrals.ReferralStep.from_status",
    "referrals.ReferralStep.to_status",
    "referrals.ScreeningCall.outcome",
    "referrals.Signposting.consent",
    "referrals.Signposting.taken_up",
    "referrals.TimelineNote.kind",
    "referrals.Triage.decision",
    "staff.Absence.kind",
    "staff.JobPlan.gender",
    "staff.JobPlan.interests",
    "staff.JobPlan.weekdays",
    "staff.AgreedOffset.kind",
    "staff.CompetencySignOff.competency",
    "staff.Credential.kind",
    "staff.InductionStep.step",
    "staff.Membership.role",
    "staff.Organisation.kind",
    "staff.StaffMember.contract",
    "staff.StaffMember.grade",
    "staff.SupervisionPairing.weekday",
    "supervision.CheckInWords.part",
    "supervision.SkillsAttendance.attended",
    "supervision.SkillsGroup.every_weeks",
    "supervision.SkillsGroup.form",
    "supervision.SkillsGroup.kind",
    "supervision.SkillsPractice.how",
    "supervision.SupervisionDecision.code",
    "supervision.SupervisionItem.group",
    "supervision.SupervisionItem.part",
    "supervision.SupervisionSession.not_held_side",
}


def test_every_stored_choice_has_a_national_code_or_is_declared_local() -> None:
    undeclared = sorted(set(_fields()) - set(CODES) - _LOCAL)

    assert undeclared == []


def test_nothing_is_declared_that_is_not_stored() -> None:
    assert sorted((set(CODES) | _LOCAL) - set(_fields())) == []
    assert set(CODES) & _LOCAL == set()


def test_every_value_of_a_coded_field_has_its_code() -> None:
    fields = _fields()

    for name, codes in CODES.items():
        if isinstance(codes, dict):
            assert set(codes) == {value for value, _ in fields[name].flatchoices}, name


def test_no_two_end_codes_and_no_two_attendances_share_a_code() -> None:
    for codes in (_END_CODE, _ATTENDANCE, _KIND):
        assert len(set(codes.values())) == len(codes)


def _fields() -> dict[str, Field]:
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in TOWER:
            for field in model._meta.concrete_fields:
                inner = getattr(field, "base_field", field)
                if inner.flatchoices:
                    found[f"{model._meta.label}.{field.name}"] = inner
    return found
