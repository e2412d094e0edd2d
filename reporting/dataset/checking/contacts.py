"""What an attended session should bring with it, known once all tables are read (dataset.md 10)."""

from collections.abc import Iterator
from datetime import timedelta

from clinical.measures import anxiety_measure_for
from clinical.problems import Problem
from reporting.dataset import tools
from reporting.dataset.checking.findings import Finding
from reporting.dataset.checking.known import Contact, Known
from reporting.dataset.codes import THERAPY_OF, problem_of
from reporting.dataset.layout import Severity

_TABLE, _REFERRALS, _STAFF = "IDS201CareContact", "IDS101Referral", "IDS902CarePersQual"
_LONGEST_QUIET = timedelta(days=90)


def of_month(known: Known) -> Iterator[Finding]:
    """Of every attended contact what is missing with it; of every referral an end that contradicts
    what happened in the month.
    """
    for key, contact in known.contacts.items():
        if contact.attended:
            yield from _of_contact(key, contact, known)
    yield from _at_once(known)
    yield from _ends(known)
    yield from _quiet(known)


def _of_contact(key: str, contact: Contact, known: Known) -> Iterator[Finding]:
    if key not in known.therapies:
        to_do = "Send an activity for it: without one it has no therapy and no scores."
        yield _found(contact, "CareContactId", "IDS20169", to_do)
    elif contact.treatment and known.therapies[key].isdisjoint(THERAPY_OF):
        to_do = "Say which therapy was given: record it on the session."
        yield _found(contact, "CareContactId", "S2-THERAPY", to_do)
    if contact.treatment and key in known.given_by and known.staff.isdisjoint(known.given_by[key]):
        to_do = f"Say who gave it, with a row of {_STAFF}: the activity names nobody of it."
        yield _found(contact, "CareContactId", "S2-STAFF", to_do)
    if contact.treatment and (missing := list(_missing(key, contact, known))):
        to_do = f"Record {', '.join(missing)} at this session."
        yield _found(contact, "CareContactId", "S2-SCORES", to_do)


def _missing(key: str, contact: Contact, known: Known) -> Iterator[str]:
    held = known.tools.get(key, set())
    if tools.PHQ9 not in held:
        yield "PHQ-9"
    if tools.GAD7 not in held:
        yield "GAD-7"
    if not held >= tools.WSAS:
        yield "WSAS"
    problem = problem_of(known.problems.get(contact.referral, ""))
    wanted = anxiety_measure_for(problem or Problem.NOT_RECORDED)
    called_for = next((one for one in tools.TOOLS.values() if one.measure == wanted), None)
    if called_for and called_for.code not in held | {tools.GAD7}:
        yield called_for.name


def _at_once(known: Known) -> Iterator[Finding]:
    """Nobody comes twice at the same time."""
    times = set()
    for contact in known.contacts.values():
        if contact.came and contact.time:
            time = (contact.referral, contact.on, contact.time)
            if time in times:
                to_do = "Another attended contact has the same day and time: take one out."
                yield _found(contact, "CareContTime", "IDS20168", to_do)
            times.add(time)


def _quiet(known: Known) -> Iterator[Finding]:
    """An open referral whose last treatment, as far as the months that were given say, is over 90
    days before the last day of this one.
    """
    last = dict(known.treated_before)
    for contact in known.contacts.values():
        if contact.attended and contact.treatment and contact.on:
            held = last.get(contact.referral)
            last[contact.referral] = max(held, contact.on) if held else contact.on
    for reference, on in last.items():
        referred = known.referrals.get(reference)
        if referred and referred.discharged is None and known.end - on > _LONGEST_QUIET:
            to_do = "The last treatment was over 90 days ago: book the next, or end the referral."
            yield Finding(
                _REFERRALS,
                0,
                "ServDischDate",
                "S2-QUIET",
                Severity.WARNING,
                to_do,
                referral=reference,
                patient=referred.patient,
            )


def _ends(known: Known) -> Iterator[Finding]:
    """A month's file has a month's contacts, so that only a contradiction can be told."""
    seen, treated = set(), set()
    for contact in known.contacts.values():
        if contact.attended:
            seen.add(contact.referral)
            if contact.treatment:
                treated.add(contact.referral)
    for reference, referred in known.referrals.items():
        if referred.end_code == "50" and reference in seen:
            yield _ended(
                reference, "Somebody “not assessed” was seen this month: check the end code."
            )
        elif referred.end_code in _NOT_TAKEN_ON and reference in treated:
            yield _ended(
                reference, "Somebody “not taken on” was treated this month: check the end code."
            )


_NOT_TAKEN_ON = frozenset({"10", "11", "12", "13", "14", "16", "17", "95"})


def _ended(reference: str, to_do: str) -> Finding:
    return Finding(_REFERRALS, 0, "EndCode", "S2-END", Severity.WARNING, to_do, referral=reference)


def _found(contact: Contact, field: str, rule: str, to_do: str) -> Finding:
    return Finding(
        _TABLE, contact.line, field, rule, Severity.WARNING, to_do, referral=contact.referral
    )
