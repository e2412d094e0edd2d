"""docs/referral-lifecycle.md shows the moves that the code allows."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from pwpservice.management.commands.draw_lifecycle import PAGE
from referrals.models.referral import MOVES


def test_the_page_is_fresh() -> None:
    call_command("draw_lifecycle", "--check")


def test_every_move_is_drawn() -> None:
    drawn = (Path(__file__).parents[2] / PAGE).read_text(encoding="utf-8")

    moves = [(before, after) for before, allowed in MOVES.items() for after in allowed]

    assert moves
    assert all(f"{before.value} --> {after.value}" in drawn for before, after in moves)


def test_a_stale_page_is_noticed_and_drawn_again(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match="is stale"):
        call_command("draw_lifecycle", "--check")

    call_command("draw_lifecycle", stdout=io.StringIO())

    call_command("draw_lifecycle", "--check")
