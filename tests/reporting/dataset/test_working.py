"""Folders for a moment: private, and gone with whoever made them, however they ended."""

import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from reporting.dataset import working

_HOLDING = """
import sys, time
from pathlib import Path
from reporting.dataset import working
with working.folder(within=Path(sys.argv[1])) as place:
    (place / "IDS001MPI.csv").write_text("somebody")
    print(place, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def state(tmp_path, settings):
    settings.STATE_DIR = tmp_path
    return tmp_path / "working"


def test_a_folder_is_its_makers_alone_and_goes_with_the_work(state):
    with working.folder() as place:
        (place / "IDS001MPI.csv").write_text("somebody")
        modes = {stat.S_IMODE(one.stat().st_mode) for one in (state, place)}

    assert modes == {0o700}
    assert list(state.iterdir()) == []


def test_what_a_killed_process_left_goes_at_the_next_look_and_no_sooner(state):
    state.mkdir()
    call = [sys.executable, "-c", _HOLDING, str(state)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as process:
        place = Path(process.stdout.readline().strip())
        with working.folder():
            while_it_works = (working.sweep(), place.is_dir())
        process.send_signal(signal.SIGKILL)

    assert while_it_works == ({"removed": 0}, True)
    assert working.sweep() == {"removed": 1}
    assert list(state.iterdir()) == []
