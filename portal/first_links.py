"""Questionnaires for people whom somebody else referred: a link by message as the referral comes.

Whoever refers themselves is offered them on the page that says "sent".
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from clinical.policy import Policy
from clinical.problems import Problem
from clinical.working_days import local_date
from outcomes.models import Sitting
from portal.link_jobs import Made, batches, can_be_reached, store_and_queue
from portal.models import LinkKind, MessageKind, QuestionnaireLink
from portal.new_links import measures_for, new_link
from portal.questionnaire.steps import Loaded, loaded_wordings
from referrals.bulk import came_in
from referrals.models import DIED, Referral, ReferralSource, Status

_NOT_SEEN_YET = (Status.RECEIVED, Status.WAITING)


def plan_first_forms(*, now: datetime, policy: Policy) -> dict[str, int]:
    """A link and its message for everybody who agreed to messages and was referred lately, once.

    Not while a risk flag is open: a person speaks with them first.
    """
    asked = QuestionnaireLink.objects.filter(referral=OuterRef("pk"))
    answered = Sitting.objects.filter(referral=OuterRef("pk"))
    died = Referral.objects.filter(patient=OuterRef("patient"), end_code__in=DIED)
    since = local_date(now) - timedelta(days=policy.first_form_within_days)
    due = (
        Referral.objects.open()
        .filter(received_on__gte=since, status__in=_NOT_SEEN_YET, risk_open_since__isnull=True)
        .exclude(source=ReferralSource.SELF)
        .filter(~Exists(asked), ~Exists(answered), ~Exists(died), ~came_in())
        .select_related("patient")
    )
    sent = 0
    for batch in batches(due):
        sent += _send(batch, now=now, policy=policy)
    return {"sent": sent}


def _send(batch: Sequence[Referral], *, now: datetime, policy: Policy) -> int:
    loaded = loaded_wordings(languages=sorted({one.patient.language for one in batch}))
    made = [
        Made(one, None, _link(one, loaded=loaded, now=now)) for one in batch if can_be_reached(one)
    ]
    return store_and_queue(made, MessageKind.FIRST_FORM, now=now, policy=policy)


def _link(referral: Referral, *, loaded: Loaded, now: datetime) -> QuestionnaireLink:
    language = referral.patient.language
    return new_link(
        kind=LinkKind.MEASURES,
        referral_id=referral.pk,
        contact=None,
        measures=measures_for(Problem.NOT_RECORDED, kind=None, language=language, loaded=loaded),
        language=language,
        by=None,
        now=now,
        is_first=True,
    )
