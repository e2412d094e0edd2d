"""What falls due with links: sent before a session, asked for again, ended, forgotten.

Each is "all that is due", safe twice, late and beside itself; each returns counts.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import DatabaseError, transaction
from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from audit import trail
from audit.events import Event
from caseload.models import CareContact, ContactState, InternetTherapyLog
from caseload.models.contact import ATTENDED, TREATMENT_KINDS
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import local_date
from portal import providers, rules
from portal.actions import closing, links, messages
from portal.actions.messages import Wanted
from portal.links import running
from portal.models import LinkKind, MessageKind, QuestionnaireLink, UnknownToken
from portal.new_links import measures_for, new_link, problem_named
from portal.questionnaire.experience import ASSESSMENT, TREATMENT
from portal.questionnaire.steps import Loaded, loaded_wordings
from portal.reach import way_to, wishes_of
from referrals.bulk import came_in
from referrals.models import DIED, ProblemDescriptor, Referral

logger = logging.getLogger(__name__)

BATCH = 500
# Nobody is sent a form for a session that begins within the hour.
_LATEST = timedelta(hours=1)
# How the service was is asked once it is over, and not of people who left long ago.
_ENDED_WITHIN = timedelta(days=28)
_TOKENS_KEPT = timedelta(days=30)
_MISSES_KEPT = timedelta(days=1)
_FORGOTTEN = "forgotten-"

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Made:
    """A link that is about to be stored, and whose it is."""

    referral: Referral
    contact: CareContact | None
    link: QuestionnaireLink


def plan_questionnaires(*, now: datetime, policy: Policy) -> dict[str, int]:
    """A link and its message for every session whose day has come, by the rule of its type."""
    in_force = rules.in_force(on=local_date(now), policy=policy)
    days = {case: rule.questionnaire_days_before for case, rule in in_force.items()}
    hours = {case: None if found is None else 24 * found for case, found in days.items()}
    has_one = QuestionnaireLink.objects.filter(contact=OuterRef("pk"), kind=LinkKind.MEASURES)
    problem = ProblemDescriptor.objects.filter(referral=OuterRef("referral")).order_by(
        "-recorded_on", "-id"
    )
    due = (
        _ahead(now=now)
        .filter(_nearer_than(hours, now=now), ~Exists(has_one), sitting__isnull=True)
        .annotate(problem=Subquery(problem.values("problem")[:1]))
    )
    made = 0
    for batch in batches(due):
        made += _send_first(batch, now=now, policy=policy)
    return {"sent": made}


def plan_nudges(*, now: datetime, policy: Policy) -> dict[str, int]:
    """A second message for every form that nobody has finished, as near as the rule says."""
    in_force = rules.in_force(on=local_date(now), policy=policy)
    hours = {case: rule.nudge_hours_before for case, rule in in_force.items()}
    unfinished = running().filter(kind=LinkKind.MEASURES, locked_at__isnull=True)
    due = (
        _ahead(now=now)
        .filter(_nearer_than(hours, now=now), questionnaire_sent_at__isnull=False)
        .filter(questionnaire_sent_at__lte=now - timedelta(hours=12))
        .exclude(messages__kind=MessageKind.NUDGE)
        .filter(Exists(unfinished.filter(contact=OuterRef("pk"))))
    )
    queued = 0
    for batch in batches(due):
        links = dict(unfinished.filter(contact__in=batch).values_list("contact", "pk"))
        wanted = [
            _wanted(MessageKind.NUDGE, one.referral, contact=one, link_id=links[one.pk])
            for one in batch
            if one.pk in links
        ]
        reached = [one for one in wanted if one is not None]
        queued += messages.queue_many(wanted=reached, by=None, now=now, policy=policy)
    return {"sent": queued}


def plan_experience(*, now: datetime, policy: Policy) -> dict[str, int]:
    """The experience questionnaire for everybody whose referral has ended and who was seen; nobody
    who died is asked how it was, nor whose referral ended in an old system.
    """
    asked = QuestionnaireLink.objects.filter(referral=OuterRef("pk"), kind=LinkKind.EXPERIENCE)
    seen = CareContact.objects.filter(
        referral=OuterRef("pk"), state=ContactState.LOGGED, attendance__in=ATTENDED
    )
    online = InternetTherapyLog.objects.filter(referral=OuterRef("pk"), withdrawn_at=None)
    died = Referral.objects.filter(patient=OuterRef("patient"), end_code__in=DIED)
    since = local_date(now - _ENDED_WITHIN)
    due = (
        Referral.objects.filter(ended_on__gte=since, ended_on__lt=local_date(now))
        .filter(~Exists(asked), ~Exists(died), ~came_in(ended=True), Exists(seen) | Exists(online))
        .annotate(was_treated=Exists(seen.filter(kind__in=TREATMENT_KINDS)) | Exists(online))
        .select_related("patient")
    )
    sent = 0
    for batch in batches(due):
        made = [
            Made(one, None, _link_about_experience(one, now=now))
            for one in batch
            if can_be_reached(one)
        ]
        sent += store_and_queue(made, MessageKind.EXPERIENCE, now=now, policy=policy)
    return {"sent": sent}


def close_due_links(*, now: datetime, policy: Policy, limit: int = BATCH) -> dict[str, int]:
    """End every link whose session has begun or was cancelled, or whose time is up.

    One that cannot be closed is counted, and does not stop the others.
    """
    counts = {"closed": 0, "failed": 0}
    is_cancelled = Q(contact__state=ContactState.CANCELLED)
    due = running().filter(is_cancelled | Q(expires_at__lte=now)).annotate(cancelled=is_cancelled)
    for link in due.order_by("expires_at", "id")[:limit]:
        # Of a cancelled appointment nothing was sent where nothing was said: it is taken back.
        end = links.end_early if link.cancelled else closing.close
        try:
            end(link=link, by=None, now=now, policy=policy)
        except (DatabaseError, Refused):
            logger.warning("link %s could not be closed", link.pk)
            counts["failed"] += 1
        else:
            counts["closed"] += 1
    return counts


def forget_tokens(*, now: datetime, policy: object = None) -> dict[str, int]:  # noqa: ARG001 - as every job is called
    """Tokens of links that ended long ago name nothing any more, their answers stay; and nobody
    keeps a list of addresses that guessed. All that is due, a batch at a time.
    """
    old = QuestionnaireLink.objects.filter(expires_at__lte=now - _TOKENS_KEPT)
    known = old.exclude(token_hash__startswith=_FORGOTTEN).order_by("pk").values("pk")
    name = Concat(Value(_FORGOTTEN), Cast("pk", CharField()))
    tokens = 0
    while done := QuestionnaireLink.objects.filter(pk__in=known[:BATCH]).update(token_hash=name):
        tokens += done
    misses, _ = UnknownToken.objects.filter(at__lt=now - _MISSES_KEPT).delete()
    return {"tokens": tokens, "misses": misses}


def _ahead(*, now: datetime) -> QuerySet[CareContact]:
    """Sessions in the diary of people whose referral is open."""
    return CareContact.objects.filter(
        state=ContactState.BOOKED,
        starts_at__gt=now + _LATEST,
        referral__ended_on__isnull=True,
    ).select_related("referral__patient")


def _nearer_than(hours: dict[rules.Case, int | None], *, now: datetime) -> Q:
    """The session is nearer than its type's rule says; a type without hours is never."""
    found = Q(pk__in=[])
    for few in {one for one in hours.values() if one is not None}:
        cases = Q(pk__in=[])
        for (kind, medium), one in hours.items():
            if one == few:
                cases |= Q(kind=kind, medium=medium)
        found |= Q(starts_at__lte=now + timedelta(hours=few)) & cases
    return found


