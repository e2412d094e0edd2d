"""The rows of a person: who they are, their practice, and what they said of themselves."""

from collections.abc import Mapping

from reporting.dataset.codes import (
    ARMED_FORCES,
    DISABILITY,
    ETHNICITY,
    GENDER,
    GENDER_IDENTITY,
    HOURS,
    ORIENTATION,
    RELIGION,
    SAME_AS_AT_BIRTH,
    WORK,
    YES_NO_NOT_KNOWN,
    disability_codes,
)
from reporting.dataset.export import keys
from reporting.dataset.export.sql import ENDS, Rows, case, date, day, values

# Numbers are typed in here and not traced (“present, not traced”; “trace required”).
_NHS_STATUS = "CASE WHEN p.nhs_number IS NULL THEN '03' ELSE '02' END"
_BARE = "replace(upper(p.postcode), ' ', '')"
# With the space that the national checks ask for; nothing, not a space, where there is none
_POSTCODE = (
    f"CASE WHEN {_BARE} <> '' "
    f"THEN overlay({_BARE} placing ' ' from greatest(length({_BARE}) - 2, 1) for 0) END"
)
# “GP practice code not known”
_NO_PRACTICE = "V81999"

_KINDS = values((kind, code) for kind, code in DISABILITY.words.items() if code)
_WHOLE = {answer: "".join(disability_codes(answer, ())) for answer in ("YES", "NO", "NOT_SAID")}
_CIRCUMSTANCES = values(
    (question, word, code)
    for question, codes in (("religion", RELIGION), ("orientation", ORIENTATION))
    for word, code in codes.words.items()
    if code
)

ROWS: Mapping[str, Rows] = {
    "IDS001MPI": Rows(
        {
            "LocalPatientId": "person.key",
            "OrgIDLocalPatientId": keys.issuer(),
            "NHSNumber": "p.nhs_number",
            "NHSNumberStatus": _NHS_STATUS,
            "PersonBirthDate": date("p.date_of_birth"),
            "Postcode": _POSTCODE,
            "Gender": case("p.gender", GENDER.words),
            "GenderIdentity": case("e.gender", GENDER_IDENTITY.words),
            "GenderIdentitySameAtBirth": case("e.same_as_at_birth", SAME_AS_AT_BIRTH.words),
            "EthnicCategory": case("e.ethnicity", ETHNICITY.words),
            "ExBAFIndicator": case("e.armed_forces", ARMED_FORCES.words),
            # The list knows languages by two letters
            "LanguageCodePreferred": "CASE WHEN length(p.language) = 2 THEN p.language END",
        },
        "FROM person JOIN referrals_patient p ON p.id = person.id "
        f"LEFT JOIN referrals_equality e ON e.patient_id = p.id {keys.join('patient', 'p.id')}",
        order="p.id",
    ),
    "IDS002GP": Rows(
        {
            "LocalPatientId": "person.key",
            "GMPCodeReg": f"coalesce(p.practice_id, '{_NO_PRACTICE}')",
        },
        "FROM person JOIN referrals_patient p ON p.id = person.id",
        order="p.id",
    ),
    "IDS003AccommStatus": Rows(why_empty="Where people live is not asked as a type."),
    # What was asked in this course of care: an earlier one was sent with its own.
    "IDS004EmpStatus": Rows(
        {
            "LocalPatientId": "w.patient_key",
            "EmployStatus": case("w.status", WORK.words),
            "EmployStatusRecDate": date("w.asked_on"),
            "WeekHoursWorked": case("w.hours", HOURS.words),
            "SSPInd": case("w.sick_pay", YES_NO_NOT_KNOWN.words),
            "BenefitRecInd": case("w.benefits", YES_NO_NOT_KNOWN.words),
        },
        "FROM (SELECT DISTINCT ON (s.patient_id, w.asked_on) w.*, s.patient_key, s.patient_id "
        "FROM selected s JOIN referrals_employmentstatus w ON w.referral_id = s.id "
        "WHERE w.withdrawn_at IS NULL AND w.asked_on <= %(end)s "
        "ORDER BY s.patient_id, w.asked_on, w.id DESC) w",
        order="w.patient_id, w.asked_on",
    ),
    "IDS007DisabilityType": Rows(
        {"LocalPatientId": "d.key", "DisabCode": "d.code"},
        "FROM (SELECT person.id, person.key, k.code FROM person "
        "JOIN referrals_equality e ON e.patient_id = person.id "
        "JOIN LATERAL unnest(e.disability_kinds) AS had (kind) ON e.disability = 'YES' "
        f"JOIN ({_KINDS}) AS k (kind, code) ON k.kind = had.kind "
        f"UNION SELECT person.id, person.key, {case('e.disability', _WHOLE)} FROM person "
        "JOIN referrals_equality e ON e.patient_id = person.id WHERE e.disability <> '' "
        "AND (e.disability <> 'YES' OR e.disability_kinds = '{}')) d",
        order="d.id, d.code",
    ),
    "IDS011SocPerCircumstances": Rows(
        {
            "LocalPatientId": "a.key",
            "SocPerCircumstance": "k.code",
            "SocPerCircumstanceRecDate": day("a.at"),
        },
        "FROM (SELECT DISTINCT ON (person.id, q.question) person.id, person.key, q.question, "
        "q.answer, said.at FROM person JOIN referrals_referral r ON r.patient_id = person.id "
        "JOIN referrals_equalityanswers said ON said.referral_id = r.id CROSS JOIN LATERAL "
        "(VALUES ('religion', said.religion), ('orientation', said.orientation)) "
        "AS q (question, answer) "
        f"WHERE q.answer <> '' AND said.at < {ENDS} "
        "ORDER BY person.id, q.question, said.at DESC, said.id DESC) a "
        f"JOIN ({_CIRCUMSTANCES}) AS k (question, answer, code) "
        "ON k.question = a.question AND k.answer = a.answer",
        order="a.id, a.question",
    ),
    "IDS012OverseasVisitorChargCat": Rows(why_empty="Nobody is charged, and nobody is asked."),
    "IDS803CareCluster": Rows(why_empty="Clusters are not used any more."),
}
