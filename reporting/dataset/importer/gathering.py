"""Streams what is staged in the order of people, each row with the person and the referral it
belongs to: a score knows its activity only, an activity its contact, a contact its referral.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import connection

from reporting.dataset.importer.cells import BETWEEN
from reporting.dataset.tables import TABLES

_PERSON = next(table for table in TABLES if table.name == "IDS001MPI")
_REGISTERED = next(table for table in TABLES if table.name == "IDS002GP")
# Where a key came more than once, the latest month says whose it is, and a row that stands before
# one that fell. In one month it may not be two people's: then it is `torn`, and nobody's.
_WHOSE = """
SELECT {key}, min({whose}) AS {whose}, min({whose}) <> max({whose}) AS torn
FROM (
    SELECT {key}, {whose},
        rank() OVER (PARTITION BY {key} ORDER BY "values" = '', file) AS place
    FROM reporting_stagedrow WHERE run = %(run)s AND "table" = '{table}' AND {key} <> ''
) AS one
WHERE place = 1 GROUP BY {key}
"""
# Nothing but names of columns and tables is put in here.
_STREAM = f"""
WITH referrals AS ({_WHOSE.format(key="referral", whose="patient", table="101")}),
contacts AS ({_WHOSE.format(key="contact", whose="referral", table="201")}),
activities AS ({_WHOSE.format(key="activity", whose="contact", table="202")}),
owned AS (
    SELECT CASE WHEN s.referral || s.contact || s.activity = '' THEN s.patient ELSE r.patient END
            AS person,
        coalesce(r.referral, '') AS referral, coalesce(c.contact, '') AS contact, s.activity,
        coalesce(r.torn, false) OR coalesce(c.torn, false) OR coalesce(a.torn, false) AS torn,
        s."table", s.file, s.line, s."values"
    FROM reporting_stagedrow s
    LEFT JOIN activities a ON s.activity <> '' AND a.activity = s.activity
    LEFT JOIN contacts c ON c.contact = CASE s."table" WHEN '607' THEN a.contact ELSE s.contact END
    LEFT JOIN referrals r
        ON r.referral = CASE WHEN s.contact || s.activity = '' THEN s.referral ELSE c.referral END
    WHERE s.run = %(run)s AND s."table" <> '902'
)
SELECT coalesce(person, '') COLLATE "C", referral, contact, activity, torn,
    "table", file, line, "values"
