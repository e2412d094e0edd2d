"""Whatever the check of a written month rejects, or we look for ourselves, stands in the list."""

from datetime import UTC, date, datetime, timedelta

import pytest

from caseload.models import ContactKind
from referrals.models import EndCode, Practice, Referral
from reporting.dataset.checking.rules import CHILDREN
from reporting.dataset.checking.run import check
from reporting.dataset.export.folder import export_month
from reporting.dataset.layout import Severity
from reporting.dataset.quality import reading
from reporting.dataset.quality.rules import RULES
from reporting.period import month_of
from tests import personas
from tests.factories import caseload, outcomes, referrals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AT = datetime(2026, 5, 12, 10, tzinfo=UTC)
MAY = date(2026, 5, 1)
# What falls because something else does, or is of the file and of nobody.
# What the service below breaks, so that none of it is listed for want of being looked for.
_BROKEN = {
    *("REJ006", "REJ007", "REJ008", "IDS00204", "IDS10108", "IDS10109", "IDS10140"),
    *("IDS20171", "IDS20520", "IDS60617", "S2-AFTER-END", "S2-END", "S2-FOLLOW-UP"),
    *("S2-GROUP", "S2-SCORES", "S2-STAFF", "S2-THERAPY", "S2-UNPLANNED"),
}
_FALLS = {child.rule.id for child in CHILDREN.values()} | {"IDS00145", "IDS00146"}


@pytest.fixture
def service(north, priya):
    """One of each thing that can be wrong, and somebody of whom nothing is."""
    wrong = Practice.objects.create(code="Y99", name="Mill Lane")
    _treated(north, priya)
    _treated(north, priya, therapies=[], format="GROUP", gad7=None)
    unplanned = _referred(north, priya)
    caseload.missed_contact(unplanned, at=AT, is_planned=False)
    twice = _treated(north, priya)
    caseload.signed_contact(twice, at=AT, pwp=caseload.StaffMemberFactory(grade="OTHER"))
    caseload.signed_contact(_referred(north, priya), at=AT, kind=ContactKind.FOLLOW_UP)
    late = _referred(north, priya, received_on=date(2026, 5, 13))
    caseload.signed_contact(late, at=AT)
    outcomes.sitting(late, phq9=12, gad7=10, at=AT - timedelta(days=1))
    caseload.internet_week(late, ended_on=date(2026, 5, 14))
    for code in (EndCode.NOT_ASSESSED, EndCode.DECLINED):
        ended = referrals.ended(north, on=date(2026, 5, 10), code=code, commissioner="71E")
        caseload.signed_contact(ended, at=AT - timedelta(days=3), pwp=priya)
        caseload.signed_contact(ended, at=AT, pwp=priya)
    _referred(north, priya, patient__nhs_number="9991908350")
    _referred(north, priya, patient__postcode="NOWHERE")
    _referred(north, priya, patient__date_of_birth=date(1900, 1, 1))
    _referred(north, priya, patient__date_of_birth=date(2026, 5, 3))
    _referred(north, priya, patient__practice=wrong)
    _referred(north, priya, commissioner="")
    _referred(north, priya, commissioner="TOOBIG")


def _referred(team, pwp, **facts):
    told = {"commissioner": "71E", "patient__postcode": "ZZ99 3VZ", "carried_by": pwp}
    return referrals.ReferralFactory(team=team, **told | facts)


def _treated(team, pwp, **facts):
    referral = _referred(team, pwp)
    referrals.ProblemDescriptorFactory(referral=referral)
    told = {"therapies": ["GUIDED_SELF_HELP_BOOK"]} | facts
    caseload.signed_contact(referral, at=AT, **told)
    return referral


def _listed(rule):
    """The references that the rules of the list give under this name of the check."""
    asked = reading.Asked(month_of(MAY), None, personas.NOW)
    keys = [one.key for one in RULES if rule in one.ids]
    rows = [row for key in keys for row in reading.found(key, asked, after=0)[0]]
    ids = {row.referral_id for row in rows if row.referral_id}
    return set(Referral.objects.filter(pk__in=ids).values_list("reference", flat=True)), len(rows)


def test_each_finding_of_the_check_stands_in_the_list(service, tmp_path):
    export_month(MAY, out=tmp_path, by="Dan", now=personas.NOW)
    costly = [
        one
        for one in check(tmp_path / "2026-05").findings
        if one.rule not in _FALLS
        and (one.severity is not Severity.WARNING or one.rule.startswith("S2-"))
    ]

    listed = {rule: _listed(rule) for rule in {one.rule for one in costly}}
    missing = [
        (one.rule, one.referral, one.to_do)
        for one in costly
        if not listed[one.rule][1]
        # A colleague without a qualification is listed once, whomever they saw.
        or (one.rule != "S2-STAFF" and one.referral not in listed[one.rule][0] | {""})
    ]

    assert missing == []
    assert set(listed) == _BROKEN
