"""How long the words of a meeting may be, and by how many sessions it may extend at once."""

WORDS = 400
OUTCOME = 200
MOST_EXTRA_SESSIONS = 12
