"""Every index of the two largest tables is written at each session signed and each referral brought
in: none stands there that another serves.
"""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

# An index over all rows and nothing but columns, as its name, its columns in order, and whether the
# order is not the column's own, as of the beginnings of a text.
_OF = """
SELECT c.relname, i.indkey::smallint[], o.opcname LIKE '%%pattern%%'
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_am a ON a.oid = c.relam AND a.amname = 'btree'
JOIN pg_opclass o ON o.oid = i.indclass[0]
WHERE i.indrelid = %s::regclass AND i.indpred IS NULL AND i.indexprs IS NULL
"""


@pytest.mark.parametrize("table", ["caseload_carecontact", "outcomes_measurescore"])
def test_no_index_is_the_beginning_of_another_nor_for_the_beginnings_of_a_text(table):
    with connection.cursor() as cursor:
        cursor.execute(_OF, [table])
        found = cursor.fetchall()

    assert len(found) > 3
    assert [name for name, _, is_of_beginnings in found if is_of_beginnings] == []
    for name, columns, _ in found:
        longer = [one for one, more, _ in found if more[: len(columns)] == columns and one != name]
        assert longer == [], name
