"""The pages that are measured, and who asks for them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from bench.browser import Answer, Visitor, drawn_fields
from caseload import facts
from caseload.models import CareContact, CaseSummary, ContactKind
from referrals import search
from referrals.models import Medium, Patient
from staff.models import StaffMember

_FIND = "/patients/find"


class UnexpectedError(Exception):
    """A page did not answer as it must: a fast wrong page is a failed benchmark."""


@dataclass(frozen=True, slots=True)
class Pwp:
    """A PWP with a full caseload, and what is read of it."""

    visitor: Visitor
    references: tuple[str, ...]
    contacts: Iterator[tuple[str, str]]
    # The fewest letters that are searched for, where several of their people answer to them.
    beginnings: tuple[str, ...]
    nhs_numbers: tuple[str, ...]


def pwps(*, limit: int = 8) -> list[Pwp]:
    """Those with the most people, up to `limit`."""
    found = []
    for member in StaffMember.objects.filter(memberships__role="PWP").distinct().order_by("pk"):
        open_cases = CaseSummary.objects.filter(pwp=member, is_open=True)
        references = tuple(open_cases.values_list("reference", flat=True).order_by("reference"))
        if len(references) >= 40:
            people = Patient.objects.filter(pk__in=open_cases.values("patient")).order_by("pk")
            found.append(
                Pwp(
                    visitor=Visitor(member),
                    references=references,
                    contacts=iter(_unsigned(member)),
                    beginnings=_shared(people.values_list("family_name", flat=True)),
                    nhs_numbers=tuple(people.values_list("nhs_number", flat=True)),
                )
            )
    if not found:
        raise UnexpectedError("No PWP carries 40 people: seed a bigger service.")
    return found[:limit]


def _shared(names: Iterable[str]) -> tuple[str, ...]:
    counts = Counter(name[: search.FEWEST] for name in names)
    return tuple(sorted(beginning for beginning, people in counts.items() if people > 1))


def _unsigned(member: StaffMember) -> list[tuple[str, str]]:
    """Phone sessions of yesterday before dawn that nobody has logged, one for each of 24 people."""
    dawn = timezone.now().replace(hour=2, minute=0, second=0, microsecond=0) - timedelta(days=1)
    people = CaseSummary.objects.filter(
        pwp=member, is_open=True, treatment_contacts__gt=0, referral__risk_open_since=None
    ).order_by("pk")[:24]
    made = CareContact.objects.bulk_create(
        CareContact(
            referral_id=case.pk,
            pwp=member,
            kind=ContactKind.TREATMENT,
            medium=Medium.PHONE,
            starts_at=dawn + timedelta(minutes=10 * place),
            ends_at=dawn + timedelta(minutes=10 * place + 10),
            booked_at=dawn,
            updated_at=dawn,
        )
        for place, case in enumerate(people)
    )
    facts.refresh(contact.referral_id for contact in made)
    references = dict(people.values_list("pk", "reference"))
    return [(references[contact.referral_id], contact.reference) for contact in made]


def expect(answer: Answer, status: int, holds: str = "") -> Answer:
    """The same answer, if it is the one that was wanted."""
    if answer.status != status or holds.encode() not in answer.body:
        raise UnexpectedError(f"{answer.status} instead of {status}: {answer.body[:300]!r}")
    return answer


def anchors(anybody: Visitor, pwp: Pwp) -> dict[str, Callable[[], object]]:
    """H and U."""
    return {
        "H": lambda: expect(anybody.get("/bench/h"), 200),
        "U": lambda: expect(pwp.visitor.get("/bench/u"), 200),
    }


def readings(pwp: Pwp, turn: int) -> dict[str, Callable[[], object]]:
    """The pages that only read."""
    reference = pwp.references[turn % len(pwp.references)]
    beginning = pwp.beginnings[turn % len(pwp.beginnings)]
    nhs_number = pwp.nhs_numbers[turn % len(pwp.nhs_numbers)]
    return {
        "caseload": lambda: expect(pwp.visitor.get("/caseload/"), 200, "<table"),
        "record": lambda: expect(pwp.visitor.get(f"/caseload/{reference}/"), 200, "<svg"),
        "today": lambda: expect(pwp.visitor.get("/today/"), 200),
        "find": lambda: expect(pwp.visitor.post(_FIND, {"q": beginning}), 200, "people found"),
        "find_one": lambda: expect(pwp.visitor.post(_FIND, {"q": nhs_number}), 303),
    }


def session(pwp: Pwp) -> tuple[Callable[[], object], Callable[[], object]] | None:
    """The session form, and signing it; None when every booked session of this PWP is used up."""
    for reference, contact in pwp.contacts:
        path = f"/caseload/{reference}/sessions/{contact}/"
        page = pwp.visitor.get(path)
        if page.status == 200 and b"phq9_1" in page.body:
            return _drawn_and_signed(pwp, path, _routine(drawn_fields(page.body)))
    return None


def _drawn_and_signed(
    pwp: Pwp, path: str, fields: dict[str, str | list[str]]
) -> tuple[Callable[[], object], Callable[[], object]]:
    return (
        lambda: expect(pwp.visitor.get(path), 200, "phq9_9"),
        lambda: expect(pwp.visitor.post(f"{path}sign", fields), 303),
    )


def _routine(drawn: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
    """A routine session: both questionnaires, nothing new about risk, booking left for later."""
    routine: dict[str, str | list[str]] = {
        **{f"phq9_{item}": "1" for item in range(1, 9)},
        "phq9_9": "0",
        **{f"gad7_{item}": "1" for item in range(1, 8)},
        "opening": "all",
        "attendance": "ATTENDED",
        "minutes": "30",
        "risk_asked": "NOTHING_NEW",
        "plan_done": "YES",
        "did": "Went through the activity diary and what got in the way of it.",
        "plan": "One walk a day; diary on the booklet, page 14.",
        "next": "later",
    }
    drawn.pop("csrfmiddlewaretoken", None)
    return drawn | routine
