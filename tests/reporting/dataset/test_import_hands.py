"""An import with several hands: the same as with one, and nothing half in when one of them, or
whoever sent them, is killed.
"""

import os
import signal
import time
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from audit.models import AuditEntry
from caseload.models import CareContact, CaseFlag
from clinical.nhs_number import synthetic
from clinical.policy import Policy
from outcomes.models import MeasureScore
from referrals.models import LookAlike, NextStep, Patient, Practice, ReferralStep
from reporting.dataset.importer import engine, hands, runs, taking
from reporting.dataset.importer.sources import opened
from reporting.models import ImportedKey, ImportRun, LeftOut
from staff.models import StaffMember
from tests.personas import NOW
from tests.reporting.dataset.folder import month, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("duty", "priya")]
_MANY = 9
_KEYS = ("LocalPatientId", "ServiceRequestId", "CareContactId", "CareActId")
_taking = taking.take


@pytest.fixture(autouse=True)
def _shared_out(monkeypatch):
    """However few they are."""
    monkeypatch.setattr(engine, "_WORTH_SHARING", 1)
    monkeypatch.setattr(engine, "_BYTES_WORTH_SHARING", 1)
    monkeypatch.setattr(engine, "_PEOPLE", 2)


@pytest.fixture
def folder(tmp_path):
    """Months of some who resemble each other, share a number, or cannot be taken; staff that no
    list names saw some of them.
    """
    rows = {name: [] for name in month()} | {"IDS000Header": month()["IDS000Header"]}
    for one in range(_MANY):
        _add(rows, one)
    rows["IDS001MPI"][7] |= {"PersonBirthDate": "2027-01-01"}
    rows["IDS201CareContact"].append({**rows["IDS201CareContact"][0], "ServiceRequestId": "R?"})
    earlier = {name: [] for name in rows}
    header = rows["IDS000Header"][0]
    earlier["IDS000Header"] = [
        header | {"ReportingPeriodStartDate": "2026-09-01", "ReportingPeriodEndDate": "2026-09-30"}
    ]
    # In the month before somebody else has the number of the first, with another birth date.
    _add(earlier, 20, NHSNumber=synthetic(0), PersonBirthDate="1970-02-02")
    write(tmp_path / "m" / "2026-09", earlier)
    write(tmp_path / "m" / "2026-10", rows)
    return tmp_path / "m"


def _add(rows, one, **said):
    """Somebody treated, as the first of the month is."""
    for name, theirs in month().items():
        if name in {"IDS000Header", "IDS902CarePersQual"}:
            continue
        for row in theirs:
            if not {"P2", "R2"} & set(row.values()):
                named = {key: f"{row[key][0]}{one}" for key in _KEYS if key in row}
                rows[name].append(row | named)
        if name == "IDS202CareActivity":
            rows[name][-1]["CarePersLocalId"] = f"S{one % 3}"
    number, born = synthetic(one), f"198{one % 3}-05-04"
    rows["IDS001MPI"][-1] |= {"NHSNumber": number, "PersonBirthDate": born} | said


def _import(folder, *, how_many=2, takes=taking):
    source = opened(folder)
    by = StaffMember.objects.order_by("pk").first()
    run, _ = runs.begin(source, by=by, now=NOW, is_dry_run=False)
    turn = engine.Turn(NOW, Policy())
    engine.work_on(run, source, turn=turn, takes=takes, most_hands=how_many)
    return run


