"""Which questionnaires a link asks, and what becomes of those beside PHQ-9 and GAD-7."""

from datetime import timedelta

import pytest
from django.urls import reverse

from caseload.models import CareContact, ContactKind, ContactState, RiskSignal
from clinical.measures import MEASURES, anxiety_measure_for
from clinical.policy import DEFAULT
from clinical.problems import Problem
from outcomes.models import MeasureTranslation
from portal import link_jobs
from portal.actions import links
from portal.models import LinkAnswer, QuestionnaireLink
from portal.new_links import measures_for
from portal.questionnaire.steps import NOT_APPLICABLE, steps_of
from referrals.models import Patient, ProblemDescriptor
from tests.caseload.session_forms import address, drawn
from tests.portal.links import Phone, link_for
from tests.portal.test_session_page import seen
from tests.walks import walked

pytestmark = pytest.mark.django_db

ALWAYS = ["PHQ9", "GAD7"]
WIDER = [
    ContactKind.ASSESSMENT,
    ContactKind.ASSESSMENT_AND_TREATMENT,
    ContactKind.REVIEW,
    ContactKind.REVIEW_AND_TREATMENT,
]
NO_RISK = (1,) * 8 + (0,)
SEVEN = (1,) * 7


def words_for(code, *, now):
    """The service has loaded what it is licensed to show."""
    measure = MEASURES[code]
    return MeasureTranslation.objects.create(
        measure=code,
        language="en",
        language_name="English",
        lead_in=f"Loaded lead-in of {code}",
        items=[f"Loaded {code} {item.number}" for item in measure.items],
        options=[f"answer {n}" for n in range(measure.item_highest + 1)],
        licence="Licensed to this service",
        loaded_at=now,
    )


def with_problem(contact, problem):
    ProblemDescriptor.objects.update(problem=problem.name)
    return link_for(contact)


def of_kind(contact, kind):
    CareContact.objects.filter(pk=contact.pk).update(kind=kind)
    contact.refresh_from_db()
    return contact


def let_in(link):
    phone = Phone(link)
    phone.let_in()
    return phone


def body(response):
    return response.content.decode()


def page(client, contact):
    return client.get(address(contact)).content.decode()


@pytest.fixture
def at_work(client, priya, clock, contact):
    """Priya, a minute after the session began."""

    def begin():
        clock.move_to(contact.starts_at + timedelta(minutes=1))
        client.force_login(priya)
        return client

    return begin


@walked("problem", Problem)
@walked("kind", [None, *ContactKind])
def test_without_loaded_words_only_what_is_free_is_asked(problem, kind):
    own = {Problem.PTSD: ["PCL5"], Problem.UNEXPLAINED_SYMPTOMS: ["PHQ15"]}.get(problem, [])
    if problem is Problem.GENERALISED_ANXIETY and kind in WIDER:
        own = ["PSWQ"]

    assert measures_for(problem, kind=kind, language="en", loaded=frozenset()) == [*ALWAYS, *own]


@pytest.mark.parametrize("code", ["SPIN", "PDSS", "OCI", "HAI", "BIQ", "CFQ"])
def test_words_that_are_not_ours_are_asked_once_the_service_has_leave(code):
    problem = next(one for one in Problem if anxiety_measure_for(one) == code)
    loaded = frozenset({(code, "pl")})

    assert measures_for(problem, kind=None, language="en", loaded=loaded) == ALWAYS
    assert measures_for(problem, kind=None, language="pl", loaded=loaded) == [*ALWAYS, code]


@pytest.mark.parametrize("kind", [None, *ContactKind])
def test_with_loaded_words_wsas_and_phobia_come_before_assessments_and_reviews(kind):
    loaded = frozenset({("WSAS", "en"), ("PHOBIA", "en")})
    wider = ["WSAS", "PHOBIA"] if kind in WIDER else []

    asked = measures_for(Problem.PTSD, kind=kind, language="pl", loaded=loaded)

    assert asked == [*ALWAYS, "PCL5", *wider]


def test_words_in_a_language_the_person_does_not_read_are_not_shown():
    loaded = frozenset({("WSAS", "pl")})

    asked = measures_for(Problem.OTHER, kind="REVIEW", language="ar", loaded=loaded)

    assert asked == ALWAYS


def test_a_link_without_an_appointment_asks_no_wsas(referral, priya, now):
    words_for("WSAS", now=now)

    link = links.make_link(referral=referral, contact=None, by=priya, now=now, policy=DEFAULT)

    assert link.measures == ALWAYS


