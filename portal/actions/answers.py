"""One tap, one answer: it counts at once; an item 9 above 0 has its flag before anything else."""

from datetime import datetime

from django.db import transaction

from caseload.actions import by_link
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.risk import is_signal
from portal.links import standing
from portal.models import LinkAnswer, QuestionnaireLink
from portal.questionnaire.steps import NOT_APPLICABLE, Step
from staff.models import StaffMember


class LinkEnded(Refused):  # noqa: N818 - the name says what is so
    """The link ended before this came: what was answered by then is kept."""


@transaction.atomic
def answer(
    *,
    link: QuestionnaireLink,
    step: Step,
    value: int | None,
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
) -> LinkAnswer:
    """Keep one answer, or that a question was left out or does not apply; the last tap holds until
    the link ends.

    Raises Refused for what is no answer to this question, LinkEnded when the link has ended.
    Changing an item 9 to 0 closes nothing: only a person does.
    """
    if not step.allows(value):
        raise Refused("Choose one of the answers shown, or leave this one out.")
    link = (
        QuestionnaireLink.objects.select_for_update(of=("self",))
        .select_related("referral__patient", "contact")
        .get(pk=link.pk)
    )
    # Who was let in before somebody else locked it goes on.
    if standing(link, now=now).is_over:
        raise LinkEnded("This link has ended. What you answered before is kept.")
    applies = value != NOT_APPLICABLE
    signal = None
    if step.is_item_nine and value is not None and is_signal(value):
        signal = by_link.hear_item_nine(
            referral=link.referral,
            contact=link.contact,
            form_key=link.form_key,
            answer=value,
            by=by,
            now=now,
            policy=policy,
        )
    kept, _ = LinkAnswer.objects.update_or_create(
        link=link,
        measure=step.measure,
        item=step.item,
        defaults={
            "value": value if applies else None,
            "not_applicable": not applies,
            "signal": signal,
            "at": now,
        },
    )
    return kept
