"""Each measure again, in plain Python over what the clinical rules say of each referral.

Written from the words of the measures, not from their SQL: two that agree were counted twice.
"""

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinical.pathway import Derived


@dataclass(frozen=True, slots=True)
class Person:
    """One referral: as it stands now, as it stood on the last day of the period, and its rows."""

    now: Derived
    then: Derived | None
    source: str
    end_code: str
    ethnicity: str
    long_term: str
    contacts: tuple[Any, ...]
    logs: tuple[date, ...]


Test = Callable[[Any], Any]


def _one(_: Any) -> int:
    return 1


@dataclass(frozen=True, slots=True)
class Plain:
    """Whom it counts, of whom; an amount instead of 1; a statistic of the amounts."""

    of: Test
    test: Test
    amount: Test = _one
    divides: bool = True
    statistic: Callable[[list[Any]], Any] | None = None
    of_amount: Test = _one


def days(start, end):
    return (end - start).days


def ended(one):
    return one.now.ended_on is not None


def fin(one):
    return ended(one) and one.now.treatments >= 2


def wait(one):
    return days(one.now.received_on, one.now.therapy_first_on)


def gap(one):
    return days(one.now.therapy_first_on, one.now.therapy_second_on)


def paired(one):
    return one.now.phq9_last is not None and one.now.anxiety_last is not None


def everybody(one):
    return True


def rate(of, test):
    return Plain(of, lambda one: of(one) and test(one))


def count(test, amount=_one):
    return Plain(test, test, amount, divides=False)


def mean(of, amount, of_amount=_one):
    return Plain(of, of, amount, of_amount=of_amount)


def over(of, amount, how=statistics.median):
    return Plain(of, of, amount, divides=False, statistic=how)


BANDS = (("up-to-28-days", 0, 28), ("29-to-56-days", 29, 56), ("57-to-90-days", 57, 90))


def _banded(slug, of, length):
    for name, low, high in (*BANDS, ("over-90-days", 91, 10**6)):
        yield (
            f"{slug}-{name}",
            rate(of, lambda one, low=low, high=high: low <= length(one) <= high),
        )


def received(sources):
    yield "referrals", count(everybody)
    for source in sources:
        name = source.lower().replace("_", "-")
        yield f"referrals-{name}", count(lambda one, source=source: one.source == source)


def assessed():
    yield "first-assessments", count(everybody)
    yield from _banded(
        "assessed-after",
        everybody,
        lambda one: days(one.now.received_on, one.now.assessment_first_on),
    )


def started():
    yield "entering-treatment", count(everybody)
    yield from _banded("entering-after", everybody, wait)
    yield "entering-within-6-weeks", rate(everybody, lambda one: wait(one) < 43)
    yield "entering-within-18-weeks", rate(everybody, lambda one: wait(one) < 127)
    yield "entering-mean-wait", mean(everybody, wait)
    yield "entering-median-wait", over(everybody, wait)
    yield (
        "problem-recorded-of-started",
        rate(everybody, lambda one: one.now.problem not in {"", "NOT_RECORDED"}),
    )


def second():
    yield "second-session", count(everybody)
    yield "over-28-days", rate(everybody, lambda one: gap(one) > 28)
    yield "over-90-days", rate(everybody, lambda one: gap(one) > 90)
    yield "second-after-29-to-90-days", rate(everybody, lambda one: 28 < gap(one) < 91)


def endings(codes):
    bucket = {
        "not-seen": ("not_seen",),
        "seen-not-treated": ("seen_not_treated",),
        "ended-before-treatment": ("not_seen", "seen_not_treated"),
        "treated-once": ("treated_once",),
        "finished": ("finished",),
        "treated": ("treated_once", "finished"),
    }
    yield "ended", count(everybody)
    for slug, names in bucket.items():
        yield slug, rate(everybody, lambda one, names=names: one.now.ended_bucket in names)

    def treated(one):
        return one.now.treatments > 0

    yield "finished-of-treated", rate(treated, fin)
    yield "access-attrition", rate(treated, lambda one: one.now.treatments == 1)
    yield "ended-before-assessment", rate(everybody, lambda one: not one.now.assessment_first_on)
    yield "end-code-missing", rate(everybody, lambda one: not one.end_code)
    for code in codes:
        name = code.lower().replace("_", "-")
        yield f"end-code-{name}", count(lambda one, code=code: one.end_code == code)


