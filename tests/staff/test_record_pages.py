"""Your record, colleagues' records, and the forms: who sees what, and nothing typed is lost."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from audit.models import AuditEntry
from staff.models import (
    AgreedOffset,
    CompetencySignOff,
    CpdEntry,
    Credential,
    InductionStep,
    OffsetKind,
    Reflection,
)
from tests.factories.plans import JobPlanFactory
from tests.factories.staff import (
    CpdFactory,
    CredentialFactory,
    InductionStepFactory,
    OffsetFactory,
    PairingFactory,
    ReflectionFactory,
    SignOffFactory,
    StaffMemberFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def record(priya, sam):
    """Priya's record with something in every part."""
    CredentialFactory(
        staff=priya,
        kind="REGISTRATION",
        body="Register of practitioners",
        number="R-4471",
        expires_on=date(2026, 7, 31),
        checked_at=None,
        checked_by=None,
    )
    CredentialFactory(
        staff=priya, kind="RESUSCITATION", expires_on=date(2026, 6, 1), checked_by=sam
    )
    InductionStepFactory(staff=priya, signed_by=sam)
    SignOffFactory(staff=priya, signed_by=sam)
    CpdFactory(staff=priya, what="Workshop on sleep")
    ReflectionFactory(staff=priya, text="Zebra thoughts")
    OffsetFactory(staff=priya, set_by=sam)
    OffsetFactory(
        staff=priya,
        kind=OffsetKind.PHASED_RETURN,
        topic="",
        hours_a_week=None,
        taken_off=0,
        cap=40,
        ends_on=date(2026, 7, 5),
        set_by=sam,
    )
    return priya


def page(client, who, name, *args) -> str:
    client.force_login(who)
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


WORDS = {
    "register": "Register of practitioners",
    "number": "R-4471",
    "expiry": "Runs out in 52 days",
    "induction": "Shown this system",
    "agreed": "Agreed number 40",
    "reason": "Phased return",
    "champion": "Champion: perinatal",
    "competency": "Sleep management",
    "cpd": "Workshop on sleep",
    "reflection": "Zebra thoughts",
}


@pytest.mark.parametrize(
    ("who", "hidden"),
    [
        ("priya", set()),
        ("sam", {"reflection"}),
        ("leah", set(WORDS) - {"expiry", "induction", "agreed"}),
        ("ada", set(WORDS) - {"expiry"}),
    ],
)
def test_each_sees_what_is_for_them_and_no_word_more(client, record, request, who, hidden):
    reader = request.getfixturevalue(who)
    where = ["people:own"] if reader == record else ["people:person", record.pk]

    found = page(client, reader, *where)

    assert {name for name, words in WORDS.items() if words not in found} == hidden


def test_whoever_was_here_before_induction_was_recorded_is_not_asked_for_it(client, priya):
    assert "Induction" not in page(client, priya, "people:own")


def test_nobody_else_sees_a_record_and_ones_own_has_a_page_of_its_own(
    client, record, tom, sam, now
):
    other = StaffMemberFactory()
    for reader, whose, status in (
        (tom, record, 403),
        (sam, tom, 404),
        (sam, other, 404),
        (sam, sam, 404),
    ):
        client.force_login(reader)
        assert client.get(reverse("people:person", args=[whose.pk])).status_code == status
    client.force_login(sam)
    PairingFactory(supervisor=sam, supervisee=tom)
    for kind, status in (("competency", 200), ("nonsense", 404)):
        assert client.get(reverse("people:add", args=[tom.pk, kind])).status_code == status


def test_what_is_not_there_or_not_ones_own_changes_nothing(client, record, tom, sam):
    others = Credential.objects.filter(staff=record).first()
    client.force_login(tom)
    assert client.get(reverse("people:own_add", args=["nonsense"])).status_code == 404
    client.post(reverse("people:take_back", args=[others.pk]))
    client.post(reverse("people:forget", args=[Reflection.objects.get().pk]))
    client.force_login(sam)
    assert client.post(reverse("people:look", args=[record.pk, 0])).status_code == 404
    assert client.post(reverse("people:end", args=[record.pk, 0])).status_code == 404
    gone = client.post(reverse("people:end", args=[tom.pk, AgreedOffset.objects.first().pk]))

    assert gone.status_code == 404
    assert (Credential.objects.current().count(), Reflection.objects.count()) == (2, 1)
    assert AgreedOffset.objects.filter(ends_on=None).count() == 1


