"""Walks the chains and names the first row of each that is not as it was written."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

_BROKEN = """
WITH walked AS (
    SELECT chain, position, id, hash, previous_hash,
           lag(hash, 1, '') OVER w AS hash_before,
           row_number() OVER w AS expected_position,
           encode(sha256(convert_to(audit_sealed_text(e), 'UTF8')), 'hex') AS computed
    FROM audit_auditentry e WINDOW w AS (PARTITION BY chain ORDER BY position)
), wrong AS (
    SELECT chain, position, id,
           CASE WHEN hash <> computed THEN 'altered'
                WHEN position <> expected_position THEN 'an entry before it is missing'
                ELSE 'does not follow the entry before it' END AS what
    FROM walked
    WHERE hash <> computed OR previous_hash <> hash_before OR position <> expected_position
), cut AS (
    SELECT h.chain, h.length AS position, NULL::bigint AS id,
           'the end of the chain is missing' AS what
    FROM audit_chainhead h
    LEFT JOIN audit_auditentry e ON e.chain = h.chain AND e.position = h.length AND e.hash = h.hash
    WHERE h.length > 0 AND e.id IS NULL
), headless AS (
    SELECT DISTINCT e.chain, 0::bigint AS position, NULL::bigint AS id,
           'its chain has no head' AS what
    FROM audit_auditentry e LEFT JOIN audit_chainhead h ON h.chain = e.chain WHERE h.chain IS NULL
)
SELECT DISTINCT ON (chain) chain, position, id, what
FROM (SELECT * FROM wrong UNION ALL SELECT * FROM cut UNION ALL SELECT * FROM headless) found
ORDER BY chain, position
"""


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain is not as it was sealed."""

    chain: str
    position: int
    entry_id: int | None
    what: str


def breaks() -> Iterator[Break]:
    """The first break of every broken chain; nothing when the trail is whole."""
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN)
        for row in cursor.fetchall():
            yield Break(*row)


def counted() -> tuple[int, int]:
    """How many entries in how many chains stand in the trail."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT chain) FROM audit_auditentry")
        entries, chains = cursor.fetchone()
    return entries, chains