def finished():
    yield "six-weeks", rate(fin, lambda one: wait(one) < 43)
    yield "eighteen-weeks", rate(fin, lambda one: wait(one) < 127)
    yield "finished-mean-wait", mean(fin, wait)
    yield "finished-median-wait", over(fin, wait)
    yield (
        "mean-gap-between-sessions",
        mean(
            fin,
            lambda one: days(one.now.therapy_first_on, one.now.therapy_last_on),
            lambda one: one.now.treatments - 1,
        ),
    )

    def sessions(one):
        return one.now.treatments

    yield "sessions-of-finished", count(fin, sessions)
    yield "mean-sessions", mean(fin, sessions)
    yield "median-sessions", over(fin, sessions)
    yield "most-sessions", over(fin, sessions, max)
    yield "fewest-sessions", over(fin, sessions, min)
    for name in ("low", "high"):
        column = f"{name}_intensity_contacts"
        yield (
            f"mean-{name}-intensity-sessions",
            mean(
                lambda one, column=column: fin(one) and getattr(one.now, column) > 0,
                lambda one, column=column: getattr(one.now, column),
            ),
        )
    yield "followed-up", rate(fin, lambda one: one.now.followed_up_on is not None)
    yield "finished-with-long-term-condition", rate(fin, lambda one: one.long_term == "YES")
    yield (
        "off-sick-pay",
        count(
            lambda one: (
                fin(one) and (one.now.sick_pay_first, one.now.sick_pay_last) == ("YES", "NO")
            )
        ),
    )
    yield (
        "problem-recorded-of-finished",
        rate(fin, lambda one: one.now.problem not in {"", "NOT_RECORDED"}),
    )
    yield from _stages()
    yield from _work_and_social()


def _stages():
    def in_order(one):
        first = one.now.assessment_first_on
        return fin(one) and first is not None and first <= one.now.therapy_first_on

    def from_assessment(one):
        return days(one.now.assessment_first_on, one.now.first_stage_on)

    kinds = (
        ("to-low-intensity", lambda one: one.now.first_stage == "LOW", from_assessment),
        ("to-high-intensity", lambda one: one.now.first_stage == "HIGH", from_assessment),
        ("step-up", lambda one: one.now.step_up_days is not None, lambda o: o.now.step_up_days),
        (
            "step-down",
            lambda one: one.now.step_down_days is not None,
            lambda o: o.now.step_down_days,
        ),
    )
    for slug, has, length in kinds:

        def of(one, has=has):
            return in_order(one) and has(one)

        yield slug, count(of)
        yield f"{slug}-mean", mean(of, length)
        yield f"{slug}-median", over(of, length)
        for limit in (28, 90):
            yield (
                f"{slug}-within-{limit}-days",
                rate(of, lambda one, length=length, limit=limit: length(one) <= limit),
            )


def _work_and_social():
    domains = ("work", "home", "social-leisure", "private-leisure", "relationships")
    for place, domain in enumerate(domains):

        def of(one, place=place):
            return fin(one) and bool(one.now.wsas_last) and one.now.wsas_last[place] is not None

        yield f"wsas-{domain}-pairs", count(of)
        for end in ("first", "last"):

            def answer(one, end=end, place=place):
                return getattr(one.now, f"wsas_{end}")[place]

            yield f"wsas-{domain}-mean-{end}", mean(of, answer)
            yield f"wsas-{domain}-median-{end}", over(of, answer)


def outcomes():
    def could(one):
        return fin(one) and not one.now.is_not_caseness

    yield "recovery", rate(could, lambda one: one.now.is_recovered)
    yield "reliable-recovery", rate(could, lambda one: one.now.is_reliably_recovered)
    yield "reliable-improvement", rate(fin, lambda one: one.now.is_improved)
    yield "no-reliable-change", rate(fin, lambda one: one.now.is_unchanged)
    yield "reliable-deterioration", rate(fin, lambda one: one.now.is_deteriorated)
    yield "not-at-caseness", rate(fin, lambda one: one.now.is_not_caseness)
    yield "at-caseness", count(lambda one: fin(one) and one.now.is_caseness)
    groups = {"white": "ABC", "mixed": "DEFG", "asian": "HJKL", "black": "MNP", "other": "RS"}
    for group, letters in groups.items():
        yield (
            f"reliable-recovery-{group}",
            rate(
                lambda one, letters=letters: (
                    could(one) and one.ethnicity != "" and one.ethnicity in letters
                ),
                lambda one: one.now.is_reliably_recovered,
            ),
        )
    for tool in ("phq9", "gad7"):
        yield (
            f"effect-size-{tool}",
            over(
                lambda one, tool=tool: fin(one) and getattr(one.now, f"{tool}_last") is not None,
                lambda one, tool=tool: (
                    int(getattr(one.now, f"{tool}_first")),
                    int(getattr(one.now, f"{tool}_last")),
                ),
                _effect,
            ),
        )


