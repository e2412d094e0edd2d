"""What a new link asks, and how long it lasts; whoever makes many stores them together."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from caseload.models import CareContact, ContactKind
from clinical.measures import (
    GAD7_CODE,
    PHOBIA_CODE,
    PHQ9_CODE,
    PSWQ_CODE,
    WSAS_CODE,
    anxiety_measure_for,
)
from clinical.problems import Problem
from portal.links import hash_of, token_of
from portal.models import LinkKind, QuestionnaireLink
from portal.questionnaire.steps import Loaded, may_be_asked
from referrals.models import Referral
from staff.models import StaffMember

# When a person's life as a whole is looked at, and not one week of it.
_WIDER = {
    ContactKind.ASSESSMENT,
    ContactKind.ASSESSMENT_AND_TREATMENT,
    ContactKind.REVIEW,
    ContactKind.REVIEW_AND_TREATMENT,
}
# Without an appointment to end it.
_LASTS = timedelta(days=7)


def new_link(
    *,
    kind: LinkKind,
    referral_id: int,
    contact: CareContact | None,
    measures: Sequence[str],
    language: str,
    by: StaffMember | None,
    now: datetime,
    is_first: bool = False,
) -> QuestionnaireLink:
    """A link that is not stored yet. It ends when its session begins; one that was made as the
    referral came is the only one of that kind.
    """
    link = QuestionnaireLink(
        form_key=uuid.uuid4(),
        kind=kind,
        referral_id=referral_id,
        contact=contact,
        measures=list(measures),
        language=language,
        made_at=now,
        made_by=by,
        is_first=is_first,
        expires_at=contact.starts_at if contact else now + _LASTS,
    )
    link.token_hash = hash_of(token_of(link))
    return link


def measures_for(problem: Problem, *, kind: str | None, language: str, loaded: Loaded) -> list[str]:
    """What a link asks before an appointment of this kind; None is a link without one.

    PHQ-9 and GAD-7 always, then the problem's own measure; WSAS and the phobia scales before an
    assessment or a review, and for generalised anxiety PSWQ, which no outcome takes. Of these,
    whatever has words that may be shown.
    """
    further = [anxiety_measure_for(problem)]
    if kind in _WIDER:
        further += [PSWQ_CODE] if problem is Problem.GENERALISED_ANXIETY else []
        further += [WSAS_CODE, PHOBIA_CODE]
    allowed = [code for code in further if may_be_asked(code, language=language, loaded=loaded)]
    return list(dict.fromkeys([PHQ9_CODE, GAD7_CODE, *allowed]))


def problem_of(referral: Referral) -> Problem:
    """The latest problem descriptor."""
    latest = referral.problems.order_by("-recorded_on", "-id").values_list("problem", flat=True)
    return problem_named(latest.first())


def problem_named(name: str | None) -> Problem:
    """The problem stored under this name; nothing recorded is one too."""
    return Problem.__members__.get(name or "", Problem.NOT_RECORDED)
