"""The list as its reader sees it: what is to be done, and one rule's people by pages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from caseload.models import CareContact, ContactKind
from clinical import wording
from clinical.working_days import local_date
from referrals.models import Referral
from reporting.dataset.quality import reading
from reporting.dataset.quality.reading import Asked, Found
from reporting.dataset.quality.rules import BY_KEY, RULES, Cost, Mend, Rule, Todo
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing


@dataclass(frozen=True, slots=True)
class Line:
    """One rule and how many it finds."""

    rule: Rule
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What is to be done, and the rules that ask for it."""

    todo: Todo
    lines: tuple[Line, ...]

    @property
    def count(self) -> int:
        """All of them together."""
        return sum(line.count for line in self.lines)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to put right. Initials, never a name: whoever opens the record sees it there.

    `mend` is the page that opens to this reader; where none does, `ask` says whom to ask.
    """

    patient_id: int | None
    reference: str
    initials: str
    team: str
    what: str
    contact: str
    mend: Mend | None
    ask: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that find something, without whom."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The page: every rule that finds something, the chosen one, and its items."""

    groups: tuple[Group, ...]
    costs: tuple[tuple[Cost, int], ...]
    chosen: Rule | None
    count: int
    items: tuple[Item, ...]
    hidden: int
    next_after: int

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who stands in it."""
        return tuple(sorted({one.patient_id for one in self.items if one.patient_id}))


def read(asked: Asked, *, rule: str, after: int, standing: Standing, on: date) -> Page:
    """Five queries at most, however many are found."""
    counts = reading.counts(asked)
    chosen = _chosen(rule, counts)
    rows: tuple[Found, ...] = ()
    next_after = 0
    if chosen is not None:
        rows, next_after = reading.found(chosen.key, asked, after=after)
    items = _items(rows, chosen, standing=standing, on=on) if chosen else ()
    return Page(
        groups=_groups(counts, chosen),
        costs=tuple((cost, _of_cost(cost, counts)) for cost in Cost),
        chosen=chosen,
        count=counts.get(chosen.key, 0) if chosen else 0,
        items=items,
        hidden=len(rows) - len(items),
        next_after=next_after,
    )


def read_rules(asked: Asked) -> Rules:
    """One query."""
    return Rules(_groups(reading.counts(asked), None))


def _chosen(rule: str, counts: Mapping[str, int]) -> Rule | None:
    """The one of the address; else the dearest that finds anything."""
    if rule in BY_KEY:
        return BY_KEY[rule]
    finding = [one for one in RULES if counts[one.key]]
    return min(finding, key=lambda one: list(Cost).index(one.cost), default=None)


def _groups(counts: Mapping[str, int], chosen: Rule | None) -> tuple[Group, ...]:
    shown = [one for one in RULES if counts[one.key] or one is chosen]
    return tuple(
        Group(todo, tuple(Line(one, counts[one.key], one is chosen) for one in rules))
        for todo, rules in groupby(shown, key=lambda one: one.todo)
    )


def _of_cost(cost: Cost, counts: Mapping[str, int]) -> int:
    return sum(counts[one.key] for one in RULES if one.cost is cost)


def _items(rows: Sequence[Found], rule: Rule, *, standing: Standing, on: date) -> tuple[Item, ...]:
    if rule.mend is Mend.STAFF:
        return _of_staff(row.staff_id for row in rows)
    referrals = _referrals([row.referral_id for row in rows], standing, on=on)
    contacts = _contacts([row.contact_id for row in rows])
    is_of_sessions = rule.mend is Mend.SESSION
    opens = _readable(referrals, standing, on=on) if is_of_sessions else set(referrals)
    return tuple(
        _item(row, rule, referrals[row.referral_id], contacts.get(row.contact_id), opens, on=on)
        for row in rows
        if row.referral_id in referrals
    )


def _referrals(
    ids: Iterable[int | None], standing: Standing, *, on: date
) -> Mapping[int | None, Referral]:
    """Those whose identity this reader may see."""
    open_to = Referral.objects.visible_to(standing, on=on, needs=Permission.VIEW_IDENTITY)
    found = open_to.filter(pk__in=[one for one in ids if one])
    return {one.pk: one for one in found.select_related("patient", "team", "carried_by")}


def _contacts(ids: Iterable[int | None]) -> Mapping[int | None, CareContact]:
    found = CareContact.objects.filter(pk__in=[one for one in ids if one])
    return {one.pk: one for one in found.select_related("pwp").order_by("pk")}


def _readable(referrals: Collection[int | None], standing: Standing, *, on: date) -> frozenset[int]:
    """Those of them whose notes this reader may read."""
    open_to = Referral.objects.visible_to(standing, on=on, needs=Permission.VIEW_RECORD)
    return frozenset(open_to.filter(pk__in=list(referrals)).values_list("pk", flat=True))


def _item(
    row: Found,
    rule: Rule,
    referral: Referral,
    contact: CareContact | None,
    opens: Collection[int | None],
    *,
    on: date,
) -> Item:
    patient = referral.patient
    return Item(
        patient_id=patient.pk,
        reference=referral.reference,
        initials=_initials(patient.given_name, patient.family_name),
        team=referral.team.name,
        what=_what(row, contact, on=on),
        contact="" if contact is None else contact.reference,
        mend=rule.mend if referral.pk in opens else None,
        ask="" if contact is None else contact.pwp.full_name,
    )


def _what(row: Found, contact: CareContact | None, *, on: date) -> str:
    """`Treatment, 12 May: PHQ-9 and GAD-7 missing`."""
    if contact is None:
        return ""
    day = wording.sentence_date(local_date(contact.starts_at), on)
    said = f"{ContactKind(contact.kind).label}, {day}"
    return f"{said}: {row.detail} missing" if row.detail else said


def _initials(given: str, family: str) -> str:
    return "".join(f"{name[0].upper()}." for name in (given, family) if name)


def _of_staff(ids: Iterable[int | None]) -> tuple[Item, ...]:
    """Colleagues, by name: they are no patients."""
    found = StaffMember.objects.filter(pk__in=[one for one in ids if one]).order_by("pk")
    return tuple(
        Item(
            patient_id=None,
            reference="",
            initials="",
            team="",
            what=one.full_name,
            contact="",
            mend=None,
            ask="the system administrator",
        )
        for one in found
    )