def test_the_job_that_sends_asks_by_the_kind_of_appointment_too(contact, now):
    words_for("WSAS", now=now)
    Patient.objects.update(text_ok=True)
    of_kind(contact, ContactKind.REVIEW)

    link_jobs.plan_questionnaires(now=now, policy=DEFAULT)

    assert QuestionnaireLink.objects.get(contact=contact).measures == [*ALWAYS, "WSAS"]


def test_the_words_are_those_that_were_loaded(contact, now):
    words_for("WSAS", now=now)
    words_for("PHOBIA", now=now)

    steps = steps_of(link_for(of_kind(contact, ContactKind.ASSESSMENT)))

    assert [one.wording for one in steps[16:]] == [
        *(f"Loaded WSAS {n}" for n in range(1, 6)),
        *(f"Loaded PHOBIA {n}" for n in range(1, 4)),
    ]


def test_a_question_says_how_far_back_it_asks_and_which_of_all_it_is(contact):
    phone = let_in(with_problem(contact, Problem.PTSD))

    first, seventeenth = body(phone.get(1)), body(phone.get(17))

    assert "Question 1 of 36" in first
    assert "Question 17 of 36" in seventeenth
    assert "In the <strong>past month</strong>, how much were you bothered by:" in seventeenth
    assert "Repeated, disturbing, and unwanted memories" in seventeenth
    assert "Quite a bit" in seventeenth
    assert "does not apply" not in seventeenth


def test_physical_symptoms_have_a_lead_in_that_is_a_question_of_its_own(contact):
    phone = let_in(with_problem(contact, Problem.UNEXPLAINED_SYMPTOMS))

    html = body(phone.get(17))

    assert "Question 17 of 31" in html
    assert "During the <strong>past 4 weeks</strong>" in html
    assert "problems?<" in html
    assert "Bothered a lot" in html


@pytest.mark.parametrize(
    ("problem", "code", "answers", "total", "line"),
    [
        (
            Problem.PTSD,
            "PCL5",
            (2,) * 19 + (3,),
            41,
            "PCL-5 41 by link, threshold unverified",
        ),
        (
            Problem.UNEXPLAINED_SYMPTOMS,
            "PHQ15",
            (1,) * 14 + (2,),
            16,
            "PHQ-15 16 by link, threshold unverified",
        ),
    ],
)
def test_the_problems_measure_is_stored_and_told_on_the_session_page(
    contact, at_work, problem, code, answers, total, line
):
    phone = let_in(with_problem(contact, problem))
    phone.tap_all(*NO_RISK, *SEVEN, *answers)
    phone.send()
    contact.refresh_from_db()

    scores = dict(contact.sitting.scores.values_list("measure", "total"))
    html = page(at_work(), contact)

    assert scores == {"PHQ9": 8, "GAD7": 7, code: total}
    assert line in html
    assert not RiskSignal.objects.exists()


def test_a_measure_left_unfinished_has_no_total_and_says_how_many_are_missing(contact, at_work):
    phone = let_in(with_problem(contact, Problem.PTSD))
    phone.tap_all(*NO_RISK, *SEVEN, *(1,) * 19, "skip")
    phone.send()
    contact.refresh_from_db()

    html = page(at_work(), contact)

    assert contact.sitting.scores.get(measure="PCL5").total is None
    assert "PCL-5: 1 left out" in html


def test_signing_takes_over_a_sitting_that_holds_a_further_measure(contact, at_work):
    phone = let_in(with_problem(contact, Problem.PTSD))
    phone.tap_all(*NO_RISK, *SEVEN, *(1,) * 20)
    phone.send()
    contact.refresh_from_db()
    client = at_work()

    fields = {**drawn(client, contact), **seen(contact)}
    response = client.post(address(contact, "sign"), fields)

    contact.refresh_from_db()
    note = page(client, contact)
    assert response.status_code == 303
    assert contact.state == ContactState.LOGGED
    assert contact.sitting.scores.count() == 3
    assert "20, below the threshold, unverified" in note


def test_the_measures_tab_lists_it_with_its_threshold_marked_unverified(
    contact, client, priya, now
):
    words_for("PHOBIA", now=now)
    of_kind(contact, ContactKind.REVIEW)
    phone = let_in(with_problem(contact, Problem.PTSD))
    phone.tap_all(*NO_RISK, *SEVEN, *(1,) * 20, 5, 0, 3)
    phone.send()
    client.force_login(priya)

    html = body(client.get(reverse("caseload:measures", args=(contact.referral.reference,))))

    assert "Threshold 32, reliable change 10. Unverified." in html
    assert "4 or more on any one item is clinical." in html
    assert html.count(">Total</th>") == 3


@pytest.fixture
def review(contact, now):
    """A phone at the link of a review with WSAS, everything before it answered."""
    words_for("WSAS", now=now)
    phone = let_in(link_for(of_kind(contact, ContactKind.REVIEW)))
    phone.tap_all(*NO_RISK, *SEVEN)
    return phone


