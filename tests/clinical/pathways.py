"""One referral as tests want it: received on a Monday, everything else by days from there."""

from datetime import UTC, date, datetime, timedelta

from clinical.instruments import MEASURES
from clinical.pathway import derive
from clinical.pathway_facts import ContactFact, LogFact, PathwayFacts, ProblemFact, ScoreFact
from clinical.problems import Problem

RECEIVED = date(2026, 3, 2)
AS_OF = date(2026, 11, 2)


def day(after):
    """That many days after receipt."""
    return RECEIVED + timedelta(days=after)


def moment(after, *, hour=10):
    on = day(after)
    return datetime(on.year, on.month, on.day, hour, tzinfo=UTC)


def contact(after, kind="TREATMENT", *, number=None, attendance="ATTENDED", hour=10, **facts):
    """A session, unless told otherwise."""
    return ContactFact(
        number=after if number is None else number,
        at=moment(after, hour=hour),
        kind=kind,
        attendance=attendance,
        **facts,
    )


def log(after, *, days=6):
    """A week that ends on this day."""
    return LogFact(number=after, started_on=day(after - days), ended_on=day(after))


def score(after, measure, total, *, number=None, hour=10, **facts):
    return ScoreFact(
        number=after if number is None else number,
        measure=measure,
        version=facts.pop("version", MEASURES[measure].version),
        at=moment(after, hour=hour),
        total=total,
        **facts,
    )


def scores(measure, *totals):
    """One a fortnight from the day after receipt; None leaves one out."""
    return tuple(
        score(1 + 14 * place, measure, total)
        for place, total in enumerate(totals)
        if total is not None
    )


def problem(which, *, after=0, number=1):
    return ProblemFact(number=number, recorded_on=day(after), problem=which)


def facts(*, sessions=0, ended=200, which=Problem.DEPRESSION, **more):
    """Ended after 200 days, with so many weekly sessions from the first week on."""
    contacts = tuple(contact(7 * (place + 1)) for place in range(sessions))
    return PathwayFacts(
        received_on=RECEIVED,
        ended_on=None if ended is None else day(ended),
        contacts=contacts + more.pop("contacts", ()),
        problems=more.pop("problems", (problem(which),)),
        **more,
    )


def pathway(*, as_of=AS_OF, **about):
    """Derived from `facts`."""
    return derive(facts(**about), as_of=as_of)
