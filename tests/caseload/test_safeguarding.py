"""Safeguarding referrals: passed on with an owner, read by those who need it."""

import uuid

import pytest

from audit.models import AuditEntry
from caseload.actions import risk, safeguarding
from caseload.actions.safeguarding import SafeguardingEntry
from caseload.models import AboutWhom, RiskAction, SafeguardingReferral
from caseload.risk_signals import Response
from clinical.errors import Refused
from clinical.policy import DEFAULT
from clinical.risk import ResponseUrgency
from tests.caseload import entries
from tests.factories import caseload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def entry(**facts):
    usual = {
        "about": AboutWhom.CHILD,
        "concern": "Her son is left alone at night",
        "recipient": "Children's social care",
        "how_sent": "By phone",
        "has_consent": False,
        "why_without_consent": "The child is not safe",
        "their_reference": "",
    }
    return SafeguardingEntry(**{**usual, **facts})


@pytest.fixture
def refer(referral, priya, now):
    def make(made=None, **facts):
        usual = {
            "referral": referral,
            "entry": made or entry(),
            "owner_id": priya.pk,
            "urgency": ResponseUrgency.SAME_DAY,
            "form_key": uuid.uuid4(),
            "by": priya,
            "now": now,
            "policy": DEFAULT,
        }
        return safeguarding.refer(**{**usual, **facts})

    return make


@pytest.fixture
def typed(priya):
    return {
        "form_key": str(uuid.uuid4()),
        "about": "CHILD",
        "concern": "Her son is left alone at night",
        "recipient": "Children's social care",
        "how_sent": "By phone",
        "has_consent": "no",
        "why_without_consent": "The child is not safe",
        "owner": str(priya.pk),
        "urgency": "same_day",
    }


def address(referral):
    return f"/caseload/{referral.reference}/safeguarding/new"


def test_it_opens_a_risk_plan_with_owner_and_time(refer, referral, sam):
    made = refer(owner_id=sam.pk)

    action = made.risk_action
    assert action.what == "Safeguarding referral: follow up with Children's social care"
    assert (action.owner, action.urgency) == (sam, "same_day")
    assert action.flag.signals.get().source == "SAFEGUARDING"
    event = AuditEntry.objects.get(event="SAFEGUARDING_REFERRED")
    assert event.patient_id == referral.patient_id


def test_it_joins_the_risk_flag_that_is_open(refer, referral, priya):
    before = caseload.risk_action(referral, owner=priya)

    made = refer()

    assert made.risk_action.flag == before.flag
    assert RiskAction.objects.filter(flag=before.flag).count() == 2


def test_the_same_form_twice_is_one_referral(refer):
    key = uuid.uuid4()

    assert refer(form_key=key) == refer(form_key=key)
    assert (SafeguardingReferral.objects.count(), RiskAction.objects.count()) == (1, 1)
    with pytest.raises(Refused, match="used already"):
        refer(entry(concern="Other words"), form_key=key)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"concern": " "}, "concern"),
        ({"recipient": ""}, "recipient"),
        ({"how_sent": ""}, "how_sent"),
        ({"why_without_consent": ""}, "why_without_consent"),
    ],
)
def test_half_a_referral_is_refused(refer, change, field):
    with pytest.raises(Refused) as refused:
        refer(entry(**change))

    assert refused.value.field == field
    assert not RiskAction.objects.exists()


def test_the_page_saves_it(client, priya, referral, typed):
    client.force_login(priya)

    saved = client.post(address(referral), typed)

    assert saved["Location"] == f"/caseload/{referral.reference}/risk/"
    assert SafeguardingReferral.objects.get().has_consent is False


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"about": ""}, "Say whom it is about."),
        ({"concern": ""}, "Write what the concern is."),
        ({"has_consent": ""}, "Say whether the person agreed."),
        ({"why_without_consent": ""}, "Say why it was passed on without consent."),
        ({"owner": "0"}, "Choose one of the answers shown."),
        ({"urgency": ""}, "Say by when."),
        ({"recipient": "x" * 300}, "200 characters at most. This has 300."),
        ({"form_key": "x"}, "Load the page again."),
    ],
)
def test_bad_input_keeps_what_was_typed(client, priya, referral, typed, change, words):
    client.force_login(priya)

    page = client.post(address(referral), {**typed, **change}).content.decode()

    assert words in page
    assert "By phone" in page
    assert not SafeguardingReferral.objects.exists()


def test_a_colleague_of_the_team_may_not_make_one(client, trainee, referral):
    client.force_login(trainee)

    assert client.get(address(referral)).status_code == 404


def test_a_later_session_leaves_the_follow_up_and_what_must_happen_next_open(
    refer, log, referral, priya, now
):
    follow_up = refer(urgency=ResponseUrgency.PLANNED).risk_action
    next_one = risk.open_action(
        flag=follow_up.flag,
        response=Response("Ask what social care decided", priya.pk, ResponseUrgency.PLANNED),
        review=None,
        by=priya,
        now=now,
        policy=DEFAULT,
    )

    log(entries.seen_with_risk())

    stay = RiskAction.objects.filter(pk__in=[follow_up.pk, next_one.pk], closed_at__isnull=True)
    assert stay.count() == 2
