"""Local times as instants, remembered: the same ones are asked for again and again."""

from functools import lru_cache

from clinical.working_days import moment

local_moment = lru_cache(maxsize=30_000)(moment)