def _content():
    """All that came in, by names of the old system and not by ours."""
    name = "referral__patient__family_name"
    counts = ImportRun.objects.latest("pk").counts
    rows = {
        "patients": Patient.objects.values_list(
            "family_name", "nhs_number", "date_of_birth", "alike", "practice"
        ),
        "steps": ReferralStep.objects.values_list(name, "to_status", "at", "referral__received_on"),
        "next": NextStep.objects.values_list(name, "kind", "due_by", "owner"),
        "flags": CaseFlag.objects.values_list(name, "reason", "cleared_at"),
        "contacts": CareContact.objects.values_list(name, "starts_at", "pwp__username", "minutes"),
        "scores": MeasureScore.objects.values_list(name, "measure", "total", "taken_at"),
        "keys": ImportedKey.objects.values_list("table", "key", "fingerprint"),
        "left out": LeftOut.objects.values_list("file", "line", "rule", "why"),
        "alike": [
            (sorted((one.patient.family_name, one.other.family_name)), one.why)
            for one in LookAlike.objects.select_related("patient", "other")
        ],
        "trail": [
            (one.event, {**one.changes, "run": ""}, one.referral_id is None)
            for one in AuditEntry.objects.all()
        ],
    }
    found = {what: sorted(map(repr, some)) for what, some in rows.items()}
    return found | {name: counts.get(name) for name in ("made", "changed", "kept", "people")}


def _with_one(folder):
    """What one hand makes of it, undone."""
    with transaction.atomic():
        _import(folder, how_many=1)
        found = _content()
        transaction.set_rollback(True)
    return found


def test_two_hands_bring_in_what_one_does(folder):
    with_one = _with_one(folder)

    run = _import(folder)

    assert _content() == with_one
    assert len(with_one["patients"]) == _MANY
    assert len(with_one["alike"]) > 1
    assert (run.people, run.people_done) == (_MANY + 1, _MANY + 1)


@pytest.fixture
def stood_at(monkeypatch):
    """How far each hand was when the run ended."""
    ended, marks = runs.end, []

    def end(run, **facts):
        marks[:] = run.counts["hands"]
        ended(run, **facts)

    monkeypatch.setattr(runs, "end", end)
    return marks


def test_each_of_two_hands_takes_some_and_when_they_are_done_no_number_is_held(folder, stood_at):
    run = _import(folder)

    assert len(stood_at) == 3
    assert all(stood_at[:2])
    run.refresh_from_db()
    assert ("hands" in run.counts, run.mark) == (False, "")


class Meets:
    """A hand that ends its first batch only once the other has written its own, or 4 s later: then
    the other alone has met.
    """

    take_staff = staticmethod(taking.take_staff)

    def __init__(self, folder, make_practices):
        self.folder, self.make_practices = folder, make_practices
        self.is_first = True

    def take(self, people, *, taking=None):
        taken = _taking(people, taking=taking)
        if self.is_first and hands.sent_by():
            self._wait()
        self.is_first = False
        return taken

    def _wait(self):
        (self.folder / f"{os.getpid()}.here").touch()
        until = time.monotonic() + 4
        while time.monotonic() < until:
            if len(list(self.folder.glob("*.here"))) == 2:
                return (self.folder / f"{os.getpid()}.met").touch()
            time.sleep(0.02)
        return None


@pytest.mark.parametrize(
    ("make_practices", "met"), [(taking.make_practices, 2), (lambda _codes: None, 1)]
)
def test_no_hand_waits_for_the_other_to_write_a_practice(tmp_path, make_practices, met):
    """Before, who wrote the first one let the other wait for the whole of its batch."""
    rows = {name: [] for name in month()} | {"IDS000Header": month()["IDS000Header"]}
    for one in range(_MANY):
        _add(rows, one, PersonBirthDate=f"{1950 + one}-05-04")
    (named,) = month()["IDS902CarePersQual"][:1]
    rows["IDS902CarePersQual"] = [named | {"CarePersLocalId": f"S{one}"} for one in range(3)]
    folder = write(tmp_path / "m", rows)

    _import(folder, takes=Meets(tmp_path, make_practices))

    assert len(list(tmp_path.glob("*.met"))) == met
    assert list(Practice.objects.values_list("code", "is_listed")) == [("ZX9001", False)]


class Dies:
    """A hand that is killed before its second batch."""

    def __init__(self):
        self.batches = 0

    take_staff = staticmethod(taking.take_staff)
    make_practices = staticmethod(taking.make_practices)

    def take(self, people, *, taking=None):
        self.batches += 1
        if self.batches > 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return _taking(people, taking=taking)


