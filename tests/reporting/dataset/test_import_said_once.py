"""Everything is said once: of a run that is killed while it reads, of a row that comes again."""

import pytest

from reporting.dataset.importer import engine
from tests.reporting.dataset.folder import month, write
from tests.reporting.dataset.importing import imported

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """As a worker is."""


def test_wherever_a_run_is_killed_while_reading_nothing_is_said_twice(tmp_path, priya, monkeypatch):
    """Of a file as a whole it is said that some of it has no place here, or that it breaks off."""
    rows = month()
    place = {"AccommodationType": "01", "AccommodationTypeDate": "2026-09-01"}
    rows["IDS003AccommStatus"] = [{"LocalPatientId": "P1", **place}] * 2
    rows["IDS607CodedScoreAssessmentAct"][0]["PersScore"] = "99"
    whole = imported(write(tmp_path / "whole", rows), by=priya)
    assert ("IDS003AccommStatus.csv", 0, "", "S2-PLACE") in whole.said
    hold, files = engine._hold, len(whole.run.staged)

    for place in range(files):
        left = [None] * place

        def dies(run, *, turn, left=left):
            if not left:
                raise Killed
            left.pop()
            hold(run, turn=turn)

        folder = write(tmp_path / f"again-{place}", rows)
        with monkeypatch.context() as patched:
            patched.setattr(engine, "_hold", dies)
            with pytest.raises(Killed):
                imported(folder, by=priya)
        found = imported(folder, by=priya)

        assert sorted(found.said) == sorted(whole.said)
        assert (found.run.left_out, found.run.rows) == (whole.run.left_out, whole.run.rows)
        assert (found.run.mark, whole.run.mark) == ("", "")


def test_a_referral_that_is_there_again_is_taken_once_and_said(tmp_path, priya):
    rows = month()
    rows["IDS101Referral"].insert(1, rows["IDS101Referral"][0] | {"OnsetDate": "2024-05"})

    found = imported(write(tmp_path / "m", rows), by=priya)

    assert found.said == [("IDS101Referral.csv", 3, "ServiceRequestId", "IDS10103")]
    assert found.people["P1"].referrals[0].tables["IDS101Referral"][0]["OnsetDate"] == ""