def test_work_that_does_not_apply_is_one_tap_and_counts_as_an_answer(review, contact, at_work):
    html = body(review.get(17))
    tapped = review.tap(17, NOT_APPLICABLE)
    review.tap_all(8, 7, 2, 1, start=18)
    checked = body(review.get("check"))
    review.send()
    contact.refresh_from_db()

    score = contact.sitting.scores.get(measure="WSAS")

    assert "Work does not apply to me" in html
    assert tapped["Location"].endswith("/18")
    assert "You answered 21 of 21" in checked
    assert "Work does not apply to me" in checked
    assert (score.answers, score.total) == ([None, 8, 7, 2, 1], 18)
    assert score.work_not_applicable
    client = at_work()
    assert "WSAS 18/32 by link, work does not apply" in page(client, contact)
    tab = reverse("caseload:measures", args=(contact.referral.reference,))
    assert "<b>18/32</b>" in body(client.get(tab))
    client.post(address(contact, "sign"), {**drawn(client, contact), **seen(contact)})
    assert "18/32, work does not apply (– 8 7 2 1)" in page(client, contact)


def test_only_work_can_be_said_not_to_apply(review):
    other = review.tap(18, NOT_APPLICABLE)
    mood = review.tap(1, NOT_APPLICABLE)

    assert other.status_code == mood.status_code == 422
    assert not LinkAnswer.objects.filter(not_applicable=True).exists()
    assert "does not apply" not in body(review.get(18))


def test_a_later_tap_takes_back_that_work_does_not_apply(review):
    review.tap(17, NOT_APPLICABLE)
    review.tap(17, 4)

    kept = LinkAnswer.objects.get(measure="WSAS", item=1)

    assert (kept.value, kept.not_applicable) == (4, False)


def test_work_that_applies_after_all_is_corrected_on_the_call(review, contact, at_work):
    review.tap(17, NOT_APPLICABLE)
    review.tap_all(8, 7, 2, 1, start=18)
    review.send()
    contact.refresh_from_db()
    client = at_work()

    fields = {**drawn(client, contact), **seen(contact), "extras": "CHANGED", "wsas_1": "5"}
    response = client.post(address(contact, "sign"), fields)

    now = contact.sitting.scores.get(measure="WSAS", superseded_at=None)
    assert response.status_code == 303
    assert (now.total, now.work_not_applicable) == (23, False)


def test_what_was_tapped_until_the_session_began_is_there_with_work_left_out(
    review, contact, at_work, now
):
    CareContact.objects.filter(pk=contact.pk).update(questionnaire_sent_at=now)
    review.tap(17, NOT_APPLICABLE)
    review.tap_all(8, 7, 2, 1, start=18)

    html = page(at_work(), contact)

    assert "WSAS 18/32 by link, work does not apply" in html


def test_the_phobia_scales_keep_three_answers_and_no_total(contact, now, at_work):
    words_for("PHOBIA", now=now)
    phone = let_in(link_for(of_kind(contact, ContactKind.ASSESSMENT)))
    phone.tap_all(*NO_RISK, *SEVEN, 5, 0, 3)
    phone.send()
    contact.refresh_from_db()

    score = contact.sitting.scores.get(measure="PHOBIA")

    assert (score.answers, score.total) == ([5, 0, 3], None)
    assert "Phobia scales 5, 0, 3 by link" in page(at_work(), contact)


def test_item_nine_still_has_its_signal_before_the_further_measures(contact):
    phone = let_in(with_problem(contact, Problem.PTSD))

    tapped = phone.tap(9, 1)

    assert tapped["Location"].endswith("/support")
    assert RiskSignal.objects.filter(referral=contact.referral, answer=1).exists()


def test_somebody_whose_measure_is_licensed_is_asked_the_usual_ones(contact):
    assert with_problem(contact, Problem.OCD).measures == ALWAYS


def test_pswq_counts_five_statements_from_the_other_end(contact):
    of_kind(contact, ContactKind.REVIEW)
    phone = let_in(with_problem(contact, Problem.GENERALISED_ANXIETY))
    asked = [step for step in steps_of(QuestionnaireLink.objects.get()) if step.measure == "PSWQ"]
    assert [choice.value for choice in asked[0].choices] == [1, 2, 3, 4, 5]
    assert asked[0].wording.startswith("If I do not have enough time")

    phone.tap_all(*NO_RISK, *SEVEN, *(1,) * 16)
    phone.send()

    contact.refresh_from_db()
    kept = contact.sitting.scores.get(measure="PSWQ")
    assert (kept.total, kept.answers) == (36, [1] * 16)
