"""A warm start leaves out what is done, and nothing else."""

import os

import pytest

from embedded import freshness
from embedded.freshness import Freshness


@pytest.fixture
def stylesheet(tmp_path, monkeypatch):
    path = tmp_path / "static/css/service.css"
    path.parent.mkdir(parents=True)
    path.write_text("body {}", encoding="utf-8")
    monkeypatch.setattr(freshness, "_STATIC", tmp_path / "static")
    return path


def test_at_first_nothing_is_done(state, stylesheet):
    assert not Freshness(state).has_static_files()
    assert not Freshness(state).has_practice_service(state)


def test_what_was_done_stays_done(state, stylesheet):
    Freshness(state).remember_static_files()
    Freshness(state).remember_practice_service(state)

    assert Freshness(state).has_static_files()
    assert Freshness(state).has_practice_service(state)


@pytest.mark.parametrize("change", ["content", "time", "new file", "gone"])
def test_a_change_of_a_static_file_is_seen(state, stylesheet, change):
    Freshness(state).remember_static_files()

    if change == "content":
        stylesheet.write_text("body { color: black }", encoding="utf-8")
    elif change == "time":
        os.utime(stylesheet, (1, 1))
    elif change == "new file":
        stylesheet.with_name("more.css").touch()
    else:
        stylesheet.unlink()

    assert not Freshness(state).has_static_files()


def test_a_new_migration_and_another_data_folder_are_seen(state, tmp_path, monkeypatch):
    (tmp_path / "caseload/migrations").mkdir(parents=True)
    (tmp_path / "caseload/migrations/0001_initial.py").touch()
    monkeypatch.setattr(freshness, "_CODE", tmp_path)
    other = state / "pg19/data"
    other.mkdir(parents=True)
    Freshness(state).remember_tables(state)
    Freshness(state).remember_tables(None)

    assert Freshness(state).has_tables(state)
    assert not Freshness(state).has_tables(other)
    assert not Freshness(state).has_tables(None)

    (tmp_path / "caseload/migrations/0002_more.py").touch()

    assert not Freshness(state).has_tables(state)


def test_a_half_written_memory_counts_as_none(state, stylesheet):
    (state / "done.json").write_text('{"seeded": ', encoding="utf-8")

    assert not Freshness(state).has_practice_service(state)


def test_another_data_folder_or_a_server_of_somebody_else_is_asked_again(state, stylesheet):
    older, newer = state / "pg18/data", state / "pg19/data"
    older.mkdir(parents=True)
    newer.mkdir(parents=True)
    Freshness(state).remember_practice_service(older)
    Freshness(state).remember_practice_service(None)

    assert Freshness(state).has_practice_service(older)
    assert not Freshness(state).has_practice_service(newer)
    assert not Freshness(state).has_practice_service(None)
