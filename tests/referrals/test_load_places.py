"""Lists of places are taken whole or not at all, and what follows is kept on people."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from referrals import places
from referrals.models import Commissioner, PlacesEdition, Postcode, Practice, Referral
from tests.factories import referrals as made

pytestmark = pytest.mark.django_db
_SHIPPED = Path("pwpservice/practice/places")
_FILES = [_SHIPPED / f"{name}.csv" for name in ("commissioners", "practices", "postcodes")]


def _load(*files, edition="2026-01-01", how=()):
    out = StringIO()
    given = [*map(str, files), "--edition", edition, *how]
    call_command("load_places", *given, stdout=out, stderr=out)
    return out.getvalue()


def _file(folder, text, name="list.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def _refused(*files, **how):
    err = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command(
            "load_places",
            *map(str, files),
            "--edition",
            how.get("edition", "2026-01-01"),
            stdout=StringIO(),
            stderr=err,
        )
    return f"{err.getvalue()}{refusal.value}"


def _somebody(north, **facts):
    return made.ReferralFactory(team=north, **facts)


def test_the_shipped_lists_load_and_again_change_nothing(north):
    first = _load(*_FILES)
    second = _load(*_FILES)

    assert "GP practices: 8 rows, 8 new or changed, 0 gone." in first
    assert "GP practices: 8 rows, 0 new or changed, 0 gone." in second
    assert PlacesEdition.objects.count() == 3
    assert Commissioner.objects.get(pk="ZZA").name == "Northbrook commissioner (invented)"


def test_people_keep_what_follows_from_their_postcode_and_practice(north):
    here = _somebody(north, patient__postcode="zz1 1al")
    registered = _somebody(north, patient__postcode="ZZ95 1AL")
    elsewhere = _somebody(north, patient__postcode="ZZ2 2AA")
    _load(*_FILES)
    type(registered.patient).objects.filter(pk=registered.patient_id).update(practice="ZZ9004")

    places.refresh([registered.patient_id])

    def kept(one):
        row = Referral.objects.select_related("patient").get(pk=one.pk)
        return row.patient.deprivation_decile, row.commissioner

    assert kept(here) == (2, "ZZA")
    # Who pays was known by the postcode at receipt, and stays.
    assert kept(registered) == (6, "ZZC")
    assert kept(elsewhere) == (None, "")


def test_a_new_edition_changes_deprivation_and_never_who_paid_then(north, tmp_path):
    one = _somebody(north, patient__postcode="ZZ1 1AL")
    _load(*_FILES)

    _load(
        _file(tmp_path, "\ufeffPostcode,Decile,Commissioner,more\nZZ1 1AL,9,ZZB,x\n"),
        edition="2026-06-01",
        how=["--fewer"],
    )

    one.refresh_from_db()
    one.patient.refresh_from_db()
    assert (one.patient.deprivation_decile, one.commissioner) == (9, "ZZA")
    assert list(Postcode.objects.values_list("postcode", flat=True)) == ["ZZ11AL"]


def test_a_practice_that_is_no_longer_named_stays_for_those_registered_there(north, tmp_path):
    _load(*_FILES)

    said = _load(
        _file(tmp_path, "code,name,postcode,commissioner\nZZ9001,Elm Road Surgery,ZZ1 1AL,ZZA\n"),
        edition="2026-06-01",
        how=["--fewer"],
    )

    assert "1 rows, 0 new or changed, 7 gone" in said
    assert Practice.objects.count() == 8
    assert [one.pk for one in places.find("road")] == ["ZZ9001"]
    assert places.named("Dr S Malik, elm road surgery").pk == "ZZ9001"
    assert places.named("Weavers Surgery") is None


def test_every_wrong_row_is_named_and_nothing_is_loaded(tmp_path):
    text = "postcode,decile,commissioner\nZZ1 1AL,11,ZZA\nnowhere,3,ZZA\nZZ2 1AL,4,\nZZ2 1AL,5,\n"

    said = _refused(_FILES[0], _file(tmp_path, text))

    assert "list.csv, row 2: decile: a decile is a number from 1" in said
    assert "list.csv, row 3: postcode: that is not a postcode" in said
    assert "list.csv, row 5: stands in the file twice" in said
    assert not Postcode.objects.exists()
    assert not Commissioner.objects.exists()
    assert not PlacesEdition.objects.exists()


@pytest.mark.parametrize(
    ("text", "encoding", "says"),
    [
        ("", "utf-8", "has other columns"),
        ("name,town\nx,y\n", "utf-8", "has other columns"),
        ("code,name\n", "utf-8", "holds no rows"),
        ("code,name\nZZD,Caf\u00e9\n", "latin-1", "not text in UTF-8"),
        ("\0\0\1code,name", "utf-8", "not text"),
        ('code,name\nZZD,"never closed\n' + "x" * 200_000, "utf-8", "row 2: cannot be read"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(text, encoding, says, tmp_path):
    assert says in _refused(_file(tmp_path, text, encoding=encoding))


def test_a_postcode_that_is_too_long_in_capitals_is_named(tmp_path):
    text = "code,name,postcode,commissioner\nZZ9001,Elm Road,\u00df\u00df\u00df\u00df\u00df,ZZA\n"

    said = _refused(_file(tmp_path, text))

    assert "row 2: postcode: a postcode has at most 8 letters" in said


def test_a_list_that_breaks_off_is_reported_and_changes_nothing(tmp_path):
    _load(*_FILES)
    held = list(Practice.objects.filter(is_listed=True).values_list("pk", flat=True))
    few = _file(tmp_path, "code,name,postcode,commissioner\nZZ9001,Elm Road Surgery,ZZ1 1AL,ZZA\n")
    whole = _FILES[1].read_bytes().rstrip()
    cut = tmp_path / "cut.csv"
    cut.write_bytes(whole[: whole.rindex(b"\n") + 12])

    fewer = _refused(few, edition="2026-06-01")
    broken = _refused(cut, edition="2026-06-01")

    assert "list.csv has 1 rows" in fewer
    assert "it seems to break off" in fewer
    assert "the file breaks off here" in broken
    assert list(Practice.objects.filter(is_listed=True).values_list("pk", flat=True)) == held
    assert not PlacesEdition.objects.filter(edition="2026-06-01").exists()


def test_a_list_wrong_in_every_row_is_named_up_to_a_hundred(tmp_path):
    rows = "".join(f"ZZ1 1AL,{number},\n" for number in range(11, 261))

    said = _refused(_file(tmp_path, f"postcode,decile,commissioner\n{rows}"))

    assert said.count("a decile is a number") == 100
    assert "And 150 more." in said


def test_an_edition_to_come_an_older_one_and_a_list_twice_are_refused(tmp_path):
    _load(_FILES[0], edition="2026-06-01")

    assert "still to come" in _refused(_FILES[0], edition="2999-01-01")
    assert "A newer edition stands" in _refused(_FILES[0], edition="2026-01-01")
    assert "same list" in _refused(_FILES[1], _FILES[1].resolve())
    assert "cannot be opened" in _refused(tmp_path / "gone.csv")
    assert PlacesEdition.objects.get().edition == date(2026, 6, 1)
