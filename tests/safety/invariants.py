"""What must be true after every step of every history (safety.md part 6), asked of the database.

Each check gives the rows that contradict it, so that a failure names them.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection

from audit import verify
from caseload import draft_signals, escalations, facts, owners
from caseload.models import ContactDraft, RiskAction, RiskSignal, SignalSource
from clinical.escalation import levels_due
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from referrals.models import Referral

# Name of the truth → the rows against it. One statement for all, since it runs after every step.
_AGAINST = {
    "I1 an item 9 above 0 has its signal": """
        SELECT s.id FROM outcomes_measurescore s
        LEFT JOIN caseload_risksignal g ON g.score_id = s.id
        WHERE s.item_nine > 0 AND g.id IS NULL AND NOT EXISTS (
            SELECT 1 FROM caseload_risksignal l JOIN outcomes_sitting t ON t.form_key = l.form_key
            WHERE t.id = s.sitting_id AND l.answer = s.item_nine)""",
    "I1 a risk section in which something was said has its signal": """
        SELECT r.id FROM caseload_riskreview r
        LEFT JOIN caseload_risksignal g ON g.review_id = r.id
        WHERE g.id IS NULL AND (r.thoughts <> 'NONE_NOW' OR r.plan OR r.means OR r.intent
            OR r.past_attempts = 'YES_NEW' OR r.self_neglect OR r.from_others OR r.to_others
            OR r.children OR r.safeguarding OR r.outcome <> 'SAFETY_PLAN')""",
    "I1 a missed session that worried somebody has its signal": """
        SELECT c.id FROM caseload_carecontact c
        WHERE c.follow_up IN ('WORRIED', 'CALL_NOW', 'DUTY_SENIOR_TOLD') AND NOT EXISTS (
            SELECT 1 FROM caseload_risksignal g
            WHERE g.contact_id = c.id AND g.source = 'MISSED_SESSION')""",
    "I1 a signal's flag is a risk flag of the same referral": """
        SELECT g.id FROM caseload_risksignal g JOIN caseload_caseflag f ON f.id = g.flag_id
        WHERE f.reason <> 'risk' OR f.referral_id <> g.referral_id""",
    "I2 an open risk flag has an open action with a due time and an owner who works here": """
        SELECT f.id FROM caseload_caseflag f
        WHERE f.reason = 'risk' AND f.cleared_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM caseload_riskaction a JOIN staff_staffmember o ON o.id = a.owner_id
            WHERE a.flag_id = f.id AND a.closed_at IS NULL AND o.is_active
              AND a.due_by > a.opened_at)""",
    "I2 an open action stands on an open flag": """
        SELECT a.id FROM caseload_riskaction a JOIN caseload_caseflag f ON f.id = a.flag_id
        WHERE a.closed_at IS NULL AND f.cleared_at IS NOT NULL""",
    "the door knows of every open risk flag and of no other": """
        SELECT r.id FROM referrals_referral r
        LEFT JOIN caseload_caseflag f
            ON f.referral_id = r.id AND f.reason = 'risk' AND f.cleared_at IS NULL
        WHERE (r.risk_open_since IS NULL) <> (f.id IS NULL)""",
    "I3 each level of a risk action is told once": """
        SELECT min(id) AS id FROM caseload_escalation GROUP BY risk_action_id, level
        HAVING count(*) > 1""",
    "I6 an ending while risk is open has two people who said why": """
        SELECT id FROM caseload_endingwithopenrisk WHERE why = '' OR agreed_at IS NOT NULL
        AND (agreed_by_id IS NULL OR agreed_by_id = asked_by_id OR agreed_why = '')""",
    "an ended referral has no appointment": """
        SELECT r.id FROM referrals_referral r JOIN caseload_carecontact c ON c.referral_id = r.id
        WHERE r.ended_on IS NOT NULL AND c.state = 'BOOKED'""",
    "I6 no risk action of before is open on an ended referral": """
        SELECT a.id FROM caseload_riskaction a JOIN referrals_referralstep s
            ON s.referral_id = a.referral_id AND s.to_status = 'ENDED'
        WHERE a.closed_at IS NULL AND a.opened_at < s.at""",
    "I5 a closed risk flag has a person, a reason and a time": """
        SELECT id FROM caseload_caseflag WHERE reason = 'risk' AND cleared_at IS NOT NULL
        AND (cleared_by_id IS NULL OR cleared_how = '')""",
    "I5 a closed risk action has a person, an outcome and a time": """
        SELECT id FROM caseload_riskaction WHERE closed_at IS NOT NULL
        AND (closed_by_id IS NULL OR outcome = '')""",
    "I6 nothing ends while a risk flag of before is open": """
        SELECT r.id FROM referrals_referral r JOIN caseload_caseflag f ON f.referral_id = r.id
        JOIN referrals_referralstep s ON s.referral_id = r.id AND s.to_status = 'ENDED'
        WHERE f.reason = 'risk' AND f.cleared_at IS NULL AND f.opened_at < s.at""",
    "I7 an open referral has exactly one open next step, an ended one none": """
        SELECT r.id FROM referrals_referral r
        LEFT JOIN referrals_nextstep n ON n.referral_id = r.id AND n.done_at IS NULL
        GROUP BY r.id HAVING count(n.id) <> CASE WHEN r.ended_on IS NULL THEN 1 ELSE 0 END""",
    "I9 no two bookings of one person overlap": """
        SELECT a.id FROM caseload_carecontact a JOIN caseload_carecontact b
            ON a.pwp_id = b.pwp_id AND a.id < b.id AND a.starts_at < b.ends_at
            AND b.starts_at < a.ends_at
        WHERE a.state = 'BOOKED' AND b.state = 'BOOKED'""",
    "one open allocation, of whoever the referral names": """
        SELECT a.id FROM caseload_allocation a JOIN referrals_referral r ON r.id = a.referral_id
        WHERE a.ends_at IS NULL AND a.pwp_id IS DISTINCT FROM r.carried_by_id""",
    "a signed note's flag is not provisional": """
        SELECT f.id FROM caseload_caseflag f JOIN caseload_risksignal g ON g.flag_id = f.id
        JOIN caseload_carecontact c ON c.id = g.contact_id
        WHERE f.is_provisional AND f.cleared_at IS NULL AND g.source = 'DRAFT'
          AND c.signed_at IS NOT NULL""",
}
_ALL = " UNION ALL ".join(
    f"SELECT '{name.replace(chr(39), chr(39) * 2)}' AS truth, id FROM ({rows}) against_{number}"  # noqa: S608
    for number, (name, rows) in enumerate(_AGAINST.items())
)
_VERSIONS = """
    SELECT 'contact', id, version FROM caseload_carecontact
    UNION ALL SELECT 'draft', id, version FROM caseload_contactdraft
    UNION ALL SELECT 'risk action', id, version FROM caseload_riskaction
