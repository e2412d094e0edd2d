"""staff.csv: whose account each number of the old system's staff is."""

from collections.abc import Mapping, Sequence

from clinical.errors import Refused
from clinical.working_days import local_date
from reporting.dataset.importer.details import cells
from reporting.dataset.importer.details.bringing import REFUSED, UNKNOWN, Bringing, Given
from reporting.dataset.importer.details.cells import WrongCell
from reporting.dataset.importer.details.columns import STAFF
from reporting.dataset.importer.details.keys import STAFF as STAFF_KEYS
from staff.actions.newcomers import GRADES, Newcomer, add_newcomer, name_newcomer
from staff.models import StaffMember, Team
from staff.roles import Role

_ROLES: Mapping[str, str] = {role.value: role.label for role in GRADES}
_NO_ACCOUNT = "There is no account of this name that is switched on: mend it, or leave it empty."
_SEVERAL = "More than one account has this address: give the user name."
_NOBODY = "Give the user name or address of an account, or first and last name and the team."
_NO_TEAM = "No team of this name is here: whoever manages accounts makes it first."


def take(rows: Sequence[Given], *, bringing: Bringing) -> None:
    """Join each number to the account that is named, or make one that nobody can sign in to yet."""
    known = bringing.keys.staff([row["CarePersLocalId"] for row in rows])
    teams = {team.name.casefold(): team for team in Team.objects.filter(is_active=True)}
    for row in rows:
        number = row["CarePersLocalId"]
        try:
            if row["Username"] or row["Email"]:
                _join(row, _account(row), known.get(number), bringing=bringing)
            else:
                _name(row, _newcomer(row, teams), known.get(number), bringing=bringing)
        except WrongCell as wrong:
            bringing.leave_out(STAFF, row, str(wrong), rule=UNKNOWN, field_name=wrong.field)
            continue
        except Refused as refusal:
            bringing.leave_out(STAFF, row, str(refusal), rule=REFUSED)
            continue
        bringing.would_be_staff.add(number)


def _account(row: Given) -> StaffMember:
    """The one account that is named. Raises WrongCell."""
    column = "Username" if row["Username"] else "Email"
    asked = {f"{column.lower()}__iexact": row[column]}
    found = list(StaffMember.objects.filter(is_active=True, **asked)[:2])
    if len(found) != 1:
        raise WrongCell(column, _SEVERAL if found else _NO_ACCOUNT)
    return found[0]


def _newcomer(row: Given, teams: Mapping[str, Team]) -> Newcomer:
    """Raises WrongCell."""
    for column in ("GivenName", "FamilyName", "Team"):
        if not row[column]:
            raise WrongCell(column, _NOBODY)
    team = teams.get(row["Team"].casefold())
    if team is None:
        raise WrongCell("Team", _NO_TEAM)
    role = cells.choice(row.cells, "Role", of=_ROLES, usual=Role.PWP.value)
    return Newcomer(row["GivenName"], row["FamilyName"], team, Role(role))


def _join(
    row: Given, account: StaffMember, known: StaffMember | None, *, bringing: Bringing
) -> None:
    if known is not None and known.pk == account.pk:
        bringing.taken.unchanged["staff"] += 1
        return
    (bringing.taken.made if known is None else bringing.taken.changed)["staff"] += 1
    bringing.keys.note(STAFF_KEYS, row["CarePersLocalId"], target_id=account.pk)


def _name(row: Given, newcomer: Newcomer, known: StaffMember | None, *, bringing: Bringing) -> None:
    on = local_date(bringing.now)
    if known is None:
        made = add_newcomer(newcomer=newcomer, on=on, by=bringing.by, now=bringing.now)
        bringing.keys.note(STAFF_KEYS, row["CarePersLocalId"], target_id=made.pk)
        bringing.taken.made["staff"] += 1
    elif (known.given_name, known.family_name) == (newcomer.given_name, newcomer.family_name):
        bringing.taken.unchanged["staff"] += 1
    else:
        name_newcomer(member=known, newcomer=newcomer, on=on, by=bringing.by, now=bringing.now)
        bringing.taken.changed["staff"] += 1
