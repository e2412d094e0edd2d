"""What is copied many rows at once stands as it was given."""

import pytest

from audit.copying import copy, copy_values
from reporting.models import ImportedKey

pytestmark = pytest.mark.django_db
_ODD = ["a\tb", "a\nb", "a\rb", "a\\b", "\\N", "\\.", "a\\\tb\n", "ö „x“", ""]


def _facts(place, said):
    return {
        "provider": "ZX1",
        "table": f"T{place}",
        "key": said,
        "target_id": place,
        "fingerprint": "f",
        "run": 1,
    }


def test_text_of_any_sign_comes_back_as_it_was():
    rows = [_facts(place, said) for place, said in enumerate(_ODD)]

    ids = copy_values(ImportedKey, rows)
    copied = copy(ImportedKey, [ImportedKey(**row | {"provider": "ZX2"}) for row in rows])

    stored = ImportedKey.objects.in_bulk()
    assert [stored[pk].key for pk in ids] == _ODD
    assert [stored[one.pk].key for one in copied] == _ODD
