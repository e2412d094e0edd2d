"""The tables of the data set as the standard numbers them."""

import pytest

from reporting.dataset import lists
from reporting.dataset.layout import Kind, Rule, Severity
from reporting.dataset.tables import TABLES
from tests.walks import walked

NAMED = {table.name: table for table in TABLES}


def test_there_is_a_header_and_twenty_tables_in_the_order_of_their_numbers():
    assert len(TABLES) == 21
    assert [table.name for table in TABLES] == sorted(NAMED)
    assert sum(len(table.fields) for table in TABLES) == 140


@walked("table", TABLES, ids=lambda table: table.name)
def test_every_field_has_a_number_of_its_table_and_a_format_that_reads(table):
    for field in table.fields:
        assert field.uid.startswith(f"I{table.name[3:6]}")
        assert field.kind in Kind
        assert field.lengths[0] <= field.lengths[1]
        for rule in (field.blank_rule, field.format_rule, field.list_rule):
            assert rule is None or rule.id.startswith(f"IDS{table.name[3:6]}")
        if field.list_rule:
            # Languages and scores have rules of their own instead of a list.
            assert field.codes or field.name.startswith(("LanguageCode", "PersScore"))
    assert len(set(table.columns)) == len(table.columns)


def test_rules_say_what_they_cost():
    field = NAMED["IDS001MPI"].field("NHSNumber")

    assert field.blank_rule == Rule("IDS00111", Severity.WARNING)
    assert field.format_rule is None
    assert NAMED["IDS201CareContact"].field("AppType").list_rule == Rule(
        "IDS20156", Severity.RECORD
    )


@pytest.mark.parametrize(
    ("listing", "said", "read"),
    [
        (lists.APPOINTMENT, "5", "05"),
        (lists.APPOINTMENT, " 5", "05"),
        (lists.ATTENDANCE, "05", "5"),
        (lists.ATTENDANCE, " 5 ", "5"),
        (lists.ARMED_FORCES, "uu", "UU"),
        (lists.SOURCE, "b1", "B1"),
        (lists.ATTENDANCE, "17", "17"),
        (lists.ETHNIC_CATEGORY, "", ""),
    ],
)
def test_codes_are_read_as_systems_write_them(listing, said, read):
    assert listing.read(said) == read


def test_an_unknown_code_is_in_no_list():
    assert "17" not in lists.ATTENDANCE
    assert "N3" not in lists.SOURCE
    assert len(lists.SOURCE.codes) == 41