def batches(due: QuerySet[Row]) -> Iterator[list[Row]]:
    last = 0
    while rows := list(due.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield rows
        last = rows[-1].pk


def _send_first(batch: Sequence[CareContact], *, now: datetime, policy: Policy) -> int:
    """Links for those of a batch who can be reached. A fixed number of statements."""
    languages = {one.referral.patient.language for one in batch}
    loaded = loaded_wordings(languages=sorted(languages))
    made = [
        Made(one.referral, one, _link_before(one, loaded=loaded, now=now))
        for one in batch
        if can_be_reached(one.referral)
    ]
    return store_and_queue(made, MessageKind.QUESTIONNAIRE, now=now, policy=policy)


def _link_before(contact: CareContact, *, loaded: Loaded, now: datetime) -> QuestionnaireLink:
    language = contact.referral.patient.language
    problem = problem_named(getattr(contact, "problem", None))
    return new_link(
        kind=LinkKind.MEASURES,
        referral_id=contact.referral_id,
        contact=contact,
        measures=measures_for(problem, kind=contact.kind, language=language, loaded=loaded),
        language=language,
        by=None,
        now=now,
    )


def _link_about_experience(referral: Referral, *, now: datetime) -> QuestionnaireLink:
    stage = TREATMENT if getattr(referral, "was_treated", False) else ASSESSMENT
    return new_link(
        kind=LinkKind.EXPERIENCE,
        referral_id=referral.pk,
        contact=None,
        measures=[stage],
        language=referral.patient.language,
        by=None,
        now=now,
    )


@transaction.atomic
def store_and_queue(
    made: Sequence[Made], kind: MessageKind, *, now: datetime, policy: Policy
) -> int:
    """Store the links and queue their messages; what somebody else made meanwhile is theirs."""
    hashes = [one.link.token_hash for one in made]
    QuestionnaireLink.objects.bulk_create([one.link for one in made], ignore_conflicts=True)
    rows = QuestionnaireLink.objects.filter(token_hash__in=hashes)
    stored = {link.token_hash: link for link in rows}
    kept = [one for one in made if one.link.token_hash in stored]
    wanted = [
        _wanted(kind, one.referral, contact=one.contact, link_id=stored[one.link.token_hash].pk)
        for one in kept
    ]
    with trail.written_last():
        for one in kept:
            trail.record(
                Event.LINK_MADE,
                by=None,
                at=now,
                about=stored[one.link.token_hash],
                patient_id=one.referral.patient_id,
                referral_id=one.referral.pk,
            )
        reached = [one for one in wanted if one is not None]
        return messages.queue_many(wanted=reached, by=None, now=now, policy=policy)


def can_be_reached(referral: Referral) -> bool:
    return way_to(wishes_of(referral.patient), channels=providers.available()) is not None


def _wanted(
    kind: MessageKind, referral: Referral, *, contact: CareContact | None, link_id: int
) -> Wanted | None:
    """The message about a link; None for somebody who no longer agrees to any."""
    way = way_to(wishes_of(referral.patient), channels=providers.available())
    if way is None:
        return None
    return Wanted(
        kind=kind,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        contact_id=contact.pk if contact else None,
        link_id=link_id,
        starts_at=contact.starts_at if contact else None,
        way=way,
        language=referral.patient.language,
    )
