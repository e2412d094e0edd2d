"""The triage queue and its pane: risk first, each row says why, one form decides and goes on."""

from datetime import date

import pytest

from audit.models import AuditEntry
from caseload.actions import documents
from caseload.triage import closed
from referrals.equality import keep
from referrals.models import NextStep, Signposting, Status, Triage, TriageDecision
from tests.factories import caseload, referrals
from tests.factories.documents import letter
from tests.factories.referrals import DirectoryEntryFactory
from tests.personas import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def queue(north):
    """Three people: the oldest, the newest, and one with an open flag."""
    days = {"Oldest": date(2026, 5, 1), "Newest": date(2026, 6, 8), "Flagged": date(2026, 6, 2)}
    made = {
        name: referrals.received(north, received_on=day, patient__family_name=name)
        for name, day in days.items()
    }
    caseload.risk_flag(made["Flagged"])
    return made


def path(referral):
    return f"/referrals/{referral.reference}/"


def decide(client, referral, **posted):
    return client.post(path(referral), {"decided": "0", **posted})


def test_risk_stands_first_then_the_nearest_six_week_day(client, sam, queue):
    client.force_login(sam)

    page = client.get("/referrals/").content.decode()

    places = [page.index(name.upper()) for name in ("Flagged", "Oldest", "Newest")]
    assert places == sorted(places)
    assert page.index("First here: a risk flag is open") < page.index("By 6-week day, nearest")
    assert "12 Jun" in page
    assert "3 days left" in page
    assert "Triage late" in page
    assert page.count("none yet") == 6
    assert "Keys:" in page


def test_how_long_there_is_to_the_six_week_day_is_said_as_in_every_list(client, sam, north):
    for day in (date(2026, 4, 27), date(2026, 4, 28)):
        referrals.received(north, received_on=day)
    client.force_login(sam)

    page = client.get("/referrals/").content.decode()

    assert '8 Jun<br><span class="app-s app-2">1 day over<' in page
    assert '9 Jun<br><span class="app-s app-2">today<' in page


def test_what_to_know_first_stands_in_the_row(client, sam, north):
    made = referrals.received(
        north, received_on=NOW.date(), patient__needs="Interpreter, Urdu", patient__best_time="am"
    )
    keep(referral=made, given={"perinatal": "YES"}, by=None, now=NOW)
    client.force_login(sam)

    page = client.get("/referrals/").content.decode()

    assert "Perinatal" in page
    assert "Interpreter, Urdu, am" in page
    assert "Triage late" not in page


def test_an_administrator_reads_contact_facts_and_nothing_else(client, ada, queue):
    queue["Flagged"].patient.needs = "Hard of hearing"
    queue["Flagged"].patient.save()
    client.force_login(ada)

    page = client.get("/referrals/").content.decode()

    assert "Hard of hearing" in page
    assert page.index("OLDEST") < page.index("FLAGGED") < page.index("NEWEST")
    for hidden in ("Risk", "risk", "PHQ-9", "Keys:", path(queue["Oldest"])):
        assert hidden not in page
    assert client.get(path(queue["Oldest"])).status_code == 404


def test_the_pane_opens_one_record_and_chooses_nothing(client, sam, queue):
    client.force_login(sam)

    page = client.get(path(queue["Oldest"])).content.decode()

    assert "OLDEST, Rowan" in page
    assert 'name="decision" value="STEP_2" data-key="1">' in page
    assert "ICD-10 F40.1): PHQ-9 and SPIN" in page
    assert "9.3% recovered" in page
    viewed = AuditEntry.objects.filter(event="RECORD_VIEWED", referral_id=queue["Oldest"].pk)
    assert viewed.count() == 1


def test_a_letter_is_opened_from_the_pane_and_an_unread_one_says_so(client, sam, queue):
    client.force_login(sam)
    one, taken_off = (letter(queue["Oldest"], by=sam) for _ in range(2))
    documents.withdraw(document=taken_off, why="Another person", by=sam, now=NOW)

    page = client.get(path(queue["Oldest"])).content.decode()

    opens = f"/caseload/{queue['Oldest'].reference}/documents/{one.reference}/file"
    assert f'href="{opens}">Letter from the GP, 2 June (PDF), not read yet</a>' in page
    assert page.count("/file") == 1


