"""The usual range: one table for picture and prompt, built from finished referrals or simulated."""

from datetime import date

import pytest

from clinical.measures import MEASURES
from clinical.trajectory import (
    BANDS,
    SEED,
    Source,
    above_expected,
    above_words,
    band_of,
    build,
    expected,
    source_words,
    table_of,
    words,
)

TODAY = date(2026, 6, 9)


@pytest.mark.parametrize(
    ("measure", "first", "band"),
    [
        ("PHQ9", 9, None),
        ("PHQ9", 10, (10, 14)),
        ("PHQ9", 14, (10, 14)),
        ("PHQ9", 15, (15, 19)),
        ("PHQ9", 27, (20, 27)),
        ("GAD7", 7, None),
        ("GAD7", 8, (8, 10)),
        ("GAD7", 11, (11, 14)),
        ("GAD7", 21, (15, 21)),
        ("WSAS", 30, None),
    ],
)
def test_people_are_compared_with_those_who_began_alike_and_only_from_the_threshold_on(
    measure, first, band
):
    assert band_of(measure, first) == band


def test_bands_cover_every_total_from_the_threshold_to_the_highest_once():
    for code, bands in BANDS.items():
        measure = MEASURES[code]
        covered = [total for low, high in bands for total in range(low, high + 1)]

        assert covered == list(range(measure.caseness, measure.total_highest + 1))


def test_the_seed_has_every_cell_and_says_that_it_is_simulated():
    assert len(SEED) == 2 * 3 * 5
    for cell in SEED.values():
        assert 0 <= cell.p50 <= cell.p80 <= cell.p90 <= MEASURES[cell.measure].total_highest
        assert (cell.source, cell.n, cell.version) == (Source.SEED, 0, 0)
        assert source_words(cell) == "simulated figures, not clinical data, version 0"


@pytest.mark.parametrize(
    ("measure", "first", "contact_no", "quantiles"),
    [
        ("PHQ9", 12, 2, (11, 13, 15)),
        ("PHQ9", 19, 4, (12, 18, 20)),
        ("PHQ9", 20, 6, (13, 23, 27)),
        ("GAD7", 8, 4, (7, 10, 12)),
        ("GAD7", 14, 6, (7, 14, 15)),
        ("GAD7", 15, 2, (15, 19, 20)),
    ],
)
def test_the_seed_is_the_published_table(measure, first, contact_no, quantiles):
    cell = expected(SEED, measure=measure, first=first, contact_no=contact_no)

    assert (cell.p50, cell.p80, cell.p90) == quantiles


def test_the_first_contact_has_no_range_and_beyond_the_sixth_its_range_holds():
    sixth = expected(SEED, measure="PHQ9", first=18, contact_no=6)

    assert expected(SEED, measure="PHQ9", first=18, contact_no=1) is None
    assert expected(SEED, measure="PHQ9", first=9, contact_no=3) is None
    assert expected(SEED, measure="PHQ9", first=18, contact_no=7) is sixth
    assert expected(SEED, measure="PHQ9", first=18, contact_no=40) is sixth


def test_a_table_without_the_cell_says_nothing():
    assert expected(table_of(()), measure="PHQ9", first=18, contact_no=3) is None
    assert above_expected([18, 27, 27], measure="PHQ9", table=table_of(()), sessions=2) is None


@pytest.mark.parametrize(
    ("totals", "sessions", "is_above"),
    [
        ((18, 19, 19), 2, True),  # above 18 and 18
        ((18, 19, 18), 2, False),  # p80 itself is inside
        ((18, 18, 19), 2, False),
        ((18, 19, 12, 19), 2, False),
        ((18, 12, 19, 19), 2, True),
        ((18, 19), 2, False),  # the first contact has no range
        ((18,), 2, False),
        ((), 2, False),
        ((9, 27, 27), 2, False),  # began below the threshold
        ((18, 19, 19, 19), 3, True),
        ((18, 18, 19, 19), 3, False),
        ((18, 19, 19), 3, False),
        ((18, *[12] * 20, 19, 19), 2, True),
    ],
)
def test_above_the_range_is_every_one_of_the_last_scored_contacts_above_p80(
    totals, sessions, is_above
):
    cell = above_expected(totals, measure="PHQ9", table=SEED, sessions=sessions)

    assert (cell is not None) is is_above
    if cell:
        assert totals[-1] > cell.p80


