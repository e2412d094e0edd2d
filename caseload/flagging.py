"""Facts → reasons → flags: opened and cleared by the system, except risk, which only a person
closes.

`reasons_now` is what every page calls: what a rule says this minute, whether or not a worker has
run (ruling 2).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat, JSONObject

from caseload import facts
from caseload.facts import OpenRisk
from caseload.models import CaseFlag, CaseSummary, RiskAction
from clinical import review
from clinical.facts import RiskFact
from clinical.policy import Policy
from clinical.reason import Found, Reason
from clinical.working_days import local_date

_NO_LONGER = "The reason no longer holds."
# What gathering the facts of one person can break on. The others go on.
_BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def with_open_risk(summaries: QuerySet[CaseSummary]) -> QuerySet[CaseSummary]:
    """Summaries, each with what is open about risk, read live in the same query (performance 4.1
    rule 4).
    """
    actions = RiskAction.objects.filter(
        referral=OuterRef("referral_id"), closed_at__isnull=True
    ).order_by("due_by")
    flag = CaseFlag.objects.filter(
        referral=OuterRef("referral_id"), reason=Reason.RISK.value, cleared_at__isnull=True
    )
    return summaries.annotate(
        open_actions=ArraySubquery(
            actions.values(
                row=JSONObject(
                    what="what",
                    due_by="due_by",
                    owner=Concat(F("owner__given_name"), Value(" "), F("owner__family_name")),
                )
            )
        ),
        risk_evidence=Subquery(flag.values("evidence")[:1]),
    )


def open_risk(row: Mapping[str, Any]) -> OpenRisk:
    """What is open about risk, from a row of `with_open_risk`."""
    return OpenRisk(
        actions=tuple(
            RiskFact(
                what=action["what"],
                due_by=datetime.fromisoformat(action["due_by"]),
                owner_name=action["owner"],
            )
            for action in row["open_actions"]
        ),
        signals=0 if row["risk_evidence"] is None else 1,
        evidence=row["risk_evidence"] or "",
    )


def reasons_now(
    row: Mapping[str, Any], *, risk: OpenRisk, now: datetime, policy: Policy
) -> tuple[Found, ...]:
    """Every reason that holds for this open referral this minute, risk first."""
    try:
        case = facts.case_facts(row, risk=risk, now=now)
    except _BROKEN:
        return _uncheckable(row, risk=risk, now=now, policy=policy)
    found = review.reasons(case, now=now, policy=policy)
    return tuple(_as_first_said(one, row) for one in found)


def _uncheckable(
    row: Mapping[str, Any], *, risk: OpenRisk, now: datetime, policy: Policy
) -> tuple[Found, ...]:
    """Facts that cannot be gathered call for a person's eyes; what is open about risk stays."""
    known = review.risk(facts.risk_alone(row["referral_id"], risk=risk), now, policy)
    unknown = _as_first_said(review.could_not_be_checked(now=now), row)
    return (unknown,) if known is None else (known, unknown)


def _as_first_said(found: Found, row: Mapping[str, Any]) -> Found:
    """Since when somebody could not be checked is what was stored the first time."""
    stored = row["flags"] if found.reason is Reason.COULD_NOT_BE_CHECKED else None
    if not isinstance(stored, dict) or found.reason not in stored:
        return found
    evidence, since, _ = stored[found.reason]
    return replace(found, evidence=evidence, since=date.fromisoformat(since))


@transaction.atomic
def refresh(referral_ids: Iterable[int], *, now: datetime, policy: Policy) -> None:
    """Make summaries and stored flags of these referrals true. Safe to run twice, or at once."""
    rows = facts.refreshed(referral_ids)
    opened: list[CaseFlag] = []
    reworded: list[CaseFlag] = []
    gone: list[tuple[int, str]] = []
    for row in rows:
        wanted = _wanted(row, now=now, policy=policy)
        stored = {reason: kept for reason, kept in row["flags"].items() if reason != Reason.RISK}
        gone += [(row["referral_id"], reason) for reason in stored if reason not in wanted]
        for reason, flag in wanted.items():
            if reason not in stored:
                opened.append(flag)
            elif stored[reason][0] != flag.evidence:
                reworded.append(flag)
    _write(opened=opened, reworded=reworded, gone=gone, now=now)
    facts.refresh_flags(
        {flag.referral_id for flag in [*opened, *reworded]} | {pk for pk, _ in gone}
    )


def _wanted(row: Mapping[str, Any], *, now: datetime, policy: Policy) -> dict[str, CaseFlag]:
    """The flags that should stand, by reason; none on an ended referral. Risk is no business of the
    system's.
    """
    if not row["is_open"]:
        return {}
    found = reasons_now(row, risk=OpenRisk(), now=now, policy=policy)
    return {
        one.reason.value: CaseFlag(
            referral_id=row["referral_id"],
            reason=one.reason.value,
            evidence=one.evidence[:300],
            since=one.since or local_date(now),
            opened_at=now,
        )
        for one in found
        if one.reason is not Reason.RISK
    }


def _write(
    *,
    opened: Sequence[CaseFlag],
    reworded: Sequence[CaseFlag],
    gone: Sequence[tuple[int, str]],
    now: datetime,
) -> None:
    """One insert for what is new; an open flag of the same reason wins (unique constraint)."""
    CaseFlag.objects.bulk_create(opened, ignore_conflicts=True)
    if reworded:
        _reword(reworded)
    for reason in sorted({reason for _, reason in gone}):
        of_reason = [pk for pk, other in gone if other == reason]
        CaseFlag.objects.filter(
            referral_id__in=of_reason, reason=reason, cleared_at__isnull=True
        ).update(cleared_at=now, cleared_how=_NO_LONGER)


def _reword(flags: Sequence[CaseFlag]) -> None:
    """New evidence on open flags, in one statement: at night a third of them count one day more."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE caseload_caseflag f SET evidence = fresh.evidence
            FROM unnest(%s::bigint[], %s::text[], %s::text[]) fresh (referral_id, reason, evidence)
            WHERE f.referral_id = fresh.referral_id AND f.reason = fresh.reason
              AND f.cleared_at IS NULL
            """,
            [
                [flag.referral_id for flag in flags],
                [flag.reason for flag in flags],
                [flag.evidence for flag in flags],
            ],
        )
