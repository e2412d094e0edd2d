"""Whether what the return asks was recorded: the problem, and service in the armed forces."""

from reporting.metrics.measure import Better, Confidence, Placed
from reporting.metrics.shapes import share
from reporting.metrics.wording import ANNUAL, FINISHED, FINISHED_WORDS, LOCAL, STARTED_WORDS

_PROBLEM = "p.problem NOT IN ('', 'NOT_RECORDED')"
_NO_PROBLEM = "p.problem IN ('', 'NOT_RECORDED')"
_ARMED_FORCES = (
    "EXISTS (SELECT FROM referrals_equalityanswers e "
    "WHERE e.referral_id = p.referral_id AND e.armed_forces <> '')"
)

MEASURES = (
    *(
        share(
            f"problem-recorded-of-{slug}",
            f"local/problem-recorded-of-{slug}",
            f"Problem recorded, of {slug}",
            "those with a problem recorded",
            out_of=words,
            of=of,
            where=_PROBLEM,
            placed=placed,
            missing=_NO_PROBLEM,
            source=LOCAL,
            confidence=Confidence.OWN,
            better=Better.HIGHER,
        )
        for slug, of, words, placed in (
            ("finished", FINISHED, FINISHED_WORDS, Placed.ENDED),
            ("started", "true", STARTED_WORDS, Placed.FIRST_SESSION),
        )
    ),
    share(
        "armed-forces-asked",
        "AM/armed-forces-asked",
        "Armed forces asked",
        "those asked whether they or their family served, also if they kept it back",
        out_of="referrals received in the period",
        of="true",
        where=_ARMED_FORCES,
        placed=Placed.RECEIVED,
        missing=f"NOT {_ARMED_FORCES}",
        source=ANNUAL,
        confidence=Confidence.MEDIUM,
        better=Better.HIGHER,
        is_costly=True,
    ),
)