def test_the_lead_signs_induction_but_no_competency_and_the_office_neither(
    client, record, leah, ada
):
    for reader, opened in ((leah, {"training", "induction"}), (ada, {"training"})):
        client.force_login(reader)
        kinds = ("training", "induction", "competency", "role", "phased-return", "pause")
        found = {
            kind
            for kind in kinds
            if client.get(reverse("people:add", args=[record.pk, kind])).status_code == 200
        }
        assert found == opened
    assert client.post(reverse("people:end", args=[record.pk, 1])).status_code == 403


def test_the_office_sees_who_is_not_to_be_booked_yet(client, ada, tom, priya, sam, today):
    tom.started_on = today
    tom.save(update_fields=["started_on"])
    CredentialFactory(staff=tom, checked_by=sam)

    found = page(client, ada, "people:list")

    assert found.count("before a first booking") == 1
    assert "9 things missing before a first booking" in found


def test_the_name_in_the_header_leads_to_ones_own_record(client, ada):
    assert '<a href="/staff/you/">Ada Lewis<' in page(client, ada, "people:list")


def test_the_lead_sees_what_runs_out_by_name_and_date_and_everybodys_number(client, record, leah):
    found = page(client, leah, "people:list")

    assert "Ran out 1 June" in found
    assert "runs out 31 July" in found
    assert "R-4471" not in found
    assert "RAMAN, Priya" in found


def test_the_office_sees_no_numbers_and_a_supervisor_whom_she_supervises(client, record, ada, sam):
    assert "Agreed number" not in page(client, ada, "people:list")
    seniors = page(client, sam, "people:list")
    assert "RAMAN, Priya" in seniors
    assert "What runs out" not in seniors


def test_what_is_typed_on_ones_own_record_is_kept_and_done(client, priya, today):
    client.force_login(priya)
    steps = [
        (
            "training",
            {
                "kind": "REGISTRATION",
                "body": "Register",
                "obtained_on": "2026-01-01",
                "expires_on": "2027-01-01",
            },
        ),
        (
            "cpd",
            {
                "on": today,
                "what": "Sleep",
                "minutes": 60,
                "was_protected": "yes",
                "form_key": "5a1f6d0e-6f0e-4f6c-9d1c-2f8b64f0a7d1",
            },
        ),
        ("reflection", {"text": "Mine", "form_key": "5a1f6d0e-6f0e-4f6c-9d1c-2f8b64f0a7d1"}),
        ("interests", {"words": "Young adults"}),
    ]
    for kind, typed in steps:
        response = client.post(reverse("people:own_add", args=[kind]), typed)
        assert response.headers["Location"] == "/staff/you/", kind

    found = page(client, priya, "people:own")
    assert all(words in found for words in ("Register", "Sleep", "Mine", "Young adults"))
    assert "Nobody has seen it yet" in found
    client.post(reverse("people:take_back", args=[Credential.objects.get().pk]))
    client.post(reverse("people:forget", args=[Reflection.objects.get().pk]))
    assert (Credential.objects.current().count(), Reflection.objects.count()) == (0, 0)
    assert CpdEntry.objects.get().was_protected


def test_bad_input_is_kept_with_its_message_beside_the_field(client, priya, sam):
    client.force_login(priya)
    typed = {"kind": "REGISTRATION", "number": "X-77", "obtained_on": "2026-01-01"}

    response = client.post(reverse("people:own_add", args=["training"]), typed)

    found = response.content.decode()
    assert response.status_code == 422
    assert "Write who gave it" in found
    assert 'value="X-77"' in found
    assert "<title>Error: " in found

    client.force_login(sam)
    typed = {
        "kind": "CHAMPION",
        "topic": "perinatal",
        "hours_a_week": "3.75",
        "taken_off": "3",
        "starts_on": "2026-06-09",
    }
    response = client.post(reverse("people:add", args=[priya.pk, "role"]), typed)
    assert (
        "3.75 hours a week are at least 7 of an agreed number of 70." in response.content.decode()
    )
    assert not AgreedOffset.objects.exists()


