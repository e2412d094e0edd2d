"""What stands on a staff record: written down, seen by somebody else, renewed, agreed, learnt."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from audit.models import AuditEntry
from clinical.errors import Refused
from staff import actions, portfolio
from staff import record_lines as lines
from staff.entries import CpdLine, CredentialEntry, OffsetEntry
from staff.models import (
    AgreedOffset,
    Competency,
    CpdEntry,
    Credential,
    CredentialKind,
    Induction,
    OffsetKind,
    Reflection,
)

pytestmark = pytest.mark.django_db

KEY = UUID("5a1f6d0e-6f0e-4f6c-9d1c-2f8b64f0a7d1")


@pytest.fixture
def record(priya, now):
    """Write down for Priya what she holds; by herself unless said otherwise."""

    def one(kind=CredentialKind.REGISTRATION, *, by=priya, **facts):
        given = {
            "body": "" if kind.is_training else "BPS register",
            "obtained_on": date(2026, 1, 1),
            "expires_on": date(2027, 1, 1),
        }
        entry = CredentialEntry(kind=kind, **(given | facts))
        return actions.record_credential(member=priya, entry=entry, by=by, now=now)

    return one


@pytest.fixture
def agree(priya, leah, now, today):
    """Agree with Priya on what lowers her number of 70, from today."""

    def one(kind=OffsetKind.CHAMPION, *, by=leah, **facts):
        given = {"starts_on": today}
        if kind == OffsetKind.CHAMPION:
            given |= {"topic": "perinatal", "hours_a_week": Decimal("3.75"), "taken_off": 7}
        entry = OffsetEntry(kind=kind, **(given | facts))
        return actions.agree_offset(member=priya, entry=entry, by=by, now=now)

    return one


def test_a_renewal_takes_the_place_of_what_it_renews_and_the_same_twice_is_one(record, now):
    old = record(expires_on=date(2026, 7, 1))

    new = record(body="bps register", expires_on=date(2027, 7, 1))

    assert record(body="bps register", expires_on=date(2027, 7, 1)) == new
    old.refresh_from_db()
    assert (old.ended_at, new.ended_at, Credential.objects.count()) == (now, None, 2)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"body": ""}, "body"),
        ({"obtained_on": date(2026, 6, 10)}, "obtained_on"),
        ({"expires_on": None}, "expires_on"),
        ({"expires_on": date(2026, 1, 1)}, "expires_on"),
        ({"expires_on": date(2062, 1, 1)}, "expires_on"),
        ({"expires_on": date(2026, 9, 1)}, "expires_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(record, facts, field):
    record()

    with pytest.raises(Refused) as refused:
        record(**facts)

    assert refused.value.field == field


def test_an_accreditation_may_hold_for_good(record):
    assert record(CredentialKind.ACCREDITATION, expires_on=None).expires_on is None


def test_a_certificate_counts_once_somebody_else_has_seen_it(record, priya, ada, now):
    own = record(CredentialKind.DATA_SECURITY)

    with pytest.raises(Refused, match="Somebody else"):
        actions.check_credential(credential=own, by=priya, now=now)
    actions.check_credential(credential=own, by=ada, now=now)
    actions.check_credential(credential=own, by=ada, now=now)

    own.refresh_from_db()
    assert own.checked_by == ada
    assert AuditEntry.objects.filter(event="CREDENTIAL_CHECKED").count() == 1
    assert record(CredentialKind.RESUSCITATION, by=ada).checked_by == ada


def test_what_was_written_down_wrongly_is_taken_back_and_is_not_seen_after(record, priya, ada, now):
    wrong = record()

    actions.withdraw_credential(credential=wrong, by=priya, now=now)
    actions.withdraw_credential(credential=wrong, by=priya, now=now)

    assert not Credential.objects.current().exists()
    with pytest.raises(Refused, match="renewed or taken back"):
        actions.check_credential(credential=wrong, by=ada, now=now)
    assert AuditEntry.objects.filter(event="CREDENTIAL_WITHDRAWN").count() == 1


def test_induction_and_competencies_are_signed_by_somebody_else_once(priya, sam, now, today):
    def induct(by, on=today):
        return actions.sign_induction(member=priya, step=Induction.RISK, done_on=on, by=by, now=now)

    def sign(by, on=today):
        return actions.sign_competency(
            member=priya, competency=Competency.RISK, seen_on=on, by=by, now=now
        )

    for action in (induct, sign):
        for by, on in ((priya, today), (sam, today + timedelta(days=1))):
            with pytest.raises(Refused):
                action(by, on)
        assert action(sam) == action(sam)
    assert AuditEntry.objects.filter(event="COMPETENCY_SIGNED").count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"hours_a_week": None}, "hours_a_week"),
        ({"hours_a_week": Decimal(38)}, "hours_a_week"),
        ({"taken_off": 6}, "taken_off"),
        ({"topic": ""}, "topic"),
        ({"ends_on": date(2026, 6, 8)}, "ends_on"),
        ({"starts_on": date(2028, 1, 1)}, "starts_on"),
        ({"kind": OffsetKind.PHASED_RETURN, "ends_on": date(2026, 8, 1)}, "cap"),
        ({"kind": OffsetKind.PAUSE}, "ends_on"),
        ({"kind": OffsetKind.PAUSE, "ends_on": date(2027, 6, 1)}, "ends_on"),
    ],
)
def test_no_role_without_its_hours_and_no_easing_without_its_end(agree, facts, field):
    with pytest.raises(Refused) as refused:
        agree(**facts)

    assert (refused.value.field, AgreedOffset.objects.count()) == (field, 0)


def test_an_offset_is_agreed_by_somebody_else_and_ends_today_or_never_was(
    agree, priya, leah, now, today
):
    with pytest.raises(Refused, match="agrees this with you"):
        agree(by=priya)
    role, coming = (
        agree(),
        agree(OffsetKind.PAUSE, starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 31)),
    )
    assert agree() == role
    priya.refresh_from_db()
    assert priya.lowered_until == date.max

    for offset in (role, role, coming):
        actions.end_offset(offset=offset, by=leah, now=now)

    assert list(AgreedOffset.objects.values_list("kind", "ends_on")) == [("CHAMPION", today)]
    priya.refresh_from_db()
    assert priya.lowered_until == today
    with pytest.raises(Refused, match="agrees this with you"):
        actions.end_offset(offset=role, by=priya, now=now)


def test_cpd_is_logged_once_and_what_cannot_be_is_refused(priya, tom, now, today):
    def log(by=priya, **facts):
        line = CpdLine(
            **({"on": today, "what": "Sleep", "minutes": 60, "was_protected": True} | facts)
        )
        return actions.log_cpd(line=line, form_key=KEY, by=by, now=now)

    for facts in (
        {"what": " "},
        {"on": today + timedelta(days=1)},
        {"on": date(2020, 1, 1)},
        {"minutes": 4},
    ):
        with pytest.raises(Refused):
            log(**facts)
    assert log() == log()
    with pytest.raises(Refused, match="used already"):
        log(by=tom)
    assert CpdEntry.objects.count() == 1


def test_a_reflection_is_its_writers_and_none_of_its_words_reach_the_trail(priya, sam, now):
    note = actions.write_reflection(text=" Zebra ", form_key=KEY, by=priya, now=now)

    assert actions.write_reflection(text="Zebra", form_key=KEY, by=priya, now=now) == note
    with pytest.raises(Refused, match="Write something"):
        actions.write_reflection(text=" ", form_key=KEY, by=priya, now=now)
    with pytest.raises(Refused, match="used already"):
        actions.write_reflection(text="Mine", form_key=KEY, by=sam, now=now)
    actions.remove_reflection(reflection=note.pk, by=sam, now=now)
    assert Reflection.objects.get().text == "Zebra"
    actions.remove_reflection(reflection=note.pk, by=priya, now=now)
    assert not Reflection.objects.exists()
    entries = AuditEntry.objects.filter(event="REFLECTION_WRITTEN")
    assert [(one.about_id, one.changes) for one in entries] == [(None, {}), (None, {})]


def test_what_was_learnt_in_protected_time_is_told_from_what_was_not(priya, now, today):
    for minutes, was_protected in ((90, True), (45, False)):
        line = CpdLine(on=today, what="Sleep", minutes=minutes, was_protected=was_protected)
        actions.log_cpd(line=line, form_key=uuid4(), by=priya, now=now)

    found = lines.learnt(CpdEntry.objects.order_by("pk"), on=today)

    assert found.total == "2 h 15 in twelve months, 1 h 30 in protected time"
    assert [one.words for one in found.lines] == [
        "9 June, 1 h 30",
        "9 June, 45 minutes, not in protected time",
    ]
    copied = [row.detail for row in portfolio.of(priya) if row.part == "CPD"]
    assert copied == ["1 h 30, in protected time", "45 minutes, not in protected time"]


def test_interests_are_ones_own_words(priya, sam, now):
    actions.set_interests(words=" Sleep, young adults ", by=priya, now=now)

    priya.refresh_from_db()
    sam.refresh_from_db()
    assert (priya.interests, sam.interests) == ("Sleep, young adults", "")


def test_nothing_of_a_staff_record_is_in_djangos_admin(client, sid):
    client.force_login(sid)

    page = client.get("/admin/").content.decode().lower()

    assert "reflection" not in page
    assert {
        client.get(f"/admin/staff/{name}/").status_code for name in ("reflection", "credential")
    } == {404}
