"""What the session page asks about a link that nobody has ended."""

from datetime import datetime

from caseload.session.by_link import SoFar
from clinical.measures import MEASURES
from portal.links import running
from portal.models import LinkKind
from portal.questionnaire.steps import NOT_APPLICABLE, given_to


def so_far(*, contact_id: int, now: datetime) -> SoFar | None:
    """What was answered by now for this appointment; None where no link is out. Two queries."""
    link = running().filter(contact=contact_id, kind=LinkKind.MEASURES).first()
    if link is None:
        return None
    given = given_to(link)
    answers = {
        code: tuple(given.get((code, item.number)) for item in MEASURES[code].items)
        for code in link.measures
    }
    begun = {code: row for code, row in answers.items() if any(a is not None for a in row)}
    return SoFar(
        answers={
            code: tuple(None if one == NOT_APPLICABLE else one for one in row)
            for code, row in begun.items()
        },
        work_not_applicable=NOT_APPLICABLE in given.values(),
        answered=sum(value is not None for value in given.values()),
        asked=sum(len(MEASURES[code].items) for code in link.measures),
        latest_at=link.answers.order_by("-at").values_list("at", flat=True).first(),
        is_over=link.expires_at <= now,
    )
