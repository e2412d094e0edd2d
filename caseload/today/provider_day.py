"""The administrator's day: every team's appointments and how to reach people; nothing clinical."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from caseload.models import CareContact, ContactState
from caseload.today import due_words, obligations
from caseload.today.obligations import ReminderDue
from clinical import wording
from clinical.working_days import local_date, moment
from referrals.models import Medium, Referral
from staff.roles import Permission
from staff.standing import Standing

_COLUMNS = (
    "starts_at", "ends_at", "medium", "state", "pwp__given_name", "pwp__family_name",
    "referral__patient_id", "referral__risk_open_since", "referral__team__name",
    "referral__patient__given_name", "referral__patient__family_name",
    "referral__patient__date_of_birth", "referral__patient__phone",
    "referral__patient__voicemail_ok", "referral__patient__text_ok", "referral__patient__needs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """One appointment: when, who, with whom, how to reach them, and whether it may be moved."""

    time: str
    minutes: str
    patient_id: int
    listed_name: str
    born: str
    pwp: str
    team: str
    how: str
    phone: str
    rule: str
    needs: str
    state: str
    must_not_be_cancelled: bool


@dataclass(frozen=True, slots=True)
class Remember:
    """One reminder of one's own."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class ProviderDay:
    """The page."""

    heading: str
    clock: str
    summary: str
    visits: tuple[Visit, ...]
    reminders: tuple[Remember, ...]

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named on the page."""
        return tuple(sorted({visit.patient_id for visit in self.visits}))


def read(*, standing: Standing, now: datetime) -> ProviderDay:
    """Today's appointments of everybody this person may ring, in order of time."""
    on = local_date(now)
    within_reach = Referral.objects.visible_to(
        standing, on=standing.on, needs=Permission.VIEW_CONTACT_DETAILS
    )
    rows = (
        CareContact.objects.filter(
            starts_at__gte=moment(on, "00:00"),
            starts_at__lt=moment(on + timedelta(days=1), "00:00"),
            state__in=(ContactState.BOOKED, ContactState.LOGGED),
            referral__in=within_reach,
        )
        .order_by("starts_at", "pwp__family_name", "pk")
        .values(*_COLUMNS)
    )
    visits = tuple(_visit(row) for row in rows)
    return ProviderDay(
        heading=wording.long_date(on),
        clock=wording.clock(now),
        summary=f"{wording.count(len(visits), 'appointment')} in the service today."
        if visits
        else "No appointments today.",
        visits=visits,
        reminders=tuple(
            _remember(one, reader_id=standing.staff_id, now=now)
            for one in obligations.reminders(standing=standing, until=on + timedelta(days=6))
        ),
    )


def _visit(row: Mapping[str, Any]) -> Visit:
    patient = "referral__patient__"
    minutes = round((row["ends_at"] - row["starts_at"]).total_seconds() / 60)
    voicemail = "Voicemail yes" if row[f"{patient}voicemail_ok"] else "No voicemail"
    return Visit(
        time=wording.clock(row["starts_at"]),
        minutes=f"{minutes} min",
        patient_id=row["referral__patient_id"],
        listed_name=wording.listed_name(row[f"{patient}family_name"], row[f"{patient}given_name"]),
        born=wording.birth_date(row[f"{patient}date_of_birth"]),
        pwp=f"{row['pwp__given_name']} {row['pwp__family_name']}",
        team=row["referral__team__name"],
        how=Medium(row["medium"]).label,
        phone=row[f"{patient}phone"],
        rule=f"{voicemail}, {'text yes' if row[f'{patient}text_ok'] else 'no text'}",
        needs=row[f"{patient}needs"],
        state="Booked" if row["state"] == ContactState.BOOKED else "Noted",
        must_not_be_cancelled=row["referral__risk_open_since"] is not None
        and row["state"] == ContactState.BOOKED,
    )


def _remember(one: ReminderDue, *, reader_id: int, now: datetime) -> Remember:
    return Remember(
        key=str(one.key),
        words=due_words.reminder(one, reader_id=reader_id, on=local_date(now)),
    )