def test_a_decision_goes_on_with_the_next_person(client, sam, queue):
    client.force_login(sam)

    first = decide(client, queue["Flagged"], decision="RISK_CALL", reason="Pills at home")
    second = decide(client, queue["Oldest"], decision="STEP_2")
    third = decide(client, queue["Newest"], decision="CALL_FIRST")

    assert first.url == path(queue["Oldest"])
    assert second.url == path(queue["Newest"])
    assert third.url == "/referrals/?stage=triage"
    assert Triage.objects.count() == 3
    page = client.get("/referrals/").content.decode()
    assert "OLDEST" not in page
    assert "Call first, due 10 June at 17:00, with Sam" in page


def test_no_choice_and_no_reason_are_said_beside_the_field_and_keep_what_was_typed(
    client, sam, queue
):
    client.force_login(sam)

    nothing = decide(client, queue["Oldest"], reason="As the GP wrote")
    unsaid = decide(client, queue["Oldest"], decision="STEP_3")

    assert nothing.status_code == unsaid.status_code == 422
    assert "Choose how this referral is taken on." in nothing.content.decode()
    assert "As the GP wrote" in nothing.content.decode()
    assert "Say why Step 3" in unsaid.content.decode()
    assert 'value="STEP_3" data-key="2" checked' in unsaid.content.decode()


@pytest.mark.parametrize(
    "posted",
    [
        {"decision": "HIGH", "decided": "0"},
        {"decision": "STEP_2", "decided": "-1"},
        {"decision": "STEP_2", "decided": ""},
        {"decision": "STEP_2", "decided": "0", "problem": "NOPE"},
        {"decision": "STEP_3", "decided": "0", "reason": "x" * 601},
        {"decision": "SIGNPOST", "decided": "0", "reason": "Debt", "places": "x"},
        {"decision": "STEP_2", "decided": "0", "pwp": "nobody"},
    ],
)
def test_what_no_page_sends_changes_nothing(client, sam, queue, posted):
    client.force_login(sam)

    answer = client.post(path(queue["Oldest"]), posted)

    assert answer.status_code == 422
    assert not Triage.objects.exists()


def test_a_stale_page_says_who_decided_what(client, sam, duty, queue):
    client.force_login(duty)
    decide(client, queue["Oldest"], decision="CALL_FIRST", reason="Panic?")
    client.force_login(sam)

    stale = decide(client, queue["Oldest"], decision="STEP_3", reason="My own words")

    page = stale.content.decode()
    assert stale.status_code == 422
    assert "Dee Walsh decided “Call first”, today at 10:24. They wrote: “Panic?”" in page
    assert "My own words" in page


def test_step_2_and_the_place_on_a_caseload_are_one_form(client, sam, priya, queue):
    client.force_login(sam)

    decide(client, queue["Oldest"], decision="STEP_2", pwp=str(priya.pk), seen="")
    later = {"decision": "STEP_2", "pwp": str(priya.pk), "seen": "", "later": "on"}
    decide(client, queue["Newest"], **later)

    for name, carrier, status in (
        ("Oldest", priya.pk, Status.ALLOCATED),
        ("Newest", None, Status.WAITING),
    ):
        queue[name].refresh_from_db()
        assert (queue[name].carried_by_id, queue[name].status) == (carrier, status)


def test_who_may_not_allocate_does_not_by_way_of_triage(client, duty, priya, queue):
    client.force_login(duty)
    made = queue["Oldest"]

    refused = decide(client, made, decision="STEP_2", reason="Low mood", pwp=priya.pk, seen="")
    made.refresh_from_db()
    before = (made.carried_by, made.status)
    decide(client, made, decision="STEP_2", reason="Low mood")

    made.refresh_from_db()
    assert (refused.status_code, before) == (422, (None, Status.RECEIVED))
    assert (made.carried_by, made.status) == (None, Status.WAITING)


def test_who_comes_second_after_an_allocation_reads_the_decision(client, sam, leah, priya, queue):
    client.force_login(leah)
    decide(client, queue["Oldest"], decision="STEP_2", pwp=str(priya.pk), seen="")
    client.force_login(sam)

    late = decide(client, queue["Oldest"], decision="STEP_3", reason="My own words")

    page = late.content.decode()
    assert late.status_code == 404
    assert "Somebody took this referral on meanwhile" in page
    assert "My own words" in page
    assert Triage.objects.count() == 1


def test_calls_before_deciding_are_counted_and_say_nothing(client, sam, queue):
    client.force_login(sam)
    made = queue["Oldest"]
    keys = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(4)]

    for key in (keys[0], keys[0], keys[1], keys[2]):
        client.post(f"{path(made)}call", {"form_key": key, "outcome": "NO_ANSWER"})
    page = client.get(path(made)).content.decode()
    refused = client.post(f"{path(made)}call", {"form_key": keys[3], "outcome": "VOICEMAIL"})

    assert made.screening_calls.count() == 3
    assert "Rung 3 times without an answer" in page
    assert "No voicemail: they did not agree to one." in page
    assert "No reply" in page
    assert refused.status_code == 422


