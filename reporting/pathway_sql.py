"""The pathway in SQL, all referrals at once: the rules of `clinical.pathway`, which a test holds it
to. Thresholds, lists of therapies and kinds come from `clinical`; only the shape is said again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields

from caseload.counting import COUNTS_AS_ATTENDED
from clinical import pathway, pathway_facts, stages
from clinical.course import FINISHED_AFTER
from clinical.measures import GAD7_CODE, PHQ9_CODE, WSAS_CODE, anxiety_measure_for
from clinical.problems import Problem


def _names(names: Iterable[str]) -> str:
    """An array of names of this code."""
    return f"'{{{','.join(sorted(names))}}}'::text[]"


_DAY = "({} AT TIME ZONE 'Europe/London')::date"
# When a local day begins. To compare moments is a tenth of what it takes to find each one's day.
_BEGINS = "(({})::timestamp AT TIME ZONE 'Europe/London')"
_EMPLOYMENT = "therapies <> '{}' AND therapies::text[] <@ '{EMPLOYMENT_SUPPORT}'"
_LOW = _names(one.name for one in pathway_facts.LOW_INTENSITY)
_HIGH = _names(one.name for one in pathway_facts.HIGH_INTENSITY)
_STAGE_HIGH = _names(one.name for one in stages.STAGE_HIGH)
_CALLED_FOR = ", ".join(
    f"('{problem.name}', '{code}')"
    for problem in Problem
    if (code := anxiety_measure_for(problem)) != GAD7_CODE
)
_WSAS_ITEMS = range(1, 6)
_FOLLOW_UP_DAYS = pathway.FOLLOW_UP_AFTER.days

# What there is of each referral by the day in question.
_BASE = f"""
definition AS MATERIALIZED (
    SELECT * FROM unnest(%(since)s::date[], %(last)s::date[], %(codes)s::text[],
        %(versions)s::text[], %(lowests)s::numeric[], %(highests)s::numeric[],
        %(thresholds)s::numeric[], %(above)s::boolean[], %(changes)s::numeric[],
        %(prorated)s::boolean[])
        AS d (since, last, code, version, lowest, highest, caseness, is_above, change,
              counts_prorated)
),
referral AS MATERIALIZED (
    SELECT r.id, r.reference, r.patient_id, r.team_id, r.received_on, r.source, r.commissioner,
           CASE WHEN r.ended_on <= %(as_of)s THEN r.ended_on END AS ended_on,
           CASE WHEN r.ended_on <= %(as_of)s THEN r.end_code ELSE '' END AS end_code,
           least(r.ended_on, %(as_of)s) AS until, {_BEGINS.format("r.received_on")} AS since_at,
           {_BEGINS.format("least(r.ended_on, %(as_of)s) + 1")} AS until_at
    FROM referrals_referral r WHERE r.received_on <= %(as_of)s AND r.id {{whose}}
),
contact AS MATERIALIZED (
    SELECT referral_id, id, starts_at, kind, format, therapies::text[] AS therapies, sitting_id,
           state, {COUNTS_AS_ATTENDED} AS is_attended, {_EMPLOYMENT} AS is_employment
    FROM caseload_carecontact
    WHERE referral_id {{whose}} AND state IN ('LOGGED', 'CANCELLED')
),
seen AS MATERIALIZED (
    SELECT c.referral_id, c.id, c.starts_at, c.kind, c.format, {_DAY.format("c.starts_at")} AS day,
           c.counts, c.counts AND c.kind = ANY({_names(pathway_facts.TREATMENT_KINDS)})
               AND NOT c.is_employment AS is_session,
           c.therapies && {_LOW} AS is_low, c.therapies && {_HIGH} AS is_high,
           c.therapies && {_STAGE_HIGH} AS is_stage_high, c.ended_on
    FROM (
        SELECT a.*, a.kind <> '{pathway_facts.FOLLOW_UP_KIND}'
                   AND a.starts_at >= r.since_at AND a.starts_at < r.until_at AS counts, r.ended_on
        FROM referral r
        JOIN contact a ON a.referral_id = r.id AND a.state = 'LOGGED' AND a.is_attended
        OFFSET 0
    ) c
    WHERE c.counts OR c.kind = '{pathway_facts.FOLLOW_UP_KIND}'
),
internet AS MATERIALIZED (
    SELECT l.referral_id, l.id, l.started_on, l.ended_on
    FROM referral r JOIN caseload_internettherapylog l ON l.referral_id = r.id
    WHERE l.referral_id {{whose}} AND l.withdrawn_at IS NULL
      AND l.ended_on BETWEEN r.received_on AND r.until
)"""

_COURSE = f"""
contacts AS (
    SELECT referral_id,
           min(day) FILTER (WHERE counts AND kind = ANY({_names(pathway_facts.ASSESSMENT_KINDS)}))
               AS assessment_first_on,
           count(*) FILTER (WHERE counts) AS care_contacts,
           min(day) FILTER (WHERE is_session AND is_low) AS low_on,
           min(day) FILTER (WHERE is_session AND is_high) AS high_on,
           count(*) FILTER (WHERE is_session AND is_low) AS low,
           count(*) FILTER (WHERE is_session AND is_high) AS high,
           min(day) FILTER (WHERE kind = '{pathway_facts.FOLLOW_UP_KIND}'
               AND day BETWEEN ended_on + {_FOLLOW_UP_DAYS} AND %(as_of)s) AS followed_up_on
    FROM seen GROUP BY referral_id
),
course AS (
    SELECT referral_id, count(*) AS treatments, min(day) AS first_on, max(day) AS last_on,
           (array_agg(day ORDER BY day))[2] AS second_on,
           mode() WITHIN GROUP (ORDER BY format COLLATE "C") AS format
    FROM (
        SELECT referral_id, day, format FROM seen WHERE is_session
        UNION ALL SELECT referral_id, ended_on, '{pathway.INTERNET}' FROM internet
    ) session GROUP BY referral_id
),
part AS (
    SELECT referral_id, intensity, day, row_number() OVER in_order AS place,
           row_number() OVER in_order
           - row_number() OVER (PARTITION BY referral_id, intensity
                                ORDER BY day, is_log, at, id, intensity DESC) AS run
    FROM (
        SELECT referral_id, day, 0 AS is_log, starts_at AS at, id, 'LOW' AS intensity
        FROM seen WHERE is_session AND is_low
        UNION ALL SELECT referral_id, day, 0, starts_at, id, 'HIGH'
        FROM seen WHERE is_session AND is_stage_high
        UNION ALL SELECT referral_id, started_on, 1, NULL, id, 'HIGH' FROM internet
    ) coded
    WINDOW in_order AS (PARTITION BY referral_id ORDER BY day, is_log, at, id, intensity DESC)
),
stage AS (
    SELECT referral_id, intensity, first_on, place,
           lag(intensity) OVER in_order AS before, lag(last_on) OVER in_order AS before_until
    FROM (
        SELECT referral_id, intensity, min(place) AS place, min(day) AS first_on,
               max(day) AS last_on
        FROM part GROUP BY referral_id, intensity, run HAVING count(*) > 1
    ) found
    WINDOW in_order AS (PARTITION BY referral_id ORDER BY place)
),
staged AS (
    SELECT referral_id, (array_agg(intensity ORDER BY place))[1] AS first_stage,
           min(first_on) AS first_stage_on,
           (array_agg(first_on - before_until ORDER BY place)
               FILTER (WHERE intensity = 'HIGH' AND before = 'LOW'))[1] AS step_up_days,
           (array_agg(first_on - before_until ORDER BY place)
               FILTER (WHERE intensity = 'LOW' AND before = 'HIGH'))[1] AS step_down_days
    FROM stage GROUP BY referral_id
),
worked AS (
    SELECT w.referral_id,
           array_agg(w.sick_pay ORDER BY w.asked_on, w.id) AS sick_pay
    FROM referral r JOIN referrals_employmentstatus w ON w.referral_id = r.id
    WHERE w.referral_id {{whose}} AND w.withdrawn_at IS NULL AND w.sick_pay <> ''
      AND w.asked_on BETWEEN r.received_on AND r.until
    GROUP BY w.referral_id
)"""

_WSAS = ", ".join(
    f"array_agg(s.answers[{item}] ORDER BY s.taken_at, s.id) FILTER (WHERE "
    f"s.answers[{item}] BETWEEN %(wsas_lowest)s AND %(wsas_highest)s) AS w{item}"
    for item in _WSAS_ITEMS
)
_SCORES = f"""
problem AS MATERIALIZED (
    SELECT DISTINCT ON (p.referral_id) p.referral_id, p.problem, c.code AS called_for
    FROM referral r JOIN referrals_problemdescriptor p ON p.referral_id = r.id
    LEFT JOIN (VALUES {_CALLED_FOR}) AS c (problem, code) ON c.problem = p.problem
    WHERE p.referral_id {{whose}} AND p.recorded_on <= %(as_of)s
    ORDER BY p.referral_id, p.problem = '{Problem.NOT_RECORDED.name}', p.recorded_on DESC, p.id DESC
),
barred AS MATERIALIZED (
    SELECT sitting_id FROM contact
    WHERE sitting_id IS NOT NULL AND (NOT is_attended OR is_employment OR kind = ANY({
    _names((pathway_facts.FOLLOW_UP_KIND, pathway_facts.EMPLOYMENT_KIND))
}))
),
score AS (
    SELECT s.referral_id, s.id, s.taken_at, s.measure, p.called_for, r.until,
           s.value,
           CASE WHEN s.measure = '{WSAS_CODE}' THEN s.answers END AS answers
    FROM referral r JOIN (
        SELECT id, referral_id, measure, instrument_version, taken_at, answers, is_prorated,
               sitting_id, coalesce(mean, total) AS value
        FROM outcomes_measurescore
        WHERE superseded_at IS NULL AND withdrawn_at IS NULL AND referral_id {{whose}}
        OFFSET 0
    ) s ON s.referral_id = r.id
    JOIN definition d ON d.code = s.measure AND d.version = s.instrument_version
        AND r.until BETWEEN d.since AND d.last
    LEFT JOIN problem p ON p.referral_id = r.id
    WHERE (s.measure = ANY({_names((PHQ9_CODE, GAD7_CODE, WSAS_CODE))}) OR s.measure = p.called_for)
      AND s.taken_at >= r.since_at AND s.taken_at < r.until_at
      AND (s.measure = '{WSAS_CODE}' OR (d.counts_prorated OR NOT s.is_prorated)
           AND s.value BETWEEN d.lowest AND d.highest)
      AND (s.sitting_id IS NULL OR s.sitting_id NOT IN (SELECT sitting_id FROM barred))
),
scored AS (
    SELECT s.referral_id, min(s.until) AS until,
           array_agg(s.value ORDER BY s.taken_at, s.id)
               FILTER (WHERE s.measure = '{PHQ9_CODE}') AS phq9,
           array_agg(s.value ORDER BY s.taken_at, s.id)
               FILTER (WHERE s.measure = '{GAD7_CODE}') AS gad7,
           array_agg(s.value ORDER BY s.taken_at, s.id)
               FILTER (WHERE s.measure = s.called_for) AS called_for,
           bool_or(cardinality(s.answers) > 0) AS has_wsas,
           {_WSAS}
    FROM score s GROUP BY s.referral_id
)"""


def _first(values: str) -> str:
    return f"{values}[1]"


def _last(values: str) -> str:
    """The latest of two or more; one is a first without a last."""
    return f"CASE WHEN cardinality({values}) > 1 THEN {values}[cardinality({values})] END"


def _case(value: str, definition: str) -> str:
    """At caseness; null where nobody knows."""
    return (
        f"CASE WHEN {value} IS NULL THEN NULL WHEN {definition}.caseness IS NULL THEN false "
        f"WHEN {definition}.is_above THEN {value} > {definition}.caseness "
        f"ELSE {value} >= {definition}.caseness END"
    )


def _way(name: str, definition: str) -> str:
    """1 reliably better, -1 reliably worse, else 0; null unless there are both ends."""
    fell = f"(e.{name}_first - e.{name}_last)"
    return (
        f"CASE WHEN {fell} IS NULL THEN NULL WHEN {fell} >= {definition}.change THEN 1 "
        f"WHEN {fell} <= -{definition}.change THEN -1 ELSE 0 END"
    )


# Each step is fenced (`OFFSET 0`), so that what it worked out once is not worked out again wherever
# the next one speaks of it.
_OUTCOME = f"""
ends AS (
    SELECT a.*, {_first("a.used_values")} AS anxiety_first, {_last("a.used_values")} AS anxiety_last
    FROM (
        SELECT s.*, {_first("s.phq9")} AS phq9_first, {_last("s.phq9")} AS phq9_last,
               coalesce(own.code, '{GAD7_CODE}') AS used,
               CASE WHEN own.code IS NULL THEN s.gad7 ELSE s.called_for END AS used_values
        FROM scored s LEFT JOIN problem p ON p.referral_id = s.referral_id
        LEFT JOIN definition own ON own.code = p.called_for AND own.change IS NOT NULL
            AND s.until BETWEEN own.since AND own.last AND cardinality(s.called_for) > 1
    ) a
    OFFSET 0
),
judged AS (
    SELECT e.*, {_case("e.phq9_first", "phq9")} OR {_case("e.anxiety_first", "anxiety")} AS is_case,
           {_case("e.phq9_last", "phq9")} OR {_case("e.anxiety_last", "anxiety")} AS is_case_still,
           {_way("phq9", "phq9")} AS phq9_way, {_way("anxiety", "anxiety")} AS anxiety_way
    FROM ends e
    JOIN definition phq9
        ON phq9.code = '{PHQ9_CODE}' AND e.until BETWEEN phq9.since AND phq9.last
    JOIN definition anxiety
        ON anxiety.code = e.used AND e.until BETWEEN anxiety.since AND anxiety.last
    OFFSET 0
),
outcome AS (
    SELECT j.*, j.phq9_way + j.anxiety_way IS NOT NULL AS is_paired,
           1 IN (j.phq9_way, j.anxiety_way) AND -1 NOT IN (j.phq9_way, j.anxiety_way) AS better,
           -1 IN (j.phq9_way, j.anxiety_way) AND 1 NOT IN (j.phq9_way, j.anxiety_way) AS worse
    FROM judged j
    OFFSET 0
)"""

_COMPLETED = f"(r.ended_on IS NOT NULL AND coalesce(course.treatments, 0) >= {FINISHED_AFTER})"
_PAIRED = f"{_COMPLETED} AND coalesce(o.is_paired, false)"
_RECOVERED = f"{_PAIRED} AND o.is_case IS TRUE AND NOT o.is_case_still"


def _items(of: str) -> str:
    values = ", ".join((_first if of == "first" else _last)(f"o.w{item}") for item in _WSAS_ITEMS)
    return f"CASE WHEN o.has_wsas THEN ARRAY[{values}]::smallint[] ELSE '{{}}' END"


# Each column of the row, and where it comes from.
COLUMNS: Mapping[str, str] = {
    "referral_id": "r.id",
    "team_id": "r.team_id",
    "received_on": "r.received_on",
    "ended_on": "r.ended_on",
    "end_code": "r.end_code",
    "source": "r.source",
    "problem": f"coalesce(nullif(problem.problem, '{Problem.NOT_RECORDED.name}'), '')",
    "format": "coalesce(course.format, '')",
    "commissioner": "r.commissioner",
    "deprivation_decile": "patient.deprivation_decile",
    "born_on": "patient.date_of_birth",
    "ethnicity": "coalesce(equality.ethnicity, '')",
    "gender": "patient.gender",
    "disability": "coalesce(equality.disability, '')",
    "language": "patient.language",
    "long_term_condition": "coalesce(equality.long_term_condition, '')",
    "sick_pay_first": f"coalesce({_first('worked.sick_pay')}, '')",
    "sick_pay_last": f"coalesce({_last('worked.sick_pay')}, '')",
    "assessment_first_on": "contacts.assessment_first_on",
    "care_contacts": "coalesce(contacts.care_contacts, 0)",
    "treatments": "coalesce(course.treatments, 0)",
    "therapy_first_on": "course.first_on",
    "therapy_second_on": "course.second_on",
    "therapy_last_on": "course.last_on",
    "low_intensity_first_on": "contacts.low_on",
    "high_intensity_first_on": "contacts.high_on",
    "low_intensity_contacts": "coalesce(contacts.low, 0)",
    "high_intensity_contacts": "coalesce(contacts.high, 0)",
    "first_stage": "coalesce(staged.first_stage, '')",
    "first_stage_on": "staged.first_stage_on",
    "step_up_days": "staged.step_up_days",
    "step_down_days": "staged.step_down_days",
    "is_completed": _COMPLETED,
    "followed_up_on": "contacts.followed_up_on",
    "phq9_first": "o.phq9_first",
    "phq9_last": "o.phq9_last",
    "gad7_first": _first("o.gad7"),
    "gad7_last": _last("o.gad7"),
    "called_for": "coalesce(problem.called_for, '')",
    "called_for_first": _first("o.called_for"),
    "called_for_last": _last("o.called_for"),
    "anxiety_measure": "CASE WHEN o.anxiety_first IS NULL THEN '' ELSE o.used END",
    "anxiety_first": "o.anxiety_first",
    "anxiety_last": "o.anxiety_last",
    "wsas_first": _items("first"),
    "wsas_last": _items("last"),
    "is_caseness": f"{_COMPLETED} AND o.is_case IS TRUE",
    "is_not_caseness": f"{_COMPLETED} AND o.is_case IS FALSE",
    "is_improved": f"{_PAIRED} AND o.better",
    "is_unchanged": f"{_PAIRED} AND NOT o.better AND NOT o.worse",
    "is_deteriorated": f"{_PAIRED} AND o.worse",
    "is_recovered": _RECOVERED,
    "is_reliably_recovered": f"{_RECOVERED} AND o.better",
}
DERIVED = tuple(field.name for field in fields(pathway.Derived))
_OTHERS = [name for name in COLUMNS if name != "referral_id"]
_WITH = f"WITH {_BASE}, {_COURSE}, {_SCORES}, {_OUTCOME}"
# Of patients, as of everything else, a batch reads its own and no more.
_FROM = """
FROM referral r JOIN (
    SELECT id, deprivation_decile, date_of_birth, gender, language FROM referrals_patient
    WHERE id = ANY(ARRAY(SELECT patient_id FROM referral)) OFFSET 0
) patient ON patient.id = r.patient_id
LEFT JOIN (
    SELECT patient_id, ethnicity, disability, long_term_condition FROM referrals_equality
    WHERE patient_id = ANY(ARRAY(SELECT patient_id FROM referral)) OFFSET 0
) equality ON equality.patient_id = r.patient_id
LEFT JOIN problem ON problem.referral_id = r.id
LEFT JOIN contacts ON contacts.referral_id = r.id
LEFT JOIN course ON course.referral_id = r.id
LEFT JOIN staged ON staged.referral_id = r.id
LEFT JOIN worked ON worked.referral_id = r.id
LEFT JOIN outcome o ON o.referral_id = r.id
"""
READ = (
    f"{_WITH} SELECT r.reference, {', '.join(COLUMNS[name] for name in DERIVED)} {_FROM} "
    "ORDER BY r.id"
)
_TRUTH = f"SELECT {', '.join(f'{source} AS {name}' for name, source in COLUMNS.items())} {_FROM}"
_DIFFERS = (
    f"kept.referral_id IS NULL OR ({', '.join(f'kept.{name}' for name in _OTHERS)}) "
    f"IS DISTINCT FROM ({', '.join(f'truth.{name}' for name in _OTHERS)})"
)
# Only rows that differ are touched at all: a conflict alone would lock its row, which is a write.
WRITE = f"""
{_WITH}, truth AS MATERIALIZED ({_TRUTH})
INSERT INTO reporting_pathway ({", ".join(COLUMNS)})
SELECT {", ".join(f"truth.{name}" for name in COLUMNS)}
FROM truth LEFT JOIN reporting_pathway kept
    ON kept.referral_id = truth.referral_id AND kept.referral_id {{whose}}
WHERE {_DIFFERS}
ON CONFLICT (referral_id) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _OTHERS)}
"""