def _effect(pairs):
    firsts, lasts = zip(*pairs, strict=True)
    if len(firsts) < 2 or not statistics.stdev(firsts):
        return None
    return (statistics.mean(firsts) - statistics.mean(lasts)) / statistics.stdev(firsts)


def paired_scores():
    def anxiety_pair(one):
        return one.now.gad7_last is not None or one.now.called_for_last is not None

    def no_anxiety(one):
        return one.now.gad7_first is None and one.now.called_for_first is None

    def called(one):
        return fin(one) and bool(one.now.called_for)

    yield "paired-scores", rate(fin, paired)
    yield "paired-phq9", rate(fin, lambda one: one.now.phq9_last is not None)
    yield "no-phq9", rate(fin, lambda one: one.now.phq9_first is None)
    yield (
        "one-phq9",
        rate(fin, lambda one: one.now.phq9_first is not None and one.now.phq9_last is None),
    )
    yield "paired-anxiety", rate(fin, anxiety_pair)
    yield "no-anxiety", rate(fin, no_anxiety)
    yield "one-anxiety", rate(fin, lambda one: not anxiety_pair(one) and not no_anxiety(one))
    yield (
        "paired-called-for",
        rate(called, lambda one: one.now.called_for_last is not None),
    )
    yield (
        "one-called-for",
        rate(
            called,
            lambda one: one.now.called_for_first is not None and one.now.called_for_last is None,
        ),
    )
    yield "no-called-for", rate(called, lambda one: one.now.called_for_first is None)


def standing():
    """Of those open on the last day, by what was known then: `end` is that day."""
    yield "waiting-for-assessment", count(lambda one: one[0].then.assessment_first_on is None)
    yield (
        "waiting-over-90-days-for-assessment",
        count(
            lambda one: (
                one[0].then.assessment_first_on is None
                and days(one[0].then.received_on, one[1]) > 90
            )
        ),
    )

    def waits(one):
        return one[0].then.therapy_first_on is None

    def so_far(one):
        return days(one[0].then.received_on, one[1])

    yield "waiting-for-treatment", count(waits)
    for limit in (14, 28, 42, 84, 126):
        yield (
            f"waiting-for-treatment-{limit}-days-at-most",
            count(lambda one, limit=limit: waits(one) and so_far(one) <= limit),
        )
    for limit in (126, 90):
        yield (
            f"waiting-for-treatment-more-than-{limit}-days",
            count(lambda one, limit=limit: waits(one) and so_far(one) > limit),
        )

    def silent(one):
        return days(one[0].then.therapy_last_on, one[1])

    bands = (
        ("60-days-at-most", -(10**6), 60),
        ("61-to-90-days", 61, 90),
        ("91-to-120-days", 91, 120),
        ("over-120-days", 121, 10**6),
    )
    for name, low, high in bands:
        yield (
            f"last-session-{name}-ago",
            count(lambda one, low=low, high=high: not waits(one) and low <= silent(one) <= high),
        )
    yield "open-without-activity", rate(lambda one: not waits(one), lambda one: silent(one) > 90)


def of_plain(plain: Plain, ones: Iterable[Any]) -> tuple[int, int | None, Any]:
    """Numerator, denominator and statistic of a measure over these."""
    kept = list(ones)
    of = [one for one in kept if plain.of(one)]
    counted = [one for one in kept if plain.test(one)]
    amounts = [plain.amount(one) for one in counted]
    if plain.statistic is not None:
        return len(counted), None, plain.statistic(amounts) if amounts else None
    denominator = sum(plain.of_amount(one) for one in of) if plain.divides else None
    return sum(amounts), denominator, None
