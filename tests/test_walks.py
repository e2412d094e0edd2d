"""A walk asks every case, tells all that fail, and is never empty."""

import pytest

from tests.walks import walked


def test_every_case_is_asked_even_after_one_that_fails() -> None:
    seen = []

    @walked("number", [1, 2, pytest.param(3, id="the third")], ids=lambda number: f"no. {number}")
    def check(number: int) -> None:
        seen.append(number)
        assert number == 1

    with pytest.raises(AssertionError) as told:
        check()

    assert seen == [1, 2, 3]
    first, *rest = str(told.value).splitlines()
    assert first == "2 of 3 cases fail"
    assert [line.split(":")[0] for line in rest if "Error" in line] == ["no. 2", "the third"]


def test_an_exception_and_a_refusal_that_does_not_come_fail_their_case() -> None:
    @walked(("text", "number"), [("1", 1), ("x", 2), ("2", 3)])
    def check(text: str, number: int) -> None:
        assert int(text)
        if number == 3:
            with pytest.raises(ValueError, match="never"):
                int(text)

    with pytest.raises(AssertionError, match="2 of 3 cases fail") as told:
        check()

    assert "'x', 2: ValueError" in str(told.value)
    assert "'2', 3: Failed: DID NOT RAISE" in str(told.value)


@walked("letter", "ab")
@walked("number", [1, 2])
def test_walks_stand_on_each_other_and_keep_fixtures(
    letter: str, number: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert letter in "ab"
    assert number in {1, 2}
    assert tmp_path_factory


def test_a_walk_of_nothing_fails() -> None:
    @walked("number", [])
    def check(number: int) -> None:
        """Nothing is asked."""

    with pytest.raises(AssertionError, match="nothing to walk"):
        check()
