"""The access table in code says what the policy says (safety part 3), cell by cell.

R read, W write, A add, K take and close risk actions, M move to another caseload, C contact details
and bookings, I identity only; . is a 404.
"""

import pytest

from staff.roles import DUTY_ON_OPEN_RISK, RECORD_ACCESS, Permission, Relation, Role

_P = Permission
_LETTERS = {
    "R": _P.VIEW_RECORD,
    "W": _P.LOG_SESSION,
    "A": _P.ADD_CORRECTION,
    "K": _P.RISK_ACTION,
    "M": _P.REASSIGN,
    "C": _P.VIEW_CONTACT_DETAILS,
    "I": _P.VIEW_IDENTITY,
}
_ORDER = (
    Relation.MINE,
    Relation.SUPERVISEE,
    Relation.SAME_TEAM,
    Relation.OTHER_TEAM,
    Relation.WAITING,
    Relation.ENDED_RECENT,
    Relation.ENDED_OLDER,
)
#                              mine     supervisee same team other  waiting   recent   older
_TABLE = {
    Role.PWP:                  "RWAKCI  .          RACI      .      RCI       RACI     .",
    Role.TRAINEE_PWP:          "RWAKCI  .          RACI      .      RCI       RACI     .",
    Role.SENIOR_PWP:           "RWAKMCI RAKMCI     RACI      .      RMCI      RACI     .",
    Role.DUTY_LEAD:            "RWAKCI  RACI       RAKCI     .      RKCI      RACI     .",
    Role.SERVICE_LEAD:         "RWAKMCI RKMCI      RKMCI     RKMCI  RWAKMCI   RCI      RCI",
    Role.ADMINISTRATOR:        "CI      CI         CI        CI     CI        CI       CI",
    Role.DATA_MANAGER:         "I       I          I         I      I         I        I",
    Role.PRIVACY_OFFICER:      "I       I          I         I      I         I        I",
    Role.SYSTEM_ADMINISTRATOR: ".       .          .         .      .         .        .",
}  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_each_cell_of_the_table_in_code_is_the_policys(role: Role) -> None:
    written = dict(zip(_ORDER, _TABLE[role].split(), strict=True))

    coded = {relation: _letters(role, relation) for relation in _ORDER}

    assert coded == {relation: set(cell) - {"."} for relation, cell in written.items()}


def test_every_role_and_relation_has_a_cell() -> None:
    assert set(RECORD_ACCESS) == set(Role)
    assert set(_ORDER) == set(Relation)


def test_an_administrator_never_reads_notes_scores_or_risk() -> None:
    clinical = {
        _P.VIEW_RECORD,
        _P.LOG_SESSION,
        _P.ADD_CORRECTION,
        _P.RISK_ACTION,
        _P.READ_WITHDRAWN,
    }

    held = set().union(*RECORD_ACCESS[Role.ADMINISTRATOR].values())

    assert not held & clinical


def test_a_data_manager_sees_who_it_is_and_fields_of_the_data_set_alone() -> None:
    held = set().union(*RECORD_ACCESS[Role.DATA_MANAGER].values())

    assert held == {_P.VIEW_IDENTITY, _P.CORRECT_DATA_SET}


def test_only_the_privacy_officer_reads_what_was_withdrawn() -> None:
    readers = {
        role
        for role, cells in RECORD_ACCESS.items()
        if any(_P.READ_WITHDRAWN in cell for cell in cells.values())
    }

    assert readers == {Role.PRIVACY_OFFICER}


def test_who_cannot_read_a_record_cannot_write_on_it() -> None:
    writes = {_P.LOG_SESSION, _P.CHANGE_RECORD, _P.ADD_CORRECTION, _P.RISK_ACTION, _P.WITHDRAW_NOTE}

    for role, cells in RECORD_ACCESS.items():
        for relation, cell in cells.items():
            assert _P.VIEW_RECORD in cell or not cell & writes, (role, relation)


def test_the_duty_senior_looks_into_another_team_only_to_read_add_and_act_on_risk() -> None:
    assert _P.VIEW_RECORD in DUTY_ON_OPEN_RISK
    assert not DUTY_ON_OPEN_RISK & {_P.LOG_SESSION, _P.BOOK, _P.CHANGE_RECORD, _P.REASSIGN}


def _letters(role: Role, relation: Relation) -> set[str]:
    cell = RECORD_ACCESS[role].get(relation, frozenset())
    return {letter for letter, permission in _LETTERS.items() if permission in cell}