def test_a_supervisor_records_signs_agrees_and_ends(client, priya, sam, today):
    client.force_login(sam)
    own = CredentialFactory(staff=priya, checked_at=None, checked_by=None)
    steps = [
        ("induction", {"what": "RISK", "on": today}),
        ("competency", {"what": "RISK", "on": today}),
        (
            "role",
            {
                "kind": "CHAMPION",
                "topic": "perinatal",
                "hours_a_week": "3.75",
                "taken_off": "7",
                "starts_on": today,
            },
        ),
        ("phased-return", {"cap": "40", "starts_on": today, "ends_on": "2026-07-05"}),
        ("pause", {"starts_on": today, "ends_on": "2026-07-05"}),
    ]
    for kind, typed in steps:
        response = client.post(reverse("people:add", args=[priya.pk, kind]), typed)
        assert response.status_code == 302, (kind, response.content.decode())
    client.post(reverse("people:look", args=[priya.pk, own.pk]))

    found = page(client, sam, "people:person", priya.pk)
    assert "Agreed number 40. Not taking new people until 5 July (agreed as 70)" in found
    assert "Seen by S Okafor" in found
    assert (InductionStep.objects.count(), CompetencySignOff.objects.count()) == (1, 1)
    role = AgreedOffset.objects.get(kind="CHAMPION")
    client.post(reverse("people:end", args=[priya.pk, role.pk]))
    role.refresh_from_db()
    assert role.ends_on == today


def test_a_copy_holds_everything_of_ones_own_and_nothing_of_anybody_else(client, record, sam):
    SignOffFactory(staff=sam, signed_by=record)
    CpdFactory(staff=sam, what="Sam’s workshop")
    CpdFactory(staff=record, what="=HYPERLINK(1)")
    JobPlanFactory(staff=record, weekdays=[0, 3], set_by=sam)
    JobPlanFactory(staff=sam, set_by=record)
    type(record).objects.filter(pk=record.pk).update(band=5, started_on="2026-01-05")
    client.force_login(record)

    as_json = client.get(reverse("people:copy_json"))
    as_csv = client.get(reverse("people:copy_csv"))
    on_paper = page(client, record, "people:copy")

    rows = as_json.json()["rows"]
    assert {row["part"] for row in rows} == {
        "Work",
        "Agreed week",
        "Registration and training",
        "Induction",
        "Competency",
        "CPD",
        "Agreed number",
        "Reflection",
    }
    assert len(rows) == 14
    assert [row["detail"] for row in rows if row["what"] == "Pay band"] == ["5"]
    assert [(row["what"], row["detail"], row["by"]) for row in rows if "week" in row["part"]] == [
        (
            "Monday, Thursday",
            "09:00 to 17:00, 37.5 h, 25 appointments",
            "Agreed with Sam Okafor",
        )
    ]
    assert "70" in {row["detail"] for row in rows if row["part"] == "Agreed number"}
    table = list(csv.reader(io.StringIO(as_csv.content.decode("utf-8-sig"))))
    assert len(table) == 1 + len(rows)
    assert "'=HYPERLINK(1)" in {row[1] for row in table}
    assert "Zebra thoughts" in on_paper
    for text in (as_json.content.decode(), as_csv.content.decode(), on_paper):
        assert "Sam’s workshop" not in text
    assert "attachment" in as_csv["Content-Disposition"]
    assert AuditEntry.objects.filter(event="PORTFOLIO_EXPORTED", staff_id=record.pk).count() == 3


@pytest.mark.parametrize("rows", [5, 50])
def test_a_record_costs_the_same_queries_however_long_it_is(
    client, record, sam, rows, django_assert_num_queries
):
    for number in range(rows):
        CpdFactory(staff=record, on=date(2026, 6, 1) - timedelta(days=number))
        ReflectionFactory(staff=record)
    page(client, record, "people:own")

    with django_assert_num_queries(8):
        client.get("/staff/you/")
    page(client, sam, "people:person", record.pk)
    with django_assert_num_queries(8):
        client.get(f"/staff/{record.pk}/")


@pytest.mark.parametrize("rows", [5, 50])
def test_the_list_costs_the_same_queries_however_many_work_here(
    client, leah, rows, django_assert_num_queries
):
    for _ in range(rows):
        CredentialFactory(
            staff=leah if not _ else StaffMemberFactory(password="x"),
            checked_by=None,
            checked_at=None,
            expires_on=date(2026, 7, 1),
        )
    page(client, leah, "people:list")

    with django_assert_num_queries(5):
        client.get("/staff/")