def test_the_cell_handed_back_is_that_of_the_latest_contact():
    cell = above_expected((18, 19, 19), measure="PHQ9", table=SEED, sessions=2)

    assert cell is SEED["PHQ9", 15, 3]


def test_the_words_say_what_is_seen_what_helps_and_that_some_improve_late():
    prompt = words(2)

    assert above_words(3) == "above the usual range for three sessions"
    assert above_words(4) == "above the usual range for 4 sessions"
    assert prompt.startswith("Above the usual range for two sessions. What helps next: ")
    assert prompt.endswith("Some people improve later.")
    for forecast in ("will", "predict", "forecast", "likely", "chance", "fail", "stop"):
        assert forecast not in prompt.lower().split()


def test_quantiles_are_exact_by_nearest_rank():
    finished = [("PHQ9", (18, total)) for total in range(1, 11)]

    table = build(finished, least=10, version=3, valid_from=TODAY)

    cell = table["PHQ9", 15, 2]
    assert (cell.p50, cell.p80, cell.p90, cell.n) == (5, 8, 9, 10)
    assert (cell.source, cell.version, cell.valid_from) == (Source.SERVICE, 3, TODAY)
    assert source_words(cell) == "this service's finished referrals (10 people), version 3"


@pytest.mark.parametrize("n", [1, 2, 3, 7, 50, 51, 99, 100, 101])
def test_a_quantile_is_the_smallest_total_that_its_share_does_not_exceed(n):
    totals = [(7 * k) % 28 for k in range(n)]

    cell = build([("PHQ9", (20, t)) for t in totals], least=1, version=1, valid_from=TODAY)[
        "PHQ9", 20, 2
    ]

    for share, quantile in ((50, cell.p50), (80, cell.p80), (90, cell.p90)):
        assert sum(t <= quantile for t in totals) * 100 >= share * n
        assert sum(t < quantile for t in totals) * 100 < share * n


def test_one_person_too_few_and_the_simulated_cell_stands_under_the_same_version():
    finished = [("GAD7", (9, 3))] * 49

    few = build(finished, least=50, version=2, valid_from=TODAY)
    enough = build([*finished, ("GAD7", (9, 3))], least=50, version=2, valid_from=TODAY)

    assert few["GAD7", 8, 2].source is Source.SEED
    assert few["GAD7", 8, 2].p80 == SEED["GAD7", 8, 2].p80
    assert enough["GAD7", 8, 2].p80 == 3
    assert set(few) == set(enough) == set(SEED)
    assert {cell.version for cell in few.values()} == {2}


def test_who_began_below_the_threshold_or_has_no_band_is_left_out_of_the_table():
    finished = [("PHQ9", (9, 5)), ("PHQ9", ()), ("PHQ9", (18,)), ("WSAS", (30, 20))]

    table = build(finished, least=1, version=1, valid_from=TODAY)

    assert {cell.source for cell in table.values()} == {Source.SEED}


def test_the_sixth_contact_is_the_sixth_and_not_what_came_later():
    table = build([("PHQ9", (18, 17, 16, 15, 14, 13, 0, 0))], least=1, version=1, valid_from=TODAY)

    assert [table["PHQ9", 15, at].p50 for at in range(2, 7)] == [17, 16, 15, 14, 13]


def test_the_same_referrals_in_another_order_give_the_same_table():
    finished = [("PHQ9", (15 + k % 5, (11 * k) % 28, k % 28)) for k in range(60)]

    one = build(finished, least=5, version=1, valid_from=TODAY)

    assert build(reversed(finished), least=5, version=1, valid_from=TODAY) == one


def test_the_simulated_cells_hold_from_2026_on_within_their_band():
    assert {cell.valid_from for cell in SEED.values()} == {date(2026, 1, 1)}
    for (measure, lowest, _), cell in SEED.items():
        assert (cell.band_lowest, cell.band_highest) in BANDS[measure]
        assert cell.band_lowest == lowest


def test_nine_in_ten_of_two_hundred_are_a_hundred_and_eighty():
    finished = [("PHQ9", (20, 5))] * 179 + [("PHQ9", (20, 18))] * 21

    cell = build(finished, least=1, version=1, valid_from=TODAY)["PHQ9", 20, 2]

    assert (cell.p80, cell.p90) == (5, 18)
