"""The end of a link: by Send, or at the session, with what had been answered by then; one sitting,
however often and by whomever it is ended.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.actions import by_link
from clinical.measures import MEASURES
from clinical.policy import Policy
from outcomes.actions import Answered
from portal.actions import comments as filing
from portal.links import running
from portal.models import SAID, ExperienceAnswers, LinkAnswer, LinkKind, QuestionnaireLink
from staff.models import StaffMember


@transaction.atomic
def close(
    *,
    link: QuestionnaireLink,
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
    comments: str = "",
) -> QuestionnaireLink:
    """End a link and record what was answered. One that has ended already stays as it is.

    What was left out stays blank, and a total appears only by the rule of missing items.
    """
    link = _held(link)
    if link.finished_at is not None or link.revoked_at is not None:
        return link
    given = list(LinkAnswer.objects.filter(SAID, link=link).order_by("at", "id"))
    if link.kind == LinkKind.EXPERIENCE:
        _store_experience(link, given, comments=comments.strip(), now=now)
        if comments.strip():
            filing.file_comments(link=link, words=comments.strip(), by=None, now=now, policy=policy)
    elif given:
        link.sitting = by_link.record_sitting_by_link(
            referral=link.referral,
            contact=link.contact,
            form_key=link.form_key,
            answered=_answered(link, given),
            taken_at=given[-1].at,
            by=None,
            now=now,
            policy=policy,
        )
    link.finished_at = now
    link.save(update_fields=["finished_at", "sitting"])
    trail.record(
        Event.LINK_FINISHED,
        by=by,
        at=now,
        about=link,
        patient_id=link.referral.patient_id,
        referral_id=link.referral_id,
    )
    return link


@transaction.atomic
def close_for_contact(
    *, contact_id: int, by: StaffMember | None, now: datetime, policy: Policy
) -> None:
    """The session is being written: what was answered for it by link is recorded now."""
    for link in running().filter(contact=contact_id, kind=LinkKind.MEASURES):
        close(link=link, by=by, now=now, policy=policy)


def _held(link: QuestionnaireLink) -> QuestionnaireLink:
    """The link as it stands, against others who end it or answer at the same moment."""
    return (
        QuestionnaireLink.objects.select_for_update(of=("self",))
        .select_related("referral__patient", "contact")
        .get(pk=link.pk)
    )


def _answered(link: QuestionnaireLink, given: list[LinkAnswer]) -> list[Answered]:
    """Every questionnaire that was begun, blank where nothing was tapped."""
    values: Mapping[tuple[str, int], int | None] = {
        (one.measure, one.item): one.value for one in given
    }
    begun = [code for code in link.measures if any(measure == code for measure, _ in values)]
    return [
        Answered(
            measure=code,
            answers=tuple(values.get((code, item.number)) for item in MEASURES[code].items),
            work_not_applicable=any(one.not_applicable for one in given if one.measure == code),
        )
        for code in begun
    ]


def _store_experience(
    link: QuestionnaireLink, given: list[LinkAnswer], *, comments: str, now: datetime
) -> None:
    if not given and not comments:
        return
    ExperienceAnswers.objects.create(
        link=link,
        referral=link.referral,
        stage=link.measures[0],
        answers={f"{one.measure}{one.item}": one.value for one in given},
        comments=comments,
        at=now,
    )
