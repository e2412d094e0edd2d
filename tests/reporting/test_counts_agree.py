"""Every measure, on random referrals: SQL over derived rows against plain Python over the rules."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime

import pytest

from caseload.models import CareContact, InternetTherapyLog
from clinical.pathway import derive
from clinical.policy import DEFAULT
from clinical.therapies import Therapy
from clinical.working_days import local_date
from referrals.models import EndCode, Medium, Referral, ReferralSource
from reporting import counting, pathways, rollup
from reporting.figures import Chosen
from reporting.metrics import completeness
from reporting.metrics.measure import Placed
from reporting.metrics.registry import MEASURES, TILES
from reporting.models import Pathway
from reporting.pathway_facts import facts_of
from reporting.period import Period, month_of
from staff.models import Grade
from staff.roles import Role
from tests import personas
from tests.factories.staff import TeamFactory
from tests.reporting import plain_contacts, plain_counts, random_pathways
from tests.reporting.plain_counts import Person

pytestmark = pytest.mark.django_db

_NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
_PERIODS = (
    month_of(date(2026, 5, 1)),
    Period(date(2026, 4, 1), date(2026, 6, 30)),
    Period(date(2026, 1, 20), date(2026, 8, 7)),
)
# Counted where a contact’s own referral ended, and by answers that no pathway keeps.
_ELSEWHERE = {"mean-minutes", "median-minutes", "armed-forces-asked"} | {
    one.slug for one in completeness.MEASURES
}
_TABLES = {
    Placed.RECEIVED: lambda: plain_counts.received(ReferralSource.values),
    Placed.ASSESSED: plain_counts.assessed,
    Placed.FIRST_SESSION: plain_counts.started,
    Placed.SECOND_SESSION: plain_counts.second,
    Placed.ENDED: lambda: (
        *plain_counts.endings(EndCode.values),
        *plain_counts.finished(),
        *plain_counts.outcomes(),
        *plain_counts.paired_scores(),
    ),
    Placed.PERIOD_END: plain_counts.standing,
    Placed.CONTACT: lambda: plain_contacts.contacts(
        Medium.values,
        Grade.values,
        [one.value for one in Therapy if one is not Therapy.EMPLOYMENT_SUPPORT],
    ),
    Placed.LOG_END: lambda: [
        ("internet-therapy-sessions", plain_counts.count(plain_counts.everybody))
    ],
}


@pytest.fixture(scope="module")
def teams(kept):
    """North and south."""
    return TeamFactory(name="North team"), TeamFactory(name="South team")


@pytest.fixture(scope="module")
def service(teams):
    """Three hundred random referrals of two teams, some of whose answers are known."""
    pwp = personas.member("Priya Shah", role=Role.PWP, team=teams[0], grade=Grade.PWP)
    random_pathways.make(300, pwp=pwp, team=teams[0], seed=17)
    chance = random.Random(17)
    some = Referral.objects.order_by("pk")
    for referral in some:
        referral.source = chance.choice(ReferralSource.values)
        referral.team = chance.choice(teams)
        if referral.ended_on:
            referral.end_code = chance.choice(EndCode.values)
    Referral.objects.bulk_update(some, ["source", "team", "end_code"])
    pathways.derive_all(now=_NOW, policy=DEFAULT)
    rows = list(Pathway.objects.order_by("pk"))
    for row in rows:
        row.ethnicity = chance.choice((*"ABDGHLMNRS", "", "NOT_SAID"))
        row.long_term_condition = chance.choice(("YES", "NO", ""))
        row.deprivation_decile = chance.choice((None, *range(1, 11)))
    Pathway.objects.bulk_update(rows, ["ethnicity", "long_term_condition", "deprivation_decile"])
    return facts_of([row.pk for row in rows])


def _people(facts_by_id, period):
    """Everybody by the rules, today and on the last day of the period."""
    rows = {row.pk: row for row in Pathway.objects.all()}
    contacts, logs = defaultdict(list), defaultdict(list)
    taken_place = CareContact.objects.filter(state__in=["LOGGED", "CANCELLED"])
    for contact in taken_place.exclude(attendance="").select_related("pwp"):
        contacts[contact.referral_id].append(contact)
    for log in InternetTherapyLog.objects.filter(withdrawn_at=None):
        logs[log.referral_id].append(log.ended_on)
    for pk, facts in facts_by_id.items():
        is_known = facts.received_on <= period.end
        yield Person(
            now=derive(facts, as_of=_NOW.date()),
            then=derive(facts, as_of=period.end) if is_known else None,
            source=rows[pk].source,
            end_code=rows[pk].end_code,
            ethnicity=rows[pk].ethnicity,
            long_term=rows[pk].long_term_condition,
            contacts=tuple(contacts[pk]),
            logs=tuple(logs[pk]),
        )


def _placed(people, period):
    """Who is in the period, by each date."""

    def within(day):
        return day is not None and period.start <= day <= period.end

    return {
        Placed.RECEIVED: [one for one in people if within(one.now.received_on)],
        Placed.ASSESSED: [one for one in people if within(one.now.assessment_first_on)],
        Placed.FIRST_SESSION: [one for one in people if within(one.now.therapy_first_on)],
        Placed.SECOND_SESSION: [one for one in people if within(one.now.therapy_second_on)],
        Placed.ENDED: [one for one in people if within(one.now.ended_on)],
        Placed.PERIOD_END: [
            (one, period.end) for one in people if one.then and one.then.ended_on is None
        ],
        Placed.CONTACT: [
            (one, contact, day)
            for one in people
            for contact in one.contacts
            if within(day := local_date(contact.starts_at))
        ],
        Placed.LOG_END: [one for one in people for day in one.logs if within(day)],
    }


def test_every_measure_is_what_plain_counting_says(service):
    tables = {placed: dict(table()) for placed, table in _TABLES.items()}
    assert {slug for table in tables.values() for slug in table} == set(MEASURES) - _ELSEWHERE

    different, somebody = [], set()
    for period in _PERIODS:
        ones = _placed(list(_people(service, period)), period)
        figures = counting.read(MEASURES, period=period, chosen=Chosen())
        for placed, table in tables.items():
            for slug, plain in table.items():
                found = figures[slug]
                numerator, denominator, statistic = plain_counts.of_plain(plain, ones[placed])
                said = (found.numerator, found.denominator)
                somebody |= {slug} if numerator else set()
                if said != (numerator, denominator):
                    different.append((slug, period, said, (numerator, denominator)))
                if plain.statistic and statistic is not None:
                    assert float(found.value) == pytest.approx(float(statistic)), slug

    assert different == []
    # Random referrals meet nearly everything that is counted.
    assert len(somebody) > 0.8 * len(MEASURES)


def test_what_must_hold_on_any_service_holds(service):
    for period in _PERIODS:
        n = {
            slug: figure.numerator
            for slug, figure in counting.read(MEASURES, period=period, chosen=Chosen()).items()
        }
        assert (
            n["reliable-improvement"] + n["no-reliable-change"] + n["reliable-deterioration"]
            == n["paired-scores"]
            <= n["finished"]
        )
        assert n["at-caseness"] + n["not-at-caseness"] <= n["finished"]
        assert n["reliable-recovery"] <= min(n["recovery"], n["reliable-improvement"])
        assert n["recovery"] <= n["at-caseness"]
        assert n["six-weeks"] <= n["eighteen-weeks"] <= n["finished"]
        ways = ("not-seen", "seen-not-treated", "treated-once", "finished")
        assert sum(n[way] for way in ways) == n["ended"]
        assert n["finished"] > 0


def test_the_people_behind_each_figure_are_as_many_as_it_says(service):
    period = _PERIODS[1]
    figures = counting.read(TILES, period=period, chosen=Chosen())

    for slug in set(TILES) - {"did-not-attend"}:
        told = {"period": period, "chosen": Chosen()}
        assert counting.people(slug, **told).count() == figures[slug].numerator
        of = counting.people(slug, which="denominator", **told).count()
        assert of == (figures[slug].denominator or figures[slug].numerator)


def test_sums_of_months_say_the_same_for_everybody_and_for_each_group(service, teams):
    additive = [slug for slug, one in MEASURES.items() if one.is_additive]
    whole = Period(date(2026, 2, 1), date(2026, 6, 30))
    who = (Chosen(), Chosen(team_ids=frozenset({teams[1].pk})), Chosen(source="GP"))

    def said():
        figures = [counting.read(additive, period=whole, chosen=one) for one in who]
        groups = [
            counting.by_group(slug, by, period=whole, chosen=who[0])
            for slug in TILES
            for by in ("deprivation", "ethnicity", "source", "team", "gender")
        ]
        return figures, groups

    live = said()
    rollup.sum_every_month(now=_NOW)

    assert said() == live


def test_england_2024_25_as_arithmetic():
    finished, not_at_caseness = 670_419, 35_234
    could_recover = finished - not_at_caseness

    def per_cent(count, of):
        return round(count / of * 100, 1)

    assert could_recover == 635_185
    assert per_cent(321_061, could_recover) == 50.5
    assert per_cent(301_815, could_recover) == 47.5
    assert per_cent(452_284, finished) == 67.5
    assert per_cent(39_157, finished) == 5.8
    assert per_cent(614_104, finished) == 91.6
    assert per_cent(661_723, finished) == 98.7
    # Those with both pairs of scores, and those who cannot be classified at the start
    assert finished - (452_284 + 170_457 + 39_157) == 8_521
    assert finished - (634_248 + not_at_caseness) == 937