def test_signposting_stands_under_closed_until_somebody_has_asked(client, sam, queue):
    client.force_login(sam)
    place, made = DirectoryEntryFactory(), queue["Oldest"]
    posted = {"decision": "SIGNPOST", "reason": "Debt", "places": str(place.pk)}
    decide(client, made, **posted, consent="BY_PHONE", ask_on="2026-06-30")
    given = Signposting.objects.get()

    before = client.get("/referrals/?stage=closed").content.decode()
    client.post(f"{path(made)}taken-up", {f"place-{given.pk}": "YES"})
    again = client.post(f"{path(made)}taken-up", {f"place-{given.pk}": "NO"}, follow=True)

    given.refresh_from_db()
    assert "Northbrook Advice, 01632 960111: did they go?" in before
    assert given.taken_up == "YES"
    assert "Somebody has asked already" in again.content.decode()


def test_an_administrator_reads_under_closed_when_and_never_what(client, sam, ada, queue):
    client.force_login(sam)
    made = queue["Oldest"]
    decide(client, made, decision="STEP_3", reason="PTSD after an assault")
    NextStep.objects.filter(referral=made, done_at__isnull=True).update(
        kind="RISK_ACTION", what="Ring about the overdose"
    )

    client.force_login(ada)
    page = client.get("/referrals/?stage=closed").content.decode()

    assert "OLDEST" in page
    assert "To be decided, " in page
    for hidden in ("overdose", "assault", "Step 3"):
        assert hidden not in page


def test_who_was_sent_on_and_is_not_shown_is_not_hidden_silently(client, sam, queue, monkeypatch):
    monkeypatch.setattr(closed, "ON_A_PAGE", 1)
    client.force_login(sam)
    for name in ("Oldest", "Newest"):
        decide(client, queue[name], decision="STEP_3", reason="PTSD")

    page = client.get("/referrals/?stage=closed").content.decode()

    assert ("OLDEST" in page, "NEWEST" in page) == (True, False)
    assert ">the first 1<" in page
    assert "in the last 90 days<" in page


@pytest.mark.parametrize("people", [5, 60])
def test_the_queue_costs_the_same_for_five_and_sixty(
    client, sam, north, people, django_assert_max_num_queries
):
    made = [referrals.received(north) for _ in range(people)]
    client.force_login(sam)
    client.get("/referrals/")

    with django_assert_max_num_queries(8):
        page = client.get("/referrals/").content.decode()
    with django_assert_max_num_queries(25):
        client.get(path(made[0]))

    assert page.count("app-first__one") >= min(people, 25)


def test_the_next_page_begins_where_the_first_ended(client, sam, north):
    made = [referrals.received(north) for _ in range(30)]
    client.force_login(sam)

    first = client.get("/referrals/").content.decode()
    second = client.get(f"/referrals/?from={made[25].reference}").content.decode()

    assert "25 of 30" in first
    assert f"from={made[25].reference}" in first
    assert made[25].reference in second
    assert made[24].reference not in second
    assert client.get("/referrals/?from=NOWHERE1").status_code == 200


def test_whom_somebody_should_have_decided_on_is_named_on_today(client, sam, north):
    for name, day in (("Late", 5), ("Due", 8), ("Decided", 1)):
        referrals.received(
            north,
            received_on=date(2026, 6, day),
            patient__family_name=name,
            triaged_as="CALL_FIRST" if name == "Decided" else "",
        )
    client.force_login(sam)

    panel = client.get("/referrals/late/", headers={"HX-Request": "true"}).content.decode()

    assert 'hx-get="/referrals/late/"' in client.get("/today/").content.decode()
    assert "LATE, Rowan" in panel
    assert "Late by 1 day" in panel
    assert "DUE" not in panel
    assert "DECIDED" not in panel
    assert "<html" not in panel
    assert "<html" in client.get("/referrals/late/").content.decode()


def test_after_a_risk_call_the_person_stays_in_the_queue(client, sam, duty, queue):
    client.force_login(sam)
    decide(client, queue["Newest"], decision="RISK_CALL", reason="Worrying words")

    page = client.get("/referrals/").content.decode()

    assert page.index("NEWEST") < page.index("OLDEST")
    assert "Same-day risk call, due 17:00, with Dee" in page
    queue["Newest"].refresh_from_db()
    assert queue["Newest"].triaged_as == TriageDecision.RISK_CALL