"""


@dataclass(frozen=True)
class Seen:
    """How things stood before a step."""

    open_risk_flags: frozenset[int]
    versions: dict[tuple[str, int], int]


def look() -> Seen:
    """How things stand now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM caseload_caseflag WHERE reason = 'risk' AND cleared_at IS NULL"
        )
        flags = frozenset(row[0] for row in cursor.fetchall())
        cursor.execute(_VERSIONS)
        versions = {(kind, pk): version for kind, pk, version in cursor.fetchall()}
    return Seen(flags, versions)


@lru_cache(maxsize=1)
def _all(_backend: int) -> str:
    """Planned once for each connection: planning it takes ten times as long as asking."""
    with connection.cursor() as cursor:
        cursor.execute(f"PREPARE what_is_untrue AS {_ALL}")
    return "EXECUTE what_is_untrue"


def untrue() -> list[str]:
    """Everything that should be true of the rows as they stand, and is not."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(_all(connection.connection.info.backend_pid))
        found = [f"{truth}: {pk}" for truth, pk in cursor.fetchall()]
    referrals = list(Referral.objects.values_list("pk", flat=True))
    found += [f"the summary is what its rows say: {pk}" for pk in facts.different(referrals)]
    found += [f"I11 the trail verifies: {broken}" for broken in verify.breaks()]
    return found + _drafts_without_signal()


def untrue_after_a_sweep(*, now: datetime) -> list[str]:
    """What a sweep has just made true: nothing is owned by somebody who is not here, exactly the
    levels whose time has come were told (I4), and nothing that is due has not left (I8).
    """
    service = owners.service_at(now)
    found = []
    for action in RiskAction.objects.filter(closed_at__isnull=True):
        if not service.is_here(action.owner_id):
            found.append(f"I2 the owner is here: {action.pk}")
        row = {name: getattr(action, name) for name in escalations.COLUMNS}
        due = levels_due(escalations.follow_up(row, gone_since=None), policy=DEFAULT, now=now)
        told = set(action.escalations.values_list("level", flat=True))
        if missing := {one.level.value for one in due} - told:
            found.append(f"I4 the levels whose time has come are told: {action.pk} {missing}")
    waiting = OutboxEntry.objects.filter(done_at=None, parked_at=None, next_at__lte=now)
    return found + [f"I8 what is due has left: {one.key}" for one in waiting]


def untrue_of_the_step(before: Seen, after: Seen, *, closes_risk: bool) -> list[str]:
    """What a single step may never do."""
    found = []
    gone = before.open_risk_flags - after.open_risk_flags
    if gone and not closes_risk:
        found.append(f"only closing a risk action closes a risk flag: {sorted(gone)}")
    found += [
        f"I10 versions rise by one: {row} from {was} to {after.versions[row]}"
        for row, was in before.versions.items()
        if row in after.versions and after.versions[row] - was not in (0, 1)
    ]
    return found


def _drafts_without_signal() -> list[str]:
    signalled = set(
        RiskSignal.objects.filter(source=SignalSource.DRAFT).values_list("contact_id", flat=True)
    )
    return [
        f"I1 a signal in a draft has its flag: {draft.pk}"
        for draft in ContactDraft.objects.all()
        if draft_signals.signal_in(draft.fields) and draft.contact_id not in signalled
    ]