def test_a_killed_hand_leaves_nothing_half_in_and_the_run_goes_on(folder):
    with pytest.raises(hands.HandFailed):
        _import(folder, takes=Dies())
    _wait_until_alone()
    before = _people_in()
    run = _import(folder)

    assert 0 < len(before) < _MANY
    assert before < _people_in()
    assert ImportRun.objects.count() == 1
    assert (run.counts["people"], run.counts["made"]["patients"]) == (_MANY, _MANY)
    assert Patient.objects.count() == len(_people_in()) == _MANY


def test_who_is_parted_from_another_while_the_run_is_broken_off_comes_in_all_the_same(folder):
    """Before, they were among those who come last; their hand had passed them."""
    _import(folder)
    first = ImportedKey.objects.get(table="IDS001MPI", key="P1")
    other = Patient.objects.exclude(pk=first.target_id).latest("pk")
    Patient.objects.filter(pk=first.target_id).update(merged_into=other)
    _change_everybody(folder)
    with pytest.raises(hands.HandFailed):
        _import(folder, takes=Dies())
    _wait_until_alone()
    Patient.objects.filter(pk=first.target_id).update(merged_into=None)

    run = _import(folder)

    assert (run.people_done, run.counts["people"]) == (_MANY + 1, _MANY)
    assert Patient.objects.get(pk=first.target_id).postcode == "ZZ99 3WZ"


def _change_everybody(folder):
    """They moved, all of them."""
    for path in folder.glob("*/IDS001MPI.csv"):
        path.write_text(path.read_text().replace("ZZ99 3VZ", "ZZ99 3WZ"))


def test_whose_birth_date_is_another_here_comes_last(folder, stood_at):
    """They may resemble those of either day."""
    _import(folder)
    Patient.objects.exclude(pk=0).update(date_of_birth="1975-01-01")
    _change_everybody(folder)

    _import(folder)

    # The seventh has no birth date that can be, and never came in.
    assert ({*stood_at[:2]}, stood_at[2]) == ({"", "P7"}, "P8")


def test_the_command_says_that_it_was_broken_off_and_how_it_goes_on(folder, monkeypatch):
    monkeypatch.setattr(taking, "take", Dies().take)
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_dataset", folder, hands=2, stdout=said, stderr=said)
    _wait_until_alone()
    monkeypatch.undo()

    assert ended.value.code == 1
    assert said.getvalue().strip() == hands._BROKEN_OFF
    assert ImportRun.objects.get().ended_at is None


class SenderDies:
    """While it takes its first people, whoever sent it is killed."""

    take_staff = staticmethod(taking.take_staff)
    make_practices = staticmethod(taking.make_practices)

    @staticmethod
    def take(people, *, taking=None):
        sender = hands.sent_by()
        if os.getppid() == sender:
            os.kill(sender, signal.SIGKILL)
        while os.getppid() == sender:
            time.sleep(0.01)
        return _taking(people, taking=taking)


def _kill_the_sender(folder):
    with pytest.raises(hands.HandFailed):
        hands.together([partial(_import, folder, takes=SenderDies())])
    _wait_until_alone()
    return _people_in()


def _people_in():
    return set(ImportedKey.objects.filter(table="IDS001MPI").values_list("key", flat=True))


def test_a_hand_without_its_sender_keeps_nothing(folder):
    came_in = _kill_the_sender(folder)

    assert not came_in


def test_twin_a_hand_that_does_not_ask_keeps_it(folder, monkeypatch):
    monkeypatch.setattr(hands, "may_keep", lambda: None)

    came_in = _kill_the_sender(folder)

    assert came_in


def _is_alone():
    with runs.alone() as is_alone:
        return is_alone


def _wait_until_alone():
    for _ in range(500):
        if _is_alone():
            return
        time.sleep(0.02)
    pytest.fail("A hand of nobody is still at work.")


def test_beside_a_hand_of_nobody_no_import_begins():
    hand = connection.copy()
    with hand.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [runs.HANDS_AT_WORK])

    assert not _is_alone()
    hand.close()
    _wait_until_alone()
