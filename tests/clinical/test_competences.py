"""What clinical skills supervision is about: the list of a day, and its names."""

from datetime import date, timedelta

from clinical.competences import PRACTICE, SUPERVISING, Competence, labels, listed

# The second edition of the national curriculum for PWPs.
CURRICULUM = date(2011, 3, 1)


def test_a_competence_stands_in_the_list_from_its_first_day_to_its_last():
    one = Competence("X", "X", "X", since=date(2020, 1, 1), until=date(2020, 12, 31))

    days = (date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1))
    assert [one.is_listed(day) for day in days] == [False, True, True, False]


def test_before_the_curriculum_there_is_no_list_and_since_then_all_of_it():
    assert listed(CURRICULUM - timedelta(days=1)) == ()
    assert listed(CURRICULUM) == PRACTICE
    assert listed(CURRICULUM, supervising=True) == SUPERVISING


def test_each_is_called_by_its_code_its_name_and_its_heading():
    found = {one.code: (one.label, one.area) for one in PRACTICE + SUPERVISING}

    assert len(found) == len(PRACTICE) + len(SUPERVISING)
    assert found["RISK"] == ("Asking about risk and acting on it", "Assessment")
    assert found["SLEEP"] == ("Sleep management", "Treatment")
    assert found["GROUPS"] == ("Running a group", "Ways of working")
    assert found["SUPERVISING_RISK"] == ("Risk in supervision", "Supervising")


def test_names_come_in_the_order_of_the_lists_and_an_unknown_code_stands_as_it_is():
    assert labels(iter(["SLEEP", "GONE", "RISK"])) == (
        "Asking about risk and acting on it",
        "Sleep management",
        "GONE",
    )