FROM owned {{of_a_hand}}
WHERE (coalesce(person, '') COLLATE "C" > %(mark)s COLLATE "C" OR %(mark)s = '') {{is_its}}
ORDER BY 1, "table", file, line
"""  # noqa: S608 - see above
_PRACTICES = f"""
SELECT DISTINCT split_part("values", '{BETWEEN}', {_REGISTERED.columns.index("GMPCodeReg") + 1})
FROM reporting_stagedrow WHERE run = %s AND "table" = '002' AND "values" <> ''
"""  # noqa: S608 - see above
# Which hand has whom: people of one birth date have one, for only they may resemble each other. Who
# has two birth dates, here or there, or a number or a record with somebody else, comes last, with
# nobody's rows. It is settled once: a record that is merged, or parted again, while the run is
# broken off would otherwise send somebody to a hand that has passed them.
_SHARE_OUT = f"""
WITH said AS MATERIALIZED (
    SELECT patient, number, split_part("values", '{BETWEEN}',
        {_PERSON.columns.index("PersonBirthDate") + 1}) AS born
    FROM reporting_stagedrow WHERE run = %(run)s AND "table" = '001' AND patient <> ''
),
numbers AS (
    SELECT number FROM said WHERE number <> ''
    GROUP BY number HAVING count(DISTINCT patient) > 1
),
records AS (
    SELECT target_id FROM reporting_importedkey
    WHERE "table" = '{_PERSON.name}' GROUP BY target_id HAVING count(*) > 1
),
otherwise AS (
    SELECT known.key FROM reporting_importedkey known
    JOIN referrals_patient here ON here.id = known.target_id
    JOIN said ON said.patient = known.key
    WHERE known.provider = %(provider)s AND known."table" = '{_PERSON.name}'
        AND (here.merged_into_id IS NOT NULL OR here.date_of_birth::text <> said.born
            OR known.target_id IN (SELECT target_id FROM records))
),
hands AS (
    SELECT patient, CASE WHEN min(born) = max(born)
            AND NOT bool_or(number IN (SELECT number FROM numbers))
            AND patient NOT IN (SELECT key FROM otherwise)
        THEN abs(hashtext(min(born))::bigint) %% %(hands)s ELSE %(hands)s END AS hand
    FROM said GROUP BY patient
)
UPDATE reporting_stagedrow row SET hand = hands.hand FROM hands
WHERE row.run = %(run)s AND row."table" = '001' AND row.patient = hands.patient
"""  # noqa: S608 - see above
_OF_A_HAND = """
LEFT JOIN (
    SELECT patient, max(hand) AS hand FROM reporting_stagedrow
    WHERE run = %(run)s AND "table" = '001' AND patient <> '' GROUP BY patient
) AS hands ON hands.patient = person
"""
_ITS = "AND coalesce(hand, %(hands)s) = %(hand)s"
_STAFF = """
SELECT '', '', '', '', false, "table", file, line, "values"
FROM reporting_stagedrow
WHERE run = %s AND "table" = '902' AND "values" <> '' ORDER BY file, line
"""
_SHARED = """
SELECT file, number FROM reporting_stagedrow
WHERE run = %s AND "table" = '001' AND number <> ''
GROUP BY file, number HAVING count(DISTINCT patient) > 1
"""


class Staged(NamedTuple):
    """A staged row and whose it is. Nobody’s has an empty `person`; what fell has no `values`."""

    person: str
    referral: str
    contact: str
    activity: str
    is_torn: bool
    table: str
    file: int
    line: int
    values: str


@contextmanager
def unhurried() -> Iterator[None]:
    """Sorting a million rows takes longer, and more memory, than any page may."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '20min'; SET work_mem = '64MB'")
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("RESET statement_timeout; RESET work_mem")


class Share(NamedTuple):
    """What one hand of several takes; the number after the last is of those who come last."""

    hand: int
    hands: int


def share_out(run: int, *, provider: str, hands: int) -> None:
    """Give everybody a hand, or the number after the last."""
    with connection.cursor() as cursor:
        # As below: nobody knows yet how many rows are staged.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(_SHARE_OUT, {"run": run, "provider": provider, "hands": hands})
        cursor.execute("SET LOCAL enable_nestloop = on")


def people(run: int, *, after: str, share: Share | None = None) -> Generator[Staged, None, None]:
    """Everybody’s rows, those of nobody first; after the person with this key. Of several hands
    those of one.
    """
    of_a_hand, is_its = ("", "") if share is None else (_OF_A_HAND, _ITS)
    asked: dict[str, int | str] = {"run": run, "mark": after}
    with connection.chunked_cursor() as cursor:
        # Of steps that build on one another the database expects a row or two, and would look
        # through each for every row of the one before. It plans where the cursor begins.
        with connection.cursor() as plain:
            plain.execute("SET enable_nestloop = off")
        cursor.execute(
            _STREAM.format(of_a_hand=of_a_hand, is_its=is_its),
            asked if share is None else asked | share._asdict(),
        )
        with connection.cursor() as plain:
            plain.execute("RESET enable_nestloop")
        for row in cursor:
            yield Staged(*row)


def practices(run: int) -> list[str]:
    """Codes of practices as the files have them, each once."""
    with connection.cursor() as cursor:
        cursor.execute(_PRACTICES, [run])
        return [code for (code,) in cursor.fetchall()]


def staff(run: int) -> Iterator[Staged]:
    """The rows about qualifications, the latest month first."""
    with connection.cursor() as cursor:
        cursor.execute(_STAFF, [run])
        for row in cursor:
            yield Staged(*row)


def shared_numbers(run: int) -> frozenset[tuple[int, str]]:
    """NHS numbers that two patients of one month have, each with the file that says so."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, [run])
        return frozenset(cursor.fetchall())


def count(run: int) -> int:
    """How many people are staged."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT patient) FROM reporting_stagedrow"
            " WHERE run = %s AND \"table\" = '001' AND patient <> ''",
            [run],
        )
        found: int = cursor.fetchone()[0]
    return found
