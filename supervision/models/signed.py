"""What the database holds of a signed meeting: nothing is added to it. So of a signed skills
session, but for the correction of who came, which stands beside the first row and says why.
"""

import pgtrigger

# The meeting is held against whoever signs it at this moment, so that one of them waits for the
# other.
_ADDED = """
PERFORM 1 FROM {rows} WHERE {which} FOR SHARE OF meeting;
IF EXISTS (SELECT FROM {rows} WHERE {which} AND meeting.signed_at IS NOT NULL{unless}) THEN
    RAISE EXCEPTION 'Cannot add to a signed meeting: {name}.';
END IF;
RETURN NEW;
"""
_OF_ITEM = (
    "supervision_supervisionsession meeting"
    " JOIN supervision_supervisionitem item ON item.session_id = meeting.id"
)
_OF_DECISION = (
    f"{_OF_ITEM} JOIN supervision_supervisiondecision decision ON decision.item_id = item.id"
)


def _unsigned(
    name: str,
    *,
    rows: str,
    which: str,
    operation: pgtrigger.Operation,
    unless: str = "",
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        func=_ADDED.format(rows=rows, which=which, unless=unless, name=name),
    )


NO_ITEM = _unsigned(
    "no_case_into_a_signed_meeting",
    rows="supervision_supervisionsession meeting",
    which="meeting.id = NEW.session_id",
    operation=pgtrigger.Insert,
)
NO_DECISION = _unsigned(
    "no_decision_into_a_signed_meeting",
    rows=_OF_ITEM,
    which="item.id = NEW.item_id",
    operation=pgtrigger.Insert,
)
NO_ACTION = _unsigned(
    "nothing_agreed_into_a_signed_meeting",
    rows=_OF_DECISION,
    which="decision.id = NEW.decision_id",
    operation=pgtrigger.Insert,
)
NO_TURN = _unsigned(
    "no_other_order_of_a_signed_meeting",
    rows=_OF_ITEM,
    which="item.id = NEW.item_id",
    operation=pgtrigger.Insert | pgtrigger.Update,
)
_SKILLS = "supervision_skillssession meeting"
_SAME_PERSON_THERE = (
    "SELECT FROM supervision_skillsattendance first WHERE first.id = NEW.amends_id"
    " AND first.session_id = NEW.session_id AND first.person_id = NEW.person_id"
)
NO_ATTENDANCE = _unsigned(
    "nobody_came_to_a_signed_skills_session",
    rows=_SKILLS,
    which="meeting.id = NEW.session_id",
    operation=pgtrigger.Insert,
    unless=f" AND NOT EXISTS ({_SAME_PERSON_THERE})",
)
NO_PRACTICE = _unsigned(
    "nothing_practised_in_a_signed_skills_session",
    rows=_SKILLS,
    which="meeting.id = NEW.session_id",
    operation=pgtrigger.Insert,
)
