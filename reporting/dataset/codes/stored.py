"""Every stored choice of the packages below: which codes it is sent in, or that it stays here.

A choice that stands in neither, or a value without its code, fails a test.
"""

from collections.abc import Mapping
from types import MappingProxyType

from reporting.dataset.codes import contact, person, referral, staff, treatment
from reporting.dataset.codes.experience import EXPERIENCE_TOOLS
from reporting.dataset.codes.mapping import Codes

_BOTH = ("referrals.Equality", "referrals.EqualityAnswers")


def _both(question: str, codes: Codes) -> dict[str, Codes]:
    """The same of one day and of the latest."""
    return {f"{model}.{question}": codes for model in _BOTH}


CODED: Mapping[str, Codes] = MappingProxyType(
    {
        "referrals.Referral.source": referral.SOURCE,
        "referrals.Referral.end_code": referral.END_CODE,
        "referrals.Referral.usual_medium": contact.MEDIUM,
        "referrals.Patient.gender": person.GENDER,
        "referrals.EmploymentStatus.status": person.WORK,
        "referrals.EmploymentStatus.hours": person.HOURS,
        "referrals.EmploymentStatus.sick_pay": person.YES_NO_NOT_KNOWN,
        "referrals.EmploymentStatus.benefits": person.YES_NO_NOT_KNOWN,
        "referrals.LongTermCondition.condition": treatment.CONDITION,
        "referrals.WaitPause.reason": referral.PAUSE_REASON,
        "caseload.CareContact.attendance": contact.ATTENDANCE,
        "caseload.CareContact.medium": contact.MEDIUM,
        "caseload.CareContact.kind": contact.KIND,
        "caseload.CareContact.format": contact.SEEN_AS,
        "caseload.EndingWithOpenRisk.end_code": referral.END_CODE,
        "portal.MessageRule.contact_kind": contact.KIND,
        "portal.MessageRule.medium": contact.MEDIUM,
        "staff.StaffMember.grade": staff.QUALIFICATION,
        **_both("gender", person.GENDER_IDENTITY),
        **_both("same_as_at_birth", person.SAME_AS_AT_BIRTH),
        **_both("ethnicity", person.ETHNICITY),
        **_both("religion", person.RELIGION),
        **_both("orientation", person.ORIENTATION),
        **_both("disability_kinds", person.DISABILITY),
        **_both("armed_forces", person.ARMED_FORCES),
    }
)

# Sent as more than one value: by these words, through the function named.
_MEASURES = frozenset(treatment.TOOLS_OF) | treatment.NOT_SENT
_STAGES = frozenset(question[:-1] for question in EXPERIENCE_TOOLS)
_YES_NO = frozenset({"YES", "NO", "NOT_SAID"})
CODED_OTHERWISE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # `problem_code`, with its scheme; what is not recorded is not sent
        "referrals.ProblemDescriptor.problem": frozenset(
            {*(problem.name for problem in treatment.PROBLEMS), "NOT_RECORDED"}
        ),
        # `THERAPIES`
        "caseload.CareContact.therapies": frozenset(one.name for one in treatment.THERAPIES),
        # `TOOLS_OF`
        "outcomes.MeasureScore.measure": _MEASURES,
        "outcomes.ExpectedResponse.measure": _MEASURES,
        "outcomes.MeasureTranslation.measure": _MEASURES,
        "portal.LinkAnswer.measure": _MEASURES | _STAGES,
        "portal.QuestionnaireLink.measures": _MEASURES | _STAGES,
        # `experience_code`
        "portal.ExperienceAnswers.stage": _STAGES,
        "reporting.ExperienceBroughtIn.stage": _STAGES,
        # `disability_codes`
        **dict.fromkeys((f"{model}.disability" for model in _BOTH), _YES_NO),
        # A no is `NO_CONDITION`; a yes is its conditions
        **dict.fromkeys((f"{model}.long_term_condition" for model in _BOTH), _YES_NO),
        # Read from `PERINATAL`, and not sent
        **dict.fromkeys((f"{model}.perinatal" for model in _BOTH), _YES_NO),
    }
)

LOCAL = frozenset(
    {
        "audit.AuditEntry.actor",
        "audit.AuditEntry.event",
        "caseload.Call.caller",
        "caseload.CallAttempt.outcome",
        "caseload.CareContact.extras",
        "caseload.CareContact.follow_up",
        "caseload.CareContact.interventions",
        "caseload.CareContact.plan_done",
        "caseload.CareContact.proposed",
        "caseload.CaseSummary.proposed",
        "caseload.CareContact.risk_asked",
        "caseload.CareContact.state",
        "caseload.CaseFlag.reason",
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
        "caseload.TypedReferral.came_by",
        "caseload.TypedReferral.mentions_harm",
        "caseload.WaitingOverride.kind",
        "outcomes.ExpectedResponse.source",
        "outcomes.Sitting.mode",
        "policy.Wording.key",
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
        "referrals.Equality.care_leaver",
        "referrals.Equality.carer",
        "referrals.EqualityAnswers.care_leaver",
        "referrals.EqualityAnswers.carer",
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
        "reporting.ExportRun.state",
        "reporting.ExportRun.window",
        "reporting.ImportRun.ending",
        "reporting.ImportRun.phase",
        "staff.Absence.kind",
        "staff.AgreedOffset.kind",
        "staff.CompetencySignOff.competency",
        "staff.Credential.kind",
        "staff.InductionStep.step",
        "staff.JobPlan.gender",
        "staff.JobPlan.interests",
        "staff.JobPlan.weekdays",
        "staff.Membership.role",
        "staff.Organisation.kind",
        "staff.StaffMember.contract",
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
)
