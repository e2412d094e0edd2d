"""A month that is written again: the earlier one stands until the new one is whole."""

import json
import os
import signal
from datetime import timedelta

import pytest

from clinical.errors import Refused
from clinical.policy import DEFAULT
from reporting.dataset import working
from reporting.dataset.export import folder, jobs
from reporting.dataset.export.actions import start_export, take
from reporting.models import ExportRun
from reporting.returns import page
from tests.reporting.dataset.export import MAY, NOW, written

pytestmark = pytest.mark.django_db


def _said(out):
    """Who wrote the month that stands there."""
    return json.loads((out / "2026-05" / "manifest.json").read_bytes())["written_by"]


@pytest.fixture
def out(tmp_path):
    """Where the month was written before."""
    written(tmp_path)
    return tmp_path


@pytest.fixture
def killed_while_putting(out, monkeypatch):
    """A process that is killed when it has made so many steps of putting a new month in place."""

    def killed(*, after_steps):
        pid = os.fork()
        if not pid:
            _put_a_new_one(out, monkeypatch, after_steps)
        assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGKILL

    return killed


def _put_a_new_one(out, monkeypatch, steps):
    """In a process of its own, without the database; it never returns."""
    try:
        left = [*range(steps)]

        def counted(really):
            def step(*args):
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)
                left.pop()
                return really(*args)

            return step

        monkeypatch.setattr(folder, "exchange", counted(folder.exchange))
        monkeypatch.setattr(folder.Path, "rename", counted(folder.Path.rename))
        with working.folder(within=out) as work:
            made = work / "2026-05"
            made.mkdir()
            (made / "manifest.json").write_text('{"written_by": "Somebody new"}')
            folder._put(made, out / "2026-05")
            os.kill(os.getpid(), signal.SIGKILL)
    finally:
        os._exit(0)


@pytest.mark.parametrize(("steps", "by"), [(0, "Dan Hughes"), (1, "Somebody new")])
def test_killed_before_or_after_the_one_step_a_whole_month_stands_there(
    steps, by, out, killed_while_putting
):
    killed_while_putting(after_steps=steps)

    assert _said(out) == by


@pytest.fixture
def knows_no_exchange(monkeypatch):
    """A disk that does not know that step."""
    monkeypatch.setattr(folder, "exchange", lambda _one, _other: False)


@pytest.mark.parametrize(
    ("steps", "by"), [(1, "Dan Hughes"), (2, "Dan Hughes"), (3, "Somebody new")]
)
def test_on_a_disk_that_exchanges_nothing_the_next_run_brings_it_back(
    steps, by, out, killed_while_putting, knows_no_exchange, no_tables
):
    """Even one that cannot write the month itself."""
    killed_while_putting(after_steps=steps)

    with pytest.raises(OSError, match="No space left"):
        written(out)

    assert _said(out) == by
    assert [path.name for path in out.iterdir()] == ["2026-05"]


def test_twin_that_brings_nothing_back_has_lost_the_month(
    out, killed_while_putting, knows_no_exchange, no_tables, monkeypatch
):
    monkeypatch.setattr(folder, "_bring_back", lambda _out: None)
    killed_while_putting(after_steps=2)

    with pytest.raises(OSError, match="No space left"):
        written(out)

    assert not (out / "2026-05").exists()


@pytest.fixture
def no_tables(out, monkeypatch):
    """Nothing can be written any more."""

    def full(*_args, **_asked):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder, "write_tables", full)


@pytest.fixture
def overtaken(out, monkeypatch):
    """A run so slow that another, begun a minute later, has ended before it."""
    really, later = folder.write_tables, NOW + timedelta(minutes=1)

    def slow(*args, **asked):
        monkeypatch.setattr(folder, "write_tables", really)
        folder.export_month(MAY, out=out, by="Leah Ward", now=later)
        return really(*args, **asked)

    monkeypatch.setattr(folder, "write_tables", slow)
    return out


def test_an_older_run_that_ends_late_leaves_the_newer_month(overtaken):
    with pytest.raises(Refused, match="it is kept"):
        written(overtaken, reading_copies=True)

    assert _said(overtaken) == "Leah Ward"
    assert [path.name for path in overtaken.iterdir()] == ["2026-05"]


def test_twin_that_does_not_look_replaces_the_newer_month(overtaken, monkeypatch):
    monkeypatch.setattr(folder, "_keep_later", lambda _place, *, now: None)  # noqa: ARG005

    written(overtaken)

    assert _said(overtaken) == "Dan Hughes"


def test_a_month_whose_manifest_cannot_be_read_is_replaced(out):
    for said in ("{", "[]", '{"written_at": 7}', '{"written_at": "2099-01-01T10:00:00"}'):
        (out / "2026-05" / "manifest.json").write_text(said)

        written(out)

        assert _said(out) == "Dan Hughes"


def test_of_the_page_too_the_earlier_files_are_taken_until_others_are_whole(dan, now, monkeypatch):
    """While it is written again, after its worker was killed, and when it could not be written."""

    class Killed(BaseException):
        pass

    def broken(how):
        def breaks(*_args, **_asked):
            raise how

        return breaks

    first = start_export(month=MAY, by=dan, now=now)
    jobs.export_runs(now=now, policy=DEFAULT)
    again = start_export(month=MAY, by=dan, now=now)
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "export_month", broken(Killed()))
        with pytest.raises(Killed):
            jobs.export_runs(now=now, policy=DEFAULT)
    assert _latest_whole() == first
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "export_month", broken(OSError(28, "No space left on device")))
        jobs.export_runs(now=now + jobs.LEASE, policy=DEFAULT)

    again.refresh_from_db()
    assert (again.state, _latest_whole()) == (ExportRun.State.FAILED, first)
    first.refresh_from_db()
    assert b"".join(take(run=first, by=dan, now=now)).startswith(b"PK")


def _latest_whole():
    """As the page of the month's findings finds it."""
    return page.runs_of(MAY).filter(state=ExportRun.State.DONE).first()
