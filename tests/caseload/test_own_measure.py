"""The total of the measure that the problem calls for: typed beside the session, kept, shown."""

from datetime import timedelta
from decimal import Decimal

import pytest

from caseload.models import CaseSummary, ContactDraft
from clinical.problems import Problem
from outcomes.models import MeasureScore
from referrals.changes import changed
from referrals.models import ProblemDescriptor
from tests.caseload.session_forms import ROUTINE, address, drawn
from tests.factories.outcomes import MeasureScoreFactory, SittingFactory
from tests.factories.policy import set_here

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def call_for(client, priya, contact):
    """Priya opens the session of somebody with this problem."""

    def calls_for(problem: Problem) -> str:
        ProblemDescriptor.objects.update(problem=problem.name)
        changed([contact.referral_id])
        client.force_login(priya)
        return _page(client, contact)

    return calls_for


def _page(client, contact, part=""):
    return " ".join(client.get(address(contact, part)).content.decode().split())


def _sign(client, contact, **typed):
    return client.post(address(contact, "sign"), drawn(client, contact) | ROUTINE | typed)


@pytest.mark.parametrize(
    ("problem", "label", "range_words", "thresholds"),
    [
        (
            Problem.SOCIAL_ANXIETY,
            "SPIN, total",
            "0 to 68.",
            "Threshold 19, reliable change 10. Unverified.",
        ),
        (
            Problem.AGORAPHOBIA,
            "Mobility Inventory, total",
            "1 to 5.",
            "Threshold above 2.3, reliable change 0.73. Unverified.",
        ),
        (Problem.BDD, "BIQ, total", "0 to 72.", "Threshold 40. Unverified."),
    ],
)
def test_the_page_asks_for_the_measure_of_the_problem(
    call_for, problem, label, range_words, thresholds
):
    page = call_for(problem)

    for words in (label, range_words, thresholds):
        assert words in page


@pytest.mark.parametrize("problem", [Problem.DEPRESSION, Problem.SPECIFIC_PHOBIA])
def test_where_gad7_is_the_measure_nothing_more_is_asked(call_for, problem):
    assert 'name="own_total"' not in call_for(problem)


def test_a_typed_total_is_kept_with_its_version_and_no_answers(call_for, client, contact):
    call_for(Problem.SOCIAL_ANXIETY)

    assert _sign(client, contact, own_total="35").status_code == 303

    kept = MeasureScore.objects.get(measure="SPIN")
    contact.refresh_from_db()
    assert kept.sitting_id == contact.sitting_id
    assert (kept.total, kept.mean, kept.answers) == (35, None, [])
    assert kept.instrument_version == "SPIN 17 items"
    assert "35, at or above the threshold, unverified" in _page(client, contact)


def test_the_note_reads_a_total_by_the_thresholds_of_its_day(call_for, client, contact, sam, now):
    call_for(Problem.SOCIAL_ANXIETY)
    _sign(client, contact, own_total="35")

    set_here("spin_threshold", "36", since=now.date(), by=sam)

    assert "35, below the threshold, unverified" in _page(client, contact)


def test_a_mean_is_kept_and_shown_to_the_hundredth(call_for, client, contact, now):
    call_for(Problem.AGORAPHOBIA)
    before = SittingFactory(referral=contact.referral, taken_at=now - timedelta(days=7))
    MeasureScoreFactory(
        sitting=before, measure="MI_ALONE", answers=[], total=None, mean=Decimal("2.51")
    )
    assert "1 to 5. Last time 2.51." in _page(client, contact)

    _sign(client, contact, own_total="1.78")

    contact.refresh_from_db()
    kept = MeasureScore.objects.get(measure="MI_ALONE", sitting=contact.sitting)
    assert (kept.total, kept.mean) == (None, Decimal("1.78"))
    tab = _page(client, contact).split("Mobility Inventory")[1]
    assert "1.78, not above the threshold, unverified" in tab
    measures = client.get(f"/caseload/{contact.referral.reference}/measures/").content.decode()
    assert "Down 0.73 from 2.51: <b>reliable improvement</b>. Now below the threshold." in measures


def test_an_empty_total_is_not_done_today_and_nothing_stands_in_the_way(call_for, client, contact):
    call_for(Problem.PANIC_DISORDER)

    assert _sign(client, contact, own_total="  ").status_code == 303

    assert not MeasureScore.objects.filter(measure="PDSS").exists()


@pytest.mark.parametrize("typed", ["69", "-1", "12.5", "many", "٣٥", "1e1", "3" * 13])
def test_what_cannot_be_a_total_is_refused_beside_the_field_and_kept(
    call_for, client, contact, typed
):
    call_for(Problem.SOCIAL_ANXIETY)

    response = _sign(client, contact, own_total=typed)

    page = response.content.decode()
    assert response.status_code == 200
    assert 'href="#id_own_total"' in page
    assert not MeasureScore.objects.filter(measure="SPIN").exists()


def test_a_draft_keeps_what_was_typed(call_for, client, contact):
    call_for(Problem.SOCIAL_ANXIETY)

    client.post(address(contact, "draft"), drawn(client, contact) | {"own_total": "41"})

    assert ContactDraft.objects.get().fields["own_total"] == "41"
    assert 'value="41"' in _page(client, contact)


def test_signing_twice_keeps_one_total(call_for, client, contact):
    call_for(Problem.SOCIAL_ANXIETY)
    sent = drawn(client, contact) | ROUTINE | {"own_total": "35"}

    for _ in range(2):
        client.post(address(contact, "sign"), sent)

    assert MeasureScore.objects.filter(measure="SPIN").count() == 1


def test_the_total_stands_on_the_measures_tab_with_its_threshold(call_for, client, contact):
    call_for(Problem.SOCIAL_ANXIETY)
    _sign(client, contact, own_total="35")

    page = " ".join(
        client.get(f"/caseload/{contact.referral.reference}/measures/").content.decode().split()
    )

    table = page.split("SPIN")[1]
    assert "<b>35</b>" in page
    assert "Threshold 19, reliable change 10. Unverified." in page
    assert "Item 17" not in table


def test_without_the_measure_of_the_problem_the_session_is_a_gap_until_it_is_there(
    call_for, client, contact
):
    call_for(Problem.AGORAPHOBIA)
    _sign(client, contact)
    contact.refresh_from_db()
    summary = CaseSummary.objects.get(pk=contact.referral_id)
    assert not summary.last_contact_scored
    assert (
        "Not all of PHQ-9, GAD-7 and Mobility Inventory at the last session"
        in summary.flags["data_gap"][0]
    )

    MeasureScoreFactory(
        sitting=contact.sitting, measure="MI_ALONE", answers=[], total=None, mean=Decimal("3.10")
    )
    changed([contact.referral_id])

    summary.refresh_from_db()
    assert summary.last_contact_scored
