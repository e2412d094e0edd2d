"""The rows of pathways are kept true and leave the service as records."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from caseload.models import CareContact, ContactKind
from caseload.models.contact import ATTENDED, TREATMENT_KINDS, SeenAs
from clinical import pathway_facts
from clinical.measures import MEASURES
from clinical.policy import DEFAULT
from clinical.problems import Problem
from outcomes.models import MeasureScore
from policy.definitions import definitions
from policy.models import PolicyChange
from reporting import pathways
from reporting.models import Pathway, PathwayRun
from tests.factories import caseload, outcomes, referrals

pytestmark = pytest.mark.django_db

KEYS = tuple(
    """
service_request_id assessment_first_date care_contact_count treatment_count therapy_first_date
therapy_second_date therapy_last_date days_to_first_treatment within_42 within_126
days_first_to_second over_28_first_to_second over_90_first_to_second completed_treatment
ended_bucket phq9_first phq9_last anxiety_measure anxiety_first anxiety_last
appropriate_paired_adsm paired_phq9 paired_anxiety caseness not_caseness improvement no_change
deterioration recovery reliable_recovery low_intensity_first_date high_intensity_first_date
""".split()  # noqa: SIM905 - read as a line of a file
)


@pytest.fixture
def finished(north, priya):
    """Received in April, two sessions with scores, ended in June."""
    made = referrals.ended(north, on=date(2026, 6, 1), carried_by=priya)
    referrals.ProblemDescriptorFactory(referral=made, recorded_on=made.received_on)
    for day, phq9, gad7 in ((11, 18, 15), (25, 7, 6)):
        at = datetime(2026, 5, day, 9, tzinfo=UTC)
        caseload.signed_contact(made, at=at, phq9=phq9, gad7=gad7, therapies=["CBT"])
    return made


def _run(*args, capsys):
    call_command("pathways", *args)
    return capsys.readouterr().out


def test_a_record_holds_what_leaves_the_service_in_its_order(finished, capsys):
    [record] = json.loads(_run("--format", "json", capsys=capsys))

    assert tuple(record) == KEYS
    assert record == {
        "service_request_id": finished.reference,
        "assessment_first_date": None,
        "care_contact_count": 2,
        "treatment_count": 2,
        "therapy_first_date": "2026-05-11",
        "therapy_second_date": "2026-05-25",
        "therapy_last_date": "2026-05-25",
        "days_to_first_treatment": 35,
        "within_42": True,
        "within_126": True,
        "days_first_to_second": 14,
        "over_28_first_to_second": False,
        "over_90_first_to_second": False,
        "completed_treatment": True,
        "ended_bucket": "finished",
        "phq9_first": 18,
        "phq9_last": 7,
        "anxiety_measure": "GAD7",
        "anxiety_first": 15,
        "anxiety_last": 6,
        "appropriate_paired_adsm": False,
        "paired_phq9": True,
        "paired_anxiety": True,
        "caseness": True,
        "not_caseness": False,
        "improvement": True,
        "no_change": False,
        "deterioration": False,
        "recovery": True,
        "reliable_recovery": True,
        "low_intensity_first_date": None,
        "high_intensity_first_date": "2026-05-11",
    }


def test_only_the_referrals_asked_for_are_printed_and_a_machine_reads_them(finished, north, capsys):
    waiting = referrals.waiting(north)

    text = _run("--format", "csv", "--reference", waiting.reference, capsys=capsys)

    [row] = csv.DictReader(io.StringIO(text))
    assert tuple(row) == KEYS
    assert row["service_request_id"] == waiting.reference
    assert (row["ended_bucket"], row["within_42"], row["caseness"]) == ("open", "", "false")


def test_with_reasons_a_record_says_what_decided(finished, capsys):
    [record] = json.loads(_run("--explain", "--reference", finished.reference, capsys=capsys))

    assert [*KEYS, "values_used", "rules", "left_out"] == list(record)
    assert "PHQ9 first 18 on 2026-05-11" in record["values_used"]
    assert "GAD7 15 to 6: reliable improvement (4 or more is)." in record["rules"]


def test_no_referral_is_an_empty_list_and_an_unknown_reference_is_refused(capsys, db):
    with pytest.raises(SystemExit) as refused:
        call_command("pathways", "--reference", "NOBODY22")

    told = capsys.readouterr()
    assert refused.value.code == 1
    assert told.out == ""
    assert "No referral has this reference: NOBODY22." in told.err
    assert json.loads(_run(capsys=capsys)) == []


def test_deriving_twice_writes_nothing_the_second_time(finished, now):
    first = pathways.derive_all(now=now, policy=DEFAULT)
    before = _versions()
    second = pathways.derive_all(now=now, policy=DEFAULT)

    assert (first["written"], second["written"]) == (1, 0)
    assert _versions() == before
    assert Pathway.objects.get().is_reliably_recovered


def _versions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT referral_id, xmin::text, xmax::text FROM reporting_pathway")
        return cursor.fetchall()


def test_between_nights_only_what_was_written_since_is_looked_at(finished, north, now):
    referrals.waiting(north)
    mark = _next_number(now)
    nothing = pathways._changed_since(mark, now=now)
    with transaction.atomic():
        outcomes.sitting(finished, phq9=12, gad7=None, at=datetime(2026, 5, 28, 9, tzinfo=UTC))

    assert nothing == []
    assert pathways._changed_since(mark, now=now) == [finished.pk]


def _next_number(now):
    """Of the next block of writes: what was written so far has a lower one."""
    with transaction.atomic():
        PathwayRun.objects.update_or_create(pk=1, defaults={"mark": 0, "at": now})
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text::bigint + 1 FROM reporting_pathwayrun")
        return cursor.fetchone()[0]


def test_a_run_goes_on_from_the_last_one(finished, now):
    first = pathways.derive_changed(now=now, policy=DEFAULT)
    idle = pathways.derive_changed(now=now, policy=DEFAULT)
    outcomes.sitting(finished, phq9=12, gad7=None, at=datetime(2026, 5, 28, 9, tzinfo=UTC))
    changed = pathways.derive_changed(now=now + timedelta(minutes=15), policy=DEFAULT)

    assert [one["written"] for one in (first, idle, changed)] == [1, 0, 1]
    assert Pathway.objects.get().phq9_last == 12


def test_what_runs_often_leaves_it_to_a_derivation_under_way(finished, now, monkeypatch):
    monkeypatch.setattr(pathways, "_is_alone", lambda: False)

    assert pathways.derive_changed(now=now, policy=DEFAULT) == {"looked_at": 0, "written": 0}
    assert not PathwayRun.objects.exists()


def test_after_a_day_without_a_run_everybody_is_looked_at(finished, now):
    pathways.derive_all(now=now - timedelta(days=2), policy=DEFAULT)

    assert pathways.derive_changed(now=now, policy=DEFAULT)["looked_at"] == 1


def test_a_withdrawn_note_and_its_scores_leave_the_pathway(finished, priya, now):
    second = finished.contacts.latest("starts_at")
    CareContact.objects.filter(pk=second.pk).update(
        state="WITHDRAWN", withdrawn_at=now, withdrawn_by=priya, withdrawn_reason="Another's."
    )
    MeasureScore.objects.filter(sitting=second.sitting).update(withdrawn_at=now)

    [(_, found)] = pathways.read(on=now.date())

    assert (found.treatments, found.phq9_last, found.ended_bucket) == (1, None, "treated_once")


def test_a_referral_of_a_merged_record_speaks_of_the_person_that_is_kept(finished, north, now):
    pathways.derive_all(now=now, policy=DEFAULT)
    kept = referrals.PatientFactory(gender="FEMALE", deprivation_decile=2)
    finished.patient = kept
    finished.save()

    assert pathways.derive_changed(now=now, policy=DEFAULT)["written"] == 1

    row = Pathway.objects.get()
    assert (row.gender, row.deprivation_decile) == ("FEMALE", 2)


def test_a_threshold_set_later_does_not_rewrite_the_past(finished, sam, priya, now):
    finished.problems.update(problem=Problem.SOCIAL_ANXIETY.name)
    for day, total in ((11, 30), (25, 15)):
        at = datetime(2026, 5, day, 9, tzinfo=UTC)
        sitting = outcomes.SittingFactory(referral=finished, taken_at=at)
        outcomes.MeasureScoreFactory(sitting=sitting, measure="SPIN", answers=[], total=total)
    [(_, before)] = pathways.read(on=now.date())
    _set("spin_threshold", "12", since=date(2026, 6, 2), by=priya, approved_by=sam, now=now)
    [(_, after)] = pathways.read(on=now.date())
    _set("spin_threshold", "13", since=date(2026, 5, 31), by=priya, approved_by=sam, now=now)
    [(_, judged_by_it)] = pathways.read(on=now.date())

    assert before.is_recovered
    assert after == before
    assert not judged_by_it.is_recovered
    assert definitions().on(date(2026, 6, 2))["SPIN"].caseness == 12
    assert dict(pathways.explained(on=now.date()))[finished.reference].derived == judged_by_it


def _set(rule, value, *, since, by, approved_by, now):
    PolicyChange.objects.create(
        rule=rule,
        value=value,
        valid_from=since,
        why="Agreed.",
        proposed_at=now,
        proposed_by=by,
        approved_at=now,
        approved_by=approved_by,
    )


def test_the_rules_speak_of_the_words_of_the_record():
    kinds = pathway_facts.ASSESSMENT_KINDS | pathway_facts.TREATMENT_KINDS

    assert set(TREATMENT_KINDS) == pathway_facts.TREATMENT_KINDS
    assert set(ATTENDED) == pathway_facts.ATTENDED
    assert kinds | {pathway_facts.FOLLOW_UP_KIND, pathway_facts.EMPLOYMENT_KIND} <= set(ContactKind)
    assert pathway_facts.ContactFact.__dataclass_fields__["seen_as"].default in SeenAs.values
    assert len(MEASURES["WSAS"].items) == 5
