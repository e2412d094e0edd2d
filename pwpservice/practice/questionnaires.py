"""Questionnaires by link for the sessions to come: out, half answered, back; and one in which
somebody said something worrying last night.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from caseload.actions.noted_by_messages import note_questionnaire_sent
from caseload.models import CareContact, ContactState
from clinical.measures import GAD7_CODE, ITEM_NINE, PHQ9_CODE
from clinical.policy import Policy
from clinical.working_days import local_date, moment
from outcomes.models import MeasureScore
from portal.actions import answers, closing
from portal.links import hash_of, token_of
from portal.models import LinkKind, MessageKind, QuestionnaireLink
from portal.new_links import new_link
from portal.questionnaire.steps import Step, steps_of
from pwpservice.practice import sent
from pwpservice.practice.generate import Order

_EACH = 3
_HALF = 7
_AHEAD = timedelta(days=4)


def write_questionnaires(order: Order, *, pwp_id: int, policy: Policy) -> None:
    """For one PWP's next sessions, through the verbs that patients use."""
    rng = Random(f"{order.seed}/{order.today}/questionnaires")
    evening = moment(local_date(order.now) - timedelta(days=1), "21:40")
    coming = _coming(order, pwp_id)
    worried = next((one for one in coming if one.referral.risk_open_since is not None), None)
    others = [one for one in coming if one is not worried]
    out, half, back = (others[place : place + _EACH] for place in (0, _EACH, 2 * _EACH))
    asked = [*out, *half, *back, *([worried] if worried else [])]
    _send(asked, at=evening - timedelta(hours=5), rng=rng, policy=policy)
    for contact in half:
        _answer(_link(contact), number=_HALF, at=evening, policy=policy)
    for contact in back:
        _answer_and_send(_link(contact), at=evening, policy=policy)
    if worried is not None:
        _answer_and_send(_link(worried), at=evening, policy=policy, ninth=1)


def _coming(order: Order, pwp_id: int) -> list[CareContact]:
    """Sessions of the next days, of people who agreed to texts, one each."""
    ahead = CareContact.objects.filter(
        pwp=pwp_id,
        state=ContactState.BOOKED,
        starts_at__gt=order.now,
        starts_at__lt=order.now + _AHEAD,
        referral__ended_on__isnull=True,
        referral__patient__text_ok=True,
    ).exclude(referral__patient__phone="")
    latest_first = ahead.select_related("referral__patient").order_by("-starts_at", "pk")
    return list({one.referral_id: one for one in latest_first}.values())[::-1]


def _send(contacts: list[CareContact], *, at: datetime, rng: Random, policy: Policy) -> None:
    """A link for each, and its text."""
    links = [_make(contact, at=at, rng=rng) for contact in contacts]
    texts = [
        sent.sent(contact, MessageKind.QUESTIONNAIRE, at=at, rng=rng, link=link)
        for contact, link in zip(contacts, links, strict=True)
    ]
    sent.write(texts, on=local_date(at), policy=policy)
    note_questionnaire_sent(contact_ids=[contact.pk for contact in contacts], now=at)


def _make(contact: CareContact, *, at: datetime, rng: Random) -> QuestionnaireLink:
    link = new_link(
        kind=LinkKind.MEASURES,
        referral_id=contact.referral_id,
        contact=contact,
        measures=[PHQ9_CODE, GAD7_CODE],
        language="en",
        by=None,
        now=at,
    )
    link.form_key = UUID(int=rng.getrandbits(128), version=4)
    link.token_hash = hash_of(token_of(link))
    link.save(force_insert=True)
    return link


def _link(contact: CareContact) -> QuestionnaireLink:
    return QuestionnaireLink.objects.get(contact=contact)


def _answer_and_send(
    link: QuestionnaireLink, *, at: datetime, policy: Policy, ninth: int = 0
) -> None:
    _answer(link, number=16, at=at, policy=policy, ninth=ninth)
    closing.close(link=link, by=None, now=at + timedelta(minutes=4), policy=policy)


def _answer(
    link: QuestionnaireLink, *, number: int, at: datetime, policy: Policy, ninth: int = 0
) -> None:
    """As last time, but for item 9."""
    before = _last_answers(link)
    for step in steps_of(link)[:number]:
        answers.answer(
            link=link,
            step=step,
            value=ninth if step.is_item_nine else _as_before(step, before),
            by=None,
            now=at + timedelta(seconds=10 * step.number),
            policy=policy,
        )


def _last_answers(link: QuestionnaireLink) -> dict[str, Sequence[int | None]]:
    rows = MeasureScore.objects.filter(
        referral=link.referral_id, measure__in=link.measures, superseded_at__isnull=True
    ).order_by("taken_at", "id")
    return {row.measure: row.answers for row in rows}


def _as_before(step: Step, before: dict[str, Sequence[int | None]]) -> int:
    given = before.get(step.measure) or ()
    answer = given[step.item - 1] if len(given) >= step.item <= ITEM_NINE else None
    return 1 if answer is None else answer
